//! The procedures that ship with the program: they are the two networks they were made from, column by column; they reckon to the days those
//! reckon to; and they choose and apply by what the book says of a project.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use qinghuo_domain::{
    procedure::{
        Applies, Bound, DayKind, Days, Flag, ItemCode, ItemKind, Letter, LinkKind, Milestone, Procedure,
        Stage,
    },
    rules::Provenance,
    step::Deed,
};
use qinghuo_playbook::{
    AttributeValue::{self, Number, Truth},
    Playbook, bundled,
    procedures::{ItemWords, Template},
};
use std::{collections::BTreeMap, fmt::Write, path::Path};

const NETWORKS: [&str; 2] = ["social_industrial", "gov_infrastructure_civil"];

fn template<'p>(playbook: &'p Playbook, key: &str) -> &'p Template {
    playbook.procedures.template(key).unwrap_or_else(|| panic!("{key}"))
}

fn index(procedure: &Procedure, code: &str) -> usize {
    procedure.item(&code.parse::<ItemCode>().unwrap()).unwrap_or_else(|| panic!("{code}")).0
}

/// A line of comma-separated values, some of them in quotation marks.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

/// A unit as the networks name it, by the name it has in the playbook.
fn unit(named: &str) -> &str {
    match named {
        "区县" => "区县政府",
        "档案" => "城建档案",
        "住建牵头" => "住建",
        "自规报省" => "自规",
        "统计(县→市→省)" => "统计",
        named => named,
    }
}

const fn stage(written: &str) -> Stage {
    match written.as_bytes() {
        b"P0" => Stage::Origination,
        b"S1" => Stage::LandAndInitiation,
        b"S2" => Stage::EngineeringPermits,
        b"P1" => Stage::OwnersDesign,
        b"S3" => Stage::ConstructionPermit,
        b"C" => Stage::Construction,
        b"S4" => Stage::CompletionAcceptance,
        b"S5" => Stage::Statistics,
        b"B" => Stage::Benefit,
        _ => panic!("no such stage"),
    }
}

fn flag(written: &str) -> Option<Flag> {
    Some(match written {
        "pre" => Flag::PreHandling,
        "commit" => Flag::Commitment,
        "area" => Flag::AreaCovered,
        "joint" => Flag::Joint,
        "staged" => Flag::Staged,
        "parallel" => Flag::Parallel,
        "budget_gate" => Flag::BudgetGate,
        "funding" => Flag::FundingGate,
        "cond" | "merge" | "overlap" => return None,
        _ => panic!("no such flag: {written}"),
    })
}

/// What of a basis stands in words: its law and article, without the mark of its source.
fn basis(written: &str) -> &str {
    let written = written.strip_prefix("FD ").unwrap_or(written);
    written
        .strip_prefix("K:")
        .or(written.strip_prefix("K; "))
        .or(written.strip_prefix('K'))
        .unwrap_or(written)
}

/// A text with the punctuation of a keyboard without Chinese, as the networks are written.
fn plain(text: &str) -> String {
    let marks = [('（', "("), ('）', ")"), ('，', ","), ('；', ";"), ('：', ":")];
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            marks.iter().find(|(mark, _)| *mark == c).map_or(c.to_string(), |(_, plain)| (*plain).to_owned())
        })
        .collect()
}

/// Every column of the two networks stands in the templates, or is said here to be written otherwise.
#[test]
fn the_templates_are_the_networks_they_were_made_from() {
    let playbook = bundled().unwrap();
    for key in NETWORKS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/playbooks");
        let Ok(text) = std::fs::read_to_string(path.join(key).with_extension("csv")) else {
            println!("skipped: the networks the templates were made from are not part of the project");
            return;
        };
        let template = template(&playbook, key);
        let items = &template.procedure.items;
        let rows: Vec<Vec<String>> = text.trim_start_matches('\u{feff}').lines().skip(1).map(cells).collect();
        assert_eq!(rows.len(), items.len(), "{key}");
        for (row, (item, words)) in rows.iter().zip(template.items()) {
            let row: Vec<&str> = row.iter().map(String::as_str).collect();
            let [code, name, _, in_stage, kind, lead, day_kind, legal, on, days, from, before, flags, _] =
                row[..]
            else {
                panic!("{row:?}")
            };
            assert_eq!((item.code.as_str(), &*plain(&words.name.zh)), (code, name));
            let kind = if kind == "permit_up" { "permit_above" } else { kind };
            assert_eq!(item.kind.key(), kind, "{code}");
            // A milestone has no stage there; here it has that of what it ends.
            assert!(
                in_stage == "M" && item.kind == ItemKind::Milestone || item.stage == stage(in_stage),
                "{code}"
            );
            let units: Vec<String> =
                item.units.iter().map(|key| plain(&playbook.procedures.unit(key).unwrap().name.zh)).collect();
            assert_eq!(units, lead.split(['/', '+']).map(unit).collect::<Vec<_>>(), "{code}");
            let takes_time = !matches!(item.kind, ItemKind::Milestone | ItemKind::Merged);
            let counted = match day_kind {
                "w" => DayKind::Working,
                "n" => DayKind::Natural,
                "m" => DayKind::Working,
                _ => panic!("{code}: {day_kind}"),
            };
            assert_eq!(day_kind == "m", item.kind == ItemKind::Milestone, "{code}");
            assert_eq!(item.plan, Days { count: days.parse().unwrap(), kind: counted }, "{code}");
            check_plan(code, from, takes_time, item.is_estimated(), words);
            let statutory =
                (!legal.is_empty()).then(|| Days { count: legal.parse().unwrap(), kind: counted });
            assert_eq!(item.statutory.map(|limit| limit.days), statutory, "{code}");
            let at_least = on.contains("不少于") || on.contains("最短") || on.contains('≥');
            assert_eq!(item.statutory.is_some_and(|limit| limit.bound == Bound::AtLeast), at_least, "{code}");
            check_basis(code, on, words);
            check_links(&template.procedure, code, before, flags);
            for written in flags.split(',').filter(|written| !written.is_empty()) {
                assert!(flag(written).is_none_or(|flag| item.has(flag)), "{code}: {written}");
            }
            let special = flags.split(',').filter(|written| !written.is_empty()).filter_map(flag).count();
            assert_eq!(item.flags.len(), special, "{code}");
            // Expropriation is not needed on cleared land, which the networks only say in words.
            let cleared = ["A05", "A06", "A07", "A08", "A10", "B10", "B11", "B12"].contains(&code);
            assert_eq!(item.is_conditional, flags.contains("cond") || cleared, "{code}");
            assert_eq!(item.merged_into.is_some(), flags.contains("merge"), "{code}");
        }
    }
}

/// The source of a planned duration: an estimate is never anything else, and what is said beyond the mark is kept.
fn check_plan(code: &str, from: &str, takes_time: bool, estimated: bool, words: &ItemWords) {
    let Some(plan) = &words.plan else {
        // What takes no time has no source; the law that is noted there instead is the item's.
        assert!(!takes_time, "{code}");
        let noted = ["-", "L"].contains(&from)
            || words
                .legal
                .as_ref()
                .is_some_and(|legal| legal.words.as_ref().is_some_and(|said| plain(&said.zh) == plain(from)));
        assert!(noted, "{code}: {from}");
        return;
    };
    if from.contains('E') {
        assert_eq!(plan.source.provenance, Provenance::Estimate, "{code}");
        assert!(estimated, "{code}");
    } else {
        assert!(from.starts_with(&*plan.source.key), "{code}: {from}");
        assert_ne!(plan.source.provenance, Provenance::Estimate, "{code}");
    }
    let said = plain(plan.words.as_ref().map_or("", |name| &*name.zh));
    let from = plain(from);
    let rest = from.strip_prefix(&*plan.source.key).unwrap_or(&from).trim();
    assert!(from == said || rest.trim_matches(['(', ')']) == said, "{code}: {from} is not {said}");
}

/// The law: what is commonly known is never shown as law; articles the networks leave out may stand here.
fn check_basis(code: &str, on: &str, words: &ItemWords) {
    if on.is_empty() {
        return;
    }
    let legal = words.legal.as_ref().unwrap_or_else(|| panic!("{code}: {on}"));
    if on.starts_with('K') {
        assert_eq!(legal.source.provenance, Provenance::Known, "{code}");
    }
    let said = plain(legal.words.as_ref().map_or("", |name| &*name.zh));
    assert!(said.contains(&plain(basis(on))), "{code}: {on} is not in {said}");
}

/// What an item waits for, in the same order; an overlap is a start with a start.
fn check_links(procedure: &Procedure, code: &str, before: &str, flags: &str) {
    let item = &procedure.items[index(procedure, code)];
    let named: Vec<&str> = item.links.iter().map(|link| procedure.items[link.from].code.as_str()).collect();
    assert_eq!(named, before.split(',').filter(|code| !code.is_empty()).collect::<Vec<_>>(), "{code}");
    let wanted = if flags == "overlap" { LinkKind::StartStart } else { LinkKind::FinishStart };
    assert!(item.links.iter().all(|link| link.kind == wanted && link.lag.count == 0), "{code}");
}

/// How a procedure is reckoned here: in working days, natural days at 5/7 and rounded up item by item.
#[derive(Clone, Copy)]
struct Reckoning<'a> {
    /// Without what these say does not apply.
    without: &'a [&'a str],
    /// Whether items may start together, or all follow one another.
    overlaps: bool,
    /// Whether the order of before the reform holds as well.
    serial: bool,
}

const PLAIN: Reckoning<'static> = Reckoning { without: &[], overlaps: true, serial: false };

/// The working day by which each milestone is reached: a forward pass over the links, item by item. What does not apply takes no time.
fn reckon(procedure: &Procedure, how: Reckoning<'_>, milestone: Milestone) -> u32 {
    let items = &procedure.items;
    let mut times: Vec<Option<(u32, u32)>> = vec![None; items.len()];
    while times.iter().any(Option::is_none) {
        let known = times.clone();
        for (index, item) in items.iter().enumerate() {
            let mut starts = vec![Some(0)];
            for link in &item.links {
                let together = link.kind == LinkKind::StartStart && how.overlaps;
                starts.push(known[link.from].map(|(start, end)| if together { start } else { end }));
            }
            let serial = item.serial_after.iter().filter(|_| how.serial);
            starts.extend(serial.map(|from| known[*from].map(|(_, end)| end)));
            let Some(starts) = starts.into_iter().collect::<Option<Vec<u32>>>() else { continue };
            let start = starts.into_iter().max().unwrap();
            let count = u32::from(item.plan.count);
            let days = if item.plan.kind == DayKind::Natural { (count * 5).div_ceil(7) } else { count };
            let applies = !how.without.contains(&item.code.as_str());
            times[index] = Some((start, start + if applies { days } else { 0 }));
        }
    }
    times[procedure.milestone(milestone).unwrap().0].unwrap().1
}

/// DOMAIN.md sections 2.4 and 2.5. There, every link of the government project follows its predecessor (170 and 533); the note that bids are
/// prepared from the first issue of the documents makes it four days earlier.
#[test]
fn the_networks_reckon_to_the_published_days() {
    let playbook = bundled().unwrap();
    let [industrial, government] = NETWORKS.map(|key| &*template(&playbook, key).procedure);
    let cleared = Reckoning { without: &["A05", "A06", "A07", "A08", "A10"], ..PLAIN };
    let in_a_row = Reckoning { overlaps: false, ..PLAIN };
    let before = Reckoning { serial: true, ..PLAIN };
    for (procedure, how, milestone, day) in [
        (industrial, PLAIN, Milestone::Start, 113),
        (industrial, PLAIN, Milestone::Production, 408),
        (industrial, PLAIN, Milestone::Completion, 406),
        (industrial, cleared, Milestone::Start, 87),
        (government, in_a_row, Milestone::Start, 170),
        (government, in_a_row, Milestone::Completion, 533),
        (government, PLAIN, Milestone::Start, 166),
        (government, PLAIN, Milestone::Completion, 529),
        // An estimate: nobody published the order of before the reform item by item.
        (industrial, before, Milestone::Start, 254),
        (government, before, Milestone::Start, 360),
    ] {
        assert_eq!(reckon(procedure, how, milestone), day, "{} {milestone:?}", procedure.key);
    }
}

/// 分阶段施工许可: the first stage lets works begin, the full permit is still needed for what stands above ground; nothing changes for who does not choose it.
#[test]
fn permits_in_stages_bring_the_start_forward_where_land_does_not_govern() {
    let playbook = bundled().unwrap();
    let staged = &*template(&playbook, "social_industrial_staged").procedure;
    let cleared = Reckoning { without: &["A05", "A06", "A07", "A08", "A10"], ..PLAIN };
    assert_eq!(reckon(staged, PLAIN, Milestone::Start), 113, "the land governs");
    assert_eq!(reckon(staged, cleared, Milestone::Start), 61, "87 with one permit");
    let after = |code: &str| {
        let item = staged.items.iter().find(|item| item.code.as_str() == code).unwrap();
        item.links.iter().map(|link| staged.items[link.from].code.to_string()).collect::<Vec<_>>()
    };
    assert!(after("A34").contains(&"A32P".to_owned()) && !after("A34").contains(&"A32".to_owned()));
    assert_eq!(after("A36"), ["A36F", "A32"], "the full permit is still needed");
    let government = &*template(&playbook, "gov_infrastructure_civil_staged").procedure;
    assert_eq!(reckon(government, PLAIN, Milestone::Start), 140, "166 with one permit");
    for key in NETWORKS {
        let (plain, staged) = (template(&playbook, key), template(&playbook, &format!("{key}_staged")));
        assert!(
            plain.procedure.items.iter().all(|item| staged.procedure.item(&item.code).is_some()),
            "what was done to an item keeps its place"
        );
    }
}

/// Projects follow the version they were assigned: an overlay means the same for ever as long as it says the same version. Raise the version with it.
#[test]
fn what_is_written_over_another_reads_as_one_list() {
    let playbook = bundled().unwrap();
    for key in NETWORKS {
        let template = template(&playbook, &format!("{key}_staged"));
        let mut text = format!("{} version {}\n", template.procedure.key, template.procedure.version);
        for (item, words) in template.items() {
            let codes = |indices: &mut dyn Iterator<Item = usize>| {
                indices
                    .map(|index| template.procedure.items[index].code.to_string())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let after = codes(&mut item.links.iter().map(|link| link.from));
            let serial = codes(&mut item.serial_after.iter().copied());
            let (name, plan) = (&words.name.zh, item.plan);
            writeln!(text, "{} {name} | {} {} | {after} | {serial}", item.code, plan.count, plan.kind.key())
                .unwrap();
        }
        insta::assert_snapshot!(format!("{key}_staged"), text);
    }
}

#[test]
fn every_procedure_is_slower_in_the_order_of_before_the_reform_and_says_that_it_is_an_estimate() {
    let playbook = bundled().unwrap();
    assert_eq!(playbook.rules.procedures.len(), 6);
    for template in &playbook.procedures.templates {
        let procedure = &template.procedure;
        let start = |serial| reckon(procedure, Reckoning { serial, ..PLAIN }, Milestone::Start);
        assert!(start(true) > start(false), "{}", procedure.key);
        assert!(procedure.serial_ground.is_estimate(), "{}", procedure.key);
        assert!(playbook.rules.procedure(&procedure.key).is_some());
        for (item, words) in template.items() {
            let plan = words.plan.as_ref();
            assert_eq!(item.is_estimated(), plan.is_some_and(|plan| plan.source.provenance.is_estimate()));
        }
    }
}

fn known(attributes: &[(&'static str, AttributeValue)]) -> BTreeMap<&'static str, AttributeValue> {
    attributes.iter().cloned().collect()
}

fn of(text: &str) -> AttributeValue {
    AttributeValue::Text(text.into())
}

#[test]
fn a_project_goes_through_the_first_procedure_whose_condition_holds() {
    let playbook = bundled().unwrap();
    for (attributes, want) in [
        (&[][..], None),
        (&[("class", of("产业类"))], Some("social_industrial")),
        (&[("class", of("基础设施类"))], Some("gov_infrastructure_civil")),
        (&[("class", of("产业类")), ("investor", of("government"))], Some("gov_infrastructure_civil")),
        (&[("investor", of("social"))], Some("social_industrial")),
        (&[("investor", of("social")), ("low_risk", Truth(true))], Some("social_simple_low_risk")),
        (&[("investor", of("social")), ("low_risk", Truth(false))], Some("social_industrial")),
        (&[("class", of("厂房装修")), ("low_risk", Truth(true))], Some("fit_out")),
        (&[("land_supply", of("allocation"))], Some("gov_infrastructure_civil")),
        (&[("class", of("其他")), ("land_supply", of("grant"))], None),
    ] {
        let chosen = playbook.procedures.of(&known(attributes));
        assert_eq!(chosen.map(|template| &*template.procedure.key), want, "{attributes:?}");
    }
}

/// One row per condition and what the book says: 需办理, 无需办理, 待定.
#[test]
fn items_apply_by_what_the_book_says() {
    use Applies::{No, Unknown, Yes};
    let playbook = bundled().unwrap();
    let area = |area| ("land_area", Number(area));
    let truth = |name, truth| (name, Truth(truth));
    for (code, attributes, want) in [
        ("A24", vec![], Yes),
        ("A09", vec![], Unknown),
        ("A09", vec![area(20_000.0)], Yes),
        ("A09", vec![area(19_999.0)], Unknown),
        ("A09", vec![area(19_999.0), truth("relic_zone", false)], No),
        ("A09", vec![truth("relic_zone", true)], Yes),
        ("A09", vec![truth("relic_zone", false)], Unknown),
        ("A05", vec![], Unknown),
        ("A05", vec![truth("cleared_land", true)], No),
        ("A10", vec![truth("cleared_land", false)], Yes),
        ("A19", vec![truth("spring_zone", false)], No),
        ("A21", vec![("energy_use", Number(1000.0))], Yes),
        ("A21", vec![("energy_use", Number(999.0))], No),
        ("A21", vec![("energy_use", AttributeValue::Unknown)], Unknown),
        ("A27", vec![truth("special_fire", true)], Yes),
        ("A28", vec![truth("civil_defence", false)], No),
        ("B15", vec![area(5000.0), truth("relic_zone", true)], Yes),
        ("B20", vec![truth("over_limit_seismic", false)], No),
        ("B33", vec![truth("road_digging", true)], Yes),
        ("B40", vec![], Unknown),
        ("B48", vec![truth("pipelines", false)], No),
        ("S02", vec![("land_supply", of("existing"))], No),
        ("S02", vec![("land_supply", of("lease"))], Yes),
        ("F04", vec![truth("special_fire", false)], No),
    ] {
        let of_code = |template: &&Template| template.procedure.item(&code.parse().unwrap()).is_some();
        let template = playbook.procedures.templates.iter().find(of_code).unwrap();
        let applies = template.applicability(&known(&attributes));
        assert_eq!(applies[index(&template.procedure, code)], want, "{code} {attributes:?}");
        let condition = template.words[index(&template.procedure, code)].condition.as_ref();
        assert!(want != No || !condition.unwrap().waived.zh.is_empty(), "{code} has a reason to be dropped");
    }
}

#[test]
fn certificates_hold_as_long_as_the_law_says() {
    let playbook = bundled().unwrap();
    let table: Vec<String> = NETWORKS
        .iter()
        .flat_map(|key| template(&playbook, key).items())
        .filter_map(|(item, _)| {
            let validity = item.validity?;
            let before = validity.apply_before.map_or(0, |days| days.count);
            let (months, again) = (validity.months, validity.renewals);
            Some(format!("{} {months} +{again}x{} -{before}", item.code, validity.renewal_months))
        })
        .collect();
    assert_eq!(
        table,
        [
            "A14 24 +1x12 -30",
            "A22 60 +0x0 -0",
            "A24 24 +1x12 -30",
            "A32 3 +2x3 -0",
            "B03 12 +1x12 -30",
            "B08 24 +0x0 -0",
            "B09 24 +1x12 -30",
            "B16 60 +0x0 -0",
            "B21 24 +1x12 -30",
            "B36 3 +2x3 -0",
        ]
    );
}

#[test]
fn an_act_yields_only_a_letter_its_item_may_produce() {
    let playbook = bundled().unwrap();
    let procedure = &template(&playbook, "social_industrial").procedure;
    for (code, deed, want) in [
        // A review ends with its opinion: neither decision is one of its letters.
        ("A17", Deed::Submit, Some(Letter::SubmissionReceipt)),
        ("A17", Deed::Approve, None),
        ("A17", Deed::ApproveTolerating, None),
        ("A17", Deed::Refuse, None),
        ("A17", Deed::GivePreReview, None),
        ("A24", Deed::GivePreReview, None),
        ("A24", Deed::Approve, Some(Letter::ApprovalDecision)),
        ("A24", Deed::Refuse, Some(Letter::RefusalDecision)),
        // Only where a fee is due is one asked for in writing.
        ("A24", Deed::DemandFee, None),
        ("A15", Deed::DemandFee, Some(Letter::PaymentNotice)),
        // The last opinion of a joint acceptance stands for its decision.
        ("A45", Deed::Approve, Some(Letter::JointAcceptanceOpinion)),
        // The owner's own work produces none.
        ("A36", Deed::Finish, None),
    ] {
        assert_eq!(procedure.items[index(procedure, code)].letter(deed), want, "{code} {deed:?}");
    }
    for procedure in &playbook.rules.procedures {
        for item in &procedure.items {
            for letter in Deed::ALL.iter().filter_map(|deed| item.letter(*deed)) {
                assert!(item.letters.contains(&letter), "{} {letter:?}", item.code);
            }
        }
    }
}
