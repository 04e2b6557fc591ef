//! The approvals of one project in the browser: what is proposed, shown, done, refused and printed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use city::{Answer, City};
use qinghuo_domain::{
    Attribute,
    circumstance::{Investor, LandSupply},
};

const PAGE: &str = "/projects/P1/approvals";

/// The small city, of whose first project the book knows what its procedure asks.
fn city() -> City {
    let city = City::small();
    city.revise(
        1,
        vec![
            Attribute::Investor(Some(Investor::Social)),
            Attribute::LandSupply(Some(LandSupply::Grant)),
            Attribute::ClearedLand(Some(true)),
        ],
    );
    city
}

async fn assigned() -> City {
    let city = city();
    let answer = post(
        &city,
        &[("what", "assign"), ("procedure", "social_industrial"), ("effective_on", "2024-07-01")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    city
}

/// Sends a form of the page, with the key and the last record the page shows.
async fn post(city: &City, fields: &[(&str, &str)]) -> Answer {
    // Every item's forms carry the same page's key; the first item has some.
    let known = fields.iter().find(|(name, _)| *name == "item").map_or("A01", |(_, code)| code);
    let page = city.get(&format!("{PAGE}?item={}", if known == "A99" { "A01" } else { known })).await;
    // A project is given its procedure from a preview, whose form carries a key of its own.
    let procedure = fields.iter().find(|(name, _)| *name == "procedure").map(|(_, key)| key);
    let key = match procedure {
        Some(procedure) => format!("assign-{procedure}"),
        None => format!("{}-{}", page.hidden("key"), fields.len()),
    };
    let mut fields = fields.to_vec();
    fields.push(("key", &key));
    city.post(PAGE, &fields).await
}

async fn step<'f>(
    city: &City,
    on: &'f str,
    item: &'f str,
    deed: &'f str,
    more: &[(&'f str, &'f str)],
) -> Answer {
    let mut fields = vec![("what", "step"), ("item", item), ("deed", deed), ("effective_on", on)];
    fields.extend_from_slice(more);
    post(city, &fields).await
}

#[tokio::test]
async fn a_project_without_a_procedure_is_offered_one() {
    let city = city();
    let page = city.get_in("zh", PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("项目尚未确定办理流程"));
    let option =
        page.text().split("<option").find(|option| option.contains("social_industrial")).unwrap().to_owned();
    assert!(page.text().contains("建议适用") || option.contains("value"), "{option}");
    // What it would bring is seen before it is chosen, from the day chosen.
    assert!(!page.text().contains("value=\"assign\""));
    let previewed =
        city.get_in("zh", &format!("{PAGE}?procedure=social_industrial&effective_on=2024-07-01")).await;
    for shown in
        ["新增须办理的事项", "A32 建筑工程施工许可证", "预计日期", "value=\"assign\"", "value=\"2024-07-01\""]
    {
        assert!(previewed.text().contains(shown), "{shown}");
    }
    let no_day = city.get(&format!("{PAGE}?procedure=social_industrial&effective_on=soon")).await;
    assert_eq!(no_day.status, StatusCode::BAD_REQUEST);
    let refused =
        post(&city, &[("what", "assign"), ("procedure", "none_such"), ("effective_on", "2024-07-01")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("none_such"));
    assert!(!assigned().await.get(PAGE).await.text().contains("项目尚未确定办理流程"));
}

#[tokio::test]
async fn an_item_is_acted_on_and_every_reason_comes_back_with_the_form() {
    let city = assigned().await;
    assert_eq!(step(&city, "2024-11-22", "A24", "submit", &[]).await.status, StatusCode::SEE_OTHER);
    let opened = city.get_in("zh", &format!("{PAGE}?item=A24")).await;
    for shown in ["已申请", "提交申请回执", "一次性告知补正", "不予受理", "首日计划", "并联进度图"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    let refused = step(&city, "2024-11-20", "A24", "want_corrections", &[("missing", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text().contains("请填写原因") && refused.text().contains("2024-11-22"),
        "both reasons at once"
    );
    let faulty = step(&city, "2024-11-23", "A24", "approve", &[("valid_until", "soon")]).await;
    assert!(faulty.text().contains("is-invalid") || faulty.status == StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = city
        .post_as(None, PAGE, &[("what", "step"), ("item", "A24"), ("deed", "accept"), ("key", "x")])
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = step(&city, "2024-11-23", "A99", "submit", &[]).await;
    assert!(unknown.text().contains("A99"));
}

#[tokio::test]
async fn a_letter_is_printed_from_the_record_that_made_it() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A24", "submit", &[]).await;
    step(&city, "2024-09-03", "A24", "want_corrections", &[("missing", "日照分析报告")]).await;
    let opened = city.get_in("zh", &format!("{PAGE}?item=A24")).await;
    let (_, rest) =
        opened.text().split_once("申请材料补正告知书").map(|(before, after)| (after, before)).unwrap();
    let href = rest.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let letter = city.get_in("zh", &href).await;
    assert_eq!(letter.status, StatusCode::OK, "{href}");
    for shown in ["申请材料补正告知书", "日照分析报告", "行政许可法第三十二条"] {
        assert!(letter.text().contains(shown), "{shown}");
    }
    assert_eq!(
        city.get(&format!("{PAGE}/letters/1")).await.status,
        StatusCode::NOT_FOUND,
        "no letter came of that record"
    );
}

#[tokio::test]
async fn a_review_never_prints_a_decision() {
    let city = assigned().await;
    for (on, deed) in [("2024-09-02", "submit"), ("2024-09-03", "accept"), ("2024-09-04", "approve")] {
        assert_eq!(step(&city, on, "A17", deed, &[]).await.status, StatusCode::SEE_OTHER, "{deed}");
    }
    let opened = city.get_in("zh", &format!("{PAGE}?item=A17")).await;
    assert!(opened.text().contains("受理回执") && !opened.text().contains("批准决定书"));
    let record = opened.text().split("#fact-").filter_map(|rest| rest.split('"').next()?.parse::<u64>().ok());
    let approved = record.max().unwrap();
    for (seq, status) in [(approved, StatusCode::NOT_FOUND), (approved - 1, StatusCode::OK)] {
        assert_eq!(city.get(&format!("{PAGE}/letters/{seq}")).await.status, status, "#{seq}");
    }
}

#[tokio::test]
async fn an_item_of_its_own_is_added_planned_and_taken_back() {
    let city = assigned().await;
    let form = |item: &'static str, after: &'static str| {
        [
            ("what", "add"),
            ("item", item),
            ("name", "临时用地审批"),
            ("lane", "early_start"),
            ("kind", "permit"),
            ("unit", "自规"),
            ("days", "12"),
            ("day_kind", "working"),
            ("after", after),
            ("before", "a32"),
            ("reason", "施工便道占用相邻地块"),
            ("effective_on", "2024-09-02"),
        ]
    };
    let wrong = post_own(&city, &form("x-1", "A24；zz")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("请写成 X01") && wrong.text().contains("value=\"临时用地审批\""),
        "the form comes back filled"
    );
    let empty = post_own(&city, &[("what", "add"), ("item", "X01"), ("after", "zz")]).await;
    assert_eq!(
        empty.text().matches("is-invalid").count(),
        7,
        "name, lane, kind, unit, days, kind of days, codes"
    );
    let refused = post_own(&city, &form("X01", "A99、A98")).await;
    assert!(refused.text().contains("A99") && refused.text().contains("A98"), "both reasons at once");
    let added = post_own(&city, &form("x01", "A24")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let opened = city.get_in("zh", &format!("{PAGE}?item=X01")).await;
    for shown in ["X01 临时用地审批", "自规", "12 个工作日", "撤回误增的事项", "提交申请"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    let items = city.get("/api/v1/projects/P1/schedule").await.json();
    let own = items["items"].as_array().unwrap().iter().find(|item| item["item"] == "X01").unwrap().clone();
    assert_eq!((&own["name"]["en"], &own["units"][0]), (&"临时用地审批".into(), &"natural_resources".into()));
    assert_eq!(own["own"]["item"]["before"][0], "A32");
    let longer =
        [("what", "replan"), ("item", "A36"), ("days", "420"), ("day_kind", "natural"), ("reason", "体量大")];
    assert_eq!(post(&city, &longer).await.status, StatusCode::SEE_OTHER);
    let opened = city.get_in("zh", &format!("{PAGE}?item=A36")).await;
    for shown in ["420 日（流程 300 日（估））", "计划用时 420 日：体量大", "恢复流程所定用时"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    let beyond =
        [("what", "replan"), ("item", "A24"), ("days", "21"), ("day_kind", "working"), ("reason", "复杂")];
    assert!(post(&city, &beyond).await.text().contains("法定时限为不超过 20 个工作日"));
    for (item, what) in [("A36", "restore"), ("X01", "take_back_item")] {
        let back = [("what", what), ("item", item), ("reason", "登记有误")];
        assert_eq!(post(&city, &back).await.status, StatusCode::SEE_OTHER, "{what}");
    }
    let page = city.get_in("zh", PAGE).await;
    assert!(!page.text().contains("X01 临时") && !page.text().contains("420 日"));
    let history = city.get_in("zh", "/projects/P1").await;
    for shown in ["增设事项 X01", "调整事项 A36 主体施工 的计划用时", "恢复流程所定用时：登记有误"]
    {
        assert!(history.text().contains(shown), "{shown}");
    }
}

/// Sends the form that adds an item, which stands below all others.
async fn post_own(city: &City, fields: &[(&str, &str)]) -> Answer {
    let page = city.get(&format!("{PAGE}?add=yes")).await;
    let key = format!("{}-add", page.hidden("key"));
    let mut fields = fields.to_vec();
    fields.push(("key", &key));
    city.post(PAGE, &fields).await
}

#[tokio::test]
async fn what_the_conditions_exclude_is_opened_and_called_for() {
    let city = assigned().await;
    let page = city.get_in("zh", PAGE).await;
    assert!(page.text().contains("item=A05"), "an item not needed can be opened");
    let opened = city.get_in("zh", &format!("{PAGE}?item=A05")).await;
    assert!(opened.text().contains("认定仍需办理") && !opened.text().contains("value=\"find_unneeded\""));
    let called = step(&city, "2024-09-02", "A05", "need_after_all", &[("reason", "增加征地")]).await;
    assert_eq!(called.status, StatusCode::SEE_OTHER);
    let opened = city.get_in("zh", &format!("{PAGE}?item=A05")).await;
    assert!(opened.text().contains("认定无需办理") && opened.text().contains("认定仍需办理：增加征地"));
}

#[tokio::test]
async fn another_procedure_is_previewed_before_it_is_followed() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A20", "submit", &[]).await;
    let asked = format!("{PAGE}?procedure=gov_infrastructure_civil");
    let page = city.get_in("zh", &asked).await;
    for shown in ["新增须办理的事项", "不再办理的事项", "现在不能迁移", "A20", "预计日期"]
    {
        assert!(page.text().contains(shown), "{shown}");
    }
    assert!(!page.text().contains("value=\"assign\""), "what would be refused is not offered");
    let preview = city.get("/api/v1/projects/P1/migration?procedure=gov_infrastructure_civil").await.json();
    assert_eq!(preview["refusals"][0]["code"], "procedure_under_way");
    assert_eq!(preview["then"]["key"], "gov_infrastructure_civil");
    assert!(preview["appear"].as_array().unwrap().iter().any(|item| item == "B01"));
    let sent =
        [("what", "assign"), ("procedure", "gov_infrastructure_civil"), ("effective_on", "2024-09-03")];
    let refused = post(&city, &sent).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("A20"));
    let back = [("what", "take_back"), ("item", "A20"), ("reason", "误记")];
    assert_eq!(post(&city, &back).await.status, StatusCode::SEE_OTHER);
    assert!(city.get(&asked).await.text().contains("value=\"assign\""));
    assert_eq!(post(&city, &sent).await.status, StatusCode::SEE_OTHER);
    assert!(city.get_in("zh", PAGE).await.text().contains("B01"));
    let unknown = city.get("/api/v1/projects/P1/migration?procedure=none_such").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

/// A schedule of two tasks and a milestone, from 1 April 2025 to 26 May 2026.
const WORKS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Title>总进度计划</Title><StartDate>2025-04-01T08:00:00</StartDate><Tasks>
<Task><UID>1</UID><ID>1</ID><Name>地下</Name><WBS>1</WBS><OutlineLevel>1</OutlineLevel><Duration>PT1600H0M0S</Duration><DurationFormat>7</DurationFormat></Task>
<Task><UID>2</UID><ID>2</ID><Name>地上</Name><WBS>2</WBS><OutlineLevel>1</OutlineLevel><Duration>PT800H0M0S</Duration><DurationFormat>7</DurationFormat><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task>
<Task><UID>3</UID><ID>3</ID><Name>主体封顶</Name><WBS>3</WBS><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone><Duration>PT0H0M0S</Duration><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink></Task>
</Tasks></Project>"#;

/// Sends the form with a file.
async fn send_works(city: &City, item: &str, file: Option<&str>, reason: &str) -> Answer {
    let page = city.get(&format!("{PAGE}?item={item}")).await;
    let key = format!("{}-works{}", page.hidden("key"), reason.len());
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let mut body = part("item", item) + &part("key", &key) + &part("reason", reason);
    if let Some(text) = file {
        let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.xml\"\r\n\r\n";
        body += &format!("{head}{text}\r\n");
    }
    city.post_body(&format!("{PAGE}/works"), "multipart/form-data; boundary=b", body + "--b--\r\n").await
}

#[tokio::test]
async fn a_schedule_of_the_works_becomes_the_plan_of_the_item() {
    let city = assigned().await;
    let nothing = send_works(&city, "A36", None, "按施工计划").await;
    assert!(nothing.status == StatusCode::UNPROCESSABLE_ENTITY && nothing.text().contains("请选择文件"));
    let no_schedule = send_works(&city, "A36", Some("<html/>"), "按施工计划").await;
    assert_eq!(no_schedule.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nameless = send_works(&city, "A36", Some(WORKS), " ").await;
    assert!(nameless.text().contains("请填写原因"));
    let works = WORKS.replace("<Tasks>", "<Calendars><Calendar><UID>1</UID></Calendar></Calendars><Tasks>");
    let taken = send_works(&city, "A36", Some(&works), "按施工单位总进度计划").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let opened = city.get_in("zh", &format!("{PAGE}?item=A36")).await;
    for shown in ["取自施工计划 plan.xml，2025-04-01", "主体封顶", "按施工单位总进度计划"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    let href = opened.text().split("href=\"").find(|href| href.contains("/works/")).unwrap();
    let file = city.get(href.split('"').next().unwrap()).await;
    assert_eq!((file.status, file.text()), (StatusCode::OK, &*works), "the file is kept as it was sent");
    let items = city.get("/api/v1/projects/P1/schedule").await.json();
    let item = items["items"].as_array().unwrap().iter().find(|item| item["item"] == "A36").unwrap().clone();
    let works = &item["own_plan"]["plan"]["works"];
    let day = |name: &str| works[name].as_str().unwrap().parse::<qinghuo_domain::Date>().unwrap();
    let length = day("starts_on").until(day("ends_on")).unwrap().get_days() + 1;
    assert_eq!(item["plan"]["count"], length, "first and last day counted");
    // Without its file no schedule is believed; the file has an address of its own.
    let command = serde_json::json!({ "command": "replan_item", "project": 1, "item": "A36", "plan": item["own_plan"]["plan"] });
    assert_eq!(city.command("k1", &command).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(city.get(&format!("{PAGE}/works/1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_item_the_project_does_not_have_is_called_unknown() {
    let city = assigned().await;
    let page = city.get_in("zh", &format!("{PAGE}?item=NOSUCH")).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("item 没有这个值：“NOSUCH”"), "{}", page.text());
    assert_eq!(city.get(&format!("{PAGE}?item=a20")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_schedule_with_anything_wrong_in_it_is_refused_with_all_of_it() {
    let city = assigned().await;
    let head = city.get("/api/v1/head").await.json()["seq"].clone();
    let wrong = WORKS
        .replace("<PredecessorUID>1<", "<PredecessorUID>99<")
        .replace("PT1600H0M0S", "-PT8H0M0S")
        .replace("2025-04-01", "2023-04-03");
    let page = send_works(&city, "A36", Some(&wrong), " ").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for reason in [
        "搭接关系的另一端不在文件中，未读入：1 处（2 地上：99 第",
        "工期或延时为负，或超过一万天，按可能的最近值处理：1 处（1 地下：-8 h 第",
        "作业早于项目办理流程的开始日期：3 处（1 地下：2023-04-",
    ] {
        assert!(page.text().contains(reason), "{reason}");
    }
    let post = |text: String, key: &'static str, item: &'static str| {
        let request =
            Request::post(format!("/api/v1/projects/P1/items/{item}/works?file=plan.xml&reason=plan"))
                .header("idempotency-key", key)
                .header("qinghuo-actor", "wang")
                .body(Body::from(text));
        city.ask(request.unwrap())
    };
    let refused = post(wrong, "w1", "A36").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let body = refused.json();
    let told: Vec<_> = body["findings"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(body["error"], "faulty_schedule");
    assert_eq!(told, ["absurd", "predecessor_unknown", "before_project"], "{body}");
    assert_eq!(body["findings"][1]["places"][0]["name"], "地上");
    let permit = post(WORKS.to_owned(), "w2", "A24").await.json();
    assert!(permit["refusals"].as_array().unwrap().iter().any(|one| one["code"] == "item_not_works"));
    assert_eq!(city.get("/api/v1/head").await.json()["seq"], head, "nothing changed");
    // What is only not held as it stands is told, and the schedule is taken.
    let taken = post(WORKS.to_owned(), "w3", "A36").await.json();
    assert_eq!(taken["findings"][0]["code"], "calendar_missing", "{taken}");
    let page = send_works(&city, "A36", Some(&WORKS.replace("PT800H", "PT804H")), "按新计划").await;
    assert_eq!(page.status, StatusCode::OK);
    for words in ["已按施工计划确定用时", "工期不是整天，向上取整：1 处（2 地上", "文件没有日历"]
    {
        assert!(page.text().contains(words), "{words}");
    }
}

#[tokio::test]
async fn many_projects_are_moved_at_once_and_those_that_cannot_be_say_why() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A20", "submit", &[]).await;
    let page = city.get_in("zh", "/migrations").await;
    assert!(page.status == StatusCode::OK && page.text().contains("没有需要迁移的项目"));
    let address = "/migrations?procedure=gov_infrastructure_civil";
    let page = city.get_in("zh", address).await;
    assert!(page.text().contains("不能迁移 1 个") && page.text().contains("A20"), "{}", page.text());
    let key = page.hidden("key");
    let before = city.get("/api/v1/migrations?procedure=gov_infrastructure_civil").await.json();
    let projects = before["projects"].as_array().unwrap();
    let movable =
        projects.iter().filter(|project| project["refusals"].as_array().unwrap().is_empty()).count();
    assert!(movable > 0 && movable + 1 == projects.len());
    let nobody = city.post_as(None, address, &[("key", &key)]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(city.post(address, &[("key", &key)]).await.status, StatusCode::SEE_OTHER);
    let after = city.get("/api/v1/migrations?procedure=gov_infrastructure_civil").await.json();
    let left: Vec<&str> =
        after["projects"].as_array().unwrap().iter().map(|p| p["project"].as_str().unwrap()).collect();
    assert_eq!(left, ["P1"], "what was done there would be lost");
    let narrow = city.get("/api/v1/migrations?procedure=fit_out&phase=benefit").await.json();
    assert!(narrow["projects"].as_array().unwrap().len() < projects.len());
}

#[tokio::test]
async fn the_past_is_shown_as_it_was_and_takes_no_acts() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A24", "submit", &[]).await;
    let past = city.get_in("zh", &format!("{PAGE}?item=A24&as_of=2024-08-01")).await;
    assert!(past.text().contains("尚无办理记录") && !past.text().contains("name=\"deed\""));
    let english = city.get_in("en", &format!("{PAGE}?item=A24")).await;
    assert!(
        english.text().contains("Planned at first") && !english.text().contains("page-"),
        "no text is missing"
    );
    assert_eq!(city.get("/projects/P99/approvals").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_items_are_narrowed_and_a_date_is_explained_by_link() {
    let city = assigned().await;
    step(&city, "2024-09-02", "A24", "submit", &[]).await;
    let narrowed = city.get_in("zh", &format!("{PAGE}?lane=permits&state=running")).await;
    assert!(
        narrowed.text().contains("A24 ") && narrowed.text().matches("step step-").count() == 1,
        "{}",
        narrowed.text()
    );
    assert!(
        narrowed.text().contains("item=A24&#38;lane=permits&#38;state=running#A24"),
        "links keep the choice"
    );
    let critical = city.get_in("zh", &format!("{PAGE}?critical=yes&state=approved")).await;
    assert!(critical.text().contains("没有符合条件的事项"));
    let why = city.get_in("zh", &format!("{PAGE}?why=start")).await;
    assert!(why.text().contains("开工为何在") && why.text().contains("id=\"why\""));
    let wrong = city.get_in("zh", &format!("{PAGE}?why=soon&lane=fast")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(
        wrong.text().contains("“soon”") && wrong.text().contains("“fast”") && wrong.text().contains("A24 ")
    );
}

#[tokio::test]
async fn what_cannot_be_done_says_why_and_what_can_says_how_it_moves_the_clock() {
    let city = assigned().await;
    let opened = city.get_in("zh", &format!("{PAGE}?item=A24")).await;
    for shown in ["受理（主管部门）", "当前状态不能办理", "五个工作日", "该事项不适用告知承诺"]
    {
        assert!(opened.text().contains(shown), "{shown}");
    }
    assert!(
        !city.get_in("zh", &format!("{PAGE}?item=A36")).await.text().contains("受理（主管部门）"),
        "nobody accepts works"
    );
}

#[tokio::test]
async fn an_item_nobody_knows_the_need_of_says_which_facts_are_missing() {
    let city = assigned().await;
    let page = city.get_in("zh", PAGE).await;
    assert!(
        page.text().contains("是否需要办理取决于") && page.text().contains("泉水补给区"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("/projects/P1?edit=approvals#approvals"));
    city.revise(1, vec![Attribute::SpringZone(Some(true))]);
    assert!(!city.get_in("zh", PAGE).await.text().contains(">泉水补给区"));
}

#[tokio::test]
async fn pre_handling_stops_promises_and_validity_are_shown() {
    let city = assigned().await;
    for (on, deed, more) in [
        ("2024-09-02", "begin_pre_handling", &[][..]),
        ("2024-09-10", "give_pre_review", &[("opinion", "可行")]),
        ("2024-09-12", "submit", &[]),
        ("2024-09-13", "accept", &[]),
        ("2024-09-18", "begin_special_procedure", &[("special", "expert_review"), ("days", "5")]),
        ("2024-09-25", "end_special_procedure", &[]),
        ("2024-10-08", "approve", &[("document", "规证〔2024〕7号"), ("valid_until", "2024-12-10")]),
    ] {
        let answer = step(&city, on, "A24", deed, more).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{deed}: {}", answer.text());
    }
    let promise =
        [("what", "promise"), ("item", "A32"), ("on", "2025-06-30"), ("effective_on", "2024-10-08")];
    let late = post(&city, &[&promise[..], &[("document", "")]].concat()).await;
    assert!(is_beside(late.text(), "promise-document", "须注明承诺书的文号"), "{}", late.text());
    let promise = [&promise[..], &[("document", "承诺〔2024〕3号")]].concat();
    assert_eq!(post(&city, &promise).await.status, StatusCode::SEE_OTHER);
    let page = city.get_in("zh", PAGE).await;
    for shown in [
        "预办理 2024-09-02 至 2024-09-10",
        "停止计时 2024-09-18 至 2024-09-25",
        "class=\"bar-promise is-last\"",
        "文号 规证〔2024〕7号",
        "有效期至 2024-12-10，应申请延续",
    ] {
        assert!(page.text().contains(shown), "{shown}");
    }
    let history = city.get_in("zh", "/projects/P1").await;
    assert!(history.text().contains("办理事项 A24 建设工程规划许可证"), "names, not codes alone");
}

/// Whether a reason stands beside an input: in the place its `aria-describedby` names.
fn is_beside(page: &str, input: &str, words: &str) -> bool {
    let place = format!("<div id=\"{input}-trouble\">");
    let beside = page.split(&place).nth(1).and_then(|rest| rest.split("</div></div>").next());
    page.contains(&format!("aria-describedby=\"{input}-trouble\""))
        && beside.is_some_and(|beside| beside.contains(words))
}

#[tokio::test]
async fn a_reason_stands_beside_the_input_it_is_about() {
    let city = assigned().await;
    step(&city, "2024-11-20", "A24", "submit", &[]).await;
    step(&city, "2024-11-21", "A24", "accept", &[]).await;
    let extend = [("days", "99"), ("reason", ""), ("approver", "")];
    let refused = step(&city, "2024-11-22", "A24", "extend", &extend).await;
    let text = refused.text();
    assert!(
        is_beside(text, "stepextend-days", "60") && is_beside(text, "stepextend-approver", "批准"),
        "{text}"
    );
    assert!(is_beside(text, "stepextend-reason", "请填写原因"));
    assert!(text.matches("aria-invalid=\"true\"").count() == 3 && !text.contains("role=\"alert\""));
    let earlier = step(&city, "2024-11-19", "A24", "approve", &[("document", ""), ("valid_until", "")]).await;
    assert!(is_beside(earlier.text(), "stepapprove-effective_on", "2024-11-21"), "{}", earlier.text());
    let unread =
        step(&city, "2024-11-22", "A24", "extend", &[("days", "many"), ("reason", ""), ("approver", "")])
            .await;
    assert!(
        is_beside(unread.text(), "stepextend-reason", "请填写"),
        "what is empty is told with what is wrong"
    );
    let promise =
        [("what", "promise"), ("item", "A16"), ("on", "2023-01-01"), ("effective_on", "2024-11-22")];
    let past = post(&city, &promise).await;
    assert!(is_beside(past.text(), "promise-on", "早于"), "{}", past.text());
}

#[tokio::test]
async fn the_network_goes_out_with_what_it_does_not_carry() {
    let city = assigned().await;
    let page = city.get(PAGE).await;
    for shown in ["/projects/P1/approvals/network.xml", "文件中未能带出的内容", "全部事项"] {
        assert!(page.text().contains(shown), "{shown}");
    }
    assert!(city.get("/projects/P1").await.text().contains("/projects/P1/approvals/network.xml"));
    let file = city.get("/projects/P1/approvals/network.xml?as_of=2024-11-20").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.text().contains("<Name>") && file.header("content-disposition").contains("P1-2024-11-20.xml")
    );
    let told = city.get("/api/v1/projects/P1/network?as_of=2024-11-20").await.json();
    assert_eq!(told["xml"].as_str().unwrap(), file.text());
    let left: Vec<&str> =
        told["not_carried"].as_array().unwrap().iter().map(|left| left["what"].as_str().unwrap()).collect();
    assert!(left.contains(&"limits") && left.contains(&"words"), "{left:?}");
    assert_eq!(city.get("/projects/P4/approvals/network.xml").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_applicant_who_does_not_answer_is_shown_and_the_days_are_theirs() {
    let city = assigned().await;
    let promise = [
        ("what", "promise"),
        ("item", "A26"),
        ("on", "2024-10-20"),
        ("effective_on", "2024-09-02"),
        ("document", "承诺〔2024〕3号"),
    ];
    assert_eq!(post(&city, &promise).await.status, StatusCode::SEE_OTHER);
    step(&city, "2024-09-02", "A26", "submit", &[]).await;
    step(&city, "2024-09-03", "A26", "want_corrections", &[("missing", "地勘报告")]).await;
    let page = city.get_in("zh", &format!("{PAGE}?item=A26")).await;
    for shown in [
        "已过承诺日期，须说明情况",
        "申请人逾期未回应，停止计时，须书面告知",
        "申请人自 2024-09-03 起未回应，2024-10-03 次日起的天数计为申请人原因",
        "已过承诺日期 35 天",
        "承诺书文号 承诺〔2024〕3号；2024-11-24 补记，自该日起受承诺纪律约束；补记时承诺日期已过",
    ] {
        assert!(page.text().contains(shown), "{shown}");
    }
    let schedule = city.get("/api/v1/projects/P1/schedule").await.json();
    let item = schedule["items"].as_array().unwrap().iter().find(|item| item["item"] == "A26").unwrap();
    assert_eq!(item["duties"], serde_json::json!(["explain_miss", "notice_silence"]));
    let silence =
        serde_json::json!({ "since": "2024-09-03", "stands_from": "2024-10-03", "noticed_on": null });
    assert_eq!(item["silence"], silence);
    // The days count from the day the promise came in: that is today.
    assert_eq!(item["promise_miss"], serde_json::json!({ "days": 35, "applicant_days": 0 }));
    let items = city.get("/api/v1/items?item=A26").await.json();
    let open = &items["items"][0];
    assert_eq!((&open["urgency"], &open["silence"]), (&"stopped".into(), &silence));

    // The notice is recorded with its number, once; its receipt of delivery can be printed.
    let early = step(&city, "2024-10-03", "A26", "notice_silence", &[("document", "告知〔2024〕1号")]).await;
    assert!(early.text().contains("满 30 天后方可告知逾期"), "{}", early.text());
    let nameless = step(&city, "2024-11-20", "A26", "notice_silence", &[("document", " ")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = step(&city, "2024-11-20", "A26", "notice_silence", &[("document", "告知〔2024〕1号")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let page = city.get_in("zh", &format!("{PAGE}?item=A26")).await;
    let text = page.text();
    assert!(
        text.contains("告知申请人逾期未回应，文号 告知〔2024〕1号")
            && text.contains("已于 2024-11-20 书面告知")
    );
    assert!(!text.contains("须书面告知") && text.contains("已经告知，申请人尚未回应"), "{text}");
    let last = text.rsplit("/projects/P1/approvals/letters/").next().unwrap().split('"').next().unwrap();
    let letter = city.get_in("zh", &format!("/projects/P1/approvals/letters/{last}")).await;
    assert!(
        letter.text().contains("告知书（文号：告知〔2024〕1号）已于 2024-11-20 送达"),
        "{}",
        letter.text()
    );
    let item = city.get("/api/v1/items?item=A26").await.json();
    assert_eq!(item["items"][0]["duties"], serde_json::json!(["explain_miss"]));
    assert_eq!(item["items"][0]["silence"]["noticed_on"], "2024-11-20");
}

#[tokio::test]
async fn what_has_a_shortest_time_says_until_when_and_is_not_offered_before() {
    let city = assigned().await;
    step(&city, "2024-11-22", "A18", "begin", &[]).await;
    let page = city.get_in("zh", &format!("{PAGE}?item=A18")).await;
    assert!(page.text().contains("法定最短期限 2024-11-29 期满，此前不能办结"));
    assert!(page.text().contains("法定最短期限未满") && !page.text().contains("value=\"finish\""));
    let refused = step(&city, "2024-11-24", "A18", "finish", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
