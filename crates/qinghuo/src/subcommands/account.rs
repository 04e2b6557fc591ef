//! `account show|create|reset|disable|enable|unlock|expect|forget`: who may sign in, from the machine itself: the way back in when nobody can.

use super::text;
use crate::{
    exit::{Exit, Stop},
    session::Session,
    table::{Cell, Side, Table},
    telling,
    words::Words,
};
use anyhow::Error;
use clap::{ArgMatches, Command};
use qinghuo_accounts::{
    Account, Accounts, By, Identity, IdentityId, NewAccount, Passkey, PasskeyId, Refusal, Trouble,
};
use qinghuo_domain::attribute::PersonId;
use serde_json::{Value, json};

pub fn arguments(command: Command, words: Words) -> Command {
    let below = |name: &'static str| {
        let about = words.say(&format!("cli-account-{name}-about"));
        Command::new(name).about(about)
    };
    let login = |name| below(name).arg(words.positional("login"));
    command
        .subcommand(below("show").arg(words.flag("json")))
        .subcommand(
            below("create").arg(words.positional("login")).arg(words.option("person", "name").required(true)),
        )
        .subcommand(login("reset"))
        .subcommand(login("disable"))
        .subcommand(login("enable"))
        .subcommand(login("unlock"))
        .subcommand(
            login("expect")
                .arg(words.option("identity", "name").required(true))
                .arg(words.option("issuer", "url").required(true)),
        )
        .subcommand(
            login("forget")
                .arg(words.option("passkey", "number").conflicts_with("linked"))
                .arg(words.option("linked", "number").required_unless_present("passkey")),
        )
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let accounts = session.accounts()?;
    let (now, by) = (session.clock.now(), By::host());
    let failed = |failed: Trouble| trouble(words, &failed);
    match given.subcommand() {
        Some(("create", given)) => {
            let book = session.look()?;
            let name = text(given, "person").trim();
            let people = book.office.people();
            let person = people.iter().find(|(id, known)| {
                known.as_str() == name || name.parse().is_ok_and(|number: u32| **id == PersonId(number))
            });
            let (person, name) = person.ok_or_else(|| {
                Stop::with(Exit::Refused, words.say_with("cli-account-no-person", &[("given", name)]))
            })?;
            let login = text(given, "login");
            let new = NewAccount { person: person.0, login, password: None, names: &[name] };
            let id = match accounts.any().map_err(failed)? {
                true => accounts.create(now, &by, new).map_err(failed)?,
                // Whoever is at the machine needs no code printed by it.
                false => {
                    let code = accounts.setup_code().map_err(failed)?;
                    let code = code.ok_or_else(|| trouble(words, &Trouble::from(Refusal::SetupOver)))?;
                    accounts.create_first(now, code.reveal(), &by, new).map_err(failed)?
                }
            };
            let password = accounts.issue_password(now, &by, id).map_err(failed)?;
            let said = [("login", login), ("password", password.reveal())];
            session.screen.say(&words.say_with("cli-account-issued", &said));
        }
        Some(("reset", given)) => {
            let account = named(words, &accounts, text(given, "login"))?;
            let password = accounts.issue_password(now, &by, account.id).map_err(failed)?;
            let said = [("login", &*account.login), ("password", password.reveal())];
            session.screen.say(&words.say_with("cli-account-issued", &said));
        }
        Some((act @ ("disable" | "enable" | "unlock"), given)) => {
            let id = named(words, &accounts, text(given, "login"))?.id;
            let done = match act {
                "disable" => accounts.disable(now, &by, id),
                "enable" => accounts.enable(now, &by, id),
                _ => accounts.unlock(now, &by, id),
            };
            done.map_err(failed)?;
            session.screen.say(&words.text("cli-account-done"));
        }
        Some(("expect", given)) => {
            let id = named(words, &accounts, text(given, "login"))?.id;
            let (issuer, word) = (text(given, "issuer"), text(given, "identity"));
            accounts.expect_identity(now, &by, id, issuer, word).map_err(failed)?;
            session.screen.say(&words.text("cli-account-done"));
        }
        Some(("forget", given)) => {
            let id = named(words, &accounts, text(given, "login"))?.id;
            let number = |name: &str| given.get_one::<String>(name).map(|number| number.parse().unwrap_or(0));
            let gone = match (number("passkey"), number("linked")) {
                (Some(number), _) => accounts.remove_passkey(now, &by, id, PasskeyId(number), None),
                (None, number) => {
                    let identity = IdentityId(number.unwrap_or_default());
                    accounts.unlink_identity(now, &by, id, identity, None)
                }
            };
            gone.map_err(failed)?;
            session.screen.say(&words.text("cli-account-done"));
        }
        Some((_, given)) => show(session, &accounts, given)?,
        None => return Ok(Exit::Usage),
    }
    accounts.flush().map_err(failed)?;
    Ok(Exit::Done)
}

/// An account with its other ways to sign in.
struct Listed {
    account: Account,
    passkeys: Vec<Passkey>,
    identities: Vec<Identity>,
}

fn show(session: &Session, accounts: &Accounts, given: &ArgMatches) -> anyhow::Result<()> {
    let words = session.words;
    let book = session.look()?;
    let people = book.office.people();
    let failed = |failed: Trouble| trouble(words, &failed);
    let mut all: Vec<Listed> = Vec::new();
    for account in accounts.list().map_err(failed)? {
        let passkeys = accounts.passkeys(account.id).map_err(failed)?;
        let identities = accounts.identities(session.clock.now(), account.id).map_err(failed)?;
        all.push(Listed { account, passkeys, identities });
    }
    let name = |account: &Account| {
        account.person.and_then(|person| people.get(&PersonId(person)).cloned()).unwrap_or_default()
    };
    if given.get_flag("json") {
        let one = |Listed { account, passkeys, identities }: &Listed| {
            let identities = identities.iter().map(|identity| {
                json!({
                    "number": identity.id.0,
                    "issuer": identity.issuer,
                    "name": identity.name,
                    "created_at": identity.created_at.to_string(),
                    "used_at": identity.used_at.map(|at| at.to_string()),
                    "expected_until": identity.expected_until.map(|until| until.to_string()),
                })
            });
            let passkeys = passkeys.iter().map(|passkey| {
                json!({
                    "number": passkey.id.0,
                    "name": passkey.name,
                    "created_at": passkey.created_at.to_string(),
                    "used_at": passkey.used_at.map(|at| at.to_string()),
                })
            });
            json!({
                "login": account.login,
                "person": account.person,
                "name": name(account),
                "disabled_at": account.disabled_at.map(|at| at.to_string()),
                "second_factor": account.totp,
                "passkeys": passkeys.collect::<Vec<Value>>(),
                "identities": identities.collect::<Vec<Value>>(),
                "signed_in_at": account.signed_in_at.map(|at| at.to_string()),
            })
        };
        let all: Vec<Value> = all.iter().map(one).collect();
        return session.screen.say_json(&json!({ "accounts": all }));
    }
    let mut table = Table::new([
        (words.say("account-login"), Side::Left),
        (words.say("cli-column-person"), Side::Left),
        (words.say("cli-column-state"), Side::Left),
        (words.say("account-signed-in"), Side::Left),
        (words.say("account-passkeys"), Side::Left),
        (words.say("account-identities"), Side::Left),
    ]);
    for Listed { account, passkeys, identities } in &all {
        let identities = identities.iter().map(|identity| format!("{} {}", identity.id.0, identity.name));
        let passkeys = passkeys.iter().map(|passkey| format!("{} {}", passkey.id.0, passkey.name));
        let state = if account.disabled_at.is_some() { "disabled" } else { "open" };
        table.push([
            Cell::from(account.login.clone()),
            Cell::from(name(account)),
            Cell::from(words.named("account-state", state)),
            Cell::from(account.signed_in_at.map(crate::clock::wall_clock).unwrap_or_default()),
            Cell::from(passkeys.collect::<Vec<_>>().join(&words.text("value-join"))),
            Cell::from(identities.collect::<Vec<_>>().join(&words.text("value-join"))),
        ]);
    }
    match table.is_empty() {
        true => session.screen.say(&words.text("cli-account-none")),
        false => session.screen.say(&table.render(session.screen)),
    }
    Ok(())
}

fn named(words: Words, accounts: &Accounts, login: &str) -> anyhow::Result<Account> {
    let all = accounts.list().map_err(|failed| trouble(words, &failed))?;
    let found = all.into_iter().find(|account| account.login == login);
    found.ok_or_else(|| trouble(words, &Trouble::from(Refusal::AccountUnknown)))
}

/// Why something about accounts was not done, in words.
pub fn trouble(words: Words, trouble: &Trouble) -> Error {
    match trouble {
        Trouble::Refused(refusals) => {
            let one = |refusal: &Refusal| {
                words.say(&format!("account-refusal-{}", refusal.code().replace('_', "-")))
            };
            Stop::with(Exit::Refused, refusals.iter().map(one).collect::<Vec<_>>().join("\n"))
        }
        failed => Stop::with(
            Exit::Failed,
            words.say_with("cli-account-failed", &[("detail", &telling::chain(failed))]),
        ),
    }
}
