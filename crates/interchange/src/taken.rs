//! A schedule of the works as a project takes it over: its span as an item's own days, and its milestones.

use crate::{Activity, Code, Finding, Kind, Outline, Place, Plan, Severity, finding::Findings};
use qinghuo_domain::{
    Date,
    attribute::Text,
    own::WorksSchedule,
    procedure::{DayKind, Days},
};
use qinghuo_schedule::Calendar;

/// Milestones taken over; a schedule's others stay in its file.
pub const MOST_MILESTONES: usize = 100;

/// A schedule taken over.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What a project takes over of it. Its attachment is named by whoever keeps the file.
    pub works: WorksSchedule,
    /// What of it is not carried, and what was decided on the way.
    pub left: Vec<Finding>,
}

/// What a project takes over of a schedule. `begins_on` is the day the project's procedure begins, before which nothing of its works can lie; `calendar`
/// the city's.
///
/// # Errors
/// Everything that is wrong in the file, with its places: of a schedule that is not whole nothing is taken.
pub fn taken(
    plan: &Plan,
    file: &str,
    begins_on: Option<Date>,
    calendar: &Calendar,
) -> Result<Taken, Vec<Finding>> {
    let (outlines, mut found) = match plan.dated() {
        Ok(dated) => (dated.activities, dated.findings),
        Err(findings) => (Vec::new(), findings),
    };
    let rows: Vec<(&Activity, Outline)> =
        plan.activities.iter().zip(outlines).filter_map(|(one, outline)| Some((one, outline?))).collect();
    let works = works(&rows, file);
    found.extend(plan.findings.iter().cloned());
    found.extend(held(&rows, works.as_ref(), begins_on, calendar).all(&plan.activities));
    found.sort_by_key(|finding| finding.severity);
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    match works {
        Some(works) if !found.iter().any(is_error) => Ok(Taken { works, left: found }),
        // What is not dated is so for a circle, or because there is nothing to date: both are errors.
        _ => Err(found.into_iter().filter(is_error).collect()),
    }
}

fn milestones<'r>(rows: &'r [(&Activity, Outline)]) -> impl Iterator<Item = (&'r Activity, Date)> {
    let is_named = |one: &Activity| one.kind == Kind::Milestone && !one.name.trim().is_empty();
    rows.iter().filter(move |(one, _)| is_named(one)).map(|(one, outline)| (*one, outline.to))
}

fn works(rows: &[(&Activity, Outline)], file: &str) -> Option<WorksSchedule> {
    let milestones = milestones(rows).map(|(one, to)| (Text::from(one.name.trim()), to));
    Some(WorksSchedule {
        file: file.into(),
        attachment: "".into(),
        starts_on: rows.iter().map(|(_, outline)| outline.from).min()?,
        ends_on: rows.iter().map(|(_, outline)| outline.to).max()?,
        milestones: milestones.take(MOST_MILESTONES).collect(),
    })
}

/// What is found where a schedule is held against the project and the city.
fn held(
    rows: &[(&Activity, Outline)],
    works: Option<&WorksSchedule>,
    begins_on: Option<Date>,
    calendar: &Calendar,
) -> Findings {
    let mut findings = Findings::default();
    let place = |one: &Activity, day: Date| Place {
        task: Some(one.code.clone()),
        given: Some(day.to_string().into()),
        ..Place::default()
    };
    for (one, outline) in rows {
        if begins_on.is_some_and(|begins_on| outline.from < begins_on) {
            findings.add(Code::BeforeProject, place(one, outline.from));
        }
    }
    for (one, to) in milestones(rows).skip(MOST_MILESTONES) {
        findings.add(Code::MilestonesLeft, place(one, to));
    }
    let years = works.map(|works| works.starts_on.year()..=works.ends_on.year());
    for year in years.into_iter().flatten() {
        if Date::new(year, 1, 1).is_ok_and(|day| calendar.is_provisional(day)) {
            let given = Some(year.to_string().into());
            findings.add(Code::YearUnannounced, Place { given, ..Place::default() });
        }
    }
    findings
}

/// The days the works take, first and last counted, of the kind an item is planned in.
#[must_use]
pub fn days(works: &WorksSchedule, kind: DayKind, calendar: &Calendar) -> Days {
    let count = match kind {
        DayKind::Natural => works.starts_on.until(works.ends_on).map_or(0, |span| span.get_days()) + 1,
        DayKind::Working => {
            let after_first = calendar.workdays_between(works.starts_on, works.ends_on);
            after_first + i32::from(calendar.is_worked(works.starts_on))
        }
    };
    Days { count: u16::try_from(count).unwrap_or(u16::MAX), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_day_count() {
        let works = |from: &str, to: &str| WorksSchedule {
            file: "a.xml".into(),
            attachment: "".into(),
            starts_on: from.parse().unwrap(),
            ends_on: to.parse().unwrap(),
            milestones: Vec::new(),
        };
        let calendar = Calendar::default();
        for (from, to, natural, working) in [
            ("2024-04-01", "2024-04-01", 1, 1),
            ("2024-04-01", "2024-04-07", 7, 5),
            ("2024-04-06", "2024-04-08", 3, 1),
            ("2024-04-01", "2025-03-31", 365, 261),
        ] {
            let counted = |kind| days(&works(from, to), kind, &calendar).count;
            assert_eq!(
                (counted(DayKind::Natural), counted(DayKind::Working)),
                (natural, working),
                "{from} {to}"
            );
        }
    }
}
