//! What can go wrong with a request, and the one place that says which status and code it is answered with. Pages put it into HTML, the API
//! into JSON.

use crate::{api::description::check::Fault, query::BadParameter};
use axum::http::StatusCode;
use jiff::SignedDuration;
use qinghuo_accounts::Trouble;
use qinghuo_domain::{
    Refusal,
    access::{Action, Topic},
    refusal::Cause,
};
use qinghuo_interchange::Finding;
use qinghuo_locale::Locale;
use qinghuo_office::Rejection;
use std::error::Error;

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Problem {
    /// No such address.
    NoSuchPage,
    /// No such project, or none at that moment; as it was written.
    NoSuchProject(String),
    /// The project follows no procedure, so there is nothing of the kind.
    NoProcedure,
    /// Parts of the address that are not understood.
    BadParameters(Vec<BadParameter>),
    /// The request comes from another site's page.
    Foreign,
    /// Nobody is named as acting.
    ActorMissing,
    /// Nobody signed in.
    NotSignedIn,
    /// The password was given out and must be changed before anything else.
    MustChangePassword,
    /// Whoever signed in holds no post today.
    NoPost,
    /// The acting post's role does not do this.
    NotAllowed(Action),
    /// The acting post does not see what the address is about.
    Withheld(Topic),
    /// The order carries no key.
    KeyMissing,
    /// Members of the body that are not as described.
    BadMembers(Vec<Fault>),
    /// The request cannot be taken as it is: its method, its size, its kind.
    Malformed(StatusCode),
    /// The body is not what it should be; the reader's own words, for developers.
    BadBody(String),
    /// An import without the file it was read from, which is kept beside the ledger.
    ImportWithoutFile,
    /// A file that cannot be read; why, in words.
    Unreadable(String),
    /// A schedule of the works that cannot be taken over; everything that is wrong.
    NoSchedule(Box<NoSchedule>),
    /// Rules said no; every reason.
    Refused(Vec<Refusal>),
    /// Another order was sent under this key.
    KeyReused,
    /// The machine failed; the chain of causes, for whoever looks after it.
    Failed(String),
    /// No PDF is to be had now; which reason.
    NoPrinter(&'static str),
    /// More projects than a wall holds.
    TooManyToPrint,
    /// Too many requests came from there; for how long none is taken.
    TooMany(SignedDuration),
    /// The office is closing.
    Closed,
}

/// Why a schedule of the works is not taken over.
#[derive(Clone, Debug)]
pub struct NoSchedule {
    /// Why it cannot be read, where it cannot.
    pub detail: String,
    /// All that is wrong in it, where it can.
    pub findings: Option<Vec<Finding>>,
    /// What the rules say besides.
    pub refusals: Vec<Refusal>,
}

impl NoSchedule {
    const fn code(&self) -> &'static str {
        if self.findings.is_some() { "faulty-schedule" } else { "unreadable" }
    }
}

impl Problem {
    /// Nothing where an address is fully understood; else every fault. A file of more than was asked for would mislead.
    pub fn unless_understood(bad: Vec<BadParameter>) -> Result<(), Self> {
        if bad.is_empty() { Ok(()) } else { Err(Self::BadParameters(bad)) }
    }

    /// A failure with all its causes.
    pub fn failed(error: &dyn Error) -> Self {
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            cause = error.source();
        }
        Self::Failed(chain)
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchProject(_) | Self::NoProcedure => StatusCode::NOT_FOUND,
            Self::BadParameters(_)
            | Self::ActorMissing
            | Self::KeyMissing
            | Self::BadMembers(_)
            | Self::BadBody(_)
            | Self::ImportWithoutFile => StatusCode::BAD_REQUEST,
            Self::Malformed(status) => *status,
            Self::TooManyToPrint => StatusCode::BAD_REQUEST,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Foreign
            | Self::NoPost
            | Self::MustChangePassword
            | Self::NotAllowed(_)
            | Self::Withheld(_) => StatusCode::FORBIDDEN,
            Self::Refused(refusals) if refusals.iter().all(is_forbidden) => StatusCode::FORBIDDEN,
            Self::NoSchedule(it) if it.refusals.iter().any(is_forbidden) => StatusCode::FORBIDDEN,
            Self::Refused(refusals) if refusals.iter().any(is_conflict) => StatusCode::CONFLICT,
            Self::Refused(_) | Self::Unreadable(_) | Self::NoSchedule(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyReused => StatusCode::CONFLICT,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Closed | Self::NoPrinter(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Its stable code; the words are `page-problem-<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "no-such-page",
            Self::NoSuchProject(_) => "no-such-project",
            Self::NoProcedure => "no-procedure",
            Self::BadParameters(_) => "bad-parameters",
            Self::Foreign => "foreign",
            Self::ActorMissing => "actor-missing",
            Self::NotSignedIn => "not-signed-in",
            Self::NoPost => "no-post",
            Self::MustChangePassword => "must-change-password",
            Self::NotAllowed(_) => "not-allowed",
            Self::Withheld(_) => "withheld",
            Self::KeyMissing => "key-missing",
            Self::BadBody(_) | Self::BadMembers(_) => "bad-body",
            Self::Malformed(StatusCode::METHOD_NOT_ALLOWED) => "wrong-method",
            Self::Malformed(StatusCode::PAYLOAD_TOO_LARGE) => "too-large",
            Self::Malformed(StatusCode::UNSUPPORTED_MEDIA_TYPE) => "unsupported-media",
            Self::Malformed(_) => "malformed",
            Self::ImportWithoutFile => "import-without-file",
            Self::Unreadable(_) => "unreadable",
            Self::NoSchedule(it) => it.code(),
            Self::Refused(_) => "refused",
            Self::KeyReused => "key-reused",
            Self::Failed(_) => "failed",
            Self::NoPrinter(reason) => reason,
            Self::TooManyToPrint => "too-many-to-print",
            Self::TooMany(_) => "too-many",
            Self::Closed => "closed",
        }
    }

    /// After how many seconds it is worth asking again, where that can be said.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooMany(wait) => Some(wait.as_secs() + 1),
            _ => None,
        }
    }

    /// In the words of whoever asked.
    pub fn words(&self, locale: &Locale) -> String {
        match self {
            Self::NotAllowed(action) => {
                locale.phrase("refusal", "code", &Cause::NotAllowed { action: *action })
            }
            Self::Withheld(topic) => locale
                .text_with("page-problem-withheld", &[("topic", locale.named("page-topic", topic.key()))]),
            _ => locale.text(&format!("page-problem-{}", self.code())).into_owned(),
        }
    }

    /// What was written or what failed, where there is something to quote.
    pub fn detail(&self) -> &str {
        match self {
            Self::NoSuchProject(text) | Self::BadBody(text) | Self::Unreadable(text) | Self::Failed(text) => {
                text
            }
            Self::NoSchedule(it) => &it.detail,
            _ => "",
        }
    }
}

/// Whether the acting post may not do it.
fn is_forbidden(refusal: &Refusal) -> bool {
    matches!(
        refusal.cause,
        Cause::NotAllowed { .. }
            | Cause::BeyondReach { .. }
            | Cause::FieldNotAllowed
            | Cause::PostUnknown { .. }
            | Cause::PostNotHeld { .. }
            | Cause::RoleUnknown { .. }
    )
}

/// Whether somebody else was faster.
fn is_conflict(refusal: &Refusal) -> bool {
    matches!(refusal.cause, Cause::ChangedMeanwhile { .. })
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Self::failed(&trouble)
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Refused(refusals) => Self::Refused(refusals),
            Rejection::KeyReused => Self::KeyReused,
            Rejection::Failed(error) => Self::failed(&*error),
            Rejection::Closed => Self::Closed,
        }
    }
}
