//! Who comes: somebody working alone, the holder of a post who signed in, or a stranger.

use crate::{
    Served, api,
    front::Origin,
    problem::Problem,
    visit::{ACTOR_COOKIE, cookie},
};
use axum::http::{HeaderMap, header, request::Parts};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use qinghuo_accounts::{AccountId, By, Note, Session, Visitor};
use qinghuo_domain::{
    City, Date, PostId,
    access::{Action, Authority, Topic},
    attribute::PersonId,
};
use qinghuo_office::Actor;
use std::{net::IpAddr, sync::Arc};

/// The cookie that holds a session.
pub const SESSION_COOKIE: &str = "qinghuo_session";
/// The cookie by which a browser is known again.
pub const DEVICE_COOKIE: &str = "qinghuo_device";

/// Who comes.
#[derive(Clone, Debug)]
pub enum Who {
    /// Nobody has an account yet: one person works alone, under the name given.
    Operator {
        /// The name, where one was given.
        name: Option<String>,
    },
    /// Somebody who signed in.
    Signed(Arc<Signed>),
    /// Somebody who did not.
    Stranger,
}

/// Somebody who signed in.
#[derive(Debug)]
pub struct Signed {
    /// The account.
    pub account: AccountId,
    /// Who; a program of its own is nobody.
    pub person: Option<PersonId>,
    /// The post that acts; `None` while none is held.
    pub holder: Option<Holder>,
    /// The posts the person holds today.
    pub posts: Vec<PostId>,
    /// The session, for somebody at a screen; a program with a token has none.
    pub session: Option<Session>,
    /// For whom a token speaks: the actions it was given for.
    pub scopes: Option<Vec<Action>>,
    /// Where the request comes from.
    pub address: IpAddr,
}

/// The post that acts.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The post.
    pub post: PostId,
}

/// What a request brings along to say who it is from.
struct Brought {
    bearer: Option<String>,
    session: Option<String>,
    name: Option<String>,
    address: IpAddr,
}

impl Who {
    /// Who sends a request.
    ///
    /// # Errors
    /// The accounts' own.
    pub fn of(served: &Served, parts: &Parts) -> Result<Self, Problem> {
        let headers = &parts.headers;
        // A program names itself in a header, a person in a form.
        let is_program = parts.uri.path().starts_with(api::PREFIX);
        let name = if is_program { api::header_of_actor(headers) } else { cookie(headers, ACTOR_COOKIE) };
        let brought = Brought {
            bearer: bearer(headers),
            session: cookie(headers, SESSION_COOKIE),
            name: name.filter(|name| !name.trim().is_empty()),
            address: address(parts),
        };
        // Some ten microseconds and no write: handing it to another thread would take longer.
        Self::known(served, brought)
    }

    fn known(served: &Served, brought: Brought) -> Result<Self, Problem> {
        let accounts = &served.app.accounts;
        if !served.has_accounts()? {
            return Ok(Self::Operator { name: brought.name });
        }
        let (now, today) = (served.app.clock)();
        let city = served.app.office.city();
        if let Some(secret) = brought.bearer {
            let Some(token) = accounts.token(now, &secret)? else { return Ok(Self::Stranger) };
            let scopes = token.scopes.iter().filter_map(|scope| Action::from_key(scope)).collect();
            let post = token
                .post
                .map(PostId)
                .filter(|post| city.post(*post).is_some_and(|post| post.is_held(today)));
            return Ok(Self::Signed(Arc::new(Signed {
                account: token.account,
                person: token.person.map(PersonId),
                holder: post.map(|post| Holder { post }),
                posts: post.into_iter().collect(),
                session: None,
                scopes: Some(scopes),
                address: brought.address,
            })));
        }
        let Some(secret) = brought.session else { return Ok(Self::Stranger) };
        let Some(session) = accounts.session(now, &secret)? else { return Ok(Self::Stranger) };
        let person = session.person.map(PersonId);
        let posts = person.map(|person| held(&city, person, today)).unwrap_or_default();
        let chosen = session.post.map(PostId).filter(|post| posts.contains(post));
        let post = chosen.or_else(|| posts.first().copied());
        Ok(Self::Signed(Arc::new(Signed {
            account: session.account,
            person,
            holder: post.map(|post| Holder { post }),
            posts,
            session: Some(session),
            scopes: None,
            address: brought.address,
        })))
    }

    /// The post that acts, where one does.
    pub fn holder(&self) -> Option<Holder> {
        self.signed().and_then(|signed| signed.holder)
    }

    /// Whoever signed in.
    pub fn signed(&self) -> Option<&Signed> {
        match self {
            Self::Signed(signed) => Some(signed),
            Self::Operator { .. } | Self::Stranger => None,
        }
    }

    /// The name of who works alone.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Operator { name } => name.as_deref(),
            Self::Signed(_) | Self::Stranger => None,
        }
    }

    /// As orders name who sends them; `None` where nobody is named yet.
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Operator { name } => name.clone().map(Actor::Operator),
            Self::Signed(signed) => signed.holder.map(|holder| Actor::Post(holder.post)),
            Self::Stranger => None,
        }
    }
}

impl Signed {
    /// Why the acting post may not go where an action is needed, and a topic must be told.
    pub fn bar(&self, served: &Served, action: Action, topic: Option<Topic>) -> Option<Problem> {
        if !self.is_in_scope(action) {
            return Some(Problem::NotAllowed(action));
        }
        let Some(holder) = self.holder else { return Some(Problem::NoPost) };
        let (city, rules) = (served.app.office.city(), served.app.office.rules());
        let (_, today) = (served.app.clock)();
        match Authority::of(&city, &rules, holder.post, today) {
            Ok(authority) if authority.reach(action).is_none() => Some(Problem::NotAllowed(action)),
            Ok(authority) => topic.filter(|topic| !authority.role.told().of(*topic)).map(Problem::Withheld),
            Err(_) => Some(Problem::NoPost),
        }
    }

    /// Whether a token was given for an action; a person's own rights are narrowed by nothing.
    pub fn is_in_scope(&self, action: Action) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&action))
    }

    /// As accounts name who does something to them.
    pub fn by(&self) -> By {
        By {
            account: Some(self.account),
            post: self.holder.map(|holder| holder.post.0),
            address: self.address.to_string(),
        }
    }

    /// A line for the log of views.
    pub fn note(&self, what: &str, subject: &str) -> Note {
        Note {
            account: Some(self.account),
            post: self.holder.map(|holder| holder.post.0),
            what: what.to_owned(),
            subject: subject.to_owned(),
            address: self.address.to_string(),
        }
    }

    /// Whether the password was given out and must be changed first.
    pub fn must_change(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.must_change)
    }

    /// Whether somebody proved a moment ago, once more, who they are.
    pub fn has_stepped_up(&self, now: Timestamp) -> bool {
        self.session.as_ref().is_some_and(|session| session.stepped_up(now))
    }
}

/// The posts a person holds on a day.
pub fn held(city: &City, person: PersonId, today: Date) -> Vec<PostId> {
    let posts = city.posts().filter(|post| post.tenure.person == person && post.is_held(today));
    posts.map(|post| post.id).collect()
}

/// Where a request comes from.
pub fn address(parts: &Parts) -> IpAddr {
    parts.extensions.get::<Origin>().copied().unwrap_or_default().address
}

/// Who knocks, as far as it can be told before anybody signed in.
pub fn visitor(address: IpAddr, headers: &HeaderMap) -> Visitor {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    Visitor {
        address,
        agent: agent.unwrap_or_default().chars().take(200).collect(),
        device: cookie(headers, DEVICE_COOKIE),
    }
}

/// The token a program shows: as a bearer, or as the password of a calendar program that knows nothing else.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = text.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().to_owned()),
        "basic" => {
            let decoded = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
            Some(decoded.split_once(':')?.1.to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_from_either_scheme() {
        for (value, want) in [
            ("Bearer qh_abc", Some("qh_abc")),
            ("bearer  qh_abc ", Some("qh_abc")),
            ("Basic eDpxaF9hYmM=", Some("qh_abc")),
            ("Basic eA==", None),
            ("Basic !!", None),
            ("Digest x", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            assert_eq!(bearer(&headers).as_deref(), want, "{value}");
        }
    }
}
