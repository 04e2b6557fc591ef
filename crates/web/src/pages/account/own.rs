//! One's own account: the post one acts in, password, second factor, sessions, tokens.

use super::{
    identity,
    identity::IdentityLine,
    passkey::{self, PasskeyLine, Passkeys},
    person_name, post_words, told,
};
use crate::{
    Served,
    pages::{
        frame::Frame,
        html,
        organisation::{Choice, Sent, Tab, tabs},
        page,
    },
    problem::Problem,
    query::Query,
    time,
    visit::Visit,
    who::{SESSION_COOKIE, Signed},
};
use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::ToSpan as _;
use qinghuo_accounts::{
    Account, Contact, IdentityId, NewToken, PasskeyId, Proof, Session, SessionId, TokenId,
};
use qinghuo_domain::{PostId, access::Action};

/// The longest a token may last, in days; the accounts have the same bound.
const LONGEST_TOKEN: i32 = 365;

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    tabs: Vec<Tab>,
    name: String,
    login: String,
    is_demo: bool,
    must_change: bool,
    has_stepped_up: bool,
    posts: Vec<PostChoice>,
    /// Somebody known elsewhere may have none.
    has_password: bool,
    has_totp: bool,
    recovery_left: u32,
    /// Whether passkeys work here.
    passkeys: Passkeys,
    held: Vec<PasskeyLine>,
    /// Whether identities of another house are taken.
    has_provider: bool,
    identities: Vec<IdentityLine>,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    scopes: Vec<Choice>,
    latest: String,
    phone: String,
    email: String,
    /// What was done just now, and must be shown this once.
    shown: Option<Shown>,
    /// Which form was refused, and why.
    refused: &'static str,
    troubles: Vec<String>,
    today: String,
}

struct PostChoice {
    id: String,
    words: String,
    is_acting: bool,
}

struct SessionLine {
    id: i64,
    words: String,
    since: String,
    seen: String,
    means: String,
    is_this: bool,
}

struct TokenLine {
    id: i64,
    name: String,
    scopes: String,
    post: String,
    until: String,
    used: String,
    is_over: bool,
}

/// A secret that is shown once and never again.
pub enum Shown {
    /// The secret of a second factor, to be confirmed by a code.
    Totp { secret: String, uri: String, svg: String },
    /// Codes for the day the second factor is lost.
    Recovery(Vec<String>),
    /// A token.
    Token(String),
}

/// The account.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| render(served, visit, None, "", Vec::new(), StatusCode::OK)).await
}

/// What a form of the account led to.
pub enum Outcome {
    /// Back to the page.
    Done,
    /// The session goes on under another secret.
    Renewed(String),
    /// Something is shown this once.
    Shown(Shown),
}

/// Does one thing to the account: the field `act` says which.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let sent = Sent::new(pairs);
        let act = ACTS.into_iter().find(|act| *act == sent.said("act"));
        let act = act.ok_or_else(|| Problem::BadBody("act".to_owned()))?;
        let (signed, session) = signed(visit)?;
        let back = super::back_to(sent.said("back"));
        match carry_out(served, visit, &sent, (signed, session), act)? {
            Ok(Outcome::Done) if !sent.said("back").is_empty() => Ok(Redirect::to(back).into_response()),
            Ok(outcome) => sent_off(served, visit, act, outcome),
            Err(troubles) => render(served, visit, None, act, troubles, StatusCode::UNPROCESSABLE_ENTITY),
        }
    })
    .await
}

/// What something done to the account is answered with: the place on the page where it was done, or what is shown this once.
pub fn sent_off(served: &Served, visit: &Visit, place: &str, outcome: Outcome) -> Result<Response, Problem> {
    match outcome {
        Outcome::Done => Ok(Redirect::to(&format!("/account#{place}")).into_response()),
        Outcome::Renewed(secret) => {
            let mut response = Redirect::to("/account#confirm").into_response();
            let session = visit.cookie(SESSION_COOKIE, &secret, None);
            response.headers_mut().extend(session.map(|session| (header::SET_COOKIE, session)));
            Ok(response)
        }
        Outcome::Shown(shown) => render(served, visit, Some(shown), "", Vec::new(), StatusCode::OK),
    }
}

/// What can be done to one's own account; the name of the act is the place of its form on the page.
const ACTS: [&str; 15] = [
    "post",
    "password",
    "confirm",
    "totp-begin",
    "totp",
    "totp-drop",
    "recovery",
    "passkey",
    "passkey-end",
    "identity-end",
    "session",
    "others",
    "token",
    "token-end",
    "contact",
];

fn carry_out(
    served: &Served,
    visit: &Visit,
    sent: &Sent,
    (signed, session): (&Signed, &Session),
    act: &str,
) -> Result<Result<Outcome, Vec<String>>, Problem> {
    let (locale, accounts, now, by) = (visit.locale, &served.app.accounts, visit.now, signed.by());
    let done = |done: Result<(), Vec<String>>| done.map(|()| Outcome::Done);
    let needs_step_up =
        matches!(act, "totp-drop" | "recovery" | "passkey" | "passkey-end" | "identity-end" | "token");
    if needs_step_up && !session.stepped_up(now) {
        return Ok(Err(vec![locale.text("account-refusal-step-up-needed").into_owned()]));
    }
    Ok(match act {
        "post" => match sent.said("post").parse::<PostId>() {
            Ok(post) if signed.posts.contains(&post) => {
                done(told(locale, accounts.choose_post(session, Some(post.0)))?)
            }
            _ => Err(vec![locale.text("account-not-your-post").into_owned()]),
        },
        "password" => {
            let name = person_name(served, visit);
            let (old, new) = (sent.typed("old"), sent.typed("new"));
            if new == sent.typed("again") {
                done(told(locale, accounts.change_password(now, &by, session, old, new, &[&name]))?)
            } else {
                Err(vec![locale.text("account-passwords-differ").into_owned()])
            }
        }
        "confirm" => {
            let proof = match (sent.said("credential"), sent.said("code")) {
                ("", "") => Proof::Password(sent.typed("password")),
                ("", code) => Proof::Code(code),
                _ => Proof::Passkey(passkey::site(served)?, passkey::shown(sent)),
            };
            told(locale, accounts.step_up(now, &by, session, proof))?
                .map(|secret| Outcome::Renewed(secret.reveal().to_owned()))
        }
        "totp-begin" => {
            told(locale, accounts.begin_totp(session, &locale.text("page-brand")))?.map(|offer| {
                let secret = offer.secret;
                Outcome::Shown(Shown::Totp { secret, uri: offer.uri, svg: offer.svg })
            })
        }
        "totp" => told(locale, accounts.confirm_totp(now, &by, session, sent.said("code")))?
            .map(|codes| recovery(&codes)),
        "totp-drop" => done(told(locale, accounts.drop_totp(now, &by, session.account))?),
        "recovery" => told(locale, accounts.renew_recovery_codes(now, &by, session.account))?
            .map(|codes| recovery(&codes)),
        "passkey" => {
            let (site, new) = (passkey::site(served)?, passkey::made(sent));
            let added = accounts.add_passkey(now, &by, session, site, sent.said("name"), &new);
            told(locale, added)?.map(|_| Outcome::Done)
        }
        "passkey-end" => match sent.said("passkey").parse() {
            Ok(id) => {
                let removed =
                    accounts.remove_passkey(now, &by, session.account, PasskeyId(id), Some(session));
                done(told(locale, removed)?)
            }
            Err(_) => Err(Vec::new()),
        },
        "identity-end" => match sent.said("identity").parse() {
            Ok(id) => {
                let unlinked =
                    accounts.unlink_identity(now, &by, session.account, IdentityId(id), Some(session));
                done(told(locale, unlinked)?)
            }
            Err(_) => Err(Vec::new()),
        },
        "session" => match sent.said("session").parse() {
            Ok(id) => done(told(locale, accounts.end_session(now, &by, session.account, SessionId(id)))?),
            Err(_) => Err(Vec::new()),
        },
        "others" => told(locale, accounts.end_other_sessions(now, &by, session))?.map(|_| Outcome::Done),
        "token" => {
            let scopes: Vec<&str> = sent.all("scope").collect();
            let until = time::day(sent.said("ends_on"));
            match until {
                None => Err(vec![locale.text("account-token-day-missing").into_owned()]),
                Some(ends_on) => {
                    let post = signed.holder.map(|holder| holder.post.0);
                    let name = sent.said("name");
                    let new = NewToken { account: session.account, name, scopes: &scopes, post, ends_on };
                    told(locale, accounts.issue_token(now, &by, &new))?
                        .map(|(_, secret)| Outcome::Shown(Shown::Token(secret.reveal().to_owned())))
                }
            }
        }
        "token-end" => match sent.said("token").parse() {
            Ok(id) => done(told(locale, accounts.end_token(now, &by, session.account, TokenId(id)))?),
            Err(_) => Err(Vec::new()),
        },
        "contact" => match session.person {
            Some(person) => {
                let contact =
                    Contact { phone: sent.said("phone").to_owned(), email: sent.said("email").to_owned() };
                done(told(locale, accounts.set_contact(now, &by, person, &contact))?)
            }
            None => Err(Vec::new()),
        },
        _ => return Err(Problem::BadBody("act".to_owned())),
    })
}

fn recovery(codes: &[qinghuo_accounts::Secret]) -> Outcome {
    Outcome::Shown(Shown::Recovery(codes.iter().map(|code| code.reveal().to_owned()).collect()))
}

/// Whoever is at a screen.
fn signed(visit: &Visit) -> Result<(&Signed, &Session), Problem> {
    let signed = visit.who.signed().ok_or(Problem::NotSignedIn)?;
    Ok((signed, signed.session.as_ref().ok_or(Problem::NotSignedIn)?))
}

/// The page, with what was done or why not.
pub fn render(
    served: &Served,
    visit: &Visit,
    shown: Option<Shown>,
    refused: &'static str,
    troubles: Vec<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (locale, accounts) = (visit.locale, &served.app.accounts);
    let (signed, session) = signed(visit)?;
    let city = served.app.office.city();
    let account: Account = accounts.account(session.account)?.ok_or(Problem::NotSignedIn)?;
    let contact = match session.person {
        Some(person) => accounts.contact(person)?,
        None => Contact::default(),
    };
    let frame = Frame::aside(served, visit, "organisation", locale.text("organisation-account").into_owned());
    let acting = signed.holder.map(|holder| holder.post);
    let posts = signed.posts.iter().map(|post| PostChoice {
        id: post.to_string(),
        words: post_words(served, locale, &city, *post),
        is_acting: acting == Some(*post),
    });
    let sessions = accounts.sessions(visit.now, session.account)?.into_iter().map(|row| SessionLine {
        id: row.id.0,
        words: format!("{} {}", row.address, row.agent),
        since: time::wall_clock(row.created_at),
        seen: time::wall_clock(row.seen_at),
        means: locale.named("account-means", row.means.key()),
        is_this: row.id == session.id,
    });
    let tokens = accounts.tokens(session.account)?.into_iter().map(|row| TokenLine {
        id: row.id.0,
        name: row.name,
        scopes: scopes(locale, &row.scopes),
        post: row.post.map(|post| post_words(served, locale, &city, PostId(post))).unwrap_or_default(),
        until: time::wall_clock(row.ends_at),
        used: row.used_at.map(time::wall_clock).unwrap_or_default(),
        is_over: row.ends_at <= visit.now,
    });
    let held = |action: &&Action| signed.bar(served, **action, None).is_none();
    let page = Page {
        tabs: match acting {
            Some(_) => tabs(visit, &visit.view(served, &Query::default())?, "/account"),
            None => Vec::new(),
        },
        name: person_name(served, visit),
        login: account.login.clone(),
        is_demo: session.demo,
        must_change: session.must_change,
        has_stepped_up: session.stepped_up(visit.now),
        posts: posts.collect(),
        has_password: account.password.is_some(),
        has_totp: account.totp,
        recovery_left: if account.totp { accounts.recovery_codes_left(session.account)? } else { 0 },
        passkeys: Passkeys::of(served, locale),
        held: passkey::lines(served, session)?,
        has_provider: served.app.provider.is_some(),
        identities: identity::lines(served, visit, session.account)?,
        sessions: sessions.collect(),
        tokens: tokens.collect(),
        scopes: Action::ALL
            .iter()
            .filter(held)
            .map(|action| (action.key().to_owned(), locale.named("action", action.key())))
            .collect(),
        latest: visit.today.saturating_add(LONGEST_TOKEN.days()).to_string(),
        phone: contact.phone,
        email: contact.email,
        shown,
        refused,
        troubles,
        today: visit.today.to_string(),
        frame,
    };
    html(status, &page)
}

fn scopes(locale: &qinghuo_locale::Locale, scopes: &[String]) -> String {
    let words: Vec<String> = scopes.iter().map(|scope| locale.named("action", scope)).collect();
    words.join(&locale.text("value-join"))
}
