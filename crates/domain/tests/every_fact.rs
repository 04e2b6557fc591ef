//! Facts are a contract for ever: every record ever released must still read, still write the same, and still mean the same.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use qinghuo_domain::{Attribute, City, Fact, Field, Happening, Seq};
use std::{collections::BTreeSet, fmt::Write};

const EVERY_FACT: &str = include_str!("fixtures/every_fact.txt");

/// A record as the fixture holds it.
struct Line<'a> {
    kind: &'a str,
    version: u16,
    subject: &'a str,
    effective_on: &'a str,
    body: &'a str,
}

fn lines() -> impl Iterator<Item = Line<'static>> {
    EVERY_FACT.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, version, subject, effective_on, body] = columns[..] else {
            panic!("five columns: {line}")
        };
        Line { kind, version: version.parse().unwrap(), subject, effective_on, body }
    })
}

fn facts() -> Vec<Fact> {
    let read = |line: Line<'_>| Fact {
        subject: line.subject.parse().unwrap(),
        effective_on: line.effective_on.parse().unwrap(),
        happening: Happening::read(line.kind, line.version, line.body).unwrap_or_else(|error| {
            panic!("{} version {} no longer reads: {error:?}", line.kind, line.version)
        }),
    };
    lines().map(read).collect()
}

fn city() -> City {
    let mut city = City::new();
    for (seq, fact) in (1..).map(Seq).zip(facts()) {
        city.apply(seq, fact).unwrap();
    }
    city
}

fn sets(happening: &Happening) -> &[Attribute] {
    match happening {
        Happening::ProjectRegistered(fact) => &fact.set,
        Happening::ProjectRevised(fact) => &fact.set,
        Happening::ProjectCorrected(fact) => &fact.set,
        _ => &[],
    }
}

#[test]
fn every_kind_of_fact_and_every_field_is_in_the_fixture() {
    let written: BTreeSet<(&str, u16)> = lines().map(|line| (line.kind, line.version)).collect();
    for kind in Happening::KINDS {
        assert!(written.contains(kind), "{kind:?} is released without an example");
    }
    let facts = facts();
    let set: BTreeSet<Field> =
        facts.iter().flat_map(|fact| sets(&fact.happening)).map(Attribute::field).collect();
    // The link of a merged project, and the procedure, have facts of their own.
    for field in Field::PLAIN.iter().filter(|field| !matches!(field, Field::MergedInto | Field::Procedure)) {
        assert!(set.contains(field), "{field:?} is released without an example");
    }
}

#[test]
fn every_fact_is_written_as_it_was_read() {
    for (line, fact) in lines().zip(facts()) {
        // A kind that has a newer version is read for ever, but written only in the newer one.
        if fact.happening.version() == line.version {
            assert_eq!(fact.happening.kind(), line.kind);
            assert_eq!(fact.happening.body().unwrap(), line.body);
        }
        assert_eq!(fact.subject.to_string(), line.subject);
        assert_eq!(fact.effective_on.to_string(), line.effective_on);
    }
}

/// The whole city in words: each value of each project with the day from which it is true, the fact that says so, and the
/// fact that took it back.
fn in_words(city: &City) -> String {
    let mut text =
        format!("city: playbook {:?}, layout 5f3a9c {:?}\n", city.playbook(), city.layout("5f3a9c"));
    for (list, since) in city.lists() {
        writeln!(text, "list {list} since {since}").unwrap();
    }
    for import in city.imports() {
        let (id, seq, on, ledger) = (import.id, import.seq, import.effective_on, &import.ledger);
        let counts =
            format!("{} new, {} changed, {} same", ledger.registered, ledger.changed, ledger.unchanged);
        let undone = import.undone_by.map(|seq| format!(", undone by {seq}")).unwrap_or_default();
        writeln!(text, "import {id} at {seq} on {on}: {} ({counts}){undone}", ledger.file).unwrap();
    }
    for unit in city.units() {
        writeln!(text, "{}", unit.id).unwrap();
        for entry in unit.entries() {
            let card = serde_json::to_string(&entry.card).unwrap();
            let ending = entry.ending.as_ref().map(|ending| format!(" {ending:?}")).unwrap_or_default();
            writeln!(text, "  {} by {}: {card}{ending}", entry.effective_on, entry.seq).unwrap();
        }
    }
    for post in city.posts() {
        let tenure = serde_json::to_string(&post.tenure).unwrap();
        let left = post.left.map(|(on, by)| format!(" left {on} by {by}")).unwrap_or_default();
        writeln!(text, "{} from {} by {}: {tenure}{left}", post.id, post.from, post.seq).unwrap();
    }
    for project in city.projects() {
        writeln!(text, "{}, last told of by {}", project.id, project.latest).unwrap();
        for (seq, origin) in &project.origins {
            writeln!(text, "  {seq} from {} {} row {}", origin.import, origin.sheet, origin.row).unwrap();
        }
        for entry in project.entries() {
            let value = serde_json::to_string(&entry.attribute).unwrap();
            let back = entry.retracted_by().map(|seq| format!(" (taken back by {seq})")).unwrap_or_default();
            writeln!(text, "  {} by {}: {value}{back}", entry.effective_on, entry.seq).unwrap();
            if let Attribute::Codes(Some(codes)) = &entry.attribute {
                for code in codes {
                    let holder = city.holder(code).map(|id| id.to_string());
                    writeln!(text, "    {code} now held by {}", holder.as_deref().unwrap_or("nobody"))
                        .unwrap();
                }
            }
        }
    }
    text
}

#[test]
fn the_facts_mean_what_they_meant() {
    insta::assert_snapshot!(in_words(&city()), @r#"
    city: playbook Some("jinan-2024@1"), layout 5f3a9c Some("{\"name\":2,\"owner\":5}")
    list 2024/city/重点实施类 since 2024-01-02
    import I1 at 17 on 2024-06-30: 6月调度表.xlsx (1 new, 2 changed, 1 same)
    import I2 at 23 on 2024-07-02: 误传.xlsx (1 new, 1 changed, 0 same), undone by 28
    U1
      2024-01-02 by 70: {"name":"市重点项目办","kind":"city_office","parent":null,"credit_code":null,"known_as":[]}
    U2
      2024-01-02 by 71: {"name":"市住建局","kind":"department","parent":1,"credit_code":null,"known_as":["housing"]}
      2024-03-01 by 73: {"name":"市住房和城乡建设局","kind":"department","parent":1,"credit_code":null,"known_as":["housing","住建局"]}
      2024-08-01 by 78: {"name":"市住房和城乡建设局","kind":"department","parent":1,"credit_code":null,"known_as":["housing","住建局"]} Merged { successor: UnitId(1) }
    U3
      2024-01-02 by 72: {"name":"福建某公司","kind":"enterprise","parent":null,"credit_code":"91350100M000100Y43","known_as":[]}
      2024-07-01 by 77: {"name":"福建某公司","kind":"enterprise","parent":null,"credit_code":"91350100M000100Y43","known_as":[]} Dissolved
    J1 from 2024-01-03 by 74: {"person":1,"unit":1,"role":"project_office","until":null,"deputy_for":null,"cleared":true}
    J2 from 2024-03-02 by 75: {"person":2,"unit":2,"role":"department_clerk","until":"2024-06-30","deputy_for":1,"cleared":false} left 2024-06-01 by 76
    P1, last told of by 81
      19 from I1 调度表 row 6
      2024-01-05 by 4: {"name":"齐鲁软件大道人工智能产业园一期"}
      2024-01-05 by 4: {"aliases":["智能谷一期"]}
      2024-01-05 by 4: {"codes":["2402-370100-04-05-819649"]}
        2402-370100-04-05-819649 now held by P1
      2024-09-01 by 31: {"codes":["2402-370100-04-05-819649","2017-370102-70-03-000123"]}
        2402-370100-04-05-819649 now held by P1
        2017-370102-70-03-000123 now held by P1
      2024-01-05 by 4: {"district":"历下区"}
      2024-01-05 by 4: {"functional_zone":"济南高新区"}
      2024-01-05 by 4: {"site":"齐鲁软件大道以东"}
      2024-01-05 by 4: {"content":"新建研发楼4栋，总建筑面积12.5万平方米"}
      2024-01-05 by 4: {"nature":"new_start"}
      2024-01-05 by 4: {"class":"产业类"}
      2024-01-05 by 4: {"policy_area":"数字经济"}
      2024-01-05 by 4: {"industry":"人工智能"}
      2024-01-05 by 4: {"chain_nodes":["算力","智能终端"]}
      2024-01-05 by 4: {"owner":"济南智谷发展有限公司"}
      2024-01-05 by 4: {"responsible_units":["高新区管委会","市大数据局"]}
      2024-01-05 by 4: {"lead_unit":"市工业和信息化局"}
      2024-01-05 by 4: {"leader_sponsor":1}
      2024-01-05 by 4: {"service_officer":2}
      2024-01-05 by 4: {"total_investment":420000000000}
      2024-04-10 by 9: {"total_investment":450000000000}
      2024-01-05 by 4: {"period":{"start":"2024","end":"2026-12"}}
      2024-01-05 by 4: {"goal":"主体封顶"}
      2024-01-05 by 4: {"started_on":"2024-03-18"}
      2024-01-05 by 10: {"started_on":"2024-03-19"}
      2024-01-05 by 4: {"completed_on":"2026-11-30"}
      2024-01-05 by 4: {"producing_since":"2026-12-31"}
      2024-01-05 by 4: {"promised_output":300000000000}
      2024-01-05 by 4: {"promised_tax":15000000000}
      2024-01-05 by 4: {"promised_jobs":1200}
      2024-01-05 by 4: {"marks":["★"]}
      2024-01-05 by 4: {"remark":"拟申请专项债"}
      2024-04-10 by 9: {"remark":null}
      2024-01-05 by 4: {"extra":{"区县联系电话":"见附表","序号":"7"}}
      2024-01-05 by 4: {"phase":"landing"}
      2024-03-20 by 6: {"phase":"construction"}
      2024-04-02 by 8: {"phase":"landing"}
      2024-01-05 by 4: {"year_plan":[2024,12000000]}
      2024-01-05 by 4: {"plan_curve":[2024,[1000000,2000000,3000000,4000000,5000000,6000000,7000000,8000000,9000000,10000000,11000000,12000000]]}
      2024-04-11 by 11: {"listed":["2024/city/重点实施类",{"on":true,"reason":"年度清单"}]} (taken back by 35)
      2024-05-06 by 14: {"exempt":["yinchuan_progress",{"reason":"汛期停工","approver":"市重点项目办","until":"2024-08-31"}]}
      2024-12-09 by 81: {"approved":["2024-06",22]}
      2024-06-30 by 19: {"dispatch":["2024-06",{"done_this_year":5200000,"done_this_month":900000,"progress":"基坑开挖完成","problems":"临时用电未接通"}]}
      2024-06-30 by 22: {"dispatch":["2024-06",{"done_this_year":5300000,"done_this_month":1000000,"progress":"基坑开挖完成","problems":null}]}
    P2, last told of by 29
      20 from I1 调度表 row 7
      21 from I1 调度表 row 7
      2024-01-05 by 5: {"name":"鹊山新能源装备基地"}
      2024-01-05 by 5: {"codes":["2017-370102-70-03-000123"]}
        2017-370102-70-03-000123 now held by P1
      2024-06-30 by 20: {"district":"天桥区"}
      2024-01-05 by 5: {"nature":"continuing"}
      2024-03-20 by 7: {"phase":"landing"}
      2024-09-01 by 29: {"merged_into":1}
      2024-04-11 by 12: {"listed":["2024/city/重点实施类",{"on":true,"reason":"年度清单"}]}
      2024-06-01 by 13: {"listed":["2024/city/重点实施类",{"on":false,"reason":"规模不足"}]}
      2024-05-06 by 15: {"exempt":["yinchuan_progress",{"reason":"考古勘探","approver":"市重点项目办","until":"2024-07-31"}]}
      2024-06-15 by 16: {"exempt":["yinchuan_progress",null]}
      2024-06-30 by 21: {"dispatch":["2024-06",{"done_this_year":800000,"done_this_month":null,"progress":null,"problems":null}]}
    P3, last told of by 34
      18 from I1 调度表 row 5
      25 from I2 Sheet1 row 3
      2024-06-30 by 18: {"name":"泺口片区更新"}
      2024-06-30 by 18: {"district":"天桥区"}
      2024-07-02 by 25: {"owner":"误录单位"} (taken back by 26)
    P4, last told of by 27
      24 from I2 Sheet1 row 2
      2024-07-02 by 24: {"name":"误录项目"} (taken back by 27)
      2024-07-02 by 24: {"codes":["2403-370102-04-01-000001"]} (taken back by 27)
        2403-370102-04-01-000001 now held by nobody
    P5, last told of by 91
      2024-10-08 by 32: {"name":"泺口片区更新（一标段）"}
      2024-10-08 by 32: {"district":"天桥区"}
      2024-11-04 by 36: {"investor":"social"}
      2024-11-04 by 36: {"low_risk":false}
      2024-11-04 by 36: {"land_supply":"grant"}
      2024-11-04 by 36: {"land_area":26000}
      2024-11-04 by 36: {"cleared_land":true}
      2024-11-04 by 36: {"relic_zone":false}
      2024-11-04 by 36: {"spring_zone":true}
      2024-11-04 by 36: {"energy_use":1200}
      2024-11-04 by 36: {"special_fire":false}
      2024-11-04 by 36: {"civil_defence":true}
      2024-11-04 by 36: {"over_limit_seismic":false}
      2024-11-04 by 36: {"road_digging":true}
      2024-11-04 by 36: {"pipelines":true}
      2024-11-04 by 36: {"estimate_exceeded":false}
      2024-12-09 by 80: {"restricted":true}
      2024-11-04 by 37: {"procedure":{"key":"social_industrial","version":1}}
      2024-10-08 by 32: {"part_of":3}
      2024-12-21 by 87: {"step":["A05",{"begin":{"document":"公告〔2024〕7号"}}]}
      2024-11-20 by 58: {"step":["A09",{"find_unneeded":{"reason":"区域评估已覆盖"}}]}
      2024-11-21 by 59: {"step":["A09",{"need_after_all":{"reason":"超出评估范围"}}]}
      2024-12-22 by 88: {"step":["A10",{"begin":{"document":null}}]}
      2024-11-20 by 56: {"step":["A14",{"decline":{"reason":"不属于本机关职权"}}]}
      2024-11-20 by 57: {"step":["A15",{"refuse":{"reason":"权属不清"}}]}
      2024-11-20 by 53: {"step":["A20",{"approve_on_commitment":{"check_by":"2025-01-20","document":null,"valid_until":null}}]}
      2024-12-20 by 54: {"step":["A20",{"confirm_commitment":{}}]}
      2024-11-22 by 60: {"step":["A21",{"withdraw":{"reason":"调整用能方案"}}]}
      2024-11-20 by 55: {"step":["A22",{"approve":{"document":null,"valid_until":null}}]}
      2024-11-05 by 38: {"step":["A24",{"begin_pre_handling":{}}]}
      2024-11-12 by 39: {"step":["A24",{"give_pre_review":{"opinion":"方案可行"}}]}
      2024-11-13 by 40: {"step":["A24",{"submit":{}}]}
      2024-11-14 by 41: {"step":["A24",{"want_corrections":{"missing":"日照分析"}}]}
      2024-11-15 by 42: {"step":["A24",{"supply_corrections":{}}]}
      2024-11-15 by 43: {"step":["A24",{"accept":{}}]}
      2024-11-18 by 44: {"step":["A24",{"begin_special_procedure":{"special":"expert_review","days":5}}]}
      2024-11-22 by 45: {"step":["A24",{"end_special_procedure":{}}]}
      2024-11-22 by 46: {"step":["A24",{"extend":{"days":3,"reason":"专家意见修改","approver":"局主要负责人"}}]}
      2024-11-22 by 47: {"step":["A24",{"demand_fee":{"amount_fen":120000}}]}
      2024-11-25 by 48: {"step":["A24",{"approve_tolerating":{"missing":"交通评价","until":"2024-12-25","document":"建字第1号","valid_until":"2026-11-24"}}]}
      2024-11-26 by 49: {"step":["A24",{"deliver":{}}]}
      2024-12-02 by 50: {"step":["A24",{"supply_tolerated":{}}]}
      2024-12-03 by 51: {"step":["A24",{"renew":{"valid_until":"2027-11-24"}}]}
      2024-12-04 by 52: {"step":["A24",{"revoke":{"reason":"资料不实"}}]}
      2025-01-24 by 89: {"step":["A26",{"notice_silence":{"document":"告知〔2025〕1号"}}]}
      2024-11-22 by 61: {"step":["A35",{"begin":{"document":null}}]}
      2024-11-23 by 62: {"step":["A35",{"hand_over":{}}]}
      2024-11-24 by 63: {"step":["A35",{"finish":{}}]}
      2024-12-10 by 82: {"step":["B38",{"gather_paper":{"paper":"施工合同","document":"合同-2024-031","dated_on":"2024-11-30","note":null}}]}
      2024-12-11 by 83: {"step":["B38",{"drop_paper":{"paper":"施工合同","reason":"签章不全"}}]}
      2024-12-12 by 84: {"step":["B38",{"gather_paper":{"paper":"立项文件","document":"施工许可证 370102202411300101","dated_on":null,"note":"以施工许可证代替：批文原件在省档案馆"}}]}
      2024-12-13 by 85: {"step":["B38",{"hand_over":{}}]}
      2024-12-20 by 86: {"step":["B38",{"take_in":{}}]}
      2024-11-06 by 64: {"promised":["A32",{"on":"2025-01-10","moved_by":null,"reason":null,"consulted":[],"decided_by":null,"document":null,"recorded_on":null}]}
      2024-11-26 by 65: {"promised":["A32",{"on":"2025-02-10","moved_by":"government","reason":"图审延期","consulted":["审图机构","市住建局"],"decided_by":"市政府秘书长","document":null,"recorded_on":null}]}
      2024-11-08 by 90: {"promised":["A36",{"on":"2025-12-31","moved_by":null,"reason":null,"consulted":[],"decided_by":null,"document":"承诺〔2024〕3号","recorded_on":"2024-12-22"}]}
      2024-12-23 by 91: {"promised":["A36",{"on":"2026-01-31","moved_by":"applicant","reason":"图审延期","consulted":["市住建局"],"decided_by":null,"document":null,"recorded_on":null}]}
      2024-12-05 by 66: {"delayed":["A32",{"reason":"图审未完成","expected_on":"2025-02-28"}]}
      2024-11-08 by 67: {"own_item":["X01",{"name":"临时用地审批","lane":"early_start","kind":"permit","unit":"natural_resources","plan":{"count":12,"kind":"working"},"after":["A24"],"before":["A32"],"reason":"施工便道占用相邻地块"}]}
      2024-11-08 by 68: {"own_plan":["A36",{"days":{"count":420,"kind":"natural"},"reason":"按施工计划","works":{"file":"总进度计划.xml","attachment":"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0","starts_on":"2025-02-10","ends_on":"2026-04-05","milestones":[["主体封顶","2025-10-31"]]}}]}
      2024-12-06 by 69: {"own_plan":["A36",{"days":null,"reason":"计划作废","works":null}]}
    P6, last told of by 33
      2024-10-08 by 33: {"name":"泺口片区更新（二标段）"}
      2024-10-08 by 33: {"district":"天桥区"}
      2024-10-08 by 33: {"part_of":3}
    "#);
}
