//! Identities at another house, at the screen: the way there, the way back, and what it was gone for.

use super::{
    back_to, enter, own,
    own::{Outcome, sent_off},
    sign_in, told, words,
};
use crate::{
    Served,
    pages::page,
    problem::Problem,
    time,
    visit::{Visit, cookie as brought},
    who::visitor,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_accounts::{Claim, Proof, Purpose, Refusal, Session, SignIn};
use qinghuo_locale::Locale;
use qinghuo_oidc::{Flow, Provider, Trouble};
use std::sync::Arc;

/// Where the way to the other house begins.
pub const BEGIN: &str = "/sign-in/identity";
/// Where people come back to, as it is written down at the other house.
pub const BACK: &str = "/sign-in/identity/back";
/// The cookie that remembers what somebody has gone for.
const GONE_COOKIE: &str = "qinghuo_identity";
/// How long it does, in seconds.
const GONE_FOR: u32 = 300;

/// What somebody goes to the other house for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errand {
    Enter,
    Add,
    Prove,
}

impl Errand {
    const ALL: [Self; 3] = [Self::Enter, Self::Add, Self::Prove];

    const fn key(self) -> &'static str {
        match self {
            Self::Enter => "enter",
            Self::Add => "add",
            Self::Prove => "prove",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|errand| errand.key() == name)
    }

    /// The place on the account's page that tells what came of it.
    const fn place(self) -> &'static str {
        match self {
            Self::Enter | Self::Add => "identity",
            Self::Prove => "confirm",
        }
    }

    fn purpose(self, visit: &Visit) -> Result<Purpose, Problem> {
        Ok(match self {
            Self::Enter => Purpose::Enter,
            Self::Add => Purpose::Add(session(visit)?.id),
            Self::Prove => Purpose::Prove(session(visit)?.id),
        })
    }
}

/// An identity as its owner sees it.
pub struct IdentityLine {
    /// Its number.
    pub id: i64,
    /// What it is called there.
    pub name: String,
    /// The other house.
    pub issuer: String,
    /// When it was linked.
    pub since: String,
    /// When it was last used; empty if never.
    pub used: String,
    /// Until when it is expected; empty once it came.
    pub until: String,
}

/// The identities of an account.
pub fn lines(
    served: &Served,
    visit: &Visit,
    account: qinghuo_accounts::AccountId,
) -> Result<Vec<IdentityLine>, Problem> {
    let line = |identity: qinghuo_accounts::Identity| IdentityLine {
        id: identity.id.0,
        name: identity.name,
        issuer: identity.issuer,
        since: time::wall_clock(identity.created_at),
        used: identity.used_at.map(time::wall_clock).unwrap_or_default(),
        until: identity.expected_until.map(time::wall_clock).unwrap_or_default(),
    };
    Ok(served.app.accounts.identities(visit.now, account)?.into_iter().map(line).collect())
}

/// Sends somebody to the other house: the parameter `for` says for what.
pub async fn begin(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let asked =
            |wanted| visit.pairs.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value);
        let provider = provider(served)?;
        let errand = Errand::named(asked("for")).ok_or(Problem::NoSuchPage)?;
        let purpose = errand.purpose(visit)?;
        if errand == Errand::Add && !session(visit)?.stepped_up(visit.now) {
            let troubles = vec![visit.locale.text("account-refusal-step-up-needed").into_owned()];
            return failed(served, visit, errand, "/", troubles);
        }
        let Ok(_turn) = served.turns.try_acquire() else {
            return failed(served, visit, errand, "/", vec![words(visit.locale, &Refusal::Busy)]);
        };
        let challenge = served.app.accounts.challenge(visit.now, purpose)?;
        let back = back_to(asked("back"));
        match provider.begin(visit.now, &Flow::of(&challenge, errand == Errand::Prove)) {
            Ok(address) => {
                let mut response = Redirect::to(&address).into_response();
                let gone = format!("{} {challenge} {back}", errand.key());
                let gone = visit.cookie(GONE_COOKIE, &gone, Some(GONE_FOR));
                response.headers_mut().extend(gone.map(|gone| (header::SET_COOKIE, gone)));
                Ok(response)
            }
            Err(trouble) => failed(served, visit, errand, back, vec![in_words(visit.locale, &trouble)]),
        }
    })
    .await
}

/// Takes back whoever comes from there, and does what they went for.
pub async fn back(State(served): State<Served>, visit: Visit, headers: HeaderMap) -> Response {
    let forgotten = visit.cookie(GONE_COOKIE, "", Some(0));
    let mut response = page(served, visit, move |served, visit| {
        let gone = brought(&headers, GONE_COOKIE).unwrap_or_default();
        let mut parts = gone.splitn(3, ' ');
        let errand = parts.next().and_then(Errand::named).unwrap_or(Errand::Enter);
        let (challenge, back) = (parts.next().unwrap_or_default(), back_to(parts.next().unwrap_or_default()));
        match returned(served, visit, &headers, errand, challenge)? {
            Err(troubles) => failed(served, visit, errand, back, troubles),
            Ok(Return::In(entry)) => Ok(enter(visit, &entry, back)),
            Ok(Return::Code(ticket)) => {
                sign_in::render(served, visit, back, "", Some(ticket), Vec::new(), StatusCode::OK)
            }
            Ok(Return::Account(outcome)) => sent_off(served, visit, errand.place(), outcome),
        }
    })
    .await;
    response.headers_mut().extend(forgotten.map(|forgotten| (header::SET_COOKIE, forgotten)));
    response
}

/// What came of going there.
enum Return {
    In(Box<qinghuo_accounts::Entry>),
    Code(String),
    Account(Outcome),
}

fn returned(
    served: &Served,
    visit: &Visit,
    headers: &HeaderMap,
    errand: Errand,
    challenge: &str,
) -> Result<Result<Return, Vec<String>>, Problem> {
    let (locale, accounts, provider) = (visit.locale, &served.app.accounts, provider(served)?);
    let asked =
        |wanted: &str| visit.pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let guest = visitor(visit.address, headers);
    // Whose session it was begun in is part of what the challenge is for: another one's is over.
    let Ok(purpose) = errand.purpose(visit) else {
        return Ok(Err(vec![words(locale, &Refusal::IdentityOver)]));
    };
    if let Err(troubles) = told(locale, accounts.begin_identity(visit.now, &guest))? {
        return Ok(Err(troubles));
    }
    if let Err(troubles) = told(locale, accounts.redeem_challenge(visit.now, purpose, challenge))? {
        return Ok(Err(troubles));
    }
    let flow = Flow::of(challenge, errand == Errand::Prove);
    // An answer to another way there, or of another house (RFC 9207).
    let is_ours = asked("state") == Some(flow.state.as_str())
        && asked("iss").is_none_or(|issuer| issuer == provider.issuer());
    if !is_ours {
        return Ok(Err(vec![words(locale, &Refusal::IdentityOver)]));
    }
    let Some(code) = asked("code").filter(|_| asked("error").is_none()) else {
        return Ok(Err(vec![locale.text("account-identity-denied").into_owned()]));
    };
    let Ok(_turn) = served.turns.try_acquire() else {
        return Ok(Err(vec![words(locale, &Refusal::Busy)]));
    };
    let identity = match provider.finish(visit.now, &flow, code) {
        Ok(identity) => identity,
        Err(trouble) => {
            accounts.note_identity_failed(visit.now, &guest)?;
            return Ok(Err(vec![in_words(locale, &trouble)]));
        }
    };
    let claim = Claim {
        issuer: provider.issuer(),
        subject: &identity.subject,
        username: &identity.username,
        multi_factor: identity.multi_factor,
        anew: identity.anew,
    };
    if errand == Errand::Enter {
        let entered = told(locale, accounts.sign_in_identity(visit.now, &claim, &guest))?;
        return Ok(entered.map(|entered| match entered {
            SignIn::In(entry) => Return::In(Box::new(entry)),
            SignIn::Code { ticket } => Return::Code(ticket.reveal().to_owned()),
        }));
    }
    let signed = visit.who.signed().ok_or(Problem::NotSignedIn)?;
    let (session, by) = (session(visit)?, signed.by());
    Ok(match errand {
        Errand::Prove => told(locale, accounts.step_up(visit.now, &by, session, Proof::Identity(&claim)))?
            .map(|secret| Return::Account(Outcome::Renewed(secret.reveal().to_owned()))),
        Errand::Enter | Errand::Add => told(locale, accounts.link_identity(visit.now, &by, session, &claim))?
            .map(|_| Return::Account(Outcome::Done)),
    })
}

/// Where to send whoever signs out of a session that was begun at the other house; `None` where nothing is to be done there.
pub fn end(served: &Served, visit: &Visit, session: &Session) -> Option<String> {
    let began_there = matches!(session.means, qinghuo_accounts::Means::Identity(_));
    let (provider, site) = (served.app.provider.as_ref()?, served.app.site.as_ref()?);
    let _turn = served.turns.try_acquire().ok()?;
    began_there.then(|| provider.end(visit.now, &format!("{}/sign-in", site.origin()))).flatten()
}

fn provider(served: &Served) -> Result<&Arc<Provider>, Problem> {
    served.app.provider.as_ref().ok_or(Problem::NoSuchPage)
}

fn session(visit: &Visit) -> Result<&Session, Problem> {
    visit.who.signed().and_then(|signed| signed.session.as_ref()).ok_or(Problem::NotSignedIn)
}

/// The page somebody went from, with what went wrong.
fn failed(
    served: &Served,
    visit: &Visit,
    errand: Errand,
    back: &str,
    troubles: Vec<String>,
) -> Result<Response, Problem> {
    match errand {
        Errand::Enter => sign_in::render(served, visit, back, "", None, troubles, StatusCode::UNAUTHORIZED),
        Errand::Add | Errand::Prove => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            own::render(served, visit, None, errand.place(), troubles, status)
        }
    }
}

/// Why nothing could be found out, with the cause for whoever looks after it. No code, token or secret is in it.
fn in_words(locale: &Locale, trouble: &Trouble) -> String {
    let key = match trouble {
        Trouble::IssuerUnfit | Trouble::Unreachable { .. } | Trouble::Description(_) => {
            "account-identity-away"
        }
        Trouble::CodeRefused { .. } => "account-identity-code",
        Trouble::Token(_) => "account-identity-token",
    };
    let detail = match Problem::failed(trouble) {
        Problem::Failed(chain) => chain,
        _ => String::new(),
    };
    locale.text_with(key, &[("detail", detail)])
}
