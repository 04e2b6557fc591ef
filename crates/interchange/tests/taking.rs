//! A schedule taken over by a project: what is wrong in it is told whole and nothing is taken; what is only not carried is told with what is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::Date;
use qinghuo_interchange::{
    Finding, Limits, read,
    taken::{MOST_MILESTONES, Taken, taken},
};
use qinghuo_schedule::{Calendar, Year};
use std::fmt::Write as _;

/// Two tasks, the second after the first, in a calendar of five days, from 1 April 2024: with `more` in the second, and further tasks behind.
fn schedule(head: &str, more: &str, behind: &str) -> String {
    format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\">{head}<CalendarUID>1</CalendarUID>\
         <Calendars><Calendar><UID>1</UID><IsBaseCalendar>1</IsBaseCalendar></Calendar></Calendars><Tasks>\
         <Task><UID>1</UID><WBS>1</WBS><Name>基坑</Name><Duration>PT40H0M0S</Duration></Task>\
         <Task><UID>2</UID><WBS>2</WBS><Name>主体</Name><Duration>PT40H0M0S</Duration>{more}\
         <PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink></Task>{behind}</Tasks></Project>"
    )
}

const BEGINS: &str = "<StartDate>2024-04-01T08:00:00</StartDate>";

fn take(text: &str) -> Result<Taken, Vec<Finding>> {
    let year = |year| Year { year, off: Vec::new(), worked: Vec::new() };
    let calendar = Calendar::new(&[year(2024), year(2025)]).unwrap();
    let plan = read(text.as_bytes(), &Limits::default()).unwrap();
    taken(&plan, "plan.xml", Some(Date::constant(2024, 1, 2)), &calendar)
}

/// `code` or `code at task name: given`, the first place each.
fn told(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        let mut said = finding.code.key().to_owned();
        let at = &finding.places[0];
        for part in [&at.task, &at.name, &at.given].into_iter().flatten() {
            write!(said, " {part}").unwrap();
        }
        said
    };
    findings.iter().map(one).collect()
}

#[test]
fn what_is_wrong_is_refused_with_its_place() {
    let link = |to: &str, lag: &str| {
        format!(
            "<PredecessorLink><PredecessorUID>{to}</PredecessorUID><LinkLag>{lag}</LinkLag></PredecessorLink>"
        )
    };
    let circle = "<Task><UID>3</UID><WBS>3</WBS><Name>甲</Name><PredecessorLink><PredecessorUID>4</PredecessorUID></PredecessorLink></Task>\
                  <Task><UID>4</UID><WBS>4</WBS><Name>乙</Name><PredecessorLink><PredecessorUID>3</PredecessorUID></PredecessorLink></Task>";
    for (head, more, behind, want) in [
        (BEGINS, link("99", "0"), "", "predecessor_unknown 2 主体 99"),
        (BEGINS, link("2", "0"), "", "link_to_itself 2 主体 2"),
        (BEGINS, "<Duration>-PT8H0M0S</Duration>".to_owned(), "", "absurd 2 主体 -8 h"),
        (BEGINS, "<Duration>PT999999H0M0S</Duration>".to_owned(), "", "absurd 2 主体 125000 d"),
        (
            BEGINS,
            "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>3</Type><LinkLag>-480000000</LinkLag></PredecessorLink>"
                .to_owned(),
            "",
            "absurd 2 主体 -100000 d",
        ),
        (BEGINS, "<ActualStart>0001-01-01T08:00:00</ActualStart>".to_owned(), "", "date_out_of_range 2 主体 0001-01-01"),
        (BEGINS, "<ActualStart>2024-13-01T08:00:00</ActualStart>".to_owned(), "", "value_unreadable 2 主体 2024-13-01T08:00:00"),
        (BEGINS, "<ActualStart>2023-12-29T08:00:00</ActualStart>".to_owned(), "", "before_project 2 主体 2023-12-29"),
        (BEGINS, String::new(), circle, "circle 3 → 4 → 3"),
        ("", String::new(), "", "undated"),
    ] {
        let refused = take(&schedule(head, &more, behind)).unwrap_err();
        let told = told(&refused);
        assert!(told.iter().any(|told| told == want), "{want}: {told:?}");
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let more = "<ActualStart>2023-12-29T08:00:00</ActualStart><Deadline>0001-01-01T00:00:00</Deadline>\
                <ConstraintType>1</ConstraintType>\
                <PredecessorLink><PredecessorUID>99</PredecessorUID></PredecessorLink>";
    let behind = "<Task><UID>3</UID><WBS>3</WBS><Name>室外</Name><Duration>-PT8H0M0S</Duration></Task>";
    let refused = take(&schedule(BEGINS, more, behind)).unwrap_err();
    assert_eq!(
        told(&refused),
        [
            "date_out_of_range 2 主体 0001-01-01",
            "absurd 3 室外 -8 h",
            "predecessor_unknown 2 主体 99",
            "before_project 2 主体 2023-12-29",
        ],
        "and what is only not carried is no reason"
    );
}

#[test]
fn what_is_only_not_carried_is_told_with_what_is_taken() {
    let more = "<ConstraintType>1</ConstraintType><DurationFormat>7</DurationFormat>";
    let long = "<Task><UID>3</UID><WBS>3</WBS><Name>安装</Name><Duration>PT4000H0M0S</Duration></Task>";
    let Taken { works, left } = take(&schedule(BEGINS, more, long)).unwrap();
    assert_eq!((works.starts_on, works.ends_on), (Date::constant(2024, 4, 1), Date::constant(2026, 2, 27)));
    assert_eq!(told(&left), ["as_late_as_possible 2 主体", "year_unannounced 2026"]);
    let mut many = String::new();
    for uid in 10..=10 + MOST_MILESTONES {
        write!(
            many,
            "<Task><UID>{uid}</UID><WBS>{uid}</WBS><Name>节点{uid}</Name><Milestone>1</Milestone></Task>"
        )
        .unwrap();
    }
    let Taken { works, left } = take(&schedule(BEGINS, "", &many)).unwrap();
    assert_eq!(works.milestones.len(), MOST_MILESTONES);
    assert_eq!(told(&left)[..1], ["milestones_left 110 节点110 2024-04-01"]);
}

#[test]
fn a_milestone_in_the_morning_the_plan_begins_lies_on_its_first_day() {
    let opening = "<Task><UID>3</UID><WBS>3</WBS><Name>开工</Name><Milestone>1</Milestone></Task>";
    let Taken { works, left } = take(&schedule(BEGINS, "", opening)).unwrap();
    assert_eq!((works.starts_on, works.milestones[0].1), (Date::constant(2024, 4, 1), works.starts_on));
    assert_eq!(told(&left), [""; 0]);
}
