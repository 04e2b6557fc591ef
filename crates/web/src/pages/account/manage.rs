//! Accounts of others: given, locked, opened again, reset. Whoever does this never sees a password anybody chose.

use super::told;
use crate::{
    Served,
    pages::{
        organisation::{Sent, people},
        page,
    },
    problem::Problem,
    visit::Visit,
};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{AccountId, By, IdentityId, NewAccount, PasskeyId, Trouble};
use qinghuo_domain::attribute::PersonId;

/// A password given out, shown once.
pub struct Issued {
    /// To whom.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// It.
    pub password: String,
}

/// Does one thing to somebody's account: the field `act` says which.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let signed = visit.who.signed().ok_or(Problem::NotSignedIn)?;
        let number: u32 = sent.said("person").parse().map_err(|_| Problem::BadBody("person".to_owned()))?;
        let render =
            |troubles, issued, status| people::render(served, visit, troubles, number, issued, status);
        if !signed.has_stepped_up(visit.now) {
            let troubles = vec![visit.locale.text("account-refusal-step-up-needed").into_owned()];
            return render(troubles, None, StatusCode::FORBIDDEN);
        }
        match carry_out(served, visit, &sent, &signed.by(), PersonId(number))? {
            Ok(None) => Ok(Redirect::to("/people").into_response()),
            Ok(issued) => render(Vec::new(), issued, StatusCode::OK),
            Err(troubles) => render(troubles, None, StatusCode::UNPROCESSABLE_ENTITY),
        }
    })
    .await
}

fn carry_out(
    served: &Served,
    visit: &Visit,
    sent: &Sent,
    by: &By,
    person: PersonId,
) -> Result<Result<Option<Issued>, Vec<String>>, Problem> {
    let (locale, accounts, now) = (visit.locale, &served.app.accounts, visit.now);
    let people = served.app.office.people();
    let name = people.get(&person).cloned().unwrap_or_default();
    if sent.said("act") == "create" {
        let login = sent.said("login");
        let new = NewAccount { person: person.0, login, password: None, names: &[&name] };
        return match told(locale, accounts.create(now, by, new))? {
            Ok(id) if sent.said("identity").is_empty() => issue(served, visit, by, id, name),
            // Whoever is known elsewhere needs no password of ours.
            Ok(id) => Ok(told(locale, expect(served, visit, sent, by, id)?)?.map(|_| None)),
            Err(troubles) => Ok(Err(troubles)),
        };
    }
    let account = accounts.account_of_person(person.0)?.ok_or(Problem::NoSuchPage)?;
    let done = match sent.said("act") {
        "reset" => return issue(served, visit, by, account.id, name),
        "disable" => accounts.disable(now, by, account.id),
        "enable" => accounts.enable(now, by, account.id),
        "unlock" => accounts.unlock(now, by, account.id),
        "passkey-end" => {
            let passkey = sent.said("passkey").parse().map_err(|_| Problem::BadBody("passkey".to_owned()))?;
            accounts.remove_passkey(now, by, account.id, PasskeyId(passkey), None)
        }
        "identity-expect" => expect(served, visit, sent, by, account.id)?.map(|_| ()),
        "identity-end" => {
            let identity =
                sent.said("identity").parse().map_err(|_| Problem::BadBody("identity".to_owned()))?;
            accounts.unlink_identity(now, by, account.id, IdentityId(identity), None)
        }
        "totp-drop" => accounts.drop_totp(now, by, account.id),
        _ => return Err(Problem::BadBody("act".to_owned())),
    };
    Ok(told(locale, done)?.map(|()| None))
}

/// Expects the identity that was written down to come from the other house.
fn expect(
    served: &Served,
    visit: &Visit,
    sent: &Sent,
    by: &By,
    id: AccountId,
) -> Result<Result<IdentityId, Trouble>, Problem> {
    let provider = served.app.provider.as_ref().ok_or(Problem::NoSuchPage)?;
    Ok(served.app.accounts.expect_identity(visit.now, by, id, provider.issuer(), sent.said("identity")))
}

/// Gives out a password that must be changed at the first sign-in.
fn issue(
    served: &Served,
    visit: &Visit,
    by: &By,
    id: AccountId,
    name: String,
) -> Result<Result<Option<Issued>, Vec<String>>, Problem> {
    let accounts = &served.app.accounts;
    let issued = told(visit.locale, accounts.issue_password(visit.now, by, id))?;
    let login = accounts.account(id)?.map(|account| account.login).unwrap_or_default();
    Ok(issued.map(|password| Some(Issued { name, login, password: password.reveal().to_owned() })))
}
