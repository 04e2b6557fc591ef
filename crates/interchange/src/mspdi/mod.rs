//! MS Project's XML (MSPDI, <http://schemas.microsoft.com/project>): read as a stream, and written.
//!
//! Start at `read` for the way in and at [`write()`] for the way out; `field` holds how MSPDI spells durations, links and constraints, in tables both use;
//! `markup` takes XML apart.

mod field;
mod markup;
mod read;
mod write;

pub(crate) use read::read;
pub use write::write;

/// The namespace of all elements.
const NAMESPACE: &str = "http://schemas.microsoft.com/project";
