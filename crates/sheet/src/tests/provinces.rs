//! Layouts as other cities publish them (DOMAIN.md section 4.1), rebuilt small.

use super::{check, reading};
use crate::SheetKind;

#[test]
fn an_export_template_with_two_units_in_one_sheet() {
    check(
        "
        2024年6月
        项目名称 | 项目代码 | 项目工期 | 责任单位 | 建设单位 | 类型 | 总投资(亿元) | 年度计划投资(万元) | 年度累计完成(万元) | 完成率 | 建设性质
        甲工程 | 2402-370100-04-05-819649、2403-370100-04-05-819650 | 2023年6月至2025年2月 | 交通局 | 城投 | 交通 | 1.5 | 2000 | 500 | 0.25 | 续建 => data codes=2402-370100-04-05-819649+2403-370100-04-05-819650 total=15000 plan=2000 done=500 period=2023-06/2025-02 class=交通 nature=continuing owner=城投
        乙工程 | QY20260101001 | 2年 | 交通局 | 城投 | 交通 | 1.5 | 2000 | 500 | 40% | 新开工 => data extra.项目代码=QY20260101001
        ! code_malformed@B4 rate_disagrees@J4 duration_not_period@C4
        ",
    );
}

#[test]
fn a_mayors_table() {
    check(
        "
        项目名称 | 分管局委 | 建设起止年限 | 总投资（万元） | 2024年度计划投资（万元） | 存在问题 | 月报 | 联系方式
        甲工程 | 交通局 | 2023-2025 | 1000 | 200 | 无 | 桩基完成 | 13800000000 => data responsible_units=交通局 problems=- progress=桩基完成 plan_year=2024
        ! personal_data_left_out@H1
        ",
    );
}

#[test]
fn a_monthly_table_without_numbers() {
    check(
        "
        2024年6月份重点项目完成情况
        项目名称 | 建设单位 | 年度计划投资 | 当月已完成 | 当月至今已完成 | 完成比例 | 形象进度
        甲工程 | 城投 | 1000 | 100 | 500 | 50 | 主体封顶 => data plan=1000 done_month=100 done=500 rate=50.0 month=2024-06
        乙工程 | 水务 | 2000 | 100 | 500 | 25 | 主体封顶 => data
        合计 | | 3000 | 200 | 1000 | | => total
        ! unit_assumed@C2 -subtotal_differs -rate_disagrees
        ",
    );
}

#[test]
fn a_list_of_two_header_rows_with_places_and_batches() {
    check(
        "
        附件2
        2024年自治区重大项目
        序号 | 项目名称 | 建设地点 | 建设内容及规模 | 投资（亿元） | < | 建设年限 | < | 责任单位 | <
        ^ | ^ | ^ | ^ | 总投资 | 2024年计划 | 开工 | 竣工 | 牵头单位 | 配合单位
        总计：3项 | | | | 9 | 3 | | | | => total declared_count=3
        （一）续建项目：2项 | | | | 5 | 2 | | | | => group grouping=nature declared_count=2
        1 | 甲工程 | 青秀区 | 厂房 | 2 | 1 | 2022 | 2025 | 发改委 | 工信厅、财政厅 => data total=20000 plan=10000 period=2022/2025 nature=continuing lead_unit=发改委 responsible_units=工信厅+财政厅 district=青秀区
        2 | 乙工程 | 兴宁区 | 厂房 | 3 | 1 | 2022 | 2025 | 发改委 | => data
        （二）新开工项目：1项 | | | | 4 | 1 | | | | => group grouping=nature declared_count=1
        1 | 丙工程 | 兴宁区 | 厂房 | 4 | 1 | 2024 | 2026 | 发改委 | => data nature=new_start
        ! -differs -declared
        ",
    );
}

#[test]
fn a_total_and_its_parts_by_the_side() {
    let reading = check(
        "
        2024年重点项目汇总（6月） |<|<|<|<
        单位：亿元
        序号 | 项目名称 | 总投资 | 年度投资 | 责任单位
        全市合计 | | 6 | 3 | => total
        一 | 历下区合计 | 3 | 1 | => group label=历下区 grouping=place
        1 | 甲工程 | 1 | 0.5 | 交通局 => data district=历下区
        2 | 乙工程 | 2 | 0.5 | 交通局 => data
        二 | 章丘区小计 | 3 | 2 | => group label=章丘区 grouping=place
        1 | 丙工程 | 3 | 2 | 交通局 => data district=章丘区
        ! -differs -subtotal_differs
        ",
    );
    assert_eq!(reading.kind, SheetKind::Ledger);
    check(
        "
        2024年 单位：亿元
        项目名称 | 总投资 | 年度投资 | 责任单位
        历下区小计 | 3 | 1 | => group label=历下区 grouping=place
        甲工程 | 3 | 1 | 交通局 => data district=历下区
        章丘区小计 | 3 | 2 | => group label=章丘区 grouping=place
        乙工程 | 3 | 2 | 交通局 => data district=章丘区
        ! -differs -subtotal_differs
        ",
    );
}

#[test]
fn a_header_far_down_and_columns_in_any_order() {
    check(
        "
        机密等级：内部
        附件：
        某市重点办
        关于报送2024年一季度项目进展的函
        根据工作安排，现将有关情况报送如下，请审阅，如有问题请与我办联系，谢谢支持。
        填表日期：2024年4月3日
        备注 | 形象进度 | 一季度完成投资（万元） | 总投资（亿元） | 项目名称 | 编号
        | 开工 | 12 | 1 | 甲工程 | 1 => data total=10000 done=12 month=2024-03 name=甲工程
        | 开工 | 12 | 1 | 乙工程 | 2 => data
        ",
    );
}

#[test]
fn sheets_with_a_name_column_but_no_projects_hold_none() {
    let empty = reading("序号 | 项目名称 | 总投资(万元) | 责任单位");
    assert_eq!((empty.kind, empty.ledger_rows().count()), (SheetKind::Ledger, 0));
}
