//! A procedure that changed: running projects stay where they are until they are moved, and what a move changes is told before it is done.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod story;

use qinghuo_domain::{
    Moment,
    command::Command,
    own::OwnItem,
    procedure::{DayKind, Days, ItemKind, Lane, Milestone},
    step::Act,
    views::Standpoint,
};
use qinghuo_playbook::{BUNDLED, Fault, Migration, Playbook, load};
use story::{P, Story, code, day, industrial};

const FILE: &str = "procedures/social_industrial.toml";
const EARLIER: &str = "procedures/social_industrial@1.toml";

/// The bundled playbook a year on: a new review before the construction permit, the greening review gone, longer works.
fn changed(alter: impl Fn(&str, String) -> String) -> Vec<(String, String)> {
    let first = BUNDLED.iter().find(|(name, _)| *name == FILE).unwrap().1;
    let mut files: Vec<(String, String)> =
        BUNDLED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    files.push((EARLIER.to_owned(), first.to_owned()));
    for (name, text) in &mut files {
        *text = match &**name {
            "procedures.toml" => {
                text.replace("key = \"social_industrial\"\n", "key = \"social_industrial\"\nearlier = [1]\n")
            }
            FILE => second(text),
            _ => continue,
        };
    }
    files
        .into_iter()
        .map(|(name, text)| {
            let text = alter(&name, text);
            (name, text)
        })
        .collect()
}

fn second(first: &str) -> String {
    let greening = first.find("[[items]]\ncode = \"A23\"").unwrap();
    let end = greening + first[greening..].find("[[items]]\ncode = \"A24\"").unwrap();
    let without = format!("{}{}", &first[..greening], &first[end..]);
    let text = without
        .replace("version = 1\n", "version = 2\n")
        .replace("serial_after = [\"A23\"]", "serial_after = [\"A21\"]")
        .replace("plan = { days = 300, source = \"E\" }", "plan = { days = 360, source = \"E\" }")
        .replace(
            "\"A30\", \"A31\"]\nflags = [\"staged\"]",
            "\"A30\", \"A31\", \"A52\"]\nflags = [\"staged\"]",
        );
    let review = r#"
[[items]]
code = "A52"
name = { zh = "海绵城市方案审查", en = "Review of the sponge city plan" }
lane = "permits"
stage = "engineering_permits"
kind = "tech_review"
units = ["housing"]
day_kind = "working"
plan = { days = 10, source = "E" }
after = ["A26"]
"#;
    text + review
}

fn playbook(files: &[(String, String)]) -> Result<Playbook, Vec<Fault>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    load(&files).map_err(|faults| faults.into_iter().map(|fault| fault.fault).collect())
}

fn as_it_is(_: &str, text: String) -> String {
    text
}

/// What a move to today's version, or to a procedure named, would bring.
fn preview<T>(story: &Story, as_of: &str, named: Option<&str>, look: impl FnOnce(&Migration<'_>) -> T) -> T {
    let at = Moment::on(day(as_of));
    let from = Standpoint::new(&story.city, at, &story.playbook.rules);
    let then = story.playbook.destination(&story.city, P, named, from).unwrap();
    look(&story.playbook.migration(&story.city, P, then, from, (day("2026-11-28"), day(as_of))).unwrap())
}

fn then(found: &Migration<'_>, indices: &[usize]) -> Vec<String> {
    indices.iter().map(|index| found.to.steps[*index].item.code.to_string()).collect()
}

fn assign(procedure: &str) -> Command {
    Command::AssignProcedure { project: P, procedure: procedure.into() }
}

#[test]
fn a_running_project_stays_in_its_version_until_it_is_moved() {
    let mut story = industrial();
    story.playbook = playbook(&changed(as_it_is)).unwrap();
    let version = |story: &Story| {
        story.look("2024-02-01", |approval| (approval.procedure.version, approval.steps.len()))
    };
    assert_eq!(version(&story), (1, 51));
    story.tell("2024-02-01", assign("social_industrial"));
    assert_eq!(version(&story), (2, 51), "one item gone, one new");
    assert_eq!(story.look("2024-01-31", |approval| approval.procedure.version), 1);
    assert_eq!(story.refused("2024-02-02", assign("social_industrial")), ["procedure_same"]);
    // A playbook that does not keep the version shows the project in today's.
    let files: Vec<(String, String)> =
        changed(as_it_is).into_iter().filter(|(name, _)| name != EARLIER).collect();
    let files: Vec<_> = files
        .into_iter()
        .map(|(name, text)| {
            // What is written over it says which version it is written over.
            let follows = "extends = { procedure = \"social_industrial\", version =";
            let text = text.replace(&format!("{follows} 1 }}"), &format!("{follows} 2 }}"));
            (name, text.replace("earlier = [1]\n", ""))
        })
        .collect();
    story.playbook = playbook(&files).unwrap();
    assert_eq!(story.look("2024-01-31", |approval| approval.procedure.version), 2);
}

#[test]
fn what_a_move_changes_is_told_before_it_is_done() {
    let mut story = industrial();
    for (on, act) in [("2024-01-03", Act::Submit {}), ("2024-01-04", Act::Accept {})] {
        story.act(on, "A02", act);
    }
    // The drawings have passed: of what the permit waits for, some is there.
    for (on, act) in [
        ("2024-03-01", Act::Submit {}),
        ("2024-03-04", Act::Accept {}),
        ("2024-03-08", Act::Approve { document: None, valid_until: None }),
    ] {
        story.act(on, "A26", act);
    }
    story.playbook = playbook(&changed(as_it_is)).unwrap();
    let before = story.city.clone();
    preview(&story, "2024-03-11", None, |found| {
        let changes = &found.changes;
        assert_eq!(then(found, &changes.appear), ["A52"]);
        let gone = found.from.as_ref().unwrap();
        assert_eq!(
            changes.vanish.iter().map(|i| gone.steps[*i].item.code.as_str()).collect::<Vec<_>>(),
            ["A23"]
        );
        assert_eq!(then(found, &changes.kept), ["A02", "A26"]);
        let natural = |count| Days { count, kind: DayKind::Natural };
        let [longer] = &changes.replanned[..] else { panic!("{:?}", changes.replanned) };
        assert_eq!((longer.item.as_str(), longer.from, longer.to), ("A36", natural(300), natural(360)));
        let [permit] = &changes.retied[..] else { panic!("{:?}", changes.retied) };
        assert_eq!(
            (permit.item.as_str(), &permit.added[..], &permit.dropped[..]),
            ("A32", &[code("A52")][..], &[][..])
        );
        assert_eq!(then(found, &changes.half_filled), ["A32"], "a join with some of its items settled");
        assert!(changes.ahead.is_empty() && found.refusals.is_empty());
        let moved =
            |milestone| changes.milestones.iter().find(|m| m.milestone == milestone).unwrap().later_workdays;
        assert!(moved(Milestone::Production) > 0 && moved(Milestone::Start) >= 0);
        let start = changes.milestones[0];
        assert_eq!((start.from.unwrap().index, start.milestone), (33, Milestone::Start));
    });
    assert_eq!(story.city, before, "looking changes nothing");
    // The permit is issued before the new review: what happened stands, and is told.
    for (on, act) in [("2024-03-12", Act::Submit {}), ("2024-03-13", Act::Accept {})] {
        story.act(on, "A32", act);
    }
    preview(&story, "2024-03-14", None, |found| assert_eq!(then(found, &found.changes.ahead), ["A32"]));
}

#[test]
fn nothing_that_was_done_is_lost_by_a_move() {
    let mut story = industrial();
    story.act("2024-03-01", "A23", Act::Submit {});
    let own = OwnItem {
        name: "树木移植".into(),
        lane: Lane::Permits,
        kind: ItemKind::Permit,
        unit: "parks".into(),
        plan: Days { count: 5, kind: DayKind::Working },
        after: vec![code("A23")],
        before: Vec::new(),
        reason: "场内有大树".into(),
    };
    story.tell("2024-03-01", Command::AddItem { project: P, item: code("A52"), own });
    story.playbook = playbook(&changed(as_it_is)).unwrap();
    let want = ["procedure_under_way", "item_known", "item_tied"];
    let refusals = preview(&story, "2024-03-04", None, |found| {
        found.refusals.iter().map(|refusal| refusal.cause.code()).collect::<Vec<_>>()
    });
    assert_eq!(refusals, want);
    assert_eq!(story.refused("2024-03-04", assign("social_industrial")), want);
    story.tell("2024-03-04", Command::TakeBackItem { project: P, item: code("A52"), reason: "重号".into() });
    let taken = Command::TakeBackStep { project: P, item: code("A23"), reason: "不再单独审查".into() };
    story.tell("2024-03-04", taken);
    story.tell("2024-03-04", assign("social_industrial"));
}

#[test]
fn another_procedure_shares_no_item() {
    let story = industrial();
    preview(&story, "2024-02-01", Some("gov_infrastructure_civil"), |found| {
        assert!(found.changes.appear.len() > 30 && found.changes.vanish.len() > 30);
        assert!(
            found.changes.kept.is_empty() && found.changes.retied.is_empty() && found.refusals.is_empty()
        );
    });
}

#[test]
fn earlier_versions_are_files_that_say_so() {
    let faults = |alter: &dyn Fn(&str, String) -> String| playbook(&changed(alter)).unwrap_err();
    let is_range = |least: i64, most: i64| move |fault: &Fault| matches!(fault, Fault::OutOfRange { least: l, most: m } if (*l, *m) == (least, most));
    let says_three = |name: &str, text: String| {
        if name == EARLIER { text.replace("version = 1\n", "version = 3\n") } else { text }
    };
    assert!(faults(&says_three).iter().any(is_range(1, 1)));
    let not_newer = |name: &str, text: String| {
        if name == FILE { text.replace("version = 2\n", "version = 1\n") } else { text }
    };
    assert!(faults(&not_newer).iter().any(is_range(2, 1_000_000)));
    let twice = |_: &str, text: String| text.replace("earlier = [1]", "earlier = [1, 1]");
    assert!(faults(&twice).iter().any(is_range(2, 1_000_000)));
    let unnamed = |_: &str, text: String| text.replace("earlier = [1]\n", "");
    assert!(faults(&unnamed).iter().any(|fault| matches!(fault, Fault::UnknownFile { .. })));
    let files: Vec<_> = changed(as_it_is).into_iter().filter(|(name, _)| name != EARLIER).collect();
    assert!(playbook(&files).unwrap_err().iter().any(|fault| matches!(fault, Fault::MissingFile {})));
}
