//! Ledgers on their way in: matching, preview, import and undo.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

mod book;

use book::{Book, day, month, wan};
use qinghuo_domain::{
    Attribute, City, Moment, Phase, ProjectId,
    command::{Command, Decision, LedgerImport},
    fact::ImportId,
    figure::DispatchFigure,
    intake::{Ground, LedgerRow, Matcher, Outcome, RowSource, preview},
    phase::Nature,
    views,
};

fn row(number: u32, name: &str, more: &[Attribute], done: Option<i64>) -> LedgerRow {
    let mut attributes = vec![Attribute::Name(Some(name.into()))];
    attributes.extend_from_slice(more);
    let figure = done.map(|done| {
        (month("2024-06"), DispatchFigure { done_this_year: Some(wan(done)), ..DispatchFigure::default() })
    });
    LedgerRow {
        source: RowSource { sheet: "台账".into(), row: number }, attributes, people: vec![], figure
    }
}

fn district(name: &str) -> Attribute {
    Attribute::District(Some(name.into()))
}

fn codes(code: &str) -> Attribute {
    Attribute::Codes(Some(vec![code.parse().unwrap()]))
}

fn import(rows: Vec<(LedgerRow, Decision)>) -> Command {
    Command::ImportLedger(LedgerImport {
        file: "台账.xlsx".into(),
        attachment: "00".into(),
        synthetic: false,
        rows,
    })
}

const CODE: &str = "2402-370100-04-05-819649";

/// name in the file | place in the file | ground | decision
const MATCHES: &str = "
济南弗迪动力电池项目二期 | 历城区 | name | P1
济南弗迪动力电池项目（二期） | 历城区 | name | P1
济南弗迪动力电池项目三期 | 历城区 | likeness | ?
济南弗迪动力电池二期项目 | 历城区 | likeness | ?
玉湖冷链项目 | 市中区 | name | P2
玉湖冷链项目 | 章丘区 | likeness | ?
玉湖冷链 | - | likeness | ?
黄岗路隧道 | - | name | P3
黄岗路穿黄隧道工程 | 天桥区 | likeness | ?
轨道交通4号线 | - | nothing | new
高新区大数据产业基地 | - | nothing | new
";

#[test]
fn rows_find_their_projects() {
    let mut book = Book::new();
    book.register("2024-01-05", "济南弗迪动力电池项目二期", &[district("历城区")]);
    book.register("2024-01-05", "玉湖冷链项目", &[district("市中区")]);
    book.register("2024-01-05", "黄岗路隧道", &[]);
    for name in
        ["航天大道隧道", "凤凰黄河大桥南延工程", "济南轨道交通二期", "济南市儿童医院新院区建设", "太平水库"]
    {
        book.register("2024-01-05", name, &[]);
    }
    let matcher = Matcher::new(&book.city);
    for line in MATCHES.trim().lines() {
        let [name, place, ground, decision] = line.split(" | ").collect::<Vec<_>>().try_into().unwrap();
        let place = (place != "-").then(|| district(place));
        let found = matcher.match_all(&[row(5, name, place.as_slice(), None)]).remove(0);
        let got = match found.decision {
            Decision::Existing(id) => id.to_string(),
            Decision::New => "new".to_owned(),
            _ => "?".to_owned(),
        };
        let got_ground = serde_json::to_value(found.ground).unwrap();
        assert_eq!(
            (got_ground.as_str().unwrap(), &*got),
            (ground, decision),
            "{line}: {:?}",
            found.candidates
        );
    }
}

#[test]
fn a_code_decides_unless_the_name_contradicts_it() {
    let mut book = Book::new();
    book.register("2024-01-05", "玉湖冷链项目", &[codes(CODE)]);
    book.register("2024-01-05", "太平水库", &[]);
    let matcher = Matcher::new(&book.city);
    let ground = |name: &str| matcher.match_all(&[row(5, name, &[codes(CODE)], None)]).remove(0).ground;
    assert_eq!(ground("玉湖冷链物流园（暂定名）"), Ground::Code);
    assert_eq!(ground("太平水库"), Ground::CodeAgainstName);
    let twice = matcher.match_all(&[row(5, "太平水库", &[], None), row(6, "太平水库", &[], None)]);
    assert_eq!(twice[1].ground, Ground::TakenByRow);
    assert_eq!(twice[1].decision, Decision::Undecided);
}

#[test]
fn a_renamed_project_is_found_by_its_former_name() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "智能制造基地", &[]);
    let set = vec![Attribute::Name(Some("小鸭产业园".into()))];
    book.tell("2024-03-01", Command::ReviseProject { project: id, set, seen: None, reason: None });
    let found = Matcher::new(&book.city).match_all(&[row(5, "智能制造基地", &[], None)]).remove(0);
    assert_eq!((found.ground, found.decision), (Ground::Name, Decision::Existing(id)));
}

#[test]
fn what_the_preview_shows_is_what_the_import_does() {
    let mut book = Book::new();
    let known = book.register(
        "2024-01-05",
        "甲项目",
        &[district("历下区"), Attribute::TotalInvestment(Some(wan(100)))],
    );
    let same = book.register("2024-01-05", "乙项目", &[district("历下区")]);
    let absent = book.register("2024-01-05", "丙项目", &[]);
    let rows = vec![
        (
            row(5, "甲项目", &[Attribute::TotalInvestment(Some(wan(120))), codes(CODE)], Some(50)),
            Decision::Existing(known),
        ),
        (row(6, "乙项目", &[district("历下区")], None), Decision::Existing(same)),
        (row(7, "丁项目", &[Attribute::Nature(Some(Nature::NewStart))], Some(10)), Decision::New),
        (row(8, "戊项目", &[], None), Decision::Skip),
    ];
    let shown = preview(&book.city, day("2024-06-30"), &rows);
    let outcomes: Vec<&str> = shown
        .rows
        .iter()
        .map(|row| match &row.outcome {
            Outcome::New => "new",
            Outcome::Changed { changes, .. } => {
                assert_eq!(changes.len(), 3, "{changes:?}");
                assert_eq!(changes[1].before, Some(Attribute::TotalInvestment(Some(wan(100)))));
                "changed"
            }
            Outcome::Unchanged { .. } => "unchanged",
            Outcome::Skipped => "skipped",
            Outcome::Undecided => "undecided",
        })
        .collect();
    assert_eq!(outcomes, ["changed", "unchanged", "new", "skipped"]);
    assert_eq!(shown.absent, [absent]);

    let facts = book.tell("2024-06-30", import(rows));
    let kinds: Vec<&str> = facts.iter().map(|fact| fact.happening.kind()).collect();
    assert_eq!(
        kinds,
        ["ledger_imported", "project_revised", "dispatch_filed", "project_registered", "dispatch_filed"]
    );
    let import = book.city.import(ImportId(1)).unwrap();
    assert_eq!((import.ledger.registered, import.ledger.changed, import.ledger.unchanged), (1, 1, 1));
    let at = Moment::on(day("2024-06-30"));
    let newcomer = book.city.project(ProjectId(4)).unwrap();
    assert_eq!(
        newcomer.at(at).phase(),
        Some(&Phase::Construction),
        "a new start with money spent is being built"
    );
    assert_eq!((&*newcomer.origins[0].1.sheet, newcomer.origins[0].1.row), ("台账", 7));
}

#[test]
fn an_import_is_whole_or_not_at_all() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲项目", &[codes(CODE)]);
    let rows = vec![
        (row(5, "甲项目", &[], None), Decision::Existing(id)),
        (row(6, "甲项目二", &[], None), Decision::Existing(id)),
        (row(7, "丁项目", &[codes(CODE)], None), Decision::New),
        (row(8, "戊项目", &[], None), Decision::Undecided),
        (row(9, " ", &[Attribute::TotalInvestment(Some(wan(-1)))], None), Decision::New),
        (row(10, "己项目", &[], None), Decision::Existing(ProjectId(99))),
    ];
    let refusals = book.try_tell("2024-06-30", import(rows)).unwrap_err();
    let told: Vec<String> =
        refusals.iter().map(|r| format!("{} {}", r.row.as_ref().unwrap().row, r.cause.code())).collect();
    assert_eq!(
        told,
        [
            "6 project_twice",
            "7 code_taken",
            "8 undecided",
            "9 text_empty",
            "9 negative_amount",
            "10 project_unknown"
        ]
    );
    assert_eq!(book.refused("2024-06-30", import(vec![])), ["import_empty"]);
}

#[test]
fn an_undone_import_leaves_nothing_but_its_history() {
    let mut book = Book::new();
    let id = book.register("2024-01-05", "甲项目", &[Attribute::TotalInvestment(Some(wan(100)))]);
    let before = book.city.clone();
    let rows = vec![
        (
            row(5, "甲项目", &[Attribute::TotalInvestment(Some(wan(120))), codes(CODE)], Some(50)),
            Decision::Existing(id),
        ),
        (row(7, "丁项目", &[codes("2403-370100-04-05-819649")], Some(10)), Decision::New),
    ];
    book.tell("2024-06-30", import(rows.clone()));
    let imported = book.city.head();
    let undo = |n| Command::UndoImport { import: ImportId(n), reason: "导错了文件".into() };
    book.tell("2024-07-01", undo(1));
    for as_of in ["2024-01-05", "2024-06-30", "2024-12-31"] {
        let then = |city: &City, known| {
            let at = Moment { as_of: day(as_of), known };
            views::living(city, at)
                .map(|p| p.at(at).current().map(|e| e.attribute.clone()).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        let all = qinghuo_domain::Seq::LATEST;
        assert_eq!(then(&book.city, all), then(&before, all), "as of {as_of}, nothing of the import remains");
        if as_of != "2024-01-05" {
            assert_eq!(
                then(&book.city, imported).len(),
                2,
                "what was known while it stood can still be seen"
            );
        }
    }
    assert_eq!(book.city.holder(&CODE.parse().unwrap()), None);
    assert_eq!(book.refused("2024-07-01", undo(1)), ["import_undone"]);

    // The same file goes in again; then somebody works on what it brought.
    book.tell("2024-07-02", import(rows));
    book.file("2024-07-31", ProjectId(3), "2024-07", 20);
    assert_eq!(book.refused("2024-08-01", undo(2)), ["import_built_upon"]);
}

#[test]
fn a_blank_never_clears_and_codes_add_up() {
    let mut book = Book::new();
    let other = "2403-370100-04-05-819649";
    let id = book.register("2024-01-05", "甲项目", &[codes(CODE), Attribute::Owner(Some("一公司".into()))]);
    book.tell(
        "2024-06-30",
        import(vec![(
            row(5, "甲项目", &[codes(other), Attribute::Owner(None)], None),
            Decision::Existing(id),
        )]),
    );
    let seen = book.city.project(id).unwrap().at(Moment::on(day("2024-06-30")));
    assert_eq!(seen.owner().map(|o| &**o), Some("一公司"));
    let held: Vec<&str> = seen.codes().unwrap().iter().map(|code| code.as_str()).collect();
    assert_eq!(held, [CODE, other]);
}
