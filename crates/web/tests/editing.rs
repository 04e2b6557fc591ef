//! Editing in place: what is saved, what comes back with its reasons, and what nobody may ask for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::{Request, StatusCode, header};
use city::{Answer, City};
use qinghuo_domain::{Attribute, Moment, ProjectId};
use std::collections::BTreeMap;

/// The form of a group as it is shown, to be changed and sent.
struct Filled(BTreeMap<String, String>);

impl Filled {
    fn of(page: &Answer) -> Self {
        let mut fields = BTreeMap::new();
        for name in ["group", "key", "seen", "year"] {
            fields.insert(name.to_owned(), page.hidden(name));
        }
        for input in page.text().split(" id=\"f-").skip(1) {
            let (name, rest) = input.split_once('"').unwrap();
            let tag = rest.split('>').next().unwrap();
            let value = tag.split_once(" value=\"").map(|(_, value)| value.split('"').next().unwrap());
            let selected = || rest.split("</select>").next()?.split_once("\" selected")?.0.rsplit('"').next();
            let lines = || rest.split_once(">\n")?.1.split("</textarea>").next();
            let value = value.or_else(selected).or_else(lines).unwrap_or_default();
            fields.insert(name.to_owned(), value.to_owned());
        }
        Self(fields)
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        assert!(self.0.contains_key(name), "the form has no {name}");
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    async fn send(&self, city: &City, how: &str) -> Answer {
        let fields: Vec<(&str, &str)> =
            self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        city.post(&format!("/projects/P1/{how}"), &fields).await
    }
}

fn name(city: &City) -> String {
    let book = city.office.city();
    book.project(ProjectId(1)).unwrap().at(Moment::on(city::today())).name().unwrap().to_string()
}

#[tokio::test]
async fn a_change_is_saved_once_and_shown_by_its_fact() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=identity").await)
        .set("name", "长清智造园")
        .set("reason", "更名");
    let before = city.office.head().seq;
    let answer = form.send(&city, "revise").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), format!("/projects/P1?saved={}#identity", before + 1));
    assert_eq!(name(&city), "长清智造园");
    let page = city.get("/projects/P1").await;
    for words in [
        "曾用名： 长清大学城智能制造园",
        "<del>长清大学城智能制造园</del>",
        "<ins>长清智造园</ins>",
        "原因： 更名",
        "王芳",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    // Sent twice, by a hand that clicks twice: once done.
    let after = city.office.head();
    assert_eq!(form.send(&city, "revise").await.status, StatusCode::SEE_OTHER);
    assert_eq!(city.office.head(), after);
}

#[tokio::test]
async fn every_reason_comes_back_beside_its_field_with_what_was_typed() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=identity").await)
        .set("name", "  ")
        .set("codes", "2402-370102-04-05-000002")
        .set("aliases", "旧名");
    let before = city.office.head();
    let answer = form.send(&city, "correct").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(city.office.head(), before, "nothing was written");
    for words in
        ["项目名称不能为空", "项目代码 2402-370102-04-05-000002 已属于 P2", "请填写原因", "value=\"旧名\""]
    {
        assert!(answer.text().contains(words), "{words}");
    }
    // Texts that are no values, and values against the rules, in one answer.
    let form = Filled::of(&city.get("/projects/P1?edit=time").await)
        .set("started_on", "2024-05-06")
        .set("completed_on", "2024-01-01")
        .set("producing_since", "去年");
    let answer = form.send(&city, "revise").await;
    for words in ["不是日期：请写成 2024-06-30", "竣工日期早于开工日期", "value=\"去年\""]
    {
        assert!(answer.text().contains(words), "{words}");
    }
    // Nothing typed at all is a reason too.
    let form = Filled::of(&city.get("/projects/P1?edit=time").await);
    assert!(form.send(&city, "revise").await.text().contains("没有需要变更的内容"));
}

#[tokio::test]
async fn a_correction_holds_from_the_day_the_wrong_value_began() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=money").await)
        .set("total_investment", "7000")
        .set("reason", "多写一位");
    assert_eq!(form.send(&city, "correct").await.status, StatusCode::SEE_OTHER);
    let page = city.get("/projects/P1?as_of=2024-02-01").await;
    assert!(page.text().contains("7,000\u{a0}万元"));
    // As it was known before, the old value stands.
    let before = city.office.head().seq - 1;
    assert!(before > 0);
    assert!(page.text().contains("<del>6,000\u{a0}万元</del>"));
}

#[tokio::test]
async fn what_a_project_is_measured_by_is_changed_with_a_reason_and_put_back_with_another() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=money").await).set("year_plan", "99999");
    let head = city.office.head();
    let refused = form.send(&city, "revise").await;
    assert_eq!((refused.status, city.office.head()), (StatusCode::UNPROCESSABLE_ENTITY, head));
    for words in [
        "修改总投资、年度计划或月度计划，须写明原因",
        "年度计划 99,999\u{a0}万元 大于总投资 6,000\u{a0}万元",
        "value=\"99999\"",
    ] {
        assert!(refused.text().contains(words), "{words}");
    }
    let saved = Filled::of(&refused).set("reason", "市里调整").send(&city, "revise").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let (seq, plan) = (head.seq + 1, |city: &City| {
        let book = city.office.city();
        let project = book.project(ProjectId(1)).unwrap();
        project.at(Moment::on(city::today())).year_plan(2024).copied()
    });
    assert_eq!(saved.header("location"), format!("/projects/P1?saved={seq}#money"));
    let page = city.get(&format!("/projects/P1?saved={seq}")).await;
    assert_eq!(page.text().matches("class=\"saved\"").count(), 1, "at the group that was edited");
    assert!(
        page.text().contains("<del>1,200\u{a0}万元</del>")
            && page.text().contains("<ins>99,999\u{a0}万元</ins>")
    );
    assert_eq!(plan(&city), Some(city::wan(99_999)));
    // The fact offers its undoing: the form shows what was there before, and saves it as a correction only.
    let address = format!("/projects/P1?edit=money&restores={seq}");
    assert!(page.text().contains(&format!("href=\"{}#money\"", address.replace('&', "&#38;"))));
    let form = city.get(&address).await;
    assert!(form.text().contains("value=\"1200\"") && !form.text().contains(">保存变更<"));
    let form = Filled::of(&form);
    assert!(form.send(&city, "correct").await.text().contains("请填写原因"));
    assert_eq!(form.set("reason", "录错了").send(&city, "correct").await.status, StatusCode::SEE_OTHER);
    assert_eq!(plan(&city), Some(city::wan(1200)));
    let page = city.get("/projects/P1").await;
    assert!(!page.text().contains(&format!("restores={seq}#")), "nothing of it stands any more");
}

#[tokio::test]
async fn a_figure_out_of_the_ordinary_says_so_at_its_input() {
    let city = City::small();
    let page = city.get("/projects/P1").await;
    assert!(page.text().contains("上次填报（2024年10月）：本年累计 800\u{a0}万元"), "to compare with");
    let send = async |done: &str, reason: &str| {
        let key = format!("k{done}{reason}");
        let told = [("key", &*key), ("month", "2024-11"), ("done_this_year", done), ("reason", reason)];
        city.post("/projects/P1/dispatch", &told).await
    };
    for (done, words) in [
        ("700", "本年累计小于2024年10月的 800\u{a0}万元"),
        ("6001", "本年累计大于总投资 6,000\u{a0}万元"),
        ("999999999999", "金额超过"),
    ] {
        let refused = send(done, "").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, input) = refused.text().split_once("id=\"d-year-h\"").unwrap();
        assert!(input.split("</div>").next().unwrap().contains(words), "{words}");
    }
    let saved = send("700", "核减重复投资").await;
    assert!(saved.header("location").ends_with("#figures"));
    assert!(city.get("/projects/P1").await.text().contains("核减重复投资"));
}

#[tokio::test]
async fn the_second_of_two_sees_what_the_first_changed_and_decides() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=identity").await).set("name", "我改的名");
    city.revise(
        1,
        vec![Attribute::Name(Some("他改的名".into())), Attribute::Aliases(Some(vec!["又名".into()]))],
    );
    let answer = form.send(&city, "revise").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in ["value=\"我改的名\"", "对方改为： <b>他改的名</b>", "value=\"又名\""] {
        assert!(answer.text().contains(words), "{words}");
    }
    assert_eq!(name(&city), "他改的名");
    // Sent again, knowingly, it is done; what only the other changed stays.
    assert_eq!(Filled::of(&answer).send(&city, "revise").await.status, StatusCode::SEE_OTHER);
    assert_eq!(name(&city), "我改的名");
    let book = city.office.city();
    assert!(book.project(ProjectId(1)).unwrap().at(Moment::on(city::today())).aliases().is_some());
}

#[tokio::test]
async fn two_who_change_different_fields_do_not_meet() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=identity").await).set("aliases", "别名");
    city.revise(1, vec![Attribute::Name(Some("他改的名".into()))]);
    assert_eq!(form.send(&city, "revise").await.status, StatusCode::SEE_OTHER);
    assert_eq!(name(&city), "他改的名");
}

#[tokio::test]
async fn people_are_named_and_never_written_into_facts() {
    let city = City::small();
    let form = Filled::of(&city.get("/projects/P1?edit=units").await).set("service_officer", "李强");
    assert_eq!(form.send(&city, "revise").await.status, StatusCode::SEE_OTHER);
    assert!(city.get("/projects/P1").await.text().contains("李强"));
    assert!(!city.get("/api/v1/projects/P1/history").await.text().contains("李强"));
    // Emptied, the field is cleared.
    let form = Filled::of(&city.get("/projects/P1?edit=units").await);
    assert_eq!(form.0["service_officer"], "李强");
    assert_eq!(form.set("service_officer", "").send(&city, "revise").await.status, StatusCode::SEE_OTHER);
    let book = city.office.city();
    assert_eq!(book.project(ProjectId(1)).unwrap().at(Moment::on(city::today())).service_officer(), None);
}

#[tokio::test]
async fn who_acts_is_asked_first() {
    let city = City::small();
    let nobody = Request::get("/projects/P1?edit=identity").header(header::ACCEPT_LANGUAGE, "zh");
    let page = city.ask(nobody.body(axum::body::Body::empty()).unwrap()).await;
    assert!(page.text().contains("请先登记操作人") && !page.text().contains("name=\"seen\""));
    let form = Filled::of(&city.get("/projects/P1?edit=identity").await).set("name", "新名");
    let fields: Vec<(&str, &str)> =
        form.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = city.post_as(None, "/projects/P1/revise", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("请先登记操作人") && answer.text().contains("value=\"新名\""));

    let answer =
        city.post_as(None, "/actor", &[("name", " 王 芳 "), ("back", "/projects/P1?edit=identity")]).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/projects/P1?edit=identity")
    );
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("qinghuo_actor=%E7%8E%8B%20%E8%8A%B3;"), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let answer = city.post_as(None, "/actor", &[("name", " "), ("back", "/")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn no_other_site_changes_anything() {
    let city = City::small();
    let head = city.office.head();
    for headers in [
        &[("origin", "https://evil.example"), ("host", "qinghuo.test")][..],
        &[("origin", "null"), ("host", "qinghuo.test")],
        &[("sec-fetch-site", "cross-site"), ("host", "qinghuo.test")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://qinghuo.test"), ("host", "qinghuo.test")],
    ] {
        for address in ["/projects/P1/revise", "/actor", "/api/v1/commands"] {
            let mut request =
                Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = city.ask(request.body("name=x".into()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} {headers:?}");
        }
    }
    assert_eq!(city.office.head(), head);
}

#[tokio::test]
async fn the_past_is_not_edited() {
    let city = City::small();
    let page = city.get("/projects/P1?as_of=2024-07-01&edit=identity").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("name=\"seen\"") && !page.text().contains("?edit="));
}
