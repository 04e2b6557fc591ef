//! Who comes: somebody working alone, the holder of a post who signed in, or a stranger.

use crate::{
    Served, api,
    problem::Problem,
    visit::{ACTOR_COOKIE, cookie},
};
use axum::http::request::Parts;
use qinghuo_domain::{
    PostId,
    access::{Action, Authority},
    attribute::PersonId,
};
use qinghuo_office::Actor;
use std::sync::Arc;

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
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who.
    pub person: PersonId,
    /// The post that acts, with all the person holds today; `None` while the person holds none.
    pub holder: Option<Holder>,
    /// The posts the person holds today.
    pub posts: Vec<PostId>,
    /// For whom a token speaks: the actions it was given for. `None` for somebody at a screen.
    pub scopes: Option<Vec<Action>>,
}

/// The post that acts.
#[derive(Clone, Copy, Debug)]
pub struct Holder {
    /// The post.
    pub post: PostId,
}

impl Who {
    /// Who sends a request.
    ///
    /// # Errors
    /// The accounts' own.
    pub async fn of(_served: &Served, parts: &Parts) -> Result<Self, Problem> {
        let headers = &parts.headers;
        // A program names itself in a header, a person in a form.
        let is_program = parts.uri.path().starts_with(api::PREFIX);
        let name = if is_program { api::header_of_actor(headers) } else { cookie(headers, ACTOR_COOKIE) };
        Ok(Self::Operator { name: name.filter(|name| !name.trim().is_empty()) })
    }

    /// The post that acts, where one does.
    pub fn holder(&self) -> Option<Holder> {
        match self {
            Self::Signed(signed) => signed.holder,
            Self::Operator { .. } | Self::Stranger => None,
        }
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
    /// Why the acting post may not go where an action is needed.
    pub fn bar(&self, served: &Served, action: Action) -> Option<Problem> {
        if self.scopes.as_ref().is_some_and(|scopes| !scopes.contains(&action)) {
            return Some(Problem::NotAllowed(action));
        }
        let Some(holder) = self.holder else { return Some(Problem::NoPost) };
        let (city, rules) = (served.app.office.city(), served.app.office.rules());
        let (_, today) = (served.app.clock)();
        match Authority::of(&city, &rules, holder.post, today) {
            Ok(authority) if authority.reach(action).is_some() => None,
            Ok(_) => Some(Problem::NotAllowed(action)),
            Err(_) => Some(Problem::NoPost),
        }
    }
}
