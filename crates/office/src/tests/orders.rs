//! One order at a time: what is answered, what is written, what can be asked afterwards.

use std::sync::Arc;

use qinghuo_domain::{
    Attribute, Happening, ProjectId, Seq, Subject,
    attribute::PersonId,
    command::{Command, Decision, LedgerImport},
    fact::ImportId,
    intake::{LedgerRow, PersonRole, RowSource},
};
use tempfile::tempdir;

use super::{check, day, file, idle, open, order, project, refused, register, revise, rules, tell};
use crate::{Hash, Office, Receipt, Rejection};

#[test]
fn an_order_is_answered_when_it_shows_and_survives_reopening() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let receipt = office.submit(order(1, "a", register("智能谷"))).unwrap();
    assert_eq!(receipt, Receipt { first: Seq(1), last: Seq(1), subjects: vec![project(1)], repeated: false });
    assert_eq!(office.city().projects().len(), 1);
    assert_eq!((office.head().seq, office.commits()), (1, 1));
    let before = office.image();
    drop(office);
    let office = open(dir.path());
    assert_eq!(*office.city(), *before.city);
    assert_eq!(office.head(), before.head);
    check(&office, dir.path());
}

#[test]
fn a_refused_order_says_every_reason_and_writes_nothing() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let mut nameless =
        order(1, "a", Command::RegisterProject { set: vec![Attribute::Remark(Some("".into()))] });
    nameless.effective_on = Some(day("2024-07-01"));
    nameless.people = vec![(PersonRole::LeaderSponsor, "张三".to_owned())];
    nameless.attachment = Some(b"file".to_vec());
    let answer = office.submit(nameless.clone());
    assert_eq!(refused(&answer), ["effective_in_future", "name_missing", "text_empty"]);
    assert_eq!((office.head().seq, office.commits()), (0, 0));
    assert!(office.people().is_empty());
    assert_eq!(office.attachment(&Hash::of(b"file")).unwrap(), None);
    // The key is still free, and so are the names.
    nameless.command = register("智能谷");
    nameless.effective_on = None;
    assert!(!office.submit(nameless).unwrap().repeated);
    assert_eq!(office.people().values().collect::<Vec<_>>(), ["张三"]);
    drop(office);
    assert_eq!(open(dir.path()).people().len(), 1);
}

#[test]
fn orders_sent_together_are_carried_out_in_their_order_and_the_first_refusal_is_told() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let names: Vec<String> = (1..=200).map(|number| format!("项目{number}")).collect();
    let orders = names.iter().zip(1..).map(|(name, number)| order(number, name, register(name)));
    office.submit_all(orders).unwrap();
    let city = office.city();
    let kept: Vec<String> = city
        .projects()
        .filter_map(|project| project.at(qinghuo_domain::Moment::on(day("2024-06-30"))).name())
        .map(ToString::to_string)
        .collect();
    assert_eq!(kept, names);

    let told = office.submit_all([
        order(301, "x", revise(999, Attribute::Remark(None))),
        order(302, "y", register("其后")),
        order(303, "z", revise(998, Attribute::Remark(None))),
    ]);
    let Err(Rejection::Refused(reasons)) = told else { panic!("{told:?}") };
    assert!(format!("{reasons:?}").contains("999"), "{reasons:?}");
    assert_eq!(office.city().projects().len(), 201);
    check(&office, dir.path());
}

#[test]
fn an_order_sent_twice_is_carried_out_once() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一"), register("二")]);
    let merge = Command::MergeProjects { keep: ProjectId(1), absorb: ProjectId(2), reason: "同一".into() };
    let sent = order(9, "merge", merge);
    let first = office.submit(sent.clone()).unwrap();
    assert_eq!(first.subjects, [project(2), project(1)]);
    assert!(first.last > first.first);
    drop(office);

    let office = open(dir.path());
    // Sent again after midnight it is still the same order.
    let mut again = sent.clone();
    again.now += jiff::SignedDuration::from_hours(24);
    again.today = day("2024-07-01");
    assert_eq!(office.submit(again).unwrap(), Receipt { repeated: true, ..first });

    let variations: [fn(&mut crate::Order); 4] = [
        |order| order.command = register("三"),
        |order| order.actor = "li.si".into(),
        |order| order.effective_on = Some(day("2024-06-29")),
        |order| order.people = vec![(PersonRole::ServiceOfficer, "李四".to_owned())],
    ];
    for vary in variations {
        let mut other = sent.clone();
        vary(&mut other);
        assert!(matches!(office.submit(other), Err(Rejection::KeyReused)));
    }
    check(&office, dir.path());
}

#[test]
fn names_of_people_become_numbers() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let mut named = order(1, "a", register("智能谷"));
    named.people =
        vec![(PersonRole::LeaderSponsor, " 张三 ".to_owned()), (PersonRole::ServiceOfficer, "  ".to_owned())];
    office.submit(named).unwrap();
    let row = |row: u32, name: &str, people: &[(PersonRole, &str)]| LedgerRow {
        source: RowSource { sheet: "表".into(), row },
        attributes: vec![Attribute::Name(Some(name.into()))],
        people: people.iter().map(|(role, name)| (*role, (*name).into())).collect(),
        figure: None,
    };
    let import = LedgerImport {
        file: "台账.xlsx".into(),
        synthetic: false,
        attachment: "whatever the caller thought".into(),
        rows: vec![
            (row(2, "智能谷", &[(PersonRole::ServiceOfficer, "李四")]), Decision::Existing(ProjectId(1))),
            (row(3, "鹊山", &[(PersonRole::LeaderSponsor, "张三")]), Decision::New),
        ],
    };
    let mut sent = order(2, "b", Command::ImportLedger(import));
    sent.attachment = Some(b"workbook".to_vec());
    let receipt = office.submit(sent).unwrap();
    assert_eq!(receipt.subjects, [Subject::Import(ImportId(1)), project(1), project(2)]);

    let people: Vec<_> = office.people().iter().map(|(id, name)| (id.0, name.clone())).collect();
    assert_eq!(people, [(1, "张三".to_owned()), (2, "李四".to_owned())]);
    let city = office.city();
    let seen =
        |number| city.project(ProjectId(number)).unwrap().at(qinghuo_domain::Moment::on(day("2024-06-30")));
    assert_eq!(seen(1).leader_sponsor(), Some(&PersonId(1)));
    assert_eq!(seen(1).service_officer(), Some(&PersonId(2)));
    assert_eq!(seen(2).leader_sponsor(), Some(&PersonId(1)));

    let hash = Hash::of(b"workbook");
    assert_eq!(*city.import(ImportId(1)).unwrap().ledger.attachment, *hash.to_string());
    assert_eq!(office.attachment(&hash).unwrap().as_deref(), Some(&b"workbook"[..]));
    for seq in 1..=office.head().seq {
        let body = office.recorded(Seq(seq)).unwrap().unwrap().fact.happening.body().unwrap();
        assert!(!body.contains("张三") && !body.contains("李四"), "{body}");
    }
}

#[test]
fn a_fact_names_no_file_that_nobody_brought() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    let row = LedgerRow {
        source: RowSource { sheet: "表".into(), row: 2 },
        attributes: vec![Attribute::Name(Some("甲".into()))],
        people: Vec::new(),
        figure: None,
    };
    let import = LedgerImport {
        file: "台账.xlsx".into(),
        synthetic: false,
        attachment: "7".repeat(64).as_str().into(),
        rows: vec![(row, Decision::New)],
    };
    office.submit(order(1, "a", Command::ImportLedger(import))).unwrap();
    assert_eq!(&*office.city().import(ImportId(1)).unwrap().ledger.attachment, "");
}

#[test]
fn history_tells_who_what_and_when() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一"), register("二"), file(1, 500), file(2, 300), file(1, 700)]);
    let history = office.history(&project(1)).unwrap();
    assert_eq!(history.iter().map(|recorded| recorded.seq.0).collect::<Vec<_>>(), [1, 3, 5]);
    assert!(history.iter().all(|recorded| recorded.actor == "zhang.san"));
    assert!(matches!(history[2].fact.happening, Happening::DispatchFiled(_)));
    assert_eq!(office.recorded(Seq(3)).unwrap().as_ref(), history.get(1));
    assert_eq!(office.recorded(Seq(6)).unwrap(), None);
    assert_eq!(office.history(&project(9)).unwrap(), []);
    // Some of them kept from before, some read now.
    let asked = office.recorded_at(&[4, 1, 2, 5].map(Seq)).unwrap();
    assert_eq!(asked.iter().map(|recorded| recorded.seq.0).collect::<Vec<_>>(), [4, 1, 2, 5]);
    assert!(Arc::ptr_eq(&asked[1], &history[0]) && Arc::ptr_eq(&asked[3], &history[2]));

    // The clock goes back; the order of facts does not.
    let receipt = office.submit(order(-5, "early", register("三"))).unwrap();
    let at = |seq| office.recorded(seq).unwrap().unwrap().recorded_at;
    assert_eq!(at(receipt.first), at(Seq(5)));
    assert_eq!(office.known_at(at(Seq(4))).unwrap(), Seq(4));
    assert_eq!(office.known_at(at(Seq(5))).unwrap(), receipt.last);
    assert_eq!(office.known_at("2000-01-01T00:00:00Z".parse().unwrap()).unwrap(), Seq(0));
}

#[test]
fn rules_are_those_in_force_when_the_order_is_decided() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一")]);
    let advance = Command::AdvancePhase { project: ProjectId(1), to: qinghuo_domain::Phase::Construction };
    assert_eq!(refused(&office.submit(order(1, "a", advance.clone()))), ["gate_unmet"]);
    office.set_rules(qinghuo_domain::rules::Rules { gates: Vec::new(), ..rules() });
    assert!(office.rules().gates.is_empty());
    office.submit(order(2, "a", advance)).unwrap();
}

#[test]
fn a_backup_is_a_city_of_its_own() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一"), file(1, 500)]);
    let copy = tempdir().unwrap();
    assert_eq!(office.backup(&copy.path().join(qinghuo_ledger::DATABASE_FILE)).unwrap(), office.head());
    tell(&office, [file(1, 600)]);
    let copy = open(copy.path());
    assert_eq!(copy.head().seq, 2);
    assert_eq!(copy.city().projects().len(), 1);
}

#[test]
fn a_closed_office_answers_readers_and_nobody_else() {
    let dir = tempdir().unwrap();
    let office = open(dir.path());
    tell(&office, [register("一")]);
    office.close().unwrap();
    office.close().unwrap();
    assert!(matches!(office.submit(order(1, "b", register("二"))), Err(Rejection::Closed)));
    assert_eq!(office.city().projects().len(), 1);
    assert_eq!(office.history(&project(1)).unwrap().len(), 1);
    idle(&open(dir.path()));
}

#[test]
fn what_would_not_read_back_is_not_written() {
    let dir = tempdir().unwrap();
    let office: Office = open(dir.path());
    // A key built by hand: as text it names another list.
    let list = qinghuo_domain::list::ListKey {
        year: 2024,
        level: qinghuo_domain::list::Level::City,
        class: " 重点 ".into(),
    };
    let answer = office.submit(order(1, "a", Command::OpenList { list }));
    assert!(matches!(answer, Err(Rejection::Failed(_))), "{answer:?}");
    assert_eq!(office.head().seq, 0);
    tell(&office, [register("一"), revise(1, Attribute::Remark(Some("备注".into())))]);
    check(&office, dir.path());
}
