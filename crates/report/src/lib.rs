//! What the office hands out on paper, as typed models with every word already written in the reader's language.
//!
//! - [`wall`](mod@wall): many projects on a wall chart (作战图), months across
//! - [`sheet`](mod@sheet): one project on a sheet of its own, its lanes and dates
//! - [`bulletin`](mod@bulletin): the month's dispatch bulletin (调度通报), and how it becomes a Word document
//!
//! Charts leave as JSON for `qinghuo-print`, which sets them as PDF. All of it is a function of the book, the moment and the rules. [`Printer`] is the one call to it. What is absent: the ledger,
//! the clock, files, and layout on paper, which the printer's templates hold.

pub mod bulletin;
mod issue;
mod printer;
pub mod sheet;
pub mod wall;

pub use issue::{Issue, Paper};
pub use printer::{NotPrinted, Printer};
