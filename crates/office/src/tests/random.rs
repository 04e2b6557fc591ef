//! Months of random work from a seed, lawful and unlawful, with closings, crashes of the snapshot and a second office;
//! whatever happens, the image is what the facts fold to.

use std::{collections::BTreeMap, fs};

use qinghuo_domain::{
    Attribute, City, Fen, Phase, ProjectId, Seq, YearMonth,
    attribute::Text,
    code::ProjectCode,
    command::{Command, Decision, LedgerImport},
    fact::ImportId,
    figure::DispatchFigure,
    intake::{LedgerRow, PersonRole, RowSource},
    list::{Level, ListKey},
    phase::Nature,
    rules::Exemption,
};
use qinghuo_ledger::{DATABASE_FILE, SNAPSHOT_FILE};
use tempfile::tempdir;

use super::{check, day, folded, idle, rules};
use crate::{Office, Order, Rejection, SnapshotCheck, audit};

/// Chance from a seed (SplitMix64): the same seed leads to the same city for ever.
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()].clone()
    }

    /// A project there is, or now and then one there is not.
    fn project(&mut self, city: &City) -> ProjectId {
        ProjectId(u32::try_from(1 + self.below(city.projects().len() as u64 + 1)).unwrap())
    }

    fn amount(&mut self) -> Fen {
        Fen(i64::try_from(self.below(1_000_000)).unwrap() - 20_000)
    }

    fn month(&mut self) -> YearMonth {
        YearMonth::new(2024, i8::try_from(1 + self.below(12)).unwrap()).unwrap()
    }

    fn name(&mut self) -> Text {
        format!("项目{}", self.below(30)).into()
    }

    fn reason(&mut self) -> Text {
        self.of(&["", "概算调整", "录入有误", "会议纪要", "区县更正"]).into()
    }

    fn seen(&mut self, city: &City) -> Option<Seq> {
        self.one_in(4).then(|| Seq(self.below(city.head().0 + 1)))
    }

    fn list(&mut self) -> ListKey {
        ListKey { year: 2024, level: Level::City, class: self.of(&["重点", "储备"]).into() }
    }

    fn attribute(&mut self) -> Attribute {
        let code: ProjectCode = format!("2402-370100-04-01-{:06}", self.below(40)).parse().unwrap();
        let date = day(&format!("2024-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28)));
        match self.below(16) {
            0 => Attribute::Codes(Some(vec![code])),
            1 => Attribute::TotalInvestment(Some(self.amount())),
            2 => Attribute::District(Some(self.of(&["历下区", "天桥区", "章丘区"]).into())),
            3 => Attribute::StartedOn(Some(date)),
            4 => Attribute::CompletedOn(Some(date)),
            5 => Attribute::YearPlan(2024, Some(self.amount())),
            6 => Attribute::Nature(Some(self.of(&Nature::ALL))),
            7 => Attribute::Owner(Some(self.of(&["甲公司", "乙公司"]).into())),
            8 => Attribute::ChainNodes(Some(vec!["算力".into()])),
            9 => Attribute::Extra(Some([("列".into(), "值".into())].into())),
            10 => Attribute::Remark(None),
            11 => Attribute::PromisedJobs(Some(u32::try_from(self.below(500)).unwrap())),
            14 => Attribute::LandArea(Some(u32::try_from(self.below(90_000)).unwrap())),
            15 => Attribute::ClearedLand(Some(self.one_in(2))),
            12 => Attribute::Phase(Some(Phase::Benefit)),
            _ => Attribute::Name(Some(self.name())),
        }
    }

    fn set(&mut self) -> Vec<Attribute> {
        (0..=self.below(3)).map(|_| self.attribute()).collect()
    }

    fn named_set(&mut self) -> Vec<Attribute> {
        let mut set = self.set();
        if !self.one_in(12) && !set.iter().any(|attribute| matches!(attribute, Attribute::Name(_))) {
            set.push(Attribute::Name(Some(self.name())));
        }
        set
    }

    fn figure(&mut self) -> DispatchFigure {
        DispatchFigure {
            done_this_year: self.one_in(2).then(|| self.amount()),
            done_this_month: self.one_in(3).then(|| self.amount()),
            progress: self.one_in(2).then(|| "主体施工".into()),
            problems: None,
        }
    }

    fn people(&mut self) -> Vec<(PersonRole, String)> {
        let role = self.of(&[PersonRole::LeaderSponsor, PersonRole::ServiceOfficer]);
        if self.one_in(3) { vec![(role, format!("人员{}", self.below(9)))] } else { Vec::new() }
    }

    fn import(&mut self, city: &City) -> LedgerImport {
        let rows = (0..=self.below(5)).map(|number| {
            let people = self.people().into_iter().map(|(role, name)| (role, name.into())).collect();
            let row = LedgerRow {
                source: RowSource { sheet: "表".into(), row: u32::try_from(number + 2).unwrap() },
                attributes: self.named_set(),
                people,
                figure: self.one_in(2).then(|| (self.month(), self.figure())),
            };
            let decision = match self.below(10) {
                0 => Decision::Skip,
                1 if self.one_in(4) => Decision::Undecided,
                1..5 => Decision::Existing(self.project(city)),
                _ => Decision::New,
            };
            (row, decision)
        });
        let rows = rows.collect();
        LedgerImport { file: "台账.xlsx".into(), attachment: "".into(), synthetic: false, rows }
    }

    fn command(&mut self, city: &City) -> Command {
        let project = self.project(city);
        match self.below(30) {
            0..3 => Command::RegisterProject { set: self.named_set() },
            3..6 => Command::ReviseProject {
                project,
                set: self.set(),
                seen: self.seen(city),
                reason: self.one_in(2).then(|| self.reason()),
            },
            6..8 => {
                let set = if self.one_in(3) { self.set() } else { vec![Attribute::Name(Some(self.name()))] };
                Command::CorrectProject { project, set, seen: self.seen(city), reason: self.reason() }
            }
            8..11 => Command::FileDispatch {
                project,
                month: self.month(),
                figure: self.figure(),
                reason: self.one_in(2).then(|| self.reason()),
            },
            11..13 => Command::AdvancePhase { project, to: self.of(&Phase::ALL) },
            13 => Command::ReturnPhase { project, to: self.of(&Phase::ALL), reason: self.reason() },
            14 => Command::OpenList { list: self.list() },
            15 | 24..28 => Command::JoinList { project, list: self.list(), reason: self.reason() },
            16 | 28..30 => Command::LeaveList { project, list: self.list(), reason: self.reason() },
            17 => Command::GrantExemption {
                project,
                rule: self.of(&["progress", "progress", "unheard_of"]).into(),
                exemption: Exemption {
                    reason: self.reason(),
                    approver: "项目办".into(),
                    until: day("2024-12-31"),
                },
            },
            18 => Command::EndExemption { project, rule: "progress".into(), reason: self.reason() },
            19 => Command::MergeProjects { keep: project, absorb: self.project(city), reason: self.reason() },
            20 => {
                let parts = (0..=self.below(3)).map(|_| self.named_set()).collect();
                Command::SplitPackage { project, parts, reason: self.reason() }
            }
            21 => Command::ImportLedger(self.import(city)),
            22 if self.one_in(2) => {
                let imports = city.imports().len() as u64;
                let import = ImportId(u32::try_from(1 + self.below(imports + 1)).unwrap());
                Command::UndoImport { import, reason: self.reason() }
            }
            22 => Command::MapLayout { fingerprint: "5f3a".into(), mapping: self.reason() },
            _ => Command::AdoptPlaybook { playbook: format!("jinan-2024@{}", self.below(4)).into() },
        }
    }

    fn order(&mut self, city: &City, number: u64) -> Order {
        let command = self.command(city);
        let day = |month: u64| day(&format!("2024-{month:02}-28"));
        let now = "2024-12-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
        // Now and then the clock goes back.
        let drift = jiff::SignedDuration::from_secs(i64::try_from(number * 60 + self.below(300)).unwrap());
        Order {
            effective_on: self.one_in(2).then(|| day(1 + self.below(12))),
            people: self.people(),
            attachment: self.one_in(2).then(|| self.number().to_be_bytes().to_vec()),
            ..Order::new(command, self.of(&["zhang", "li"]), format!("{number}"), now + drift, day(12))
        }
    }
}

/// The name of a command's kind.
fn kind(command: &Command) -> String {
    let text = format!("{command:?}");
    text.split([' ', '(']).next().unwrap_or_default().to_owned()
}

/// How many orders of each kind were carried out, and how many refused.
type Tally = BTreeMap<String, (u32, u32)>;

fn live(seed: u64, tally: &mut Tally) {
    let mut chance = Chance(seed);
    let dir = tempdir().unwrap();
    let start = || Office::start(dir.path(), rules(), 20).unwrap();
    let (mut office, mut beside) = (start(), start());
    let mut done: Vec<Order> = Vec::new();
    for number in 0..200 {
        let image = office.image();
        let order = chance.order(&image.city, number);
        let kind = kind(&order.command);
        let (carried_out, refused) = tally.entry(kind).or_default();
        match office.submit(order.clone()) {
            Ok(receipt) => {
                assert!(receipt.first.0 > image.head.seq && receipt.last >= receipt.first);
                assert_eq!(receipt.last.0, office.head().seq);
                done.push(order);
                *carried_out += 1;
            }
            Err(Rejection::Refused(refusals)) => {
                assert!(!refusals.is_empty());
                *refused += 1;
            }
            Err(other) => panic!("seed {seed}, order {number}: {other:?}"),
        }
        match chance.below(12) {
            0 => std::mem::swap(&mut office, &mut beside),
            1 => {
                drop(office);
                if chance.one_in(3) {
                    // There may be none yet.
                    let _ = fs::remove_file(dir.path().join(SNAPSHOT_FILE));
                }
                office = start();
            }
            2 if !done.is_empty() => assert!(office.submit(chance.of(&done)).unwrap().repeated),
            _ => {}
        }
        if office.head() == image.head {
            assert!(office.city() == image.city, "seed {seed}, order {number}");
        }
    }
    idle(&office);
    check(&office, dir.path());
    let image = office.image();
    drop((office, beside));
    let found = audit(dir.path(), |_, _| {}).unwrap();
    assert!(matches!(found.snapshot, SnapshotCheck::Matches(_)), "seed {seed}: {:?}", found.snapshot);
    assert!(dir.path().join(DATABASE_FILE).exists());
    assert!(folded(dir.path()) == *image.city, "seed {seed}");
    assert!(start().city() == image.city, "seed {seed}");
}

#[test]
fn the_image_is_always_what_the_facts_fold_to() {
    let mut tally = Tally::new();
    for seed in 0..16 {
        live(seed, &mut tally);
    }
    assert_eq!(tally.len(), 17, "{tally:?}");
    for (kind, (carried_out, refused)) in &tally {
        assert!(*carried_out > 0, "no {kind} was ever carried out");
        assert!(*refused > 0 || kind == "MapLayout", "no {kind} was ever refused");
    }
}
