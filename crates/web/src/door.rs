//! The doors of the house: every address with what it asks of whoever comes. An address without a door does not exist, so none can be left open by
//! oversight. What a door lets through is asked again where it counts: commands where they are decided, projects by the veil.

use crate::{
    Served, api,
    pace::Asker,
    pages,
    problem::Problem,
    query::with_letters,
    who::{Who, address},
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    http::{HeaderValue, header, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use jiff::SignedDuration;
use qinghuo_domain::access::{Action, Topic};

/// What a door asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: whoever comes may pass.
    Nothing,
    /// Somebody who is known.
    SignIn,
    /// Somebody whose role does this, however far.
    To(Action),
    /// The same, who is told of this: the address is about nothing else.
    Of(Action, Topic),
}

impl Needs {
    /// What one must be allowed to do.
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::Nothing | Self::SignIn => None,
            Self::To(action) | Self::Of(action, _) => Some(action),
        }
    }

    /// What one must be told of.
    pub const fn topic(self) -> Option<Topic> {
        match self {
            Self::Of(_, topic) => Some(topic),
            Self::Nothing | Self::SignIn | Self::To(_) => None,
        }
    }
}

/// An address and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address, as the router writes it.
    pub path: String,
    /// What it needs.
    pub needs: Needs,
}

/// The doors so far.
pub struct Doors {
    served: Served,
    prefix: &'static str,
    router: Router<Served>,
    /// All of them.
    pub list: Vec<Door>,
}

impl Doors {
    /// A house without doors.
    pub fn new(served: Served) -> Self {
        Self { served, prefix: "", router: Router::new(), list: Vec::new() }
    }

    /// The doors that follow are below this address.
    pub const fn below(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// An address that is read.
    pub fn get<H: Handler<T, Served>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.door("GET", path, needs, on(MethodFilter::GET, handler))
    }

    /// An address that changes something.
    pub fn post<H: Handler<T, Served>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        handler: H,
    ) -> Self {
        self.door("POST", path, needs, on(MethodFilter::POST, handler))
    }

    /// An address that takes a file of at most so many bytes.
    pub fn post_file<H: Handler<T, Served>, T: 'static>(
        self,
        path: &'static str,
        needs: Needs,
        largest: usize,
        handler: H,
    ) -> Self {
        self.door("POST", path, needs, on(MethodFilter::POST, handler).layer(DefaultBodyLimit::max(largest)))
    }

    fn door(
        mut self,
        method: &'static str,
        path: &'static str,
        needs: Needs,
        handlers: MethodRouter<Served>,
    ) -> Self {
        let path = format!("{}{path}", self.prefix);
        let guarded = handlers.route_layer(from_fn_with_state((self.served.clone(), needs), pass));
        self.router = self.router.route(&path, guarded);
        self.list.push(Door { method, path, needs });
        self
    }

    /// The house.
    pub fn into_router(self) -> Router<Served> {
        self.router
    }
}

/// Lets through whom the door is for, and tells everybody else why not.
async fn pass(State((served, needs)): State<(Served, Needs)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let who = match Who::of(&served, &parts) {
        Ok(who) => who,
        Err(trouble) => return told(&served, &mut parts, &trouble).await,
    };
    parts.extensions.insert(who.clone());
    if let Err(wait) = paced(&served, &who, &parts) {
        return told(&served, &mut parts, &Problem::TooMany(wait)).await;
    }
    let is_page = !parts.uri.path().starts_with(api::PREFIX);
    let is_reading = parts.method.is_safe();
    // Forms are for people; a program has an address of its own for whatever it may do.
    let is_out_of_place =
        is_page && !is_reading && who.signed().is_some_and(|signed| signed.scopes.is_some());
    let trouble = is_out_of_place.then_some(Problem::NotSignedIn).or_else(|| barred(&served, needs, &who));
    if let Some(trouble) = trouble {
        if is_page && is_reading && matches!(trouble, Problem::NotSignedIn) {
            let here = parts.uri.path_and_query().map_or("/", |here| here.as_str());
            return Redirect::to(&format!("/sign-in?back={}", crate::query::encode(here))).into_response();
        }
        if is_page && is_reading && matches!(trouble, Problem::MustChangePassword) {
            return Redirect::to("/account#password").into_response();
        }
        if is_page && is_reading && parts.uri.path() == "/" && matches!(trouble, Problem::NotAllowed(_)) {
            // Whoever keeps accounts and no data begins where the people are.
            return Redirect::to("/people").into_response();
        }
        return told(&served, &mut parts, &trouble).await;
    }
    if let (Some(action), Some(signed)) = (needs.action(), who.signed())
        && is_noted(action)
        && let Err(trouble) =
            served.app.accounts.note((served.app.clock)().0, signed.note(action.key(), &asked_for(&parts)))
    {
        return told(&served, &mut parts, &trouble.into()).await;
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Whether somebody asks no faster than everybody may; else how long to wait. Whoever works alone is held to no pace, nor are the files every
/// page brings along.
fn paced(served: &Served, who: &Who, parts: &Parts) -> Result<(), SignedDuration> {
    let Some(pace) = served.pace.as_ref().filter(|_| !parts.uri.path().starts_with("/assets/")) else {
        return Ok(());
    };
    let asker = match who {
        Who::Operator { .. } => return Ok(()),
        Who::Signed(signed) => Asker::Account(signed.account),
        Who::Stranger => Asker::stranger(address(parts)),
    };
    pace.take(asker, (served.app.clock)().0)
}

/// Why a door is closed to somebody.
fn barred(served: &Served, needs: Needs, who: &Who) -> Option<Problem> {
    match (needs, who) {
        (Needs::Nothing, _) | (_, Who::Operator { .. }) => None,
        (_, Who::Stranger) => Some(Problem::NotSignedIn),
        (Needs::SignIn, Who::Signed(_)) => None,
        (_, Who::Signed(signed)) if signed.must_change() => Some(Problem::MustChangePassword),
        (Needs::To(action) | Needs::Of(action, _), Who::Signed(signed)) => {
            signed.bar(served, action, needs.topic())
        }
    }
}

/// Whether passing is written down: what shows more than the daily work asks for, and what leaves the house.
const fn is_noted(action: Action) -> bool {
    matches!(
        action,
        Action::Export | Action::SeeHistory | Action::SeeContacts | Action::ReadLog | Action::ManageAccounts
    )
}

/// What was asked for, with the selection and the moment: a file is not the same without.
fn asked_for(parts: &Parts) -> String {
    let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
    with_letters(address).into_owned()
}

/// A trouble as whoever asked reads it.
async fn told(served: &Served, parts: &mut Parts, trouble: &Problem) -> Response {
    let mut response = pages::told(served, parts, trouble).await;
    if matches!(trouble, Problem::NotSignedIn) && parts.uri.path().starts_with(api::PREFIX) {
        let bearer = HeaderValue::from_static("Bearer realm=\"qinghuo\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
    }
    if let Some(seconds) = trouble.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
