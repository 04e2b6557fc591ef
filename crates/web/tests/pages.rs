//! What holds for every page: both languages complete, nothing foreign in the markup, headers that bind the browser.
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
use city::{City, encode};
use qinghuo_domain::{Attribute, ProjectId, Subject, command::Command};

const PAGES: [&str; 46] = [
    "/",
    "/?industry=-&as_of=2024-07-01&known_at=2024-07-01",
    "/?place=x&as_of=x",
    "/screen",
    "/map?industry=-",
    "/projects",
    "/projects?q=nothing-is-called-so",
    "/projects?owner=x&as_of=2024-07-01&known_at=2024-07-01&page=7&sort=-gap",
    "/projects?as_of=x&known_at=x&page=x&per_page=x&sort=x&light=x",
    "/projects/P1",
    "/projects/P1?as_of=2024-07-01",
    "/projects/P1/history",
    "/projects/P1/history?as_of=x&fact=x&page=2",
    "/projects/P1?edit=kind",
    "/projects/P1?edit=money",
    "/projects/P2?edit=words",
    "/projects/P99",
    "/projects?column=period,sponsor,policy_area&sort=-gap,name",
    "/projects?column=x&sort=x",
    "/projects/batch?field=lead_unit&light=red",
    "/places/%E5%8E%86%E4%B8%8B%E5%8C%BA",
    "/places/%E5%8E%86%E4%B8%8B%E5%8C%BA?light=red&as_of=2024-07-01",
    "/lists/2024/city/%E9%87%8D%E7%82%B9%E5%AE%9E%E6%96%BD%E7%B1%BB",
    "/chains/nowhere",
    "/board",
    "/board?group=sponsor&from=2024-01&to=2024-12&open=P1&as_of=2024-07-01&page=3",
    "/board?group=x&from=x&to=x&open=x",
    "/board/month?month=2024-01&aim=investment",
    "/board/month?aim=approval&outcome=overdue&light=red",
    "/board/month?month=x&aim=x&outcome=x",
    "/totals?by=list",
    "/totals?by=colour",
    "/compare?since=2024-01-01&by=light",
    "/compare?since=x&until_known=x&kind=x&shift=red&by=x",
    "/items",
    "/items?urgency=waiting&unit=x&role=department&lane=land&place=x&as_of=2024-07-01",
    "/items?urgency=x&role=x&lane=x",
    "/bottlenecks",
    "/bulletin",
    "/bulletin?as_of=2024-07-01",
    "/wall",
    "/wall?place=x&by=place&as_of=2024-07-01",
    "/rules",
    "/playbook",
    "/style",
    "/actor?back=/projects",
];

#[tokio::test]
async fn every_page_is_complete_in_both_languages() {
    let city = City::small();
    let empty = City::empty();
    for language in ["zh", "en"] {
        for address in PAGES.iter().chain(&["/nowhere"]) {
            for city in [&city, &empty] {
                let page = city.get_in(language, address).await;
                assert!(page.status != StatusCode::INTERNAL_SERVER_ERROR, "{address}: {}", page.text());
                // A key that is missing shows itself.
                let text = page.text();
                let keys = [
                    "page-",
                    "field-",
                    "light-rule-",
                    "refusal-",
                    "fact-",
                    "unit-",
                    "value-",
                    "signal-",
                    "style-",
                ];
                for key in keys.iter().flat_map(|key| text.match_indices(key)).map(|(at, _)| at) {
                    let before = text[..key].chars().next_back().unwrap();
                    let after: String = text[key..].chars().take(40).collect();
                    let is_shown = matches!(before, '>' | ' ' | '\n') && !after.contains('=');
                    assert!(!is_shown, "{language} {address}: …{after}");
                }
                let is_chinese = text.contains("lang=\"zh-CN\"");
                assert_eq!(is_chinese, language == "zh", "{address}");
            }
        }
    }
}

#[tokio::test]
async fn the_theme_is_switched_and_remembered() {
    let city = City::small();
    let page = city.get("/projects?light=red").await;
    assert!(page.text().contains("<html lang=\"zh-CN\">"), "the system decides");
    assert!(page.text().contains("href=\"/projects?light=red&#38;theme=dark\""), "to the same selection");
    let page = city.get("/projects?light=red&theme=dark").await;
    assert!(page.text().contains("data-bs-theme=\"dark\""));
    assert!(page.header("set-cookie").starts_with("qinghuo_theme=dark;"));
    for address in ["/projects", "/nowhere"] {
        let request = Request::get(address).header(header::COOKIE, "qinghuo_theme=light");
        let page = city.ask(request.body(Body::empty()).unwrap()).await;
        assert!(page.text().contains("data-bs-theme=\"light\""), "{address}");
    }
    let page = city.get("/projects?theme=pink").await;
    assert!(!page.text().contains("data-bs-theme") && page.header("set-cookie").is_empty());
}

#[tokio::test]
async fn the_language_is_switched_and_remembered() {
    let city = City::small();
    let page = city.get_in("zh", "/projects?light=red&lang=en").await;
    assert!(page.text().contains("lang=\"en\"") && page.text().contains("Download Excel"));
    assert!(page.header("set-cookie").starts_with("qinghuo_lang=en;"));
    assert!(page.text().contains("href=\"/projects?light=red&#38;lang=zh\""), "back, to the same selection");
    let request = Request::get("/projects")
        .header(header::ACCEPT_LANGUAGE, "zh")
        .header(header::COOKIE, "qinghuo_lang=en");
    assert!(city.ask(request.body(Body::empty()).unwrap()).await.text().contains("lang=\"en\""));
}

#[tokio::test]
async fn what_people_write_is_text_wherever_it_is_shown() {
    let city = City::small();
    const EVIL: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let set = vec![
        Attribute::Name(Some(EVIL.into())),
        Attribute::Owner(Some(EVIL.into())),
        Attribute::Class(Some(EVIL.into())),
        Attribute::District(Some(EVIL.into())),
        Attribute::Remark(Some(EVIL.into())),
        Attribute::Marks(Some(vec![EVIL.into()])),
    ];
    city.tell("2024-11-01", Command::RegisterProject { set });
    city.revise(6, vec![Attribute::Content(Some(EVIL.into()))]);
    let evil = encode(EVIL);
    let pages = [
        "/projects".to_owned(),
        format!("/projects?q={evil}"),
        format!("/projects?owner={evil}&class={evil}&unit={evil}&as_of={evil}"),
        "/projects/P6".to_owned(),
        "/projects/P6?edit=identity".to_owned(),
        "/projects/P6?edit=words".to_owned(),
        format!("/projects/{evil}"),
        format!("/totals?by={evil}"),
        "/totals?by=owner".to_owned(),
        "/compare?since=2024-10-01&by=owner".to_owned(),
        format!("/actor?back={evil}"),
        format!("/{evil}"),
    ];
    for address in pages {
        let page = city.get(&address).await;
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<img"), "{address}");
        // Every quotation mark of what was written is escaped, so no attribute is left.
        assert!(!page.text().contains("</script>\""), "{address}");
    }
    let answer = city.post("/actor", &[("name", EVIL), ("back", "javascript:alert(1)")]).await;
    assert!(!answer.text().contains("<script>alert") && !answer.text().contains("javascript:"));
}

#[tokio::test]
async fn every_answer_binds_the_browser() {
    let city = City::small();
    for address in PAGES.iter().chain(&["/nowhere", "/api/v1/head", "/projects.xlsx"]) {
        let answer = city.get(address).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store");
        if answer.header("content-type").starts_with("text/html") {
            let text = answer.text();
            assert!(
                !text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick="),
                "{address}"
            );
        }
    }
}

#[tokio::test]
async fn assets_are_addressed_by_content_and_kept() {
    let city = City::small();
    let page = city.get("/projects").await;
    let addresses: Vec<&str> = page.text().split('"').filter(|text| text.starts_with("/assets/")).collect();
    assert_eq!(addresses.len(), 4);
    for address in addresses {
        let asset = city.get(address).await;
        assert_eq!(asset.status, StatusCode::OK, "{address}");
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(asset.header("content-encoding"), "", "nobody said gzip is understood");
    }
    let kit = page.text().split('"').find(|text| text.starts_with("/assets/tabler")).unwrap();
    let request = Request::get(kit).header(header::ACCEPT_ENCODING, "gzip, br");
    let gzipped = city.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(gzipped.header("content-encoding"), "gzip");
    assert!(gzipped.bytes.len() < 100_000);
    assert_eq!(city.get("/assets/qinghuo-0.css").await.status, StatusCode::NOT_FOUND);
}

/// P1 builds: it is judged by the standards of its phase and of service; what the book lacks is named.
#[tokio::test]
async fn a_project_stands_towards_the_standards_of_its_phases() {
    let city = City::small();
    let data = city.get("/api/v1/projects/P1/standings").await.json();
    assert_eq!(data["wording"], "default");
    let verdicts: Vec<String> = data["phases"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|phase| phase["standards"].as_array().unwrap())
        .filter_map(|of| Some(format!("{} {}", of["standard"].as_str()?, of["verdict"].as_str()?)))
        .collect();
    assert_eq!(
        verdicts,
        [
            "construction_progress near",
            "construction_end unknown",
            "construction_reporting unmet",
            "service_officer unmet",
            "service_leader unmet",
            "service_problems met",
        ]
    );
    assert_eq!(data["phases"][2]["standards"][1]["missing"], "计划竣工日期");
    let page = city.get("/projects/P1").await;
    for words in ["正式条文未公开", "账上没有： 计划竣工日期", "未确定办理流程", "已报至2024年10月"]
    {
        assert!(page.text().contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_project_shows_every_value_by_its_fact() {
    let city = City::small();
    let page = city.get("/projects/P1").await;
    let text = page.text();
    let linked: Vec<&str> = text
        .split("href=\"/projects/P1/history?")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(linked.len() > 15);
    for link in linked {
        let (address, anchor) = link.split_once('#').unwrap();
        let history = city.get(&format!("/projects/P1/history?{address}")).await;
        assert!(history.text().contains(&format!("<li id=\"{anchor}\"")), "{link} leads to its fact");
    }
    for words in ["2401-370113-04-05-000001", "黄灯", "2024年市级重点实施类", "报送2024年10月调度数"]
    {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_whole_history_is_a_page_away_and_every_fact_is_on_one_of_its_pages() {
    let city = City::small();
    for day in 1..=28 {
        for part in ["东", "西", "南"] {
            let site = Attribute::Site(Some(format!("{part}{day}号地块").into()));
            city.tell(
                &format!("2024-09-{day:02}"),
                Command::ReviseProject { project: ProjectId(1), set: vec![site], seen: None, reason: None },
            );
        }
    }
    let facts = city.office.recorded_of(&Subject::Project(ProjectId(1))).unwrap();
    let page = city.get("/projects/P1").await;
    assert_eq!(page.text().matches("<li id=\"fact-").count(), 6, "the latest");
    assert!(page.text().contains(&format!("<small class=\"quiet\">{}</small>", facts.len())));
    let first = city.get("/projects/P1/history").await;
    assert_eq!(first.text().matches("<li id=\"fact-").count(), 50);
    let second = city.get("/projects/P1/history?page=2").await;
    assert_eq!(second.text().matches("<li id=\"fact-").count(), facts.len() - 50);
    let oldest = city.get(&format!("/projects/P1/history?fact={}", facts[0])).await;
    assert!(oldest.text().contains(&format!("<li id=\"fact-{}\"", facts[0])), "opened on its page");
    for (wrong, status) in [("fact=x", StatusCode::BAD_REQUEST), ("fact=999999", StatusCode::OK)] {
        let page = city.get(&format!("/projects/P1/history?{wrong}")).await;
        assert_eq!(page.status, status, "{wrong}");
        assert_eq!(page.text().matches("<li id=\"fact-").count(), 50);
    }
    assert_eq!(city.get("/projects/P99/history").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_project_that_was_merged_or_taken_back_says_so() {
    let city = City::small();
    city.tell(
        "2024-11-20",
        Command::MergeProjects { keep: ProjectId(1), absorb: ProjectId(3), reason: "同一项目".into() },
    );
    let merged = city.get("/projects/P3").await;
    assert_eq!(merged.status, StatusCode::OK);
    assert!(merged.text().contains("本项目已并入 <a href=\"/projects/P1\">"));
    assert!(!merged.text().contains("?edit="), "the one that remains is edited");
    assert_eq!(city.get("/projects?sort=number").await.rows(), ["P1", "P2", "P4", "P5"]);
    // Before the book knew of it, there is no such project.
    assert_eq!(city.get("/projects/P1?as_of=2023-12-31").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sums_link_to_the_projects_behind_them() {
    let city = City::small();
    let page = city.get("/totals?by=nature").await;
    assert!(page.text().contains("href=\"/projects?nature=continuing\">续建</a>"));
    assert!(page.text().contains(">合计</a>"));
}

#[tokio::test]
async fn a_page_goes_out_packed_to_whoever_takes_it() {
    let city = City::small();
    let plain = city.get("/").await;
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let request = Request::get("/")
        .header(header::ACCEPT_LANGUAGE, "zh")
        .header(header::COOKIE, "qinghuo_actor=%E7%8E%8B%E8%8A%B3")
        .header(header::ACCEPT_ENCODING, "gzip, br");
    let packed = city.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.starts_with(&[0x1f, 0x8b]) && packed.bytes.len() * 3 < plain.bytes.len());
    let request = Request::get("/projects.xlsx").header(header::ACCEPT_ENCODING, "gzip");
    let book = city.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(book.header("content-encoding"), "", "a workbook is packed already");
}
