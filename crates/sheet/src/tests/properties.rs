//! What holds for every table, whatever stands in it.

use super::{grid, reading};
use crate::{
    ReadOptions, SheetKind,
    grid::{Cell, Grid, Merge, Row},
    place::Places,
};
use proptest::prelude::*;

fn any_cell() -> impl Strategy<Value = Cell> {
    let words = [
        "序号",
        "项目名称",
        "总投资（亿元）",
        "年度计划投资",
        "1-6月完成投资（万元）",
        "建设地点",
        "责任单位",
        "备注",
        "合计",
        "小计",
        "一、交通（3个）",
        "（一）公路",
        "历下区",
        "续建项目",
        "甲工程",
        "★乙工程",
        "单位：万元",
        "2023-2025",
        "24个月",
        "待定",
        "/",
        "120,000",
        "52.2亿元",
        "2402-370100-04-05-819649",
        "备注：说明",
        "******",
        "428-442",
        "",
        " ",
    ];
    prop_oneof![
        6 => prop::sample::select(words.to_vec()).prop_map(|text| Cell::Text(text.into())),
        1 => "\\PC{0,12}".prop_map(|text| Cell::Text(text.into())),
        3 => (-1e7..1e7f64).prop_map(|number| Cell::Number((number * 100.0).round() / 100.0)),
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, 1e300, -0.0, 2024.0, 45597.0]).prop_map(Cell::Number),
        1 => Just(Cell::Error("#REF!".into())),
        1 => Just(Cell::Formula("A1+1".into())),
        1 => any::<bool>().prop_map(Cell::Bool),
        1 => Just(Cell::Date("2024-06-30".parse().unwrap())),
    ]
}

fn any_grid() -> impl Strategy<Value = Grid> {
    let row = prop::collection::btree_map(0u16..9, any_cell(), 0..9);
    let merge = (1u32..30, 0u16..8, 0u32..4, 0u16..8);
    (prop::collection::vec(row, 0..30), prop::collection::vec(merge, 0..6)).prop_map(|(rows, merges)| {
        let rows = (1..)
            .zip(rows)
            .map(|(number, cells)| Row { number, hidden: false, cells: cells.into_iter().collect() })
            .collect();
        let merges = merges
            .into_iter()
            .map(|(top, left, tall, wide)| Merge {
                top,
                left,
                bottom: top + tall,
                right: (left + wide).min(8),
            })
            .collect();
        Grid::new("表", false, rows, merges)
    })
}

/// A ledger of numbered projects under groups that may or may not be there.
fn ledger(amounts: &[u32], groups: &[bool]) -> String {
    let mut table = String::from("2024年\n序号 | 项目名称 | 总投资(万元) | 建设内容\n");
    for (index, (amount, grouped)) in
        amounts.iter().zip(groups.iter().chain(std::iter::repeat(&false))).enumerate()
    {
        if *grouped {
            table.push_str(&format!("（{}）第{index}类 | < | < | <\n", ["一", "二", "三"][index % 3]));
        }
        table.push_str(&format!("{} | 工程{index} | {amount} | 厂房\n", index + 1));
    }
    table
}

proptest! {
    #[test]
    fn every_row_gets_one_kind_and_nothing_panics(grid in any_grid()) {
        let numbers: Vec<u32> = grid.rows.iter().map(|row| row.number).collect();
        let reading = crate::sheet::read(grid, "2024年6月.xlsx", &ReadOptions::default(), &Places::new(&[]));
        let read: Vec<u32> = reading.rows.iter().map(|row| row.row).collect();
        prop_assert_eq!(read, numbers);
        prop_assert!(serde_json::to_string(&reading).is_ok());
        for row in reading.ledger_rows() {
            let mut fields: Vec<_> = row.attributes.iter().map(qinghuo_domain::Attribute::field).collect();
            let all = fields.len();
            fields.sort();
            fields.dedup();
            prop_assert_eq!(fields.len(), all, "one attribute per field");
        }
    }

    #[test]
    fn groups_between_projects_change_no_sum(
        amounts in prop::collection::vec(1u32..100_000, 1..20),
        groups in prop::collection::vec(any::<bool>(), 0..20),
    ) {
        let sum = |table: &str| {
            let reading = reading(table);
            let totals: Vec<i64> = reading.rows.iter().filter_map(|row| Some(row.entry.as_ref()?.total?.0)).collect();
            (reading.kind, totals.len(), totals.iter().sum::<i64>())
        };
        let want = amounts.iter().map(|amount| i64::from(*amount) * 1_000_000).sum::<i64>();
        prop_assert_eq!(sum(&ledger(&amounts, &[])), (SheetKind::Ledger, amounts.len(), want));
        prop_assert_eq!(sum(&ledger(&amounts, &groups)), (SheetKind::Ledger, amounts.len(), want));
    }
}

#[test]
fn tables_in_tests_merge_as_they_are_drawn() {
    let grid = grid("表", "a | < | b\nc | d | ^\n~ | e | ^");
    let merge = |top, left, bottom, right| Merge { top, left, bottom, right };
    assert_eq!(grid.merges, [merge(1, 0, 1, 1), merge(1, 2, 3, 2)]);
}
