//! A schedule of the works as a project takes it over: its span as an item's own days, and its milestones.

use crate::{Dated, Kind, Plan};
use qinghuo_domain::{
    attribute::Text,
    own::WorksSchedule,
    procedure::{DayKind, Days},
};
use qinghuo_schedule::Calendar;

/// Milestones taken over; a schedule's others stay in its file.
pub const MOST_MILESTONES: usize = 100;

/// What a project takes over of a schedule; `None` where nothing in it is dated. Its attachment is named by whoever keeps the file.
#[must_use]
pub fn taken(plan: &Plan, dated: &Dated, file: &str) -> Option<WorksSchedule> {
    let outlines = || dated.activities.iter().flatten();
    let named = plan.activities.iter().zip(&dated.activities);
    let milestones = named.filter_map(|(activity, outline)| {
        let is_named = activity.kind == Kind::Milestone && !activity.name.trim().is_empty();
        Some((Text::from(activity.name.trim()), (*outline).filter(|_| is_named)?.to))
    });
    Some(WorksSchedule {
        file: file.into(),
        attachment: "".into(),
        starts_on: outlines().map(|outline| outline.from).min()?,
        ends_on: outlines().map(|outline| outline.to).max()?,
        milestones: milestones.take(MOST_MILESTONES).collect(),
    })
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
