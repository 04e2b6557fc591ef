//! What stands around every page: whoever is shown it, what they may do, and the moment they came with; on pages that say what went wrong as well.
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
use city::{Answer, City};
use qinghuo_domain::{
    UnitId,
    command::Command,
    unit::{UnitCard, UnitKind},
};
use qinghuo_web::{Front, router};
use std::{collections::BTreeSet, sync::Arc};
use tower::ServiceExt;

/// The small city with somebody signed in, in a role.
fn manned(role: &str) -> (City, String) {
    let city = City::small();
    let card = UnitCard {
        name: "市重点项目办".into(),
        kind: UnitKind::CityOffice,
        parent: None,
        credit_code: None,
        known_as: Vec::new(),
    };
    city.tell("2024-01-02", Command::FoundUnit { card });
    let post = city.take_post(UnitId(1), role, "赵敏");
    let person = city.office.city().post(post).unwrap().tenure.person;
    let session = city.sign_in(person, role);
    (city, format!("qinghuo_session={session}"))
}

async fn get_as((city, session): &(City, String), address: &str) -> Answer {
    let request = Request::get(address).header(header::ACCEPT_LANGUAGE, "zh").header(header::COOKIE, session);
    city.ask(request.body(Body::empty()).unwrap()).await
}

/// Where the navigation leads.
fn menu(page: &Answer) -> Vec<String> {
    let (_, rest) = page.text().split_once("<nav class=\"bar-nav\"").unwrap();
    hrefs(rest.split_once("</nav>").unwrap().0)
}

/// Every link in a text.
fn hrefs(text: &str) -> Vec<String> {
    let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&#38;", "&")).collect()
}

#[tokio::test]
async fn what_went_wrong_is_said_to_whom_it_went_wrong_for() {
    let viewer = manned("public_viewer");
    let usual = menu(&get_as(&viewer, "/projects").await);
    for (address, status) in [
        ("/nowhere", StatusCode::NOT_FOUND),
        ("/projects/P99", StatusCode::NOT_FOUND),
        ("/imports", StatusCode::FORBIDDEN),
        ("/projects.xlsx", StatusCode::FORBIDDEN),
    ] {
        let page = get_as(&viewer, address).await;
        assert_eq!(page.status, status, "{address}");
        assert_eq!(menu(&page), usual, "{address}: nothing forbidden is offered");
        let text = page.text();
        assert!(text.contains("赵敏") && text.contains("action=\"/sign-out\""), "{address}: {text}");
        assert!(!text.contains("登记操作人") && !text.contains("擎火 · 擎火"), "{address}");
        assert!(text.contains(&format!("href=\"{address}?lang=en\"")), "{address}: the same in English");
        let (words, number) = (text.find("<h1>").unwrap(), text.find("problem-status").unwrap());
        assert!(words < number, "{address}: words come before the number");
    }
    let page = get_as(&viewer, "/projects/P99").await;
    assert!(page.text().contains("没有这个项目，或不在您的查看范围"));
    // Whoever may not see projects is not sent to them.
    let administrator = manned("administrator");
    let page = get_as(&administrator, "/projects").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let (_, content) = page.text().split_once("<main").unwrap();
    for way in hrefs(content.split_once("</main>").unwrap().0) {
        assert_eq!(get_as(&administrator, &way).await.status, StatusCode::OK, "{way}");
    }
}

#[tokio::test]
async fn what_would_only_be_refused_is_not_offered() {
    let viewer = manned("public_viewer");
    for address in ["/", "/projects", "/board", "/board/month", "/totals"] {
        let page = get_as(&viewer, address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        for href in hrefs(page.text()) {
            let path = href.split(['?', '#']).next().unwrap();
            let is_forbidden = [".xlsx", ".docx", ".pdf", "/projects/batch", "/compare", "/items/batch"]
                .iter()
                .any(|end| path.ends_with(end));
            assert!(!is_forbidden, "{address} offers {href}");
        }
    }
    let office = manned("project_office");
    let page = get_as(&office, "/projects").await;
    assert!(page.text().contains("href=\"/projects.xlsx\"") && page.text().contains("/projects/batch"));
}

#[tokio::test]
async fn the_moment_goes_along_and_is_chosen_on_every_page_about_the_city() {
    let city = City::small();
    let moment = "as_of=2024-07-01&known_at=2024-11-24";
    for address in [
        "/",
        "/projects",
        "/dispatch",
        "/board",
        "/board/month",
        "/items",
        "/items/month",
        "/items/load",
        "/bottlenecks",
        "/bulletin",
        "/wall",
        "/totals",
        "/map",
        "/projects/P1",
        "/projects/P1/history",
        "/projects/P1/approvals",
    ] {
        let page = city.get(&format!("{address}?{moment}")).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let (_, bar) = page.text().split_once("<div class=\"moment").unwrap_or_else(|| panic!("{address}"));
        let bar = bar.split_once("</div>").unwrap().0;
        assert!(bar.contains("截至 2024-07-01"), "{address}: {bar}");
        assert!(bar.contains(&format!("action=\"{address}\"")), "{address}: {bar}");
        assert!(bar.contains("name=\"as_of\" value=\"2024-07-01\""), "{address}: {bar}");
        let now = city.get(address).await;
        assert!(now.text().contains("<strong>截至 2024-11-24</strong>"), "{address}");
    }
    for address in
        ["/units", "/imports", "/api/docs", "/style", "/rules", "/playbook", "/nowhere", "/projects/P99"]
    {
        let page = city.get(&format!("{address}?{moment}")).await;
        for entry in menu(&page) {
            assert!(entry.ends_with(moment), "{address}: {entry}");
        }
    }
    let compared = city.get("/compare?since=2024-01-01&until=2024-07-01&until_known=2024-11-24").await;
    for entry in menu(&compared) {
        assert!(entry.ends_with(moment), "{entry}: one goes on with the later side");
    }
    // A place on a page stands behind the moment.
    let dispatch = city.get("/dispatch?as_of=2024-07-01").await;
    assert!(dispatch.text().contains("?as_of=2024-07-01#figures"), "{}", dispatch.text());
    // The filters of the page go along with another moment, its page does not.
    let page = city.get("/projects?light=red&page=2&per_page=1").await;
    let bar = page.text().split_once("<div class=\"moment").unwrap().1.split_once("</div>").unwrap().0;
    assert!(bar.contains("name=\"light\" value=\"red\"") && !bar.contains("name=\"page\""), "{bar}");
}

#[tokio::test]
async fn every_link_of_our_own_is_understood() {
    let city = City::small();
    let mut seen = BTreeSet::new();
    for address in [
        "/",
        "/projects?light=red&sort=-gap",
        "/dispatch",
        "/board",
        "/board/month",
        "/items?urgency=overdue",
        "/items/month",
        "/items/load",
        "/bottlenecks?period=2024",
        "/bulletin",
        "/wall",
        "/totals",
        "/map",
        "/compare",
        "/projects/P1",
        "/projects/P1/history",
        "/projects/P1/approvals?lane=land&critical=yes",
        "/places/历下区",
    ] {
        let page = city.get(&address.replace("历下区", "%E5%8E%86%E4%B8%8B%E5%8C%BA")).await;
        for href in hrefs(page.text()).into_iter().filter(|href| href.starts_with('/')) {
            let (path, query) = href.split_once('?').unwrap_or((&href, ""));
            // One of each kind is enough: a path with the names it is asked by.
            let names: BTreeSet<&str> =
                query.split(['&', '#']).filter_map(|pair| pair.split('=').next()).collect();
            let is_new = seen.insert(format!("{} {names:?}", path.trim_end_matches(char::is_numeric)));
            if !is_new || path.starts_with("/assets") || path.starts_with("/items.ics") {
                continue;
            }
            let plain: String = href
                .split('#')
                .next()
                .unwrap()
                .chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { city::encode(&c.to_string()) })
                .collect();
            let answer = city.get(&plain).await;
            let text = String::from_utf8_lossy(&answer.bytes);
            assert!(
                answer.status != StatusCode::BAD_REQUEST && !text.contains("没有这个参数"),
                "{address} leads to {href}"
            );
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}

#[tokio::test]
async fn an_address_that_only_takes_forms_leads_to_the_page_it_stands_on() {
    let city = City::small();
    for (address, page) in [
        ("/projects/P1/revise", "/projects/P1"),
        ("/projects/P1/dispatch", "/projects/P1"),
        ("/people/erase", "/people"),
        ("/projects/views", "/projects"),
        ("/sign-out", "/"),
    ] {
        let answer = city.get(address).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, page), "{address}");
    }
    let answer = city.post("/projects", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text().contains("<h1>"), "what goes wrong has a page");
}

#[tokio::test]
async fn before_the_book_begins_it_says_when_it_does() {
    let city = City::small();
    for address in ["/", "/projects"] {
        let page = city.get(&format!("{address}?as_of=2020-01-01")).await;
        let href = hrefs(page.text())
            .into_iter()
            .find(|href| href.starts_with(&format!("{address}?as_of=20")) && !href.contains("2020"));
        let first = href.unwrap_or_else(|| panic!("{}", page.text()));
        assert!(page.text().contains("台账自"), "{address}");
        let there = city.get(&first).await;
        assert!(!there.text().contains("没有符合条件的项目"), "{first}: {}", there.text());
    }
    assert!(!City::empty().get("/?as_of=2020-01-01").await.text().contains("台账自"));
}

#[tokio::test]
async fn rules_of_a_year_that_is_over_are_told_wherever_they_are_leant_on() {
    let city = City::small();
    let words = "2026 年度规则尚未制定，沿用 jinan-2024@1";
    let mut app = City::app(&city.office, &city.accounts);
    for address in ["/", "/rules", "/playbook", "/projects"] {
        assert!(!city.get(address).await.text().contains("年度规则尚未制定"), "{address}");
    }
    app.clock = Arc::new(|| (city::now(), "2026-11-29".parse().unwrap()));
    let later = router(app, Front::default());
    for address in ["/", "/rules", "/playbook", "/projects"] {
        let request =
            Request::get(address).header(header::ACCEPT_LANGUAGE, "zh").body(Body::empty()).unwrap();
        let answer = later.clone().oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(words), "{address}");
    }
}

#[tokio::test]
async fn the_log_says_which_selection_left_the_house_and_from_when() {
    let office = manned("project_office");
    let answer = get_as(&office, "/projects.xlsx?light=red&as_of=2024-07-01").await;
    assert_eq!(answer.status, StatusCode::OK);
    let (city, _) = &office;
    city.accounts.flush().unwrap();
    let lines: Vec<_> = city.accounts.export_log(&qinghuo_accounts::LogFilter::default()).collect();
    let subjects: Vec<String> = lines.into_iter().map(|line| line.unwrap().note.subject).collect();
    assert!(subjects.contains(&"/projects.xlsx?light=red&as_of=2024-07-01".to_owned()), "{subjects:?}");
}
