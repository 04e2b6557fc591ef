//! Schedules read: files another program (MPXJ 16, by its own schedulers) wrote and dated, tables of links, constraints and calendars, and what is left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_interchange::{Code, Dated, Finding, Kind, Limits, Plan, Program, read};
use std::fmt::Write as _;

const MSPDI: &[u8] = include_bytes!("plans/works.xml");
const XER: &str = include_str!("plans/works.xer");

fn plan(bytes: &[u8]) -> Plan {
    read(bytes, &Limits::default()).unwrap()
}

fn codes<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<(Code, u64)> {
    findings.into_iter().map(|finding| (finding.code, finding.count)).collect()
}

/// Every activity with its dates, as `code from..to float`.
fn told(plan: &Plan, dated: &Dated) -> Vec<String> {
    plan.activities
        .iter()
        .zip(&dated.activities)
        .filter_map(|(activity, outline)| {
            let outline = outline.as_ref()?;
            Some(format!("{} {}..{} {}", activity.code, outline.from, outline.to, outline.total_float))
        })
        .collect()
}

#[test]
fn a_file_of_ms_project_is_dated_as_its_own_program_dated_it() {
    let plan = plan(MSPDI);
    let dated = plan.dated().unwrap();
    assert_eq!((plan.program, &*plan.title), (Program::MsProject, "样例厂房施工计划"));
    assert_eq!(plan.activities.iter().filter(|one| one.kind == Kind::Summary).count(), 3);
    assert_eq!(
        told(&plan, &dated),
        [
            "1.1 2024-04-01..2024-04-12 0",
            "1.2 2024-04-08..2024-05-08 0",
            "1.3 2024-05-09..2024-05-24 0",
            "1.4 2024-05-25..2024-05-31 0",
            "2.1 2024-06-03..2024-06-21 0",
            "2.2 2024-06-19..2024-07-09 0",
            "2.3 2024-07-10..2024-07-19 17",
            "2.4 2024-07-19..2024-07-19 17",
            "3.1 2024-07-03..2024-08-06 0",
            "3.2 2024-07-31..2024-08-13 0",
            "3.3 2024-07-15..2024-08-07 4",
            "3.4 2024-08-13..2024-08-13 0",
        ]
    );
    let chain: Vec<&str> = dated.chain.iter().map(|place| &*plan.activities[*place].code).collect();
    assert_eq!(chain, ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2"]);
    // The slack of elapsed work is the one figure in which the two differ: that program gives days through the night a negative one.
    assert_eq!(dated.compared, 52);
    let differing: Vec<&str> =
        dated.differences.iter().map(|one| &*plan.activities[one.activity].code).collect();
    assert_eq!(differing, ["1.4"]);
    assert!(plan.findings.is_empty() && dated.findings.is_empty());
}

#[test]
fn a_file_of_primavera_is_dated_as_its_own_program_dated_it() {
    let plan = plan(XER.as_bytes());
    let dated = plan.dated().unwrap();
    assert_eq!(plan.program, Program::Primavera);
    assert_eq!((dated.compared, dated.differences.len()), (60, 0));
    assert!(told(&plan, &dated).contains(&"T8 2024-07-05..2024-08-08 0".to_owned()));
    assert!(plan.findings.is_empty() && dated.findings.is_empty());
}

#[test]
fn the_encoding_of_primavera_is_guessed_and_said() {
    let (gbk, ..) = encoding_rs::GBK.encode(XER);
    let guessed = plan(&gbk);
    assert_eq!(guessed.findings[0].places[0].given.as_deref(), Some("GBK"));
    assert_eq!(guessed.activities, plan(XER.as_bytes()).activities);
    let western = XER.replace("土方开挖", "Erdaushub für Straße").replace(|c: char| c as u32 > 0x2000, "x");
    let (western, ..) = encoding_rs::WINDOWS_1252.encode(&western);
    let read = plan(&western);
    assert_eq!(codes(&read.findings), [(Code::EncodingGuessed, 1)]);
    assert!(read.activities.iter().any(|one| &*one.name == "Erdaushub für Straße"));
}

#[test]
fn xml_in_another_encoding_is_read_the_same() {
    let text = std::str::from_utf8(MSPDI).unwrap();
    let (gbk, ..) = encoding_rs::GBK.encode(text);
    let declared = String::from("<?xml version=\"1.0\" encoding=\"gb2312\"?>").into_bytes();
    let body = gbk.iter().position(|byte| *byte == b'\n').map(|at| &gbk[at..]).unwrap();
    assert_eq!(plan(&[declared, body.to_vec()].concat()), plan(MSPDI));
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(plan(&utf16), plan(MSPDI));
}

/// The usual week.
const WEEK: &str = "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID></Calendar></Calendars>";

/// MSPDI of tasks of a name, days, and what else stands in them, numbered from 1.
fn mspdi(tasks: &[(&str, i64, &str)], more: &str) -> String {
    let more = if more.is_empty() { WEEK } else { more };
    let mut xml = format!(
        "<Project xmlns=\"http://schemas.microsoft.com/project\"><StartDate>2024-04-01T08:00:00</StartDate>{more}<Tasks>"
    );
    for (uid, (name, days, inside)) in (1..).zip(tasks) {
        write!(
            xml,
            "<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><WBS>{name}</WBS><OutlineLevel>1</OutlineLevel>\
             <Duration>PT{}H0M0S</Duration><DurationFormat>7</DurationFormat>{inside}</Task>",
            days * 8
        )
        .unwrap();
    }
    xml + "</Tasks></Project>"
}

fn after(uid: i64, kind: u8, lag: i64, format: u8) -> String {
    format!(
        "<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag>\
         <LagFormat>{format}</LagFormat></PredecessorLink>"
    )
}

#[test]
fn what_is_passed_over_changes_nothing() {
    let link = after(1, 1, 0, 7);
    let with = |inside: &str| mspdi(&[("A", 5, ""), ("B", 3, &format!("{inside}{link}{inside}"))], "");
    let want = plan(with("").as_bytes());
    for inside in [
        "<!-- <UID>9</UID></Task><Task> -->",
        "<?note <UID>9</UID></Task>?>",
        "<Notes><![CDATA[</Notes><UID>9</UID></Task>]]></Notes>",
        "<Notes>a > b &amp; \"c\" &#x9879;</Notes>",
        "<Notes/><UID/><Baseline />",
        "<Baseline><UID>9</UID><Start>2030-01-01T08:00:00</Start><Duration>PT800H0M0S</Duration></Baseline>",
        "<Baseline><Baseline><Task><UID>9</UID></Task></Baseline><Start>soon</Start></Baseline>",
        "<Other note=\"</Task><UID>9</UID>\" more='\">'><UID>9</UID></Other>",
        "<TimephasedData>\n<UID>9</UID>\n<Value>PT8H0M0S</Value>\n</TimephasedData >",
        "<Task><UID>9</UID><PredecessorLink><PredecessorUID>2</PredecessorUID></PredecessorLink></Task>",
    ] {
        assert_eq!(plan(with(inside).as_bytes()), want, "{inside}");
    }
    let prefixed = with("").replace('<', "<p:").replace("<p:/", "</p:").replace("xmlns=", "xmlns:p=");
    assert_eq!(plan(prefixed.as_bytes()), want);
}

#[test]
fn a_name_is_what_its_pieces_say() {
    for (written, name) in [
        ("a&lt;b&gt; &amp; &#x9879;&#30446;", "a<b> & 项目"),
        ("<![CDATA[a<b> & c]]>", "a<b> & c"),
        ("one<!-- <Name>two</Name> --> three", "one three"),
        ("\n  one <![CDATA[ two]]>&amp;\n", "one  two&"),
    ] {
        assert_eq!(&*plan(mspdi(&[(written, 5, "")], "").as_bytes()).activities[0].name, name, "{written}");
    }
}

#[test]
fn findings_name_the_line_they_stand_in() {
    let lines = ["<Priority>500</Priority>\n<Start>soon</Start>\n", "<Finish>\n\nlate</Finish>\n"];
    let xml = mspdi(&[("A", 5, &lines.concat())], "").replace("<Tasks>", "\n<Tasks>\n");
    let places: Vec<_> = plan(xml.as_bytes()).findings[0].places.iter().map(|place| place.line).collect();
    assert_eq!(places, [Some(4), Some(7)]);
}

#[test]
fn links_and_lags_place_what_comes_after() {
    // A takes five days from Monday 1 April 2024, B three.
    let table = [
        (after(1, 1, 0, 7), "2024-04-08..2024-04-10", ""),
        (after(1, 1, 9600, 7), "2024-04-10..2024-04-12", ""),
        (after(1, 1, -9600, 7), "2024-04-04..2024-04-08", ""),
        (after(1, 1, 28_800, 8), "2024-04-08..2024-04-10", ""),
        (after(1, 1, 43_200, 8), "2024-04-09..2024-04-11", ""),
        (after(1, 3, 4800, 7), "2024-04-02..2024-04-04", ""),
        (after(1, 0, 0, 7), "2024-04-03..2024-04-05", ""),
        (after(1, 0, 9600, 7), "2024-04-05..2024-04-09", ""),
        (after(1, 2, 24_000, 7), "2024-04-03..2024-04-05", ""),
        (after(1, 1, 40, 19), "2024-04-10..2024-04-12", "percent_lags 1"),
        (after(1, 1, 2400, 7), "2024-04-09..2024-04-11", "partial_lags 1"),
    ];
    for (link, want, found) in table {
        let plan = plan(mspdi(&[("A", 5, ""), ("B", 3, &link)], "").as_bytes());
        let dated = plan.dated().unwrap();
        let outline = dated.activities[1].unwrap();
        assert_eq!(format!("{}..{}", outline.from, outline.to), want, "{link}");
        let said = |finding: &Finding| format!("{} {}", finding.code.key(), finding.count);
        assert_eq!(dated.findings.iter().map(said).collect::<Vec<_>>().join(" "), found, "{link}");
    }
}

#[test]
fn constraints_place_and_bind() {
    let table = [
        (4, "2024-04-10T08:00:00", "2024-04-10..2024-04-12", 3),
        (6, "2024-04-11T17:00:00", "2024-04-09..2024-04-11", 4),
        (5, "2024-04-10T08:00:00", "2024-04-01..2024-04-03", 7),
        (7, "2024-04-02T17:00:00", "2024-04-01..2024-04-03", -1),
        (2, "2024-04-10T08:00:00", "2024-04-10..2024-04-12", 0),
        (3, "2024-04-11T17:00:00", "2024-04-09..2024-04-11", 0),
        (1, "NA", "2024-04-01..2024-04-03", 10),
    ];
    for (kind, date, want, float) in table {
        let inside =
            format!("<ConstraintType>{kind}</ConstraintType><ConstraintDate>{date}</ConstraintDate>");
        // The other one ends on 17 April.
        let plan = plan(mspdi(&[("A", 3, &inside), ("B", 13, "")], "").as_bytes());
        let outline = plan.dated().unwrap().activities[0].unwrap();
        assert_eq!(format!("{}..{}", outline.from, outline.to), want, "{kind}");
        assert_eq!(outline.total_float, float, "{kind}");
    }
}

#[test]
fn what_days_cannot_carry_is_counted_and_named() {
    let table: &[(&str, Code)] = &[
        ("<ConstraintType>1</ConstraintType>", Code::AsLateAsPossible),
        (
            "<ConstraintType>2</ConstraintType><ConstraintDate>2024-04-10T08:00:00</ConstraintDate>",
            Code::MustDates,
        ),
        ("<ConstraintType>2</ConstraintType>", Code::ValueUnreadable),
        ("<LevelingDelay>4800</LevelingDelay>", Code::Levelling),
        ("<Manual>1</Manual>", Code::Manual),
        ("<Active>0</Active>", Code::Inactive),
        ("<Stop>2024-04-02T17:00:00</Stop><Resume>2024-04-22T08:00:00</Resume>", Code::Splits),
        ("<ExternalTask>1</ExternalTask>", Code::OtherFiles),
        ("<Duration>PT4H0M0S</Duration>", Code::PartialDays),
        ("<Duration>-PT8H0M0S</Duration>", Code::Absurd),
        ("<Duration>PT999999H0M0S</Duration>", Code::Absurd),
        ("<Duration>soon</Duration>", Code::ValueUnreadable),
        ("<ActualStart>yesterday</ActualStart>", Code::ValueUnreadable),
        ("<UID>1</UID>", Code::UidUnusable),
        ("<UID>x</UID>", Code::UidUnusable),
        (
            "<Summary>1</Summary><ConstraintType>4</ConstraintType><ConstraintDate>2024-04-10T08:00:00</ConstraintDate>",
            Code::GroupConstraint,
        ),
        ("<CalendarUID>7</CalendarUID>", Code::OwnCalendars),
    ];
    let more = "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>甲</Name></Calendar><Calendar><UID>7</UID>\
                <WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar></Calendars>";
    for (inside, code) in table {
        let plan = plan(mspdi(&[("A", 5, ""), ("B", 3, inside), ("C", 1, "")], more).as_bytes());
        let dated = plan.dated().unwrap();
        let found = codes(plan.findings.iter().chain(&dated.findings));
        assert!(found.contains(&(*code, 1)), "{inside}: {found:?}");
    }
}

#[test]
fn faulty_links_are_left_out_and_named_with_their_place() {
    let links = [after(9, 1, 0, 7), after(2, 1, 0, 7), after(1, 1, 0, 7), after(1, 1, 4800, 7)].concat();
    let plan = plan(mspdi(&[("A", 5, ""), ("B", 3, &links)], "").as_bytes());
    let want = [(Code::PredecessorUnknown, 1), (Code::LinkToItself, 1), (Code::LinkTwice, 1)];
    assert_eq!(codes(&plan.findings), want);
    let place = &plan.findings[0].places[0];
    assert_eq!((place.task.as_deref(), place.given.as_deref(), place.line), (Some("B"), Some("9"), Some(1)));
    assert_eq!(plan.links.len(), 1);
}

#[test]
fn a_circle_is_named() {
    let (a, b, c) = (after(3, 1, 0, 7), after(1, 1, 0, 7), after(2, 1, 0, 7));
    let plan = plan(mspdi(&[("A", 5, &a), ("B", 3, &b), ("C", 1, &c), ("D", 1, "")], "").as_bytes());
    let findings = plan.dated().unwrap_err();
    assert_eq!(codes(&findings), [(Code::Circle, 1)]);
    let named = findings[0].places[0].given.as_deref().unwrap();
    assert!(["A", "B", "C"].iter().all(|code| named.contains(code)) && !named.contains('D'), "{named}");
}

#[test]
fn a_tied_group_begins_and_ends_with_what_lies_in_it() {
    let level = |level: u8, more: &str| format!("<OutlineLevel>{level}</OutlineLevel>{more}");
    let group = level(1, &format!("<Summary>1</Summary>{}", after(1, 1, 0, 7)));
    let inner = level(2, "<Summary>1</Summary>");
    let tasks = [
        ("A", 5, String::new()),
        ("G", 0, group),
        ("H", 0, inner),
        ("B", 3, level(3, "")),
        ("C", 4, level(2, "")),
        ("D", 1, after(2, 1, 0, 7)),
        ("E", 1, format!("{}{}", level(2, ""), after(2, 1, 0, 7))),
    ];
    let tasks: Vec<(&str, i64, &str)> = tasks.iter().map(|(n, d, i)| (*n, *d, i.as_str())).collect();
    let plan = plan(mspdi(&tasks, "").as_bytes());
    let dated = plan.dated().unwrap();
    assert_eq!(
        told(&plan, &dated),
        [
            "A 2024-04-01..2024-04-05 0",
            "B 2024-04-08..2024-04-10 1",
            "C 2024-04-08..2024-04-11 0",
            "D 2024-04-12..2024-04-12 0",
            "E 2024-04-12..2024-04-12 0",
        ]
    );
    assert!(plan.findings.is_empty());
}

#[test]
fn a_link_between_a_group_and_its_own_is_left_out() {
    let inside = format!("<OutlineLevel>2</OutlineLevel>{}", after(1, 1, 0, 7));
    let plan = plan(mspdi(&[("G", 0, "<Summary>1</Summary>"), ("A", 3, &inside)], "").as_bytes());
    assert_eq!(codes(&plan.findings), [(Code::LinkWithinGroup, 1)]);
    assert!(plan.dated().is_ok());
}

#[test]
fn without_a_calendar_five_days_are_worked_and_that_is_said() {
    let plan = plan(mspdi(&[("A", 6, "")], "<CalendarUID>3</CalendarUID>").as_bytes());
    let dated = plan.dated().unwrap();
    assert_eq!(told(&plan, &dated), ["A 2024-04-01..2024-04-08 0"]);
    assert_eq!(codes(&dated.findings), [(Code::CalendarMissing, 1)]);
}

#[test]
fn what_happened_overrides_the_plan() {
    let over =
        "<ActualStart>2024-04-02T08:00:00</ActualStart><ActualFinish>2024-04-09T17:00:00</ActualFinish>";
    let begun = format!("<ActualStart>2024-04-11T08:00:00</ActualStart>{}", after(1, 1, 0, 7));
    let plan = plan(mspdi(&[("A", 3, over), ("B", 3, &begun), ("C", 1, &after(2, 1, 0, 7))], "").as_bytes());
    assert_eq!(
        told(&plan, &plan.dated().unwrap()),
        ["A 2024-04-02..2024-04-09 0", "B 2024-04-11..2024-04-15 0", "C 2024-04-16..2024-04-16 0"]
    );
}

#[test]
fn a_week_of_six_days_and_days_off_are_the_files() {
    let day = |kind: u8, works: u8| {
        format!("<WeekDay><DayType>{kind}</DayType><DayWorking>{works}</DayWorking></WeekDay>")
    };
    let more = format!(
        "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><WeekDays>{}{}</WeekDays><Exceptions><Exception><TimePeriod>\
         <FromDate>2024-04-04T00:00:00</FromDate><ToDate>2024-04-05T23:59:00</ToDate></TimePeriod><DayWorking>0</DayWorking></Exception>\
         <Exception><Type>2</Type></Exception></Exceptions></Calendar></Calendars>",
        day(7, 1),
        day(1, 0)
    );
    let plan = plan(mspdi(&[("A", 5, "")], &more).as_bytes());
    // Thursday and Friday off, Saturday worked, Sunday not.
    assert_eq!(told(&plan, &plan.dated().unwrap()), ["A 2024-04-01..2024-04-08 0"]);
    assert_eq!(codes(&plan.findings), [(Code::RecurringDays, 1)]);
}
