//! Passkeys at the screen: what the script is told, what it sends back, and why there may be none.

use super::{back_to, enter, sign_in, told};
use crate::{
    Served, asset,
    pages::{organisation::Sent, page},
    problem::Problem,
    time,
    visit::Visit,
    who::visitor,
};
use axum::{
    Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use qinghuo_accounts::{Assertion, NewCredential, PasskeyOffer, Purpose, Session, Site};
use qinghuo_locale::Locale;
use serde_json::json;

/// Where the script asks what is to be signed.
pub const CHALLENGE: &str = "/sign-in/passkey/challenge";

/// Whether passkeys work here.
pub enum Passkeys {
    /// They do, for whoever comes by this address; with the script that speaks to authenticators.
    Work { origin: String, script: &'static str },
    /// They do not, in words.
    Not(String),
}

impl Passkeys {
    /// As the site allows.
    pub fn of(served: &Served, locale: &Locale) -> Self {
        let Some(site) = &served.app.site else {
            return Self::Not(locale.text("account-passkey-no-address").into_owned());
        };
        match site.passkey_domain() {
            Ok(_) => Self::Work { origin: site.origin().to_owned(), script: &asset::PASSKEY },
            Err(unfit) => Self::Not(locale.named("account-passkey", unfit.code())),
        }
    }

    /// The script's address, where there is anything for it to do.
    pub fn script(&self) -> Option<&'static str> {
        match self {
            Self::Work { script, .. } => Some(script),
            Self::Not(_) => None,
        }
    }
}

/// A passkey as its owner sees it.
pub struct PasskeyLine {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When it was added.
    pub since: String,
    /// When it was last used; empty if never.
    pub used: String,
}

/// The passkeys of the session's account.
pub fn lines(served: &Served, session: &Session) -> Result<Vec<PasskeyLine>, Problem> {
    let passkeys = served.app.accounts.passkeys(session.account)?;
    let line = |passkey: qinghuo_accounts::Passkey| PasskeyLine {
        id: passkey.id.0,
        name: passkey.name,
        since: time::wall_clock(passkey.created_at),
        used: passkey.used_at.map(time::wall_clock).unwrap_or_default(),
    };
    Ok(passkeys.into_iter().map(line).collect())
}

/// The site, where passkeys work.
pub fn site(served: &Served) -> Result<&Site, Problem> {
    served.app.site.as_ref().ok_or(Problem::NoSuchPage)
}

/// What the script hands to the authenticator: the parameter `for` says for what.
pub async fn challenge(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (accounts, domain) = (&served.app.accounts, site(served)?.passkey_domain());
        let domain = domain.map_err(|_| Problem::NoSuchPage)?;
        let session =
            || visit.who.signed().and_then(|signed| signed.session.as_ref()).ok_or(Problem::NotSignedIn);
        let wanted = visit.pairs.iter().find(|(name, _)| name == "for").map(|(_, wanted)| wanted.as_str());
        let purpose = match wanted {
            Some("enter") => Purpose::Enter,
            Some("prove") => Purpose::Prove(session()?.id),
            Some("add") => {
                let offer = accounts.offer_passkey(visit.now, session()?)?;
                let PasskeyOffer { challenge, user, login, known } = offer;
                let (brand, name) = (visit.locale.text("page-brand"), super::person_name(served, visit));
                let told = json!({
                    "challenge": challenge, "domain": domain, "brand": brand,
                    "user": user, "login": login, "name": name, "known": known,
                });
                return Ok(Json(told).into_response());
            }
            _ => return Err(Problem::NoSuchPage),
        };
        let challenge = accounts.challenge(visit.now, purpose)?;
        Ok(Json(json!({ "challenge": challenge, "domain": domain })).into_response())
    })
    .await
}

/// Signs in whoever shows a passkey.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let back = sent.said("back");
        let guest = visitor(visit.address, &headers);
        let accounts = &served.app.accounts;
        let entered = accounts.sign_in_passkey(visit.now, site(served)?, &shown(&sent), &guest);
        match told(visit.locale, entered)? {
            Ok(entry) => Ok(enter(visit, &entry, back)),
            Err(troubles) => {
                sign_in::render(served, visit, back_to(back), "", None, troubles, StatusCode::UNAUTHORIZED)
            }
        }
    })
    .await
}

/// A passkey shown, as the script fills it into a form.
pub fn shown(sent: &Sent) -> Assertion<'_> {
    Assertion {
        credential: sent.said("credential"),
        client_data: sent.said("client_data"),
        authenticator_data: sent.said("authenticator_data"),
        signature: sent.said("signature"),
        user: sent.said("user"),
    }
}

/// A new passkey, as the script fills it into a form.
pub fn made(sent: &Sent) -> NewCredential<'_> {
    NewCredential { client_data: sent.said("client_data"), attestation: sent.said("attestation") }
}
