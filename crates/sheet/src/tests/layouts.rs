//! The failure modes of DOMAIN.md section 4.3, one layout each or more; numbers in the names are theirs.

use super::{check, check_with, codes, reading, reading_with};
use crate::{Correction, Measure, ReadOptions, Role, SheetKind, Verdict};
use qinghuo_domain::rules::Place;

#[test]
fn mode_1_titles_and_notes_stand_above_the_header() {
    check(
        "
        附件1                                 => note
        济南市2024年重点项目清单（6月）|<|<|<|< => title
        编制单位：市发展改革委 | | | | 单位：万元 => unit_note
        ~
        序号 | 项目名称 | 建设单位 | 总投资 | 年度计划投资 => header
        1 | 浪潮产业园 | 浪潮集团 | 1000 | 200 => data name=浪潮产业园 total=1000 plan=200 plan_year=2024 owner=浪潮集团
        ! unit_from_note@D5 unit_from_note@E5 -unit_assumed
        ",
    );
}

#[test]
fn mode_2_headers_span_rows_and_split_words() {
    check(
        "
        2024年重点项目 |<|<|<|<|<|<
        序号 | 项 目 名 称 | 建设起 | 总投资 | 2024年计划 | < | 责任
        ^    | ^ | 止年限 | (亿元) | 投资(万元) | 主要建设内容 | 单位
        1 | 浪潮产业园 | 2023-2025 | 1.5 | 2000 | 主体封顶 | 历下区政府 => data period=2023/2025 total=15000 plan=2000 goal=主体封顶 responsible_units=历下区政府
        ? C:period D:total E:year_plan F:goal G:responsible
        ",
    );
    check(
        "
        项目名称 | 2021年投资计划（万元） | < | < | 总投资\\n（万元）
        ^ | 小计 | 主要建设内容 | 新增生产能力 | ^
        浪潮产业园 | 300 | 土建 | 10万台 | 900 => data plan=300 plan_year=2021 goal=土建 total=900
        临工数字工厂 | 400 | 土建 | 无 | 950 => data plan=400
        ",
    );
    check(
        "
        序号 | 项目名称 | 项目资金来源(万元) | | | 2024年计划投资(万元) | | 2024年推进计划
        | | 计划总投资 | 市财政 | 社会资本 | 计划总投资 | 市财政 | 一季度
        1 | 浪潮产业园 | 900 | 300 | 600 | 500 | 200 | 开工 => data total=900 plan=500 goal=开工
        2 | 临工数字工厂 | 800 | 300 | 500 | 400 | 200 | 桩基 => data total=800 plan=400
        ? C:total D:funds F:year_plan G:funds H:goal
        ",
    );
}

#[test]
fn mode_2_headers_repeat_after_page_breaks() {
    check(
        "
        2024年项目表 | < | < | < => title
        序号 | 项目名称 | 总投资(万元) | 备注 => header
        1 | 浪潮产业园 | 10 | => data
        2024年项目表 | < | < | < => title
        序号 | 项目名称 | 总投资(万元) | 备注 => repeated_header
        2 | 临工数字工厂 | 20 | => data
        ",
    );
}

#[test]
fn mode_3_the_name_header_covers_number_and_name() {
    check(
        "
        项目名称 | < | 总投资(万元) | 建设地点
        1 | 浪潮产业园 | 10 | 历下区 => data name=浪潮产业园 total=10 district=历下区
        2 | 临工数字工厂 | 20 | 章丘区 => data name=临工数字工厂
        3 | 重汽新厂 | 30 | 莱芜区 => data
        ? A:sequence B:name
        ! column_inferred@B1
        ",
    );
    check(
        "
        项目名称 | | 总投资(万元) | 建设地点
        '1 | 浪潮产业园 | 10 | 历下区 => data name=浪潮产业园
        '2 | 临工数字工厂 | 20 | 章丘区 => data
        ? A:sequence B:name
        ",
    );
}

#[test]
fn mode_4_columns_without_headers_are_what_their_values_are() {
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 责任单位 | | | 
        1 | 甲工程 | 10 | 交通局 | 续建 | 铁路 | 
        2 | 乙工程 | 10 | 交通局 | 新开工 | 铁路 |
        3 | 丙工程 | 10 | 交通局 | 续建 | 公路 |
        4 | 丁工程 | 10 | 交通局 | 续建 | 公路 | 见附图 => data nature=continuing class=公路 extra.G=见附图
        ? E:nature F:class G:extra
        ! column_inferred@E1 column_inferred@F1 column_unmapped@G1
        ",
    );
}

#[test]
fn mode_5_groups_come_in_many_dresses() {
    check(
        "
        序号 | 项目名称 | 建设内容 | 总投资(万元) | 责任单位
        一、基础设施 | | | | => group level=1 grouping=class
        （一）交通 | | | 30 | => group level=2
        ——铁路 | | | 30 | => group level=3
        1 | 甲线 | 铁路10公里 | 10 | 交通局 => data class=基础设施/交通/铁路 groups=基础设施+交通+铁路
        2 | 乙线 | 铁路20公里 | 20 | 交通局 => data
        （二）能源 | | | | => group level=2
        1 | 丙电厂 | 风电 | 20 | 能源局 => data groups=基础设施+能源
        二、产业 | | | | => group level=1
        1 | 丁工厂 | 厂房 | 20 | 工信局 => data class=产业
        ! -differs
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        Ⅰ | 续建项目（2个） | 30 | => group level=1 grouping=nature declared_count=2
        1 | 甲工程 | 10 | 厂房 => data nature=continuing
        2 | 乙工程 | 20 | 厂房 => data nature=continuing
        Ⅱ | 计划新开工项目 | 20 | => group level=1 grouping=nature
        3 | 丙工程 | 20 | 厂房 => data nature=new_start
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 年度计划投资(万元) | 建设内容
        南宁市 | 2 | 30 | 3 | => group grouping=place declared_count=2 label=南宁市
        1 | 甲工程 | 10 | 1 | 厂房 => data district=南宁市
        2 | 乙工程 | 20 | 2 | 厂房 => data
        柳州市 | 1 | 30 | 3 | => group grouping=place
        1 | 丙工程 | 30 | 3 | 厂房 => data district=柳州市
        ! year_unknown -differs
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        市教育局 | < | < | < => group grouping=department
        1 | 甲学校 | 10 | 校舍 => data responsible_units=市教育局
        市卫健委 | < | < | < => group grouping=department
        1 | 乙医院 | 10 | 病房 => data responsible_units=市卫健委
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        一 | 工业项目 | 10 | => group level=1
        1 | 甲工程 | 10 | 厂房 => data class=工业项目
        二 | 服务业项目 | 10 | => group level=1
        1 | 乙工程 | 10 | 商场 => data class=服务业项目
        ",
    );
}

#[test]
fn mode_6_declared_counts_are_compared() {
    let reading = check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        历下区（共3项） | < | 30 | => group declared_count=3
        1 | 甲工程 | 10 | 厂房 => data
        2 | 乙工程 | 20 | 厂房 => data
        章丘区26个 | < | 5 | => group declared_count=26
        1 | 丙工程 | 6 | 厂房 => data
        ! declared_count_differs@A2 declared_count_differs@A5 subtotal_differs@C5
        ",
    );
    let verdicts: Vec<_> =
        reading.reconciliation.iter().map(|check| (check.row, check.measure, check.verdict)).collect();
    assert_eq!(
        verdicts,
        [
            (2, Measure::Count, Verdict::Differs),
            (2, Measure::Total, Verdict::Ok),
            (5, Measure::Count, Verdict::Differs),
            (5, Measure::Total, Verdict::Differs),
        ]
    );
}

#[test]
fn mode_7_totals_and_subtotals_are_no_projects() {
    let reading = check(
        "
        序号 | 项目名称 | 总投资(万元) | 年度计划投资(万元) | 建设内容
        | 合  计 | 60 | 6 | #REF! => total
        1 | 甲工程 | 10 | 1 | 厂房 => data
        2 | 乙工程 | 20 | 2 | 厂房 => data
        | 小计 | 30 | 3 | => subtotal
        3 | 丙工程 | 30 | 3 | 厂房 => data
        | 小计 | 31 | 3 | => subtotal
        总计（3个） | < | 60 | 6 | => total
        ! error_cell@E2 subtotal_differs@C7 -declared_count
        ",
    );
    assert_eq!(codes(&reading).iter().filter(|code| code.starts_with("subtotal_differs")).count(), 1);
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        一、交通 | | | => group
        1 | 甲工程 | 10 | 厂房 => data
        交通小计 | | 10 | => subtotal
        二、能源 | | | => group
        1 | 乙工程 | 20 | 厂房 => data
        能源小计 | | 20 | => subtotal
        合计 | | 30 | => total
        ! -subtotal_differs
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        1 | 甲工程 | 10 | 厂房 => data
        合计 | | 10 | => subtotal
        1 | 乙工程 | 20 | 厂房 => data
        合计 | | 20 | => subtotal
        总计 | | 30 | => total
        ! -subtotal_differs
        ",
    );
}

#[test]
fn mode_8_numbers_restart_run_twice_and_come_as_ranges() {
    let reading = check(
        "
        总序号 | 分序号 | 项目名称 | 总投资(万元) | 建设内容
        一、工业（16个） | | | | => group declared_count=16
        1 | 1 | 甲工程 | 10 | 厂房 => data
        '428-442 | '2-16 | 乡镇污水处理工程 | 20 | 管网 => data
        二、农业（1个） | | | | => group
        17 | 1 | 丙工程 | 20 | 水渠 => data
        ? A:sequence B:sequence C:name
        ! number_range@A4 -declared_count
        ",
    );
    assert!(reading.reconciliation.iter().all(|check| check.verdict == Verdict::Ok));
}

#[test]
fn mode_9_sentences_notes_and_marks_are_told_from_names() {
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        重大前期项目92个,总投资494亿元。其中：工业项目30个。 | < | < | < => overview
        1 | ★▲甲工程 | 10 | 厂房 => data name=甲工程 marks=★+▲
        2 | 乙工程※ | 10 | 厂房 => data name=乙工程 marks=※
        3 | ****** | 10 | => secret
        备注：标★的为2025年重大项目 | | | => note
        ******为涉密项目 | | | => note
        ! secret_row@B5
        ",
    );
}

#[test]
fn mode_10_one_project_over_several_rows() {
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 资金来源 | 建设内容
        1 | 甲工程 | 100 | 合计 | 厂房 => data total=100 last_row=4
        ^ | ^ | 60 | 中央资金 | => continuation
        ^ | ^ | 40 | 自筹 | => continuation
        2 | 乙工程 | 30 | 银行贷款 | 道路 => data total=80 last_row=6
        ^ | ^ | 50 | 自筹 | => continuation
        3 | 丙工程 | 7 | 自筹 | 桥 => data total=7
        合计 | | 187 | | => total
        ! rows_merged@B2 rows_merged@B5 -subtotal_differs
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 资金来源
        1 | 甲工程 | 60 | 中央资金 => data total=100
        | | 40 | 自筹资金 => continuation
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        1 | 甲工程 | 60 | 厂房 => data
        2 | | 40 | 道路 => data
        | | 50 | => data
        ! name_missing@B3 name_missing@B4
        ",
    );
}

#[test]
fn mode_11_amounts_come_in_every_unit_and_dress() {
    check(
        "
        2024年1-6月 单位:亿元、万元
        序号 | 项目名称 | 总投资（亿元） | 年度计划投资(万元) | 1-6月完成投资（万元） | 建设内容
        1 | 甲工程 | 120.5亿元 | '120,000 | '１２０，０００ | 年产2000万件 => data total=1205000 plan=120000 done=120000 month=2024-06
        2 | 乙工程 | '52.2亿 | / | — | 10万千瓦 => data total=522000 plan=- done=-
        3 | 丙工程 | 5000万元 | 无 | 待定 | 128万平方米 => data total=5000
        4 | 丁工程 | 约3 | 见附件 | 办理中 | 厂房 => data total=30000 plan=-
        ! not_a_number@D6 -unit_
        ",
    );
    check(
        "
        序号 | 项目名称 | 总投资 | 建设内容
        1 | 甲工程 | 10 | 厂房 => data total=10
        ! unit_assumed@C1
        ",
    );
    check(
        "
        序号 | 项目名称 | 合同外资（万美元） | 总投资(元) | 建设内容
        1 | 甲工程 | 10 | 25000 | 厂房 => data total=2.5 extra.合同外资（万美元）=10
        ! foreign_currency@C1
        ",
    );
    check(
        "
        2024年 单位：亿元
        序号 | 项目名称 | 总投资（万元） | 年度计划投资 | 建设内容
        1 | 甲工程 | 10000 | 5000 | 厂房 => data plan=50000000
        2 | 乙工程 | 20000 | 6000 | 厂房 => data
        3 | 丙工程 | 30000 | 7000 | 厂房 => data
        ! unit_doubtful@D2 plan_above_total@D3
        ",
    );
}

#[test]
fn mode_12_dates_periods_and_lengths_of_time() {
    check(
        "
        序号 | 项目名称 | 建设起止年限 | 计划开工时间 | 竣工时间 | 实际开工时间 | 建设内容
        1 | 甲工程 | 2023-2025 | | | date:2023-05-01 | 厂房 => data period=2023/2025 started_on=2023-05-01
        2 | 乙工程 | 2021年10月-2023年12月 | | | 45597 | 厂房 => data period=2021-10/2023-12 started_on=2024-11-01
        3 | 丙工程 | 24个月 | '2024.3 | 2025年6月 | 2024年3月 | 厂房 => data period=2024-03/2025-06 started_on=- extra.建设起止年限=24个月
        4 | 丁工程 | 2025-2023 | | | | 厂房 => data period=2025/2023
        5 | 戊工程 | 2023.1 | | | | 厂房 => data period=-
        6 | 己工程 | 2024年 | | | | 厂房 => data period=2024/2024
        ! duration_not_period@C4 date_unclear@F4 period_reversed@C5 date_unclear@C6
        ",
    );
}

#[test]
fn mode_13_another_years_columns_are_not_this_years() {
    check(
        "
        2024年重点项目
        序号 | 项目名称 | 总投资(万元) | 2023年计划投资(万元) | 截至2023年底累计完成投资(万元) | 2024年计划投资(万元)
        1 | 甲工程 | 100 | 30 | 40 | 50 => data plan=50 done=- extra.2023年计划投资(万元)=30
        ? D:past_year E:done_since_start F:year_plan
        ! past_year_column@D2
        ",
    );
    check(
        "
        2024年6月调度
        序号 | 项目名称 | 总投资(万元) | 年度计划投资(万元) | 累计完成投资(万元) | 建设内容
        1 | 甲工程 | 100 | 30 | 70 | 厂房 => data done=- extra.累计完成投资(万元)=70
        2 | 乙工程 | 100 | 30 | 80 | 厂房 => data
        3 | 丙工程 | 100 | 30 | 20 | 厂房 => data
        ? E:done_since_start
        ! column_inferred@E2
        ",
    );
    check(
        "
        2024年6月调度
        序号 | 项目名称 | 总投资(万元) | 年度计划投资(万元) | 累计完成投资(万元) | 5月完成投资(万元) | 6月完成投资(万元)
        1 | 甲工程 | 100 | 30 | 10 | 1 | 2 => data done=10 done_month=2 month=2024-06
        2 | 乙工程 | 100 | 30 | 10 | 1 | 12 => data
        ? F:past_year
        ! done_ambiguous@E2 month_above_year@G4
        ",
    );
}

#[test]
fn mode_14_names_may_look_like_places_and_offices() {
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 项目业主 | 责任单位
        1 | 济南综合保税区 | 10 | 待定 | 历下区、市发改委 => data name=济南综合保税区 owner=- responsible_units=历下区+市发改委
        2 | 幸福小区 | 10 | 住建局 | 历下区 => data
        3 | 民生餐厅 | 10 | | => data
        4 | 历城区 | 10 | | => data
        5 | 市公安局 | 10 | | => data
        ",
    );
}

#[test]
fn mode_17_other_sheets_are_recognised_and_left_alone() {
    let kind = |table| reading(table).kind;
    assert_eq!(
        kind("地区 | 项目个数 | 总投资(万元) | 完成投资(万元)\n历下区 | 3 | 10 | 5\n合计 | 3 | 10 | 5"),
        SheetKind::Statistics
    );
    assert_eq!(kind("项目 | 项目个数 | 总投资(万元)\n工业 | 3 | 10\n农业 | 4 | 10"), SheetKind::Statistics);
    assert_eq!(
        kind("新建 | 历下区 | 工业\n续建 | 市中区 | 农业\n收尾 | 槐荫区 | 服务业"),
        SheetKind::Enumeration
    );
    assert_eq!(kind("~"), SheetKind::Empty);
    let other = reading(
        "会议纪要\n时间：2024年6月3日下午在市政府三楼会议室召开专题会议，研究重点项目推进有关事宜，议定事项如下。\n一、关于项目推进，各区县要进一步压实责任，确保完成全年目标任务，按月报送。\n1 | 2 | 3",
    );
    assert_eq!((other.kind, codes(&other)), (SheetKind::Unknown, vec!["header_not_found@".to_owned()]));
}

#[test]
fn mode_18_class_titles_repeat_after_page_breaks() {
    check(
        "
        序号 | 项目名称 | 总投资(万元) | 建设内容
        一、交通 | < | < | < => group
        1 | 甲工程 | 10 | 厂房 => data class=交通
        序号 | 项目名称 | 总投资(万元) | 建设内容 => repeated_header
        一、交通 | < | < | < => group
        2 | 乙工程 | 10 | 厂房 => data class=交通
        ",
    );
}

#[test]
fn a_formula_without_its_value_is_said_and_not_read_as_nothing() {
    check(
        "
        2024年 单位：万元
        序号 | 项目名称 | 总投资 | 年度计划投资
        1 | 甲工程 | 10 | =SUM(A1:A3) => data plan=-
        ! formula_without_value@D3
        ",
    );
}

#[test]
fn personal_data_is_left_out_and_people_with_a_duty_are_kept_apart() {
    let reading = check(
        "
        序号 | 项目名称 | 总投资(万元) | 联系人及电话 | 包挂领导 | 服务专员
        1 | 甲工程 | 10 | 王某 13800000000 | 张副市长 | 李科长 => data leader_sponsor=张副市长 service_officer=李科长 extra=-
        ! personal_data_left_out@D1
        ",
    );
    let row = reading.ledger_rows().next().unwrap();
    assert_eq!(row.people.len(), 2);
    assert!(!serde_json::to_string(&row.attributes).unwrap().contains("138"));
}

#[test]
fn a_place_comes_from_the_column_then_the_group_and_the_dictionary_decides() {
    let places = [
        Place {
            name: "济南高新技术产业开发区".into(), also: vec!["高新区".into()], zone: true
        },
        Place { name: "历下区".into(), also: vec!["历下".into()], zone: false },
    ];
    check_with(
        "
        序号 | 项目名称 | 总投资(万元) | 建设地点
        一、历下（2个） | < | |  => group grouping=place
        1 | 甲工程 | 10 | => data district=历下区 place=历下区
        2 | 乙工程 | 10 | 高新区 => data functional_zone=济南高新技术产业开发区 district=- site=高新区
        二、市直及其他 | < | | => group grouping=other
        3 | 丙工程 | 10 | 济南市历下区经十路1号 => data district=历下区 site=济南市历下区经十路1号
        4 | 丁工程 | 10 | => data district=- functional_zone=-
        ",
        &ReadOptions { places: &places, ..ReadOptions::default() },
    );
}

#[test]
fn the_same_layout_keeps_its_name_from_month_to_month_and_takes_its_correction() {
    let june = "2024年1-6月调度\n序号 | 项目名称 | 总投资 | 1-6月完成投资(万元) | 甲方\n1 | 甲工程 | 10 | 5 | 城投集团";
    let july = "2024年1-7月调度\n序号 | 项目名称 | 总投资 | 1-7月完成投资(万元) | 甲方\n1 | 甲工程 | 10 | 6 | 城投集团";
    let other = "2024年1-7月调度\n序号 | 项目名称 | 总投资 | 1-7月完成投资(万元) | 乙方\n1 | 甲工程 | 10 | 6 | 城投集团";
    let mut correction = reading(june).correction();
    assert_eq!(reading(july).fingerprint, correction.fingerprint);
    assert_ne!(reading(other).fingerprint, correction.fingerprint);
    for column in &mut correction.columns {
        match &*column.column {
            "C" => column.unit = Some(qinghuo_domain::money::MoneyUnit::HundredMillion),
            "E" => column.role = Role::Owner,
            _ => {}
        }
    }
    let remembered: Correction = serde_json::from_str(&serde_json::to_string(&correction).unwrap()).unwrap();
    let corrected = reading_with(july, &ReadOptions { corrections: &[remembered], ..ReadOptions::default() });
    let entry = corrected.rows.last().unwrap().entry.as_deref().unwrap();
    assert_eq!(
        (entry.owner.as_deref(), entry.total.unwrap().0, corrected.month),
        (Some("城投集团"), 100_000_000_000, Some(7))
    );
    assert!(codes(&corrected).contains(&"correction_applied@".to_owned()));
    assert!(!codes(&corrected).iter().any(|code| code.starts_with("unit_assumed")));
}

#[test]
fn year_and_month_come_from_options_then_titles_then_headers_then_names() {
    let season = |table: &str, options: &ReadOptions<'_>| {
        let reading = reading_with(table, options);
        (reading.year, reading.month)
    };
    let free = ReadOptions::default();
    let header = "序号 | 项目名称 | 总投资(万元)";
    let row = "1 | 甲工程 | 10";
    for (title, want) in [
        ("2024年6月重点项目调度表", (Some(2024), Some(6))),
        ("2024年1-6月重点项目", (Some(2024), Some(6))),
        ("2024年上半年重点项目", (Some(2024), Some(6))),
        ("2024年一季度重点项目", (Some(2024), Some(3))),
        ("重点项目（截至2024年6月底）", (Some(2024), Some(6))),
        ("2025年重点项目", (Some(2025), None)),
        ("重点项目", (None, None)),
    ] {
        assert_eq!(season(&format!("{title}\n{header}\n{row}"), &free), want, "{title}");
    }
    let given = ReadOptions { year: Some(2023), month: Some(9), ..ReadOptions::default() };
    assert_eq!(season(&format!("2024年6月\n{header}\n{row}"), &given), (Some(2023), Some(9)));
    let headers = "序号 | 项目名称 | 2024年计划投资(万元) | 2024年1-5月完成投资(万元)\n1 | 甲 | 10 | 5";
    assert_eq!(season(headers, &free), (Some(2024), Some(5)));
}

#[test]
fn numbers_may_stand_before_the_names_and_words_be_merged_over_projects() {
    check(
        "
        2024年 单位：万元
        项目名称 | 总投资 | 年度投资
        1、甲工程 | 10 | 1 => data total=10 name=甲工程
        2、乙工程 | 20 | 2 => data
        合计 | 30 | 3 => total
        ! -subtotal_differs
        ",
    );
    check(
        "
        2024年 单位：万元
        所属区县 | 序号 | 项目名称 | 总投资 | 责任单位
        历下区 | 1 | 甲工程 | 10 | 交通局 => data district=历下区
        ^ | 2 | 乙工程 | 20 | ^ => data district=历下区 responsible_units=交通局
        章丘区 | 3 | 丙工程 | 30 | 水务局 => data district=章丘区
        小计 | | | 60 | => subtotal
        ! -rows_merged
        ",
    );
}
