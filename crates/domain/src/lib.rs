//! The trade, as pure functions: vocabulary, commands, facts, decisions, the city image and what is derived from it.
//!
//! Start at [`decide`](crate::decide::decide) (a command becomes facts or refusals), then [`City::apply`](crate::city::City::apply)
//! (a fact becomes part of the image), then [`views`] (pure functions of the image, a moment and the year's rules).
//!
//! What is absent: clock, randomness, files, SQL, HTTP, async, logging and display language. Today's date, the actor and the
//! rules of the year are arguments; every message leaves as a typed code with its arguments.

pub mod access;
pub mod attribute;
pub mod circumstance;
pub mod city;
pub mod code;
pub mod command;
pub mod credit_code;
pub mod decide;
pub mod evidence;
pub mod fact;
pub mod figure;
pub mod intake;
pub mod list;
pub mod money;
pub mod own;
pub mod phase;
pub mod post;
pub mod procedure;
pub mod project;
pub mod refusal;
pub mod rules;
pub mod step;
pub mod time;
pub mod unit;
pub mod views;

pub use attribute::{Attribute, Field};
pub use city::City;
pub use fact::{Fact, Happening, Subject};
pub use money::Fen;
pub use phase::Phase;
pub use post::PostId;
pub use project::{Project, ProjectId, Seen};
pub use refusal::Refusal;
pub use time::{Date, Moment, PartialDate, Period, Seq, YearMonth};
pub use unit::UnitId;
