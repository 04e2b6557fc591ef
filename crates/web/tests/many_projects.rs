//! One field of many projects at once: previewed first, done as previewed, refused with reasons.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::{Answer, City, encode};
use qinghuo_domain::ProjectId;

const ALL: [(&str, &str); 4] = [("row", "P1"), ("row", "P2"), ("row", "P3"), ("row", "P5")];

/// The form of the page, sent again with other words.
async fn send(city: &City, actor: Option<&str>, page: &Answer, told: &[(&str, &str)]) -> Answer {
    let hidden: Vec<(&str, String)> =
        ["field", "key", "seen", "previewed"].map(|name| (name, unescaped(&page.hidden(name)))).into();
    let mut pairs: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.extend(ALL);
    pairs.extend(told);
    city.post_as(actor, "/projects/batch", &pairs).await
}

fn unescaped(text: &str) -> String {
    // As a browser sends it: line ends become those of the network.
    text.replace("&#38;", "&").replace('\n', "\r\n")
}

#[tokio::test]
async fn what_is_previewed_is_done_and_nothing_else() {
    let city = City::small();
    let open = city.get(&format!("/projects/batch?field=lead_unit&place={}", encode("历下区"))).await;
    assert_eq!(open.status, StatusCode::OK);
    let picked = |text: &str| text.matches("name=\"pick\"").count();
    assert_eq!(picked(open.text()), 1, "the selection of the table");
    let head = city.office.head().seq;
    let said = [("lead_unit", "市发展改革委"), ("reason", "分工调整"), ("effective_on", "2024-11-20")];
    let with = |picks: &[&'static str], stage: &'static str| {
        let mut told: Vec<(&str, &str)> = said.into();
        told.extend(picks.iter().map(|id| ("pick", *id)));
        told.push(("stage", stage));
        told
    };
    let preview = send(&city, Some("王芳"), &open, &with(&["P1", "P3"], "preview")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text().contains("修改这 2 个项目"), "{}", preview.text());
    assert_eq!(city.office.head().seq, head, "a preview changes nothing");
    // Another selection than the one previewed is previewed first.
    let other = send(&city, Some("王芳"), &preview, &with(&["P1", "P2"], "do")).await;
    assert_eq!(city.office.head().seq, head);
    assert!(other.text().contains("修改这 2 个项目"));
    let done = send(&city, Some("王芳"), &preview, &with(&["P1", "P3"], "do")).await;
    assert_eq!(done.status, StatusCode::OK);
    // Two projects, and the playbook, which is adopted with the first order of a book.
    assert_eq!(city.office.head().seq, head + 3);
    assert!(done.text().contains("已修改 2") && done.text().contains("市发展改革委"));
    let unit = |id: u32| {
        let city = city.office.city();
        let project = city.project(ProjectId(id)).unwrap();
        project.at(qinghuo_domain::Moment::on(city::today())).lead_unit().map(|unit| unit.to_string())
    };
    assert_eq!((unit(1), unit(2), unit(3)), (Some("市发展改革委".into()), None, Some("市发展改革委".into())));
    // The same form once more is answered, not carried out again.
    send(&city, Some("王芳"), &preview, &with(&["P1", "P3"], "do")).await;
    assert_eq!(city.office.head().seq, head + 3);
    let history = city.get("/projects/P1").await;
    assert!(history.text().contains("分工调整"));
}

#[tokio::test]
async fn what_cannot_be_done_says_why_row_by_row() {
    let city = City::small();
    let open = city.get("/projects/batch?field=district").await;
    let told = [("district", "历下区"), ("pick", "P1"), ("pick", "P2"), ("stage", "preview")];
    let preview = send(&city, Some("王芳"), &open, &told).await;
    assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (_, second) = preview.text().split_once("value=\"P2\"").unwrap();
    assert!(second.contains("没有需要变更的内容"), "P2 is there already");
    assert!(preview.text().contains("修改这 1 个项目"));
    for (field, told, words) in [
        ("started_on", vec![("started_on", "2024-02-30"), ("pick", "P1")], "2024-06-30"),
        ("district", vec![("district", "历下区")], "没有勾选项目"),
        ("district", vec![("district", "历下区"), ("pick", "P1"), ("effective_on", "x")], "日期"),
    ] {
        let open = city.get(&format!("/projects/batch?field={field}")).await;
        let mut told = told;
        told.push(("stage", "preview"));
        let refused = send(&city, Some("王芳"), &open, &told).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.text().contains(words), "{field}: {words}");
    }
    // Nobody is named: the preview shows, the doing is refused.
    let open = city.get("/projects/batch?field=class").await;
    let told = [("class", "工业"), ("pick", "P1"), ("stage", "preview")];
    let preview = send(&city, None, &open, &told).await;
    let head = city.office.head().seq;
    let told = [("class", "工业"), ("pick", "P1"), ("stage", "do")];
    let refused = send(&city, None, &preview, &told).await;
    assert_eq!((refused.status, city.office.head().seq), (StatusCode::UNPROCESSABLE_ENTITY, head));
}

/// What projects are measured by is changed with a reason, shows what becomes of the light, and can be put back.
#[tokio::test]
async fn a_plan_says_what_becomes_of_the_light_and_is_put_back() {
    let city = City::small();
    let open = city.get("/projects/batch?field=year_plan").await;
    let told = |stage, reason: &'static str| {
        [("year_plan", "400"), ("reason", reason), ("pick", "P1"), ("pick", "P2"), ("stage", stage)]
    };
    let refused = send(&city, Some("王芳"), &open, &told("preview", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("须写明原因") && refused.text().matches(" checked").count() == 2);
    let preview = send(&city, Some("王芳"), &refused, &told("preview", "统一调减")).await;
    assert!(preview.text().contains("亮灯：红灯 → 绿灯"), "{}", preview.text());
    let done = send(&city, Some("王芳"), &preview, &told("do", "统一调减")).await;
    assert!(done.text().contains("已修改 2"), "{}", done.text());
    let restores: Vec<&str> = done.text().split("name=\"restore\" value=\"").skip(1).collect();
    let restores = restores.iter().map(|part| ("restore", part.split('"').next().unwrap()));
    let (_, form) = done.text().split_once("class=\"fold\"").unwrap();
    let key = form.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut back = vec![("field", "year_plan"), ("key", key), ("reason", "改错了")];
    back.extend(restores);
    let back = city.post("/projects/batch", &back).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert!(!back.text().contains("已选 0 个"), "nothing is said of a selection that is done");
    let plan = |id| {
        let book = city.office.city();
        let project = book.project(ProjectId(id)).unwrap();
        project.at(qinghuo_domain::Moment::on(city::today())).year_plan(2024).copied()
    };
    assert_eq!((plan(1), plan(2)), (Some(city::wan(1200)), Some(city::wan(2400))));
    assert!(city.get("/projects/P2").await.text().contains("改错了"));
}

/// More than can be changed at once come part by part, and nothing is called refused.
#[tokio::test]
async fn a_large_selection_comes_in_parts() {
    let city = City::small();
    for number in 0..120 {
        let set = vec![qinghuo_domain::Attribute::Name(Some(format!("项目{number}").into()))];
        city.tell("2024-02-01", qinghuo_domain::command::Command::RegisterProject { set });
    }
    let page = city.get("/projects/batch?field=class").await;
    assert!(page.text().contains("共 125 个，一次最多 120 个") && !page.text().contains("没有保存"));
    let links =
        page.text().split("href=\"/projects/batch?").skip(1).map(|rest| rest.split('"').next().unwrap());
    let next = links.filter(|link| link.contains("from=")).last().unwrap();
    let rest = city.get(&format!("/projects/batch?{}", next.replace("&#38;", "&"))).await;
    assert_eq!(rest.text().matches("name=\"pick\"").count(), 5);
}

/// A field somebody changed after the preview is not overwritten.
#[tokio::test]
async fn what_changed_meanwhile_is_refused() {
    let city = City::small();
    let open = city.get("/projects/batch?field=class").await;
    let told = |stage| [("class", "工业"), ("pick", "P1"), ("pick", "P2"), ("stage", stage)];
    let preview = send(&city, Some("王芳"), &open, &told("preview")).await;
    city.revise(1, vec![qinghuo_domain::Attribute::Class(Some("服务业".into()))]);
    let done = send(&city, Some("王芳"), &preview, &told("do")).await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(done.text().contains("已修改 1") && done.text().contains("class=\"trouble\""));
    let people = city.get("/projects/batch?field=service_officer").await;
    let told = [("service_officer", "赵明"), ("pick", "P3"), ("stage", "preview")];
    let preview = send(&city, Some("王芳"), &people, &told).await;
    let told = [("service_officer", "赵明"), ("pick", "P3"), ("stage", "do")];
    send(&city, Some("王芳"), &preview, &told).await;
    assert!(city.get("/projects/P3").await.text().contains("赵明"));
    assert_eq!(city.get("/projects/batch?light=pink").await.status, StatusCode::BAD_REQUEST);
}
