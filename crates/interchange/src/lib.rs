//! Schedules of other programs: MS Project XML (MSPDI) and Primavera XER to a [`Plan`], a `Plan` to our network and to MSPDI.
//!
//! Start at [`read`]: the format is told by content, the file is read as a stream under [`Limits`], and everything that was not understood, or cannot
//! be carried into a network of whole days, stands in the plan's findings with its count and first places. [`Plan::dated`] makes the network, dates it
//! and holds the dates against the file's own. [`mspdi::write`] is the way back: what it writes, [`read`] reads again without loss; [`approval::plan`]
//! makes the plan of a project's approvals that is written.
//!
//! What is absent: resources, costs, baselines, levelling; the book and its decisions; display language; the clock.

pub mod approval;
pub mod calendar;
mod dated;
mod finding;
mod gathering;
pub mod mspdi;
mod plan;
mod source;
pub mod taken;
mod xer;

pub use dated::{Dated, Difference, Measure, Outline};
pub use finding::{Code, Finding, Findings, Place, Severity};
pub use plan::{Activity, Constraint, Given, Kind, Lag, Plan, Program, Tie, Work};
pub use source::{Limits, LooksLike, Unreadable};

use std::io::BufRead;

/// Reads a schedule of any format known.
///
/// # Errors
/// [`Unreadable`] when the file is none, is larger in any way than `limits`, is made to harm, or is damaged. Whatever else is wrong is said in the plan's findings.
pub fn read(mut from: impl BufRead, limits: &Limits) -> Result<Plan, Unreadable> {
    let plan = match source::look(from.fill_buf()?)? {
        source::Shape::Xml => mspdi::read(from, limits),
        source::Shape::XmlIn(encoding) => {
            mspdi::read(source::decoded(from, encoding, limits)?.as_bytes(), limits)
        }
        source::Shape::Xer => xer::read(from, limits),
    }?;
    if plan.activities.is_empty() { Err(Unreadable::Empty) } else { Ok(plan) }
}
