//! One project as a table shows it.

use super::{
    Standpoint,
    light::{Light, light_of},
    progress::{Progress, progress},
};
use crate::{
    Phase,
    project::Seen,
    time::{Date, days_between},
};
use serde::Serialize;

/// One project as a table shows it.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The project, seen from the standpoint's moment.
    pub seen: Seen<'a>,
    /// How it stands against plan and schedule.
    pub progress: Progress,
    /// Its light.
    pub light: Light,
    /// Its phase and how long it has been in it.
    pub phase: Option<PhaseStay>,
}

/// A phase and how long a project has been in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PhaseStay {
    /// The phase.
    pub phase: Phase,
    /// Since when.
    pub since: Date,
    /// Natural days in it up to the standpoint; the first day counts as day 0.
    pub days: i32,
}

/// One project's line.
#[must_use]
pub fn line<'a>(seen: Seen<'a>, from: Standpoint<'_>) -> Line<'a> {
    let phase = seen.phase_since().map(|(phase, since)| PhaseStay {
        phase,
        since,
        days: days_between(since, from.at.as_of),
    });
    let progress = progress(seen, from);
    Line { seen, light: light_of(seen, from, &progress), progress, phase }
}
