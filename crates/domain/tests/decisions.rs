//! What each command does and when it is refused.

mod book;

use book::{Book, day, month, wan};
use qinghuo_domain::{
    Attribute, Fen, Moment, Period, Phase, ProjectId, Seq,
    attribute::Text,
    command::Command,
    fact::ImportId,
    figure::DispatchFigure,
    list::ListKey,
    rules::{Exemption, Signal},
    views::{Standpoint, light::light},
};
use std::sync::Arc;

fn text(text: &str) -> Text {
    text.into()
}

fn revise(project: u32, set: Vec<Attribute>) -> Command {
    Command::ReviseProject { project: ProjectId(project), set, seen: None, reason: None }
}

#[test]
fn every_reason_comes_at_once_and_nothing_changes() {
    let mut book = Book::new();
    book.register(
        "2024-01-05",
        "甲项目",
        &[Attribute::Codes(Some(vec!["2402-370100-04-05-819649".parse().unwrap()]))],
    );
    let reversed: Period = "2025/2024".parse().unwrap();
    let codes = book.refused(
        "2025-01-01",
        Command::RegisterProject {
            set: vec![
                Attribute::Name(Some(text("  "))),
                Attribute::TotalInvestment(Some(Fen(-1))),
                Attribute::Period(Some(reversed)),
                Attribute::Codes(Some(vec!["2402-370100-04-05-819649".parse().unwrap()])),
                Attribute::Phase(Some(Phase::Benefit)),
                Attribute::Name(Some(text("乙"))),
                Attribute::StartedOn(Some(day("2024-05-01"))),
                Attribute::CompletedOn(Some(day("2024-04-01"))),
            ],
        },
    );
    assert_eq!(
        codes,
        [
            "effective_in_future",
            "text_empty",
            "negative_amount",
            "period_reversed",
            "field_has_own_command",
            "field_twice",
            "code_taken",
            "completed_before_start"
        ]
    );
    assert_eq!(book.refused("2024-01-01", Command::RegisterProject { set: vec![] }), ["name_missing"]);
}

#[test]
fn a_project_is_seen_as_of_any_day_and_as_any_day_knew_it() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "智能制造基地", &[]); // fact 1
    book.tell("2024-05-01", revise(1, vec![Attribute::Name(Some(text("智能制造产业园")))])); // fact 2
    book.tell("2024-03-01", revise(1, vec![Attribute::Name(Some(text("智能制造园")))])); // fact 3, told late
    for (as_of, known, want) in [
        ("2024-01-04", 9, None),
        ("2024-02-01", 9, Some("智能制造基地")),
        ("2024-04-01", 9, Some("智能制造园")),
        ("2024-04-01", 2, Some("智能制造基地")),
        ("2024-06-01", 9, Some("智能制造产业园")),
        ("2024-06-01", 1, Some("智能制造基地")),
        ("2024-06-01", 0, None),
    ] {
        assert_eq!(book.name(id, as_of, known).as_deref(), want, "as of {as_of}, known {known}");
    }
    let seen = book.city.project(id).unwrap().at(Moment::on(day("2024-12-31")));
    assert_eq!(seen.former_names(), ["智能制造基地", "智能制造园"]);
}

#[test]
fn a_correction_keeps_the_wrong_value_and_reaches_back_to_where_it_began() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[Attribute::TotalInvestment(Some(wan(100)))]);
    let correct = |amount: i64, reason: &str| Command::CorrectProject {
        project: id,
        set: vec![Attribute::TotalInvestment(Some(wan(amount)))],
        seen: None,
        reason: reason.into(),
    };
    assert_eq!(book.refused("2024-06-01", correct(1000, " ")), ["reason_missing"]);
    book.tell("2024-06-01", correct(1000, "少写一个零"));
    let total = |as_of: &str, known| {
        let at = Moment { as_of: day(as_of), known: Seq(known) };
        book.city.project(id).unwrap().at(at).total_investment().copied()
    };
    assert_eq!(total("2024-01-05", 9), Some(wan(1000)), "right from the first day on");
    assert_eq!(total("2024-12-31", 1), Some(wan(100)), "what was known before stays visible");
    assert_eq!(
        book.refused(
            "2024-06-01",
            Command::CorrectProject {
                project: id,
                set: vec![Attribute::Owner(Some(text("乙公司")))],
                seen: None,
                reason: text("没有可改的"),
            }
        ),
        ["nothing_to_correct"]
    );
}

#[test]
fn two_people_on_one_field_and_the_second_decides() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[Attribute::Owner(Some(text("一公司")))]);
    let edit = |owner: &str, site: Option<&str>, seen: u64| Command::ReviseProject {
        project: id,
        set: match site {
            Some(site) => vec![Attribute::Site(Some(text(site)))],
            None => vec![Attribute::Owner(Some(text(owner)))],
        },
        seen: Some(Seq(seen)),
        reason: None,
    };
    book.tell("2024-02-01", edit("二公司", None, 1));
    assert_eq!(book.refused("2024-02-01", edit("三公司", None, 1)), ["changed_meanwhile"]);
    book.tell("2024-02-01", edit("", Some("经十路"), 1)); // another field is no conflict
    book.tell("2024-02-01", edit("三公司", None, 2));
    assert_eq!(book.refused("2024-02-01", edit("三公司", None, 4)), ["nothing_changes"]);
}

/// Every phase × every phase asked for, with all gates open and with all gates shut: a table an official could read.
#[test]
fn the_matrix_of_phases() {
    let mut matrix = String::new();
    for open in [true, false] {
        matrix += if open {
            "everything the gates ask for is known\n"
        } else {
            "nothing the gates ask for is known\n"
        };
        for from in std::iter::once(None).chain(Phase::PATH.map(Some)) {
            for (verb, to) in
                Phase::ALL.map(|to| ("advance", to)).into_iter().chain(Phase::ALL.map(|to| ("return", to)))
            {
                let mut book = Book::new();
                let mut known = vec![];
                if open {
                    known = vec![
                        Attribute::District(Some(text("历下区"))),
                        Attribute::TotalInvestment(Some(wan(1))),
                        Attribute::Codes(Some(vec!["2402-370100-04-05-819649".parse().unwrap()])),
                        Attribute::StartedOn(Some(day("2024-01-01"))),
                        Attribute::CompletedOn(Some(day("2024-02-01"))),
                    ];
                }
                let id = book.register("2024-03-01", "甲", &known);
                let gates = std::mem::take(&mut book.rules.gates);
                for step in Phase::PATH.into_iter().filter(|step| from.is_some_and(|from| *step <= from)) {
                    book.tell("2024-03-01", Command::AdvancePhase { project: id, to: step });
                }
                book.rules.gates = gates;
                let command = match verb {
                    "advance" => Command::AdvancePhase { project: id, to },
                    _ => Command::ReturnPhase { project: id, to, reason: text("退回") },
                };
                let verdict = match book.try_tell("2024-04-01", command) {
                    Ok(facts) => facts.iter().map(|fact| fact.happening.kind()).collect::<Vec<_>>().join(" "),
                    Err(refusals) => refusals.iter().map(|r| r.cause.code()).collect::<Vec<_>>().join(" "),
                };
                matrix +=
                    &format!("{:<13} {verb:<8} {:<13} {verdict}\n", from.map_or("-", Phase::key), to.key());
            }
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn dispatch_figures_are_filed_once_and_refiled_with_a_reason() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[]);
    let file = |done: i64, month_done: Option<i64>, reason: Option<&str>| Command::FileDispatch {
        project: id,
        month: month("2024-06"),
        figure: DispatchFigure {
            done_this_year: Some(wan(done)),
            done_this_month: month_done.map(wan),
            ..DispatchFigure::default()
        },
        reason: reason.map(Into::into),
    };
    book.tell("2024-07-03", file(100, None, None));
    assert_eq!(book.refused("2024-07-03", file(100, None, None)), ["nothing_changes"]);
    assert_eq!(book.refused("2024-07-03", file(120, None, None)), ["reason_missing"]);
    assert_eq!(book.refused("2024-07-03", file(120, Some(130), Some("核实"))), ["month_above_year"]);
    assert_eq!(book.refused("2024-05-31", file(120, None, Some("核实"))), ["month_not_begun"]);
    book.tell("2024-07-10", file(120, Some(20), Some("核实后调整")));
    let seen = book.city.project(id).unwrap().at(Moment::on(day("2024-06-30")));
    assert_eq!(
        seen.dispatch(month("2024-06")).unwrap().done_this_year,
        Some(wan(120)),
        "true from the month's end"
    );
    assert!(
        book.city.project(id).unwrap().at(Moment::on(day("2024-06-29"))).dispatch(month("2024-06")).is_none()
    );
}

#[test]
fn lists_are_opened_joined_and_left() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[]);
    let list: ListKey = "2024/city/重点实施类".parse().unwrap();
    let join = Command::JoinList { project: id, list: list.clone(), reason: text("年初下达") };
    let leave = Command::LeaveList { project: id, list: list.clone(), reason: text("半年调整") };
    assert_eq!(book.refused("2024-02-01", join.clone()), ["list_unknown"]);
    book.tell("2024-02-01", Command::OpenList { list: list.clone() });
    assert_eq!(book.refused("2024-02-01", Command::OpenList { list: list.clone() }), ["list_open"]);
    assert_eq!(book.refused("2024-02-01", leave.clone()), ["not_listed"]);
    book.tell("2024-02-01", join.clone());
    assert_eq!(book.refused("2024-02-01", join.clone()), ["already_listed"]);
    book.tell("2024-07-01", leave);
    let on = |as_of: &str| book.city.project(id).unwrap().at(Moment::on(day(as_of))).lists().count();
    assert_eq!((on("2024-01-31"), on("2024-02-01"), on("2024-06-30"), on("2024-07-01")), (0, 1, 1, 0));
}

#[test]
fn an_exempted_project_is_shown_as_exempted_until_the_day() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[Attribute::YearPlan(2024, Some(wan(1200)))]);
    book.rules.gates.clear();
    for to in [Phase::Planning, Phase::Landing, Phase::Construction] {
        book.tell("2024-01-06", Command::AdvancePhase { project: id, to });
    }
    book.file("2024-06-30", id, "2024-06", 100);
    let signal = |book: &Book, as_of: &str| {
        let at = Moment::on(day(as_of));
        let from = Standpoint::new(&book.city, at, &book.rules);
        light(book.city.project(id).unwrap().at(at), from).signal
    };
    assert_eq!(signal(&book, "2024-06-30"), Signal::Red);
    let exempt = |rule: &str, approver: &str, until: &str| Command::GrantExemption {
        project: id,
        rule: rule.into(),
        exemption: Exemption { reason: text("汛期停工"), approver: approver.into(), until: day(until) },
    };
    assert_eq!(
        book.refused("2024-07-01", exempt("nope", " ", "2024-06-01")),
        ["approver_missing", "exemption_over", "light_rule_unknown"]
    );
    book.tell("2024-07-01", exempt("yinchuan_progress", "市项目办", "2024-08-31"));
    assert_eq!(signal(&book, "2024-06-30"), Signal::Red);
    assert_eq!(signal(&book, "2024-07-01"), Signal::Exempted);
    assert_eq!(signal(&book, "2024-08-31"), Signal::Exempted);
    assert_eq!(signal(&book, "2024-09-01"), Signal::Red);
    let end =
        Command::EndExemption { project: id, rule: text("yinchuan_progress"), reason: text("已复工") };
    book.tell("2024-08-01", end.clone());
    assert_eq!(signal(&book, "2024-08-01"), Signal::Red);
    assert_eq!(book.refused("2024-08-01", end), ["not_exempt"]);
}

#[test]
fn two_projects_that_are_one_are_counted_once_and_nothing_they_knew_is_lost() {
    let mut book = Book::new();
    let keep = book.register("2024-01-05", "甲（一期）", &[Attribute::Owner(Some(text("一公司")))]);
    let absorb = book.register(
        "2024-01-05",
        "甲项目一期",
        &[
            Attribute::Owner(Some(text("二公司"))),
            Attribute::Site(Some(text("经十路"))),
            Attribute::Codes(Some(vec!["2402-370100-04-05-819649".parse().unwrap()])),
        ],
    );
    book.file("2024-06-30", absorb, "2024-06", 100);
    let merge = |keep, absorb| Command::MergeProjects { keep, absorb, reason: text("同一项目") };
    assert_eq!(book.refused("2024-07-01", merge(keep, keep)), ["same_project"]);
    book.tell("2024-07-01", merge(keep, absorb));
    let at = Moment::on(day("2024-07-01"));
    let seen = book.city.project(keep).unwrap().at(at);
    assert_eq!(seen.owner().map(|o| &**o), Some("一公司"), "the remaining project's word stands");
    assert_eq!(seen.site().map(|s| &**s), Some("经十路"));
    assert_eq!(seen.dispatch(month("2024-06")).and_then(|f| f.done_this_year), Some(wan(100)));
    assert_eq!(book.city.holder(&"2402-370100-04-05-819649".parse().unwrap()), Some(keep));
    assert_eq!(qinghuo_domain::views::living(&book.city, at).count(), 1);
    assert_eq!(book.refused("2024-07-02", revise(absorb.0, vec![Attribute::Site(None)])), ["project_merged"]);
}

#[test]
fn a_package_is_split_into_parts_that_are_counted_instead_of_it() {
    let mut book = Book::new();
    let package = book.register("2024-01-05", "路网打包项目", &[Attribute::District(Some(text("历下区")))]);
    let part = |name: &str| vec![Attribute::Name(Some(text(name)))];
    let split = |parts| Command::SplitPackage { project: package, parts, reason: text("按路段拆分") };
    assert_eq!(book.refused("2024-02-01", split(vec![part("甲路")])), ["too_few_parts"]);
    assert_eq!(book.refused("2024-02-01", split(vec![part("甲路"), part("甲路")])), ["name_twice"]);
    book.tell("2024-02-01", split(vec![part("甲路"), part("乙路")]));
    let at = Moment::on(day("2024-02-01"));
    let (all, _) = qinghuo_domain::views::totals::totals(
        &book.city,
        Standpoint::new(&book.city, at, &book.rules),
        qinghuo_domain::views::totals::Dimension::Place,
    );
    assert_eq!(all.projects, 2);
    let seen = book.city.project(ProjectId(2)).unwrap().at(at);
    assert_eq!((seen.part_of(), seen.district().map(|d| &**d)), (Some(&package), Some("历下区")));
}

#[test]
fn unknown_things_are_refused_by_name() {
    let mut book = Book::new();
    assert_eq!(book.refused("2024-01-01", revise(7, vec![Attribute::Site(None)])), ["project_unknown"]);
    assert_eq!(
        book.refused("2024-01-01", Command::UndoImport { import: ImportId(1), reason: text("x") }),
        ["import_unknown"]
    );
}

#[test]
fn a_plan_curve_rises_and_ends_at_the_plan() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲", &[Attribute::YearPlan(2024, Some(wan(1200)))]);
    let curve = |f: fn(i64) -> i64| {
        let mut curve = [Fen::ZERO; 12];
        for (place, value) in curve.iter_mut().zip(1..) {
            *place = wan(f(value));
        }
        revise(id.0, vec![Attribute::PlanCurve(2024, Some(Arc::new(curve)))])
    };
    assert_eq!(book.refused("2024-01-06", curve(|m| 1300 - m * 100)), ["curve_falls", "curve_misses_plan"]);
    assert_eq!(book.refused("2024-01-06", curve(|m| m * 10)), ["curve_misses_plan"]);
    book.tell("2024-01-06", curve(|m| if m < 7 { 0 } else { (m - 6) * 200 }));
}

#[test]
fn what_is_out_of_the_ordinary_is_taken_with_a_reason_only() {
    let mut book = Book::new();
    let months = std::array::from_fn(|month| wan(1000 * (month as i64 + 1)));
    let curve = |end: i64| {
        let mut months: [Fen; 12] = months;
        months[11] = wan(end);
        Attribute::PlanCurve(2024, Some(Arc::new(months)))
    };
    let id = book.register(
        "2024-01-05",
        "甲",
        &[
            Attribute::TotalInvestment(Some(wan(31_300))),
            Attribute::YearPlan(2024, Some(wan(12_000))),
            curve(12_000),
        ],
    );
    let change = |set: &[Attribute], reason: Option<&str>| Command::ReviseProject {
        project: id,
        set: set.to_vec(),
        seen: None,
        reason: reason.map(Into::into),
    };
    let plan = |amount: i64| Attribute::YearPlan(2024, Some(wan(amount)));
    let total = |amount: i64| Attribute::TotalInvestment(Some(wan(amount)));
    for (set, want) in [
        (vec![plan(40_000)], vec!["change_unexplained", "plan_above_total", "plan_beside_curve"]),
        (vec![plan(11_000)], vec!["change_unexplained", "plan_beside_curve"]),
        (vec![plan(13_000), curve(13_000)], vec!["change_unexplained", "change_unexplained"]),
        (vec![total(10_000)], vec!["change_unexplained", "plan_above_total"]),
        (vec![plan(40_000), curve(40_000), total(50_000)], vec!["change_unexplained"; 3]),
        // What is first told changes nothing; it may be unusual all the same.
        (vec![Attribute::YearPlan(2025, Some(wan(40_000)))], vec!["plan_above_total"]),
        // Beyond any project no reason helps.
        (vec![plan(999_999_999_999)], vec!["amount_too_large"]),
    ] {
        let refused = book.refused("2024-06-01", change(&set, Some(" ")));
        assert!(want.iter().all(|code| refused.contains(&(*code).to_owned())), "{set:?}: {refused:?}");
        assert!(
            refused.iter().all(|code| want.contains(&code.as_str()) || want == ["amount_too_large"]),
            "{set:?}: {refused:?}"
        );
    }
    assert_eq!(
        book.refused("2024-06-01", change(&[plan(999_999_999_999)], Some("调整"))),
        ["amount_too_large"]
    );
    // The same value again is no change, and asks for nothing.
    assert_eq!(book.refused("2024-06-01", change(&[plan(12_000)], None)), ["nothing_changes"]);
    book.tell("2024-06-01", change(&[plan(11_000)], Some("市里调减年度计划")));
    assert_eq!(
        book.city.project(id).unwrap().at(Moment::on(day("2024-06-01"))).year_plan(2024),
        Some(&wan(11_000))
    );
}

#[test]
fn a_sum_that_falls_or_passes_the_total_is_filed_with_a_reason_only() {
    let mut book = Book::new();
    let id = book.register("2023-01-05", "甲", &[Attribute::TotalInvestment(Some(wan(5_000)))]);
    let file = |of: &str, done: i64, reason: Option<&str>| Command::FileDispatch {
        project: id,
        month: month(of),
        figure: DispatchFigure { done_this_year: Some(wan(done)), ..DispatchFigure::default() },
        reason: reason.map(Into::into),
    };
    book.tell("2023-07-03", file("2023-06", 1_000, None));
    assert_eq!(book.refused("2023-08-03", file("2023-07", 900, None)), ["done_falls"]);
    assert_eq!(book.refused("2023-08-03", file("2023-07", 5_001, None)), ["done_above_total"]);
    assert_eq!(book.refused("2023-08-03", file("2023-07", 999_999_999_999, Some("x"))), ["amount_too_large"]);
    book.tell("2023-08-03", file("2023-07", 900, Some("核减重复计算的投资")));
    // A new year begins anew.
    book.tell("2024-02-03", file("2024-01", 10, None));
}
