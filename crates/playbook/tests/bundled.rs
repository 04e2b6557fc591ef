//! The playbook that ships with the program: it loads, says only what is known, and its light rules are those of the published ones.
#![allow(clippy::panic, reason = "tests fail by panicking")]

use qinghuo_domain::{
    Fen, Phase, YearMonth,
    phase::Nature,
    rules::{Measure, Requirement},
};
use qinghuo_playbook::{
    BUNDLED, DERIVED_ATTRIBUTES, Playbook, Provenance, bundled,
    lights::Curve,
    phases::{Scale, Wording},
};

fn playbook() -> Playbook {
    bundled().unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

#[test]
fn it_loads_and_can_be_shared_between_threads() {
    const fn shared<T: Send + Sync + Clone>() {}
    shared::<Playbook>();
    let playbook = playbook();
    assert_eq!(playbook.name(), "jinan-2024@1");
    assert_eq!(&*playbook.year.theme.name.zh, "项目深化年");
    assert_eq!(&*playbook.year.theme.key, "deepening_2024");
    assert_eq!(playbook.rules.year, 2024);
}

#[test]
fn the_five_phases_have_three_standards_and_three_mechanisms_each() {
    let playbook = playbook();
    assert_eq!(playbook.phases.phases.iter().map(|p| p.phase).collect::<Vec<_>>(), Phase::ALL);
    for phase in Phase::ALL {
        assert_eq!(playbook.effect_standards(phase).len(), 3, "{phase:?}");
        assert_eq!(playbook.mechanisms(phase).len(), 3, "{phase:?}");
    }
    let gates: Vec<_> = playbook.rules.gates.iter().map(|gate| gate.into).collect();
    assert_eq!(gates, Phase::PATH);
    let construction = playbook.rules.gates.iter().find(|gate| gate.into == Phase::Construction).unwrap();
    assert_eq!(
        construction.requires,
        [Requirement::TotalInvestment, Requirement::Code, Requirement::StartedOn]
    );
}

/// The wording of 三看三深化 is not public: no standard may claim to be official, and the note must say so.
#[test]
fn default_wording_is_never_shown_as_official() {
    let playbook = playbook();
    assert_eq!(playbook.phases.wording, Wording::Default);
    assert!(playbook.phases.note.zh.contains("未公开"));
    for standard in Phase::ALL.iter().flat_map(|phase| playbook.effect_standards(*phase)) {
        assert!(!standard.source.provenance.is_official(), "{}", standard.key);
    }
    for rule in &playbook.lights.rule_sets {
        assert_eq!(rule.source.provenance, Provenance::Elsewhere, "{}", rule.rule.key);
    }
    assert!(!playbook.dispatch.source.provenance.is_official());
    assert!(playbook.dispatch.events.iter().all(|event| !event.source.provenance.is_official()));
    let official = ["open_bid_challenge", "pre_handling", "four_parallels", "closed_loop"];
    for mechanism in Phase::ALL.iter().flat_map(|phase| playbook.mechanisms(*phase)) {
        let named_by_jinan = &*mechanism.source.key == "JN1";
        assert_eq!(named_by_jinan, official.contains(&&*mechanism.key), "{}", mechanism.key);
    }
}

/// DOMAIN.md section 5.2, as far as it speaks of the year's investment.
#[test]
fn the_rule_sets_are_the_published_ones() {
    let playbook = playbook();
    let table: Vec<String> = playbook
        .lights
        .rule_sets
        .iter()
        .map(|set| {
            let rule = &set.rule;
            let measure = match rule.measure {
                Measure::GapPoints => "points behind",
                Measure::AchievementPercent => "% of schedule",
            };
            let (yellow, red) = (rule.yellow_hundredths / 100, rule.red_hundredths / 100);
            let smallest_wan = rule.smallest_plan.0 / 1_000_000;
            format!("{} | {measure} | {yellow} | {red} | {smallest_wan} | {}", rule.key, set.source.key)
        })
        .collect();
    assert_eq!(
        table,
        [
            "yinchuan_progress | points behind | 10 | 30 | 0 | YC",
            "wuhan_ratio | % of schedule | 80 | 60 | 0 | WH",
            "sanya_ratio | % of schedule | 100 | 50 | 1000 | SA",
        ]
    );
    assert_eq!(&*playbook.rules.light.key, "yinchuan_progress");
    assert_eq!((&playbook.lights.curve, playbook.rules.curve), (&Curve::Linear, None));
    let sanya = playbook.rules_with("sanya_ratio").unwrap();
    assert_eq!(sanya.light.smallest_plan, Fen(1_000_000_000));
    assert_eq!(sanya.gates, playbook.rules.gates);
    assert_eq!(playbook.rules_with("jinan_own"), None);
}

#[test]
fn dictionaries_hold_what_is_known_and_mark_what_is_not() {
    let playbook = playbook();
    let dictionaries = &playbook.dictionaries;
    assert_eq!(dictionaries.districts.len(), 12);
    let areas = &dictionaries.policy_areas;
    assert_eq!((areas.len(), areas.iter().filter(|area| area.to_fill()).count()), (10, 8));
    let chains = &dictionaries.chains;
    assert_eq!((chains.len(), chains.iter().filter(|chain| chain.to_fill()).count()), (10, 5));
    assert_eq!(dictionaries.industries.len(), 4);
    assert!(dictionaries.industries.iter().all(|i| i.source.provenance == Provenance::Known));
    for (written, official, zone) in [
        ("历下", "历下区", false),
        ("平阴县", "平阴县", false),
        ("高新区", "济南高新技术产业开发区", true),
        ("济南高新区", "济南高新技术产业开发区", true),
        ("莱芜高新区", "莱芜高新技术产业开发区", true),
        ("起步区", "济南新旧动能转换起步区", true),
        ("济南国际医学中心", "济南国际医学中心", true),
    ] {
        let place = playbook.rules.place(written).unwrap_or_else(|| panic!("{written}"));
        assert_eq!((&*place.name, place.zone), (official, zone));
    }
    assert_eq!(playbook.rules.place("市直及其他"), None);
    for (word, nature) in [
        ("新建", Some(Nature::NewStart)),
        ("在建", Some(Nature::Continuing)),
        ("计划建成", Some(Nature::Completing)),
        ("储备", Some(Nature::Reserve)),
        ("推进", None),
    ] {
        assert_eq!(dictionaries.nature(word), nature, "{word}");
    }
}

#[test]
fn figures_are_due_in_the_following_month() {
    let playbook = playbook();
    let due = |year, month| playbook.dispatch.figures_due(YearMonth::new(year, month).unwrap());
    assert_eq!(due(2024, 6).unwrap().to_string(), "2024-07-05");
    assert_eq!(due(2024, 12).unwrap().to_string(), "2025-01-05");
}

/// The officials' list of attributes in the head of `phases.toml` and the program's table are the same.
#[test]
fn the_comment_of_the_phases_file_names_every_attribute() {
    let (_, text) = BUNDLED.iter().find(|(name, _)| *name == "phases.toml").unwrap();
    let list = text.split("# 可用指标").nth(1).unwrap();
    let list = list.lines().take_while(|line| line.starts_with('#') || line.is_empty());
    let mut written: Vec<&str> = list
        .flat_map(|line| line.split_whitespace())
        .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        .collect();
    let mut known: Vec<&str> = DERIVED_ATTRIBUTES.iter().map(|attribute| attribute.name).collect();
    written.sort_unstable();
    known.sort_unstable();
    assert_eq!(written, known);
    assert!(DERIVED_ATTRIBUTES.iter().all(|attribute| !attribute.doc.is_empty()));
}

#[test]
fn every_source_is_used_and_every_mark_is_worded() {
    let playbook = playbook();
    let texts: String = BUNDLED.iter().map(|(_, text)| *text).collect();
    for source in &playbook.year.sources {
        assert!(texts.contains(&format!("source = \"{}\"", source.key)), "{}", source.key);
    }
    assert_eq!(playbook.year.marks.iter().map(|(p, _)| *p).collect::<Vec<_>>(), Provenance::ALL);
}

#[test]
fn measured_standards_leave_room_between_green_and_yellow() {
    let playbook = playbook();
    for standard in Phase::ALL.iter().flat_map(|phase| playbook.effect_standards(*phase)) {
        if let Scale::Measured(measured) = standard.scale {
            assert_ne!(measured.green_hundredths, measured.yellow_hundredths, "{}", standard.key);
        }
    }
}

/// Working days of every announced year; 2023 to 2026 as DOMAIN.md section 9 counts them.
#[test]
fn the_calendar_counts_the_working_days_of_every_announced_year() {
    let calendar = playbook().calendar;
    let counts: Vec<(i16, i32)> = calendar
        .announced()
        .map(|year| {
            let eve = |year: i16| qinghuo_domain::Date::constant(year, 12, 31);
            (year, calendar.workdays_between(eve(year - 1), eve(year)))
        })
        .collect();
    let wanted =
        [249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];
    assert_eq!(counts, (2007..).zip(wanted).collect::<Vec<_>>());
    assert!(calendar.is_provisional(qinghuo_domain::Date::constant(2027, 1, 1)));
}

/// Across the long holidays, a Saturday worked before one among them, and the turn of a year whose first holiday begins on its eve.
#[test]
fn working_days_are_added_across_holidays() {
    let calendar = playbook().calendar;
    for (from, count, to) in [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2024-02-09", 3, "2024-02-20"),
        ("2022-12-30", 1, "2023-01-03"),
        ("2023-01-03", -1, "2022-12-30"),
    ] {
        assert_eq!(calendar.add_workdays(from.parse().unwrap(), count).to_string(), to, "{from} + {count}");
    }
}
