//! Who may give which command: `access_table.txt` is the specification of the shipped policy and its test. A new command, act or role without a row or
//! column fails here, a new command already when this is compiled.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod cast;

use cast::{Cast, card, day, month, tenure};
use qinghuo_domain::{
    Attribute, Phase, ProjectId,
    access::{Action, Reach},
    attribute::PersonId,
    command::{Command, Decision, LedgerImport},
    fact::ImportId,
    figure::DispatchFigure,
    intake::{LedgerRow, RowSource},
    money::Fen,
    own::{OwnItem, OwnPlan},
    post::{PostId, Tenure},
    procedure::{DayKind, Days, ItemCode, ItemKind, Lane},
    refusal::Cause,
    rules::Exemption,
    step::{Act, Deed, Delay, Promise, SpecialProcedure},
    unit::{UnitId, UnitKind},
};
use std::{collections::BTreeMap, fmt::Write};

const TABLE: &str = include_str!("access_table.txt");

/// What a project can have to do with the holder of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Place,
    Lead,
    Item,
    Owner,
    Served,
    None,
}

const TIES: [Tie; 6] = [Tie::Place, Tie::Lead, Tie::Item, Tie::Owner, Tie::Served, Tie::None];

/// A city in which somebody holds a role, with one project for each tie to that unit or person.
struct Scene {
    cast: Cast,
    post: PostId,
    person: PersonId,
    unit: UnitId,
    projects: BTreeMap<Tie, ProjectId>,
}

fn code(text: &str) -> ItemCode {
    text.parse().unwrap()
}

/// An item only this project has.
fn own_item(unit: &str) -> OwnItem {
    OwnItem {
        name: "专题论证".into(),
        lane: Lane::Works,
        kind: ItemKind::Permit,
        unit: unit.into(),
        plan: Days { count: 5, kind: DayKind::Working },
        after: Vec::new(),
        before: Vec::new(),
        reason: "情况特殊".into(),
    }
}

impl Scene {
    fn new(role: &str, is_restricted: bool, cleared: bool) -> Self {
        let mut cast = Cast::new();
        let kind = *cast.role(role).kinds.first().unwrap();
        let unit = cast.found("2024-01-02", card("本单位", kind));
        cast.found("2024-01-02", card("别的单位", UnitKind::Department));
        let person = PersonId(7);
        let post = cast.appoint("2024-01-02", Tenure { cleared, ..tenure(person.0, unit, role) });
        cast.appoint("2024-01-02", tenure(8, unit, role));
        let mut projects = BTreeMap::new();
        for tie in TIES {
            let mut set = vec![Attribute::Restricted(is_restricted.then_some(true))];
            set.extend(match tie {
                Tie::Place => Some(Attribute::District(Some("本单位".into()))),
                Tie::Lead => Some(Attribute::LeadUnit(Some("本单位".into()))),
                Tie::Owner => Some(Attribute::Owner(Some("本单位".into()))),
                Tie::Served => Some(Attribute::ServiceOfficer(Some(person))),
                Tie::Item | Tie::None => None,
            });
            let project = cast.register("2024-01-02", &format!("{tie:?}"), &set);
            projects.insert(tie, project);
            cast.tell(
                None,
                "2024-01-02",
                Command::AssignProcedure { project, procedure: "social_industrial".into() },
            );
            let unit = if tie == Tie::Item { "本单位" } else { "别的单位" };
            let own = own_item(unit);
            cast.tell(None, "2024-01-02", Command::AddItem { project, item: code("Z01"), own });
            cast.tell(None, "2024-07-31", cast::file(project, "2024-07", 100));
        }
        Self { cast, post, person, unit, projects }
    }

    /// How a command the role's holder gives is answered, as far as access goes.
    fn answer(&self, command: Command) -> Answer {
        let Err(refusals) = self.cast.decide(Some(self.post), "2024-08-01", command) else {
            return Answer::Done;
        };
        let answers = refusals.iter().filter_map(|refusal| match &refusal.cause {
            Cause::NotAllowed { .. } => Some(Answer::NotOfRole),
            Cause::BeyondReach { .. } => Some(Answer::OutOfReach),
            Cause::ProjectUnknown { .. } => Some(Answer::NotSeen),
            Cause::FieldNotAllowed => Some(Answer::FixedField),
            _ => None,
        });
        answers.min().unwrap_or(Answer::Done)
    }
}

/// How a command is answered; what comes first is told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    NotOfRole,
    NotSeen,
    OutOfReach,
    FixedField,
    Done,
}

/// What commands of a row are about.
#[derive(Clone, Copy)]
enum About {
    Project(fn(&Scene, ProjectId) -> Command),
    New(fn(&Scene, Vec<Attribute>) -> Command),
    City(fn(&Scene) -> Command),
}

macro_rules! every_command {
    ($( $variant:ident $about:ident $make:expr; )*) => {
        /// One of each command.
        fn every_command() -> Vec<(String, About)> {
            // Exhaustive: a new command is compiled only with a line below, and so a row of the table.
            let _: fn(&Command) = |command| match command { $( Command::$variant { .. } => {} )* };
            vec![ $( (snake(stringify!($variant)), About::$about($make)), )* ]
        }
    };
}

fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn ledger(row: Vec<Attribute>, decision: Decision) -> Command {
    let source = RowSource { sheet: "Sheet1".into(), row: 3 };
    let row = LedgerRow { source, attributes: row, people: Vec::new(), figure: None };
    let rows = vec![(row, decision)];
    Command::ImportLedger(LedgerImport {
        file: "a.xlsx".into(),
        attachment: "00".into(),
        synthetic: true,
        rows,
    })
}

fn renamed() -> Vec<Attribute> {
    vec![Attribute::Content(Some("扩建".into()))]
}

every_command! {
    RegisterProject New |_, mut set| {
        set.push(Attribute::Name(Some("新".into())));
        Command::RegisterProject { set }
    };
    ReviseProject Project |_, project| Command::ReviseProject { project, set: renamed(), seen: None, reason: None };
    CorrectProject Project |_, project| Command::CorrectProject { project, set: renamed(), seen: None, reason: "误".into() };
    FileDispatch Project |_, project| Command::FileDispatch {
        project, month: month("2024-07"), reason: Some("补".into()),
        figure: DispatchFigure { done_this_year: Some(Fen(5)), ..DispatchFigure::default() },
    };
    ApproveDispatch Project |_, project| Command::ApproveDispatch { project, month: month("2024-07") };
    AdvancePhase Project |_, project| Command::AdvancePhase { project, to: Phase::Landing };
    ReturnPhase Project |_, project| Command::ReturnPhase { project, to: Phase::Planning, reason: "误".into() };
    OpenList City |_| Command::OpenList { list: "2024/city/key".parse().unwrap() };
    JoinList Project |_, project| Command::JoinList { project, list: "2024/city/key".parse().unwrap(), reason: "列入".into() };
    LeaveList Project |_, project| Command::LeaveList { project, list: "2024/city/key".parse().unwrap(), reason: "退出".into() };
    GrantExemption Project |_, project| Command::GrantExemption {
        project, rule: "x".into(),
        exemption: Exemption { reason: "洪水".into(), approver: "市政府".into(), until: day("2024-12-31") },
    };
    EndExemption Project |_, project| Command::EndExemption { project, rule: "x".into(), reason: "结束".into() };
    AssignProcedure Project |_, project| Command::AssignProcedure { project, procedure: "gov_infrastructure_civil".into() };
    TakeStep Project |_, project| Command::TakeStep { project, item: code("Z01"), act: Act::Submit {}, seen: None };
    TakeBackStep Project |_, project| Command::TakeBackStep { project, item: code("Z01"), reason: "误".into() };
    PromiseStep Project |_, project| Command::PromiseStep {
        project, item: code("Z01"),
        promise: Promise::first(day("2024-09-01")),
    };
    ExplainDelay Project |_, project| Command::ExplainDelay { project, item: code("Z01"), delay: delay() };
    AddItem Project |_, project| Command::AddItem { project, item: code("Z02"), own: own_item("别的单位") };
    ReplanItem Project |_, project| Command::ReplanItem {
        project, item: code("Z01"),
        plan: OwnPlan { days: Some(Days { count: 9, kind: DayKind::Working }), reason: "复杂".into(), works: None },
    };
    TakeBackItem Project |_, project| Command::TakeBackItem { project, item: code("Z01"), reason: "误".into() };
    MergeProjects Project |scene, project| {
        let other = if project == scene.projects[&Tie::None] { Tie::Place } else { Tie::None };
        Command::MergeProjects { keep: project, absorb: scene.projects[&other], reason: "重复".into() }
    };
    SplitPackage Project |_, project| {
        let part = |name: &str| vec![Attribute::Name(Some(name.into()))];
        Command::SplitPackage { project, parts: vec![part("一"), part("二")], reason: "拆分".into() }
    };
    ImportLedger Project |_, project| ledger(renamed(), Decision::Existing(project));
    UndoImport City |_| Command::UndoImport { import: ImportId(1), reason: "误".into() };
    MapLayout City |_| Command::MapLayout { fingerprint: "f".into(), mapping: "m".into() };
    AdoptPlaybook City |_| Command::AdoptPlaybook { playbook: "jinan-2024@2".into() };
    FoundUnit City |_| Command::FoundUnit { card: card("新单位", UnitKind::Town) };
    ChangeUnit City |scene| Command::ChangeUnit { unit: scene.unit, card: card("改名", UnitKind::Town), reason: "更名".into() };
    MergeUnit City |scene| Command::MergeUnit { unit: UnitId(2), successor: scene.unit, reason: "合并".into() };
    DissolveUnit City |_| Command::DissolveUnit { unit: UnitId(2), reason: "撤销".into() };
    TakePost City |scene| Command::TakePost { tenure: tenure(9, scene.unit, &scene.cast.city.post(scene.post).unwrap().tenure.role) };
    LeavePost City |_| Command::LeavePost { post: PostId(2), reason: "离任".into() };
    HandOver City |scene| Command::HandOver { from: PostId(2), to: scene.post, reason: "轮岗".into() };
    ErasePerson City |_| Command::ErasePerson { person: PersonId(99), reason: "本人要求".into() };
}

fn delay() -> Delay {
    Delay { reason: "等资料".into(), expected_on: day("2024-09-01") }
}

/// One act of each kind. Exhaustive, as commands are.
fn act(deed: Deed) -> Act {
    let text = || "说明".into();
    let until = day("2024-10-01");
    match deed {
        Deed::BeginPreHandling => Act::BeginPreHandling {},
        Deed::GivePreReview => Act::GivePreReview { opinion: text() },
        Deed::Submit => Act::Submit {},
        Deed::WantCorrections => Act::WantCorrections { missing: text() },
        Deed::SupplyCorrections => Act::SupplyCorrections {},
        Deed::Decline => Act::Decline { reason: text() },
        Deed::Accept => Act::Accept {},
        Deed::DemandFee => Act::DemandFee { amount_fen: Fen(100) },
        Deed::BeginSpecialProcedure => {
            Act::BeginSpecialProcedure { special: SpecialProcedure::Hearing, days: 5 }
        }
        Deed::EndSpecialProcedure => Act::EndSpecialProcedure {},
        Deed::Extend => Act::Extend { days: 5, reason: text(), approver: text() },
        Deed::Approve => Act::Approve { document: None, valid_until: None },
        Deed::ApproveTolerating => {
            Act::ApproveTolerating { missing: text(), until, document: None, valid_until: None }
        }
        Deed::SupplyTolerated => Act::SupplyTolerated {},
        Deed::ApproveOnCommitment => {
            Act::ApproveOnCommitment { check_by: until, document: None, valid_until: None }
        }
        Deed::ConfirmCommitment => Act::ConfirmCommitment {},
        Deed::Refuse => Act::Refuse { reason: text() },
        Deed::FindUnneeded => Act::FindUnneeded { reason: text() },
        Deed::NeedAfterAll => Act::NeedAfterAll { reason: text() },
        Deed::Withdraw => Act::Withdraw { reason: text() },
        Deed::Revoke => Act::Revoke { reason: text() },
        Deed::Renew => Act::Renew { valid_until: until },
        Deed::Deliver => Act::Deliver {},
        Deed::Begin => Act::Begin { document: None },
        Deed::HandOver => Act::HandOver {},
        Deed::Finish => Act::Finish {},
        Deed::GatherPaper => Act::GatherPaper { paper: text(), document: text(), dated_on: None, note: None },
        Deed::NoticeSilence => Act::NoticeSilence { document: text() },
        Deed::DropPaper => Act::DropPaper { paper: text(), reason: text() },
        Deed::TakeIn => Act::TakeIn {},
    }
}

/// What is told of a new project that has this tie to the unit.
fn tied(scene: &Scene, tie: Tie) -> Vec<Attribute> {
    match tie {
        Tie::Place => vec![Attribute::District(Some("本单位".into()))],
        Tie::Lead => vec![Attribute::LeadUnit(Some("本单位".into()))],
        Tie::Owner => vec![Attribute::Owner(Some("本单位".into()))],
        Tie::Served => vec![Attribute::ServiceOfficer(Some(scene.person))],
        Tie::Item | Tie::None => Vec::new(),
    }
}

/// A cell of the table: for which projects, and how it is refused for the others.
fn cell(answers: &[(Tie, Answer)]) -> String {
    let done: Vec<Tie> =
        answers.iter().filter(|(_, answer)| *answer == Answer::Done).map(|(tie, _)| *tie).collect();
    let reach = match done.as_slice() {
        _ if done.len() == answers.len() => return "all".to_owned(),
        [] => "",
        [Tie::Place] => "place",
        [Tie::Lead, Tie::Item] => "unit",
        [Tie::Item] => "item",
        [Tie::Owner] => "owner",
        [Tie::Served] => "served",
        other => panic!("no reach goes as far as {other:?}"),
    };
    let mut others: Vec<Answer> =
        answers.iter().map(|(_, answer)| *answer).filter(|a| *a != Answer::Done).collect();
    others.sort();
    others.dedup();
    let others = others.into_iter().map(|answer| match answer {
        Answer::NotOfRole => '-',
        Answer::NotSeen => '?',
        Answer::OutOfReach => '!',
        Answer::FixedField => '=',
        Answer::Done => unreachable!(),
    });
    format!("{reach}{}", others.collect::<String>())
}

fn answered(scene: &Scene, about: About) -> String {
    let answers: Vec<(Tie, Answer)> = match about {
        About::Project(make) => {
            let ask = |tie: Tie| (tie, scene.answer(make(scene, scene.projects[&tie])));
            TIES.into_iter().map(ask).collect()
        }
        About::New(make) => {
            TIES.into_iter().map(|tie| (tie, scene.answer(make(scene, tied(scene, tie))))).collect()
        }
        About::City(make) => vec![(Tie::None, scene.answer(make(scene)))],
    };
    cell(&answers)
}

/// The rows: every command, and every act on an item.
fn rows() -> Vec<(String, Vec<String>)> {
    let roles: Vec<String> =
        Cast::new().playbook.rules.access.roles.iter().map(|role| role.key.to_string()).collect();
    let scenes: Vec<Scene> = roles.iter().map(|role| Scene::new(role, false, false)).collect();
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for (name, about) in every_command() {
        rows.push((name, scenes.iter().map(|scene| answered(scene, about)).collect()));
    }
    for deed in Deed::ALL {
        let cells = scenes.iter().map(|scene| {
            let ask = |tie: Tie| {
                let project = scene.projects[&tie];
                (
                    tie,
                    scene.answer(Command::TakeStep {
                        project,
                        item: code("Z01"),
                        act: act(*deed),
                        seen: None,
                    }),
                )
            };
            cell(&TIES.map(ask))
        });
        rows.push((format!("· {}", deed.key()), cells.collect()));
    }
    rows
}

/// The short heads of the columns, in the order of the policy.
fn heads() -> Vec<(String, String)> {
    let line =
        TABLE.lines().find_map(|line| line.strip_prefix("# columns: ")).expect("the table says its columns");
    let head =
        |pair: &str| pair.split_once('=').map(|(short, key)| (short.to_owned(), key.to_owned())).unwrap();
    line.split(", ").map(head).collect()
}

#[test]
fn who_may_do_what_is_what_the_table_says() {
    let roles: Vec<String> =
        Cast::new().playbook.rules.access.roles.iter().map(|role| role.key.to_string()).collect();
    assert_eq!(heads().into_iter().map(|(_, key)| key).collect::<Vec<_>>(), roles, "a column for every role");
    let head = ("command".to_owned(), heads().into_iter().map(|(short, _)| short).collect());
    let mut table = String::new();
    for (name, cells) in std::iter::once(head).chain(rows()) {
        let cells = cells.iter().map(|cell| format!("{cell:<8}"));
        writeln!(table, "{}", format!("{name:<26}{}", cells.collect::<String>()).trim_end()).unwrap();
    }
    let wanted: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let found: Vec<&str> = table.lines().collect();
    let wrong: Vec<String> = found
        .iter()
        .filter(|line| !wanted.contains(line))
        .map(|line| format!("+ {line}"))
        .chain(wanted.iter().filter(|line| !found.contains(line)).map(|line| format!("- {line}")))
        .collect();
    assert!(
        wrong.is_empty() && wanted.len() == found.len(),
        "the table says otherwise:\n{}",
        wrong.join("\n")
    );
}

/// Restricted projects do not exist for who is not cleared, whatever the role and whatever the tie; for who is, they are like any other.
#[test]
fn restricted_projects_are_unknown_without_clearance() {
    for role in &Cast::new().playbook.rules.access.roles {
        let open = Scene::new(&role.key, false, false);
        let (behind, cleared) = (Scene::new(&role.key, true, false), Scene::new(&role.key, true, true));
        for (name, about) in every_command() {
            let About::Project(make) = about else { continue };
            for tie in TIES {
                let ask = |scene: &Scene| scene.answer(make(scene, scene.projects[&tie]));
                let wanted =
                    if ask(&open) == Answer::NotOfRole { Answer::NotOfRole } else { Answer::NotSeen };
                assert_eq!(ask(&behind), wanted, "{} {name} {tie:?}", role.key);
                assert_eq!(ask(&cleared), ask(&open), "{} cleared: {name} {tie:?}", role.key);
            }
        }
    }
}

/// An import is undone by who sees everything it touched; that there is more is all the others learn.
#[test]
fn an_import_is_undone_only_by_who_sees_all_of_it() {
    let mut scene = Scene::new("project_office", false, false);
    let cleared =
        scene.cast.appoint("2024-01-02", Tenure { cleared: true, ..tenure(9, scene.unit, "project_office") });
    let row = ["甲", "乙"].map(|name| vec![Attribute::Name(Some(name.into()))]);
    let rows = row.into_iter().zip(1..).map(|(attributes, row)| {
        let source = RowSource { sheet: "Sheet1".into(), row };
        (LedgerRow { source, attributes, people: Vec::new(), figure: None }, Decision::New)
    });
    let import = LedgerImport {
        file: "a.xlsx".into(),
        attachment: "00".into(),
        synthetic: true,
        rows: rows.collect(),
    };
    let project = scene.cast.city.next_project();
    scene.cast.tell(None, "2024-08-01", Command::ImportLedger(import));
    let undo = || Command::UndoImport { import: ImportId(1), reason: "误".into() };
    assert_eq!(scene.answer(undo()), Answer::Done, "while all of it is open");
    let set = vec![Attribute::Restricted(Some(true))];
    scene.cast.tell(None, "2024-08-01", Command::ReviseProject { project, set, seen: None, reason: None });
    assert_eq!(scene.answer(undo()), Answer::OutOfReach);
    assert_eq!(Scene { post: cleared, ..scene }.answer(undo()), Answer::Done);
}

/// `docs/access.md` names everything a policy can speak of.
#[test]
fn the_document_names_every_action_and_reach() {
    let document = include_str!("../../../docs/access.md");
    let words =
        Action::ALL.iter().map(|action| action.key()).chain(Reach::ALL.iter().map(|reach| reach.key()));
    let missing: Vec<&str> = words.filter(|word| !document.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "not in docs/access.md: {missing:?}");
}
