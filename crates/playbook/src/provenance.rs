//! Names in both languages, and where a rule comes from. Nothing that is commonly known, estimated or ours may be shown as official
//! (DOMAIN.md, "How each fact is marked").

pub use qinghuo_domain::rules::{Name, Provenance};
use std::sync::Arc;

/// Where something in a playbook comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The mark, e.g. `JN1`, `YC`, `K`.
    pub key: Box<str>,
    /// What it is.
    pub name: Name,
    /// The kind of ground it gives.
    pub provenance: Provenance,
}

/// A source as the entries of a playbook hold it.
pub type SourceRef = Arc<Source>;
