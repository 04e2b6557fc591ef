//! Shapes met in the lists of other cities and counties, each as small as it can be.

use super::{check, reading};
use crate::{Role, SheetKind};

#[test]
fn units_stand_in_a_row_of_their_own_in_titles_and_in_notes_of_one_column() {
    check(
        "
        2024年市级重点工程
        序号 | 项目名称 | 总投资 | 年度计划投资 | 1-5月完成投资 => header
        | | 亿元 | 万元 | （万元） => header
        1 | 甲工程 | 3.5 | 5000 | 1200 => data total=35000 plan=5000 done=1200
        ! -unit_ -not_a_number
        ",
    );
    check(
        "
        2024年政府投资项目表（亿元） | < | <
        序号 | 项目名称 | 总投资
        1 | 甲工程 | 3.5 => data total=35000
        ! unit_from_note@C2 -unit_assumed
        ",
    );
    check(
        "
        2024年
        序号 | 项目名称 | 年度计划投资 | 总投资
        1 | 甲工程 | 5000 | 3.5 => data total=35000 plan=5000
        注：总投资单位为亿元，其余均为万元。 => note
        ! unit_from_note@C2 unit_from_note@D2 -unit_assumed
        ",
    );
    check(
        "
        2024年
        序号 | 项目名称 | 总投资 | 建设单位
        1 | 甲工程 | 3.5 | 城投 => data
        2 | 乙工程 | 12 | 城投 => data
        3 | 丙工程 | 0.8 | 城投 => data
        ! unit_assumed@C2 unit_doubtful@C2
        ",
    );
    check(
        "
        2024年
        序号 | 项目名称 | 总投资（亿元） | 建设单位
        1 | 甲工程 | 35000 | 城投 => data
        2 | 乙工程 | 12000 | 城投 => data
        3 | 丙工程 | 8000 | 城投 => data
        ! unit_doubtful@C2
        ",
    );
}

#[test]
fn a_row_that_numbers_the_columns_is_no_project() {
    for numbers in
        ["甲 | 乙 | 丙 | 1 | 2", "1 | 2 | 3 | 4 | 5=3+4", "(1) | (2) | (3) | (4) | (5)", "A | B | C | D | E"]
    {
        check(&format!(
            "
            2024年 单位：万元
            序号 | 项目名称 | 建设单位 | 总投资 | 本年计划投资
            {numbers} => header
            1 | 甲工程 | 城投 | 10 | 5 => data total=10 plan=5
            合计 | | | 10 | 5 => total
            ! -name_missing -subtotal_differs -not_a_number
            "
        ));
    }
}

#[test]
fn what_is_signed_or_noted_below_the_table_is_no_project() {
    check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 总投资 | 年度投资 | 责任单位
        一、工业（1个） | | | | => group
        1 | 甲工程 | 10 | 5 | 工信局 => data
        第1页，共2页 | < | < | < | < => note
        2 | 乙工程 | 10 | 5 | 交通局 => data
        合计 | 2个 | 20 | 10 | => total declared_count=2
        注：1.本表不含涉密项目； => note
        2.总投资为估算数。 => note
        单位负责人：赵六 | 填报人：张三 | 联系电话：0531-12345678 | | 2024年6月30日 => note
        （盖章） => note
        - 2 - => note
        ! -not_a_number -subtotal_differs
        ",
    );
}

#[test]
fn parts_of_a_project_are_not_counted_beside_it() {
    check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 总投资 | 年度投资
        1 | 高铁新城 | 1000 | 100 => data total=1000 last_row=5
        | 其中：站前大道 | 600 | 60 => continuation
        | 综合管廊 | 400 | 40 => continuation
        2 | 乙工程 | 20 | 5 => data
        合计（2个） | | 1020 | 105 => total
        ! -subtotal_differs -declared
        ",
    );
    check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 总投资 | 责任单位
        1 | 高铁新城 | 1000 | 住建局 => data total=1000
        '1.1 | 站前大道 | 600 | 住建局 => continuation
        '1.2 | 综合管廊 | 400 | 住建局 => continuation
        2 | 乙工程 | 20 | 交通局 => data
        '2.1 | 乙工程一期 | 15 | 交通局 => data
        合计（2个） | | 1020 | => total
        ! part_beside_whole@B7 declared_count_differs@A8 subtotal_differs@C8
        ",
    );
    check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 总投资 | 责任单位
        | 合计 | 30 | => total
        | 其中：续建项目 | 10 | => overview
        | 新开工项目 | 20 | => overview
        一 | 续建项目（1个） | 10 | => group
        1 | 甲工程 | 10 | 住建局 => data nature=continuing
        二 | 新开工项目（1个） | 20 | => group
        2 | 乙工程 | 20 | 交通局 => data nature=new_start
        ! -subtotal_differs
        ",
    );
}

#[test]
fn tables_below_one_another_are_read_by_their_own_headers_and_units() {
    check(
        "
        附表1 2024年续建项目（单位：亿元） | < | < | <
        序号 | 项目名称 | 总投资 | 责任单位 => header
        1 | 甲高速 | 30 | 交通局 => data total=300000
        附表2 2024年新建项目（单位：万元） | < | < | <
        序号 | 项目名称 | 总投资 | 责任单位 => header
        1 | 丙水库 | 8000 | 水利局 => data total=8000
        ! table_begins@A5
        ",
    );
    check(
        "
        一、续建项目 | < | < | < | <
        序号 | 项目名称 | 总投资（万元） | 2024年计划投资（万元） | 责任单位 => header
        1 | 甲高速 | 3000 | 300 | 交通局 => data total=3000 plan=300
        二、前期项目 | < | < | < | < => group grouping=nature
        序号 | 项目名称 | 前期工作内容 | 总投资（亿元） | 责任单位 => header
        1 | 丙水库 | 可研 | 8 | 水利局 => data total=80000 nature=preliminary extra.前期工作内容=可研
        合计 | | | 8.3 | => total
        ! table_begins@A5 -not_a_number -subtotal_differs
        ",
    );
}

#[test]
fn names_that_begin_like_words_of_a_sheet_are_names() {
    check(
        "
        2024年重点项目（单位：万元）
        项目名称 | 总投资 | 建设单位
        注塑机生产项目 | 100 | 某厂 => data
        其中路改造 | 100 | 某局 => data
        合计科技产业园 | 5000 | 合计公司 => data
        / | / | / => blank
        单位宿舍楼 | 100 | 某局 => data
        ! -differs
        ",
    );
}

#[test]
fn where_nothing_is_numbered_sums_head_groups() {
    check(
        "
        2024年重点项目（单位：亿元）
        项目名称 | 总投资 | 年度投资 | 建设单位
        工业项目 | 15 | 2 | => group
        甲厂 | 10 | 1 | 甲公司 => data class=工业项目
        乙厂 | 5 | 1 | 乙公司 => data
        交通项目 | 20 | 2 | => group
        丙路 | 20 | 2 | 丙公司 => data class=交通项目
        合计 | 35 | 4 | => total
        ! -subtotal_differs
        ",
    );
    check(
        "
        2024年重点项目（单位：亿元）
        项目名称 | 总投资 | 年度投资 | 建设单位
        甲厂 | 20 | 2 | => data
        丙路 | 20 | 2 | 丙公司 => data
        ",
    );
}

#[test]
fn a_table_beside_another_is_told() {
    check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 总投资 | 责任单位 | 序号 | 项目名称 | 总投资 | 责任单位
        1 | 甲工程 | 10 | 工信局 | 2 | 乙工程 | 10 | 教育局 => data name=甲工程
        ! table_beside@F2
        ",
    );
}

#[test]
fn months_side_by_side_are_told_apart() {
    check(
        "
        2024年重点项目投资完成情况
        序号 | 项目名称 | 年度计划投资(万元) | 2024年完成投资(万元) | < | < | < | 1-2月累计(万元) | 累计完成占年计划(%)
        ^ | ^ | ^ | 1月 | 2月 | 3月 | 4月 | ^ | ^
        1 | 甲工程 | 100 | 10 | 20 | | | 30 | 30 => data done=30 done_month=20 month=2024-02 rate=30.0
        ? D:past_year E:done_this_month F:past_year H:done_this_year I:rate
        ! -rate_disagrees
        ",
    );
    check(
        "
        2024年重点项目投资计划（单位：亿元）
        序号 | 项目名称 | 总投资 | 分季度投资计划 | < | < | 责任单位
        ^ | ^ | ^ | 一季度 | 上半年 | 全年 | ^
        1 | 甲工程 | 3.5 | 0.1 | 0.2 | 0.5 | 工信局 => data plan=5000
        ? D:month_plan E:month_plan F:year_plan
        ",
    );
}

#[test]
fn of_two_years_in_a_title_the_plan_decides() {
    let table = "2023年重点项目完成情况及2024年投资计划表\n序号 | 项目名称 | 2023年完成投资(万元) | 2024年计划投资(万元)\n1 | 甲 | 3 | 5";
    let read = reading(table);
    assert_eq!(
        (read.year, read.columns[2].role, read.columns[3].role),
        (Some(2024), Role::PastYear, Role::YearPlan)
    );
    let rolling =
        "2024—2026年滚动计划\n序号 | 项目名称 | 2024年计划投资(万元) | 2025年计划投资(万元)\n1 | 甲 | 3 | 5";
    assert_eq!((reading(rolling).year, reading(rolling).kind), (Some(2024), SheetKind::Ledger));
}

#[test]
fn ticks_say_what_their_header_says() {
    check(
        "
        2024年
        序号 | 项目名称 | 总投资(亿元) | 项目级别 | < | 建设性质 | <
        ^ | ^ | ^ | 省级重点 | 市级重点 | 新建 | 续建
        1 | 甲工程 | 1 | √ | | | √ => data nature=continuing marks=省级重点
        2 | 乙工程 | 2 | √ | ● | √ | => data nature=new_start marks=省级重点+市级重点
        ! column_inferred@D3 column_inferred@F3
        ",
    );
}

#[test]
fn phones_are_left_out_of_the_cells_of_units() {
    check(
        "
        2024年
        序号 | 项目名称 | 总投资(亿元) | 责任单位及责任人 | 包抓领导
        1 | 甲工程 | 1 | 市工信局 张三13800000000 | 李四 13900000000 => data responsible_units=市工信局 leader_sponsor=李四
        2 | 乙工程 | 2 | 市交通局（王五 0531-88888888） | / => data responsible_units=市交通局
        ! phone_left_out@D3 phone_left_out@D4
        ",
    );
}

#[test]
fn sums_come_with_their_counts_in_odd_places() {
    check(
        "
        2024年（单位：亿元）
        序号 | 项目名称 | 总投资 | 责任单位
        | 全县重点项目总计2项 | 3 | => total declared_count=2
        一 | 工业项目合计1项 | 1 | => group declared_count=1 label=工业项目
        1 | 甲工程 | 1 | 工信局 => data
        二 | 农业项目合计1项 | 2 | => group declared_count=1
        1 | 乙工程 | 2 | 农业局 => data
        ! -subtotal_differs -declared
        ",
    );
    check(
        "
        2024年（单位：亿元）
        序号 | 项目名称 | 总投资 | 建设起止年限 | <
        ^ | ^ | ^ | 起 | 止
        一、基础设施（1个，总投资5亿元，年度投资1亿元） | < | < | < | < => group declared_count=1
        1 | 甲工程 | 5 | 2023 | 2025 => data period=2023/2025 groups=基础设施
        ! -declared
        ",
    );
    check(
        "
        2024年
        类别 | 序号 | 项目名称 | 总投资（万元）
        工业（2个） | 1 | 甲工程 | 35 => data class=工业
        ^ | 2 | 乙工程 | 12 => data class=工业
        ",
    );
}

#[test]
fn units_that_are_not_read_are_told_and_never_taken_for_others() {
    for (title, header) in [
        ("2024年 单位：千元", "总投资"),
        ("2024年", "总投资（百万元）"),
        ("2024年重点项目（千万元）", "总投资"),
    ] {
        let read = check(&format!(
            "
            {title}
            序号 | 项目名称 | {header} | 建设单位
            1 | 甲工程 | 120 | 城投 => data total=- extra.{header}=120
            ! unit_unknown@C2 -unit_assumed -unit_from
            "
        ));
        assert_eq!(read.columns[2].role, Role::Extra, "{title} {header}");
    }
}

#[test]
fn a_column_of_counts_that_only_sums_fill_makes_no_statistics() {
    let read = check(
        "
        2024年（单位：万元）
        序号 | 项目名称 | 项目个数 | 总投资 | 年度投资
        | 总计 | 2 | 60 | 6 => total declared_count=2
        一 | 产业项目 | 2 | 60 | 6 => group declared_count=2
        1 | 甲工厂 | | 10 | 1 => data total=10
        2 | 乙工厂 | | 50 | 5 => data
        ! -differs -declared
        ",
    );
    assert_eq!(read.kind, SheetKind::Ledger);
}

#[test]
fn titles_give_their_nature_to_all_projects() {
    check(
        "
        某区2024年新开工项目清单
        序号 | 项目名称 | 总投资（万元） | 建设单位
        1 | 甲工厂 | 100 | 城投 => data nature=new_start
        ",
    );
    check(
        "
        某区2024年新开工项目和续建项目清单
        序号 | 项目名称 | 总投资（万元） | 建设单位
        1 | 甲工厂 | 100 | 城投 => data nature=-
        ",
    );
}

#[test]
fn a_sheet_named_after_a_district_places_its_projects_and_one_named_after_a_city_does_not() {
    let places = crate::place::Places::new(&[]);
    for (name, district, zone) in
        [("莲湖区", Some("莲湖区"), None), ("高新区", None, Some("高新区")), ("宝鸡市", None, None)]
    {
        let grid = super::grid(name, "序号 | 项目名称 | 总投资（万元）\n1 | 甲工厂 | 100");
        let read = crate::sheet::read(grid, "2024.xlsx", &crate::ReadOptions::default(), &places);
        let entry = read.rows.iter().find_map(|row| row.entry.as_deref()).unwrap();
        assert_eq!((entry.district.as_deref(), entry.functional_zone.as_deref()), (district, zone), "{name}");
    }
}

#[test]
fn what_was_done_stands_under_one_parent() {
    check(
        "
        2024年11月 单位:万元
        序号 | 项目名称 | 年计划 | 完成投资 | < | < | 2024年计划 | 本年
        ^ | ^ | ^ | 本月 | 本年累计 | 开工累计 | ^ | ^
        1 | 甲工厂 | 100 | 10 | 90 | 500 | 100 | 7 => data plan=100 done_month=10 done=90 month=2024-11 extra.本年=7
        ? D:done_this_month E:done_this_year F:done_since_start
        ",
    );
}

#[test]
fn projects_may_be_numbered_in_brackets_and_their_groups_without() {
    check(
        "
        2024年市级重点项目（万元）
        序号 | 项目名称 | 总投资 | 责任单位
        '1. | 工业项目 | 600 | => group
        (1) | 甲工厂 | 100 | 工信局 => data total=100 class=工业项目
        (2) | 乙工厂 | 500 | 工信局 => data
        '2. | 交通项目 | 300 | => group
        (1) | 丙公路 | 300 | 交通局 => data class=交通项目
        合计 | | 900 | => total
        ! -subtotal_differs
        ",
    );
}
