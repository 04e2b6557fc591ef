//! The people of the city: who holds which post, found by any of their words, page by page; and a name that is erased is gone from every page while what
//! the person did stays.
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
    http::{Request, StatusCode, header},
};
use city::{Answer, City, encode};
use qinghuo_domain::{
    PostId, UnitId,
    command::Command,
    unit::{UnitCard, UnitKind},
};

/// A city with one unit of each of two kinds and so many clerks beside 赵敏, who holds a post of the key-project office.
fn city(clerks: usize) -> (City, PostId) {
    let city = City::small();
    for (name, kind) in [("市重点项目办", UnitKind::CityOffice), ("长清区", UnitKind::District)] {
        let card =
            UnitCard { name: name.into(), kind, parent: None, credit_code: None, known_as: Vec::new() };
        city.tell("2024-01-02", Command::FoundUnit { card });
    }
    let post = city.take_post(UnitId(1), "project_office", "赵敏");
    for clerk in 0..clerks {
        city.take_post(UnitId(2), "district_clerk", &format!("办事员{clerk:02}"));
    }
    (city, post)
}

/// The names in the table, in their order.
fn names(page: &Answer) -> Vec<String> {
    let rows = page.text().split("<th scope=\"row\" class=\"c-name\">").skip(1);
    rows.map(|row| row.split(" <small").next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn people_are_found_by_name_unit_and_role_a_page_at_a_time() {
    let (city, _) = city(54);
    let first = city.get("/people").await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(names(&first).len(), 50);
    assert!(names(&first).contains(&"赵敏".to_owned()) && first.text().contains("市重点项目办"));
    let second = city.get("/people?page=2").await;
    assert_eq!(names(&second).len(), 5);
    assert!(names(&second).iter().all(|name| !names(&first).contains(name)), "nobody stands twice");
    assert_eq!(names(&city.get("/people?page=99").await), names(&second), "past the end is the end");
    assert_eq!(names(&city.get("/people?page=nonsense").await), names(&first));
    for (words, found) in
        [("赵敏", 1), ("市重点项目办", 1), ("长清区 办事员07", 1), ("长清区", 54), ("无此人", 0)]
    {
        let page = city.get(&format!("/people?q={}", encode(words))).await;
        assert_eq!(names(&page).len(), found.min(50), "{words}");
        assert_eq!(page.text().contains(" page=2") || page.text().contains("page=2"), found > 50, "{words}");
    }
    let blank = city.get("/people?q=%20").await;
    assert_eq!(names(&blank), names(&first), "a blank asks for nobody in particular");
    let nobody = City::small().get("/people").await;
    assert_eq!((nobody.status, names(&nobody).len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn who_is_in_office_keeps_a_name_and_who_left_may_have_it_erased_with_a_reason() {
    let (city, post) = city(1);
    let holds = city.get("/people").await;
    let key = |page: &Answer| {
        let key =
            page.text().split("name=\"key\" value=\"").nth(1).map(|rest| rest.split('"').next().unwrap());
        key.unwrap_or("erase-1").to_owned()
    };
    let erase = async |reason: &str, key: &str| {
        city.post("/people/erase", &[("person", "1"), ("reason", reason), ("key", key)]).await
    };
    assert!(!holds.text().contains("/people/erase"), "nobody in office is offered it");
    let refused = erase("离任", "erase-in-office").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("赵敏"));
    city.tell("2024-06-01", Command::LeavePost { post, reason: "调离".into() });
    let left = city.get("/people").await;
    assert_eq!(names(&left).last().unwrap(), "赵敏", "who left stands last");
    assert!(left.text().contains("/people/erase"));
    let refused = erase("", &key(&left)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    let erased = erase("本人申请", &key(&city.get("/people").await)).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.text());
    let after = city.get("/people").await;
    assert!(!after.text().contains("赵敏") && after.text().contains("市重点项目办"), "the post stays");
    assert_eq!(names(&city.get(&format!("/people?q={}", encode("赵敏"))).await).len(), 0);
}

#[tokio::test]
async fn accounts_are_kept_by_whoever_may_and_acted_on_after_confirming_who_one_is() {
    let (city, office) = city(1);
    let keeper = city.take_post(UnitId(1), "administrator", "钱管");
    let person = |post: PostId| city.office.city().post(post).unwrap().tenure.person;
    let (keeper, office) =
        (city.sign_in(person(keeper), "qianguan"), city.sign_in(person(office), "zhaomin"));
    let ask = async |session: &str| {
        let request = Request::get("/people").header(header::ACCEPT_LANGUAGE, "zh");
        let request = request.header(header::COOKIE, format!("qinghuo_session={session}"));
        city.ask(request.body(Body::empty()).unwrap()).await
    };
    let page = ask(&keeper).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("<code>zhaomin</code>"));
    assert!(page.text().contains("/account#confirm"), "who acts on accounts is asked again who it is");
    assert!(!page.text().contains("action=\"/people/accounts\""), "not before that");
    let other = ask(&office).await;
    assert!(
        !other.text().contains("/account#confirm") && !other.text().contains("action=\"/people/accounts\"")
    );
    assert_eq!(ask("no-such-session").await.status, StatusCode::SEE_OTHER, "sent to sign in");
}
