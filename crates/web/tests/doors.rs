//! Every door × every role: who passes, and that nothing out of sight shows through. The table of who passes is a checked-in snapshot: a new address
//! without its row, or a change of the policy, is seen by whoever reads the difference.
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
use city::{Answer, City, encode, now};
use qinghuo_accounts::{By, NewToken};
use qinghuo_domain::{
    Attribute, PostId, ProjectId, UnitId,
    access::{Action, Reach},
    command::Command,
    unit::{UnitCard, UnitKind},
};
use qinghuo_web::{Needs, every_door};
use std::{collections::BTreeMap, fmt::Write};

/// A project no holder of a post of a place, a unit, a company or a person sees.
const ELSEWHERE: (&str, &[&str]) = ("P2", &["历下银行总部大楼", "2402-370102-04-05-000002"]);
/// A project nobody sees who is not cleared.
const RESTRICTED: (&str, &[&str]) = ("P5", &["绿地（二期）"]);

/// The small city with a person in every role, each signed in.
struct Manned {
    city: City,
    sessions: BTreeMap<String, String>,
    posts: BTreeMap<String, PostId>,
}

impl Manned {
    fn new() -> Self {
        let city = City::small();
        let access = qinghuo_playbook::bundled().unwrap().access;
        for (name, kind, words) in [
            ("市重点项目办", UnitKind::CityOffice, vec![]),
            ("市住房和城乡建设局", UnitKind::Department, vec!["housing"]),
            ("长清区", UnitKind::District, vec![]),
            ("长清区城投集团", UnitKind::Enterprise, vec![]),
        ] {
            let known_as = words.into_iter().map(Into::into).collect();
            let card = UnitCard { name: name.into(), kind, parent: None, credit_code: None, known_as };
            city.tell("2024-01-02", Command::FoundUnit { card });
        }
        city.revise(1, vec![Attribute::LeadUnit(Some("市住房和城乡建设局".into()))]);
        city.revise(5, vec![Attribute::Restricted(Some(true))]);
        let unit_of = |kinds: &std::collections::BTreeSet<UnitKind>| {
            let order =
                [UnitKind::District, UnitKind::Department, UnitKind::Enterprise, UnitKind::CityOffice];
            let kind = order.into_iter().find(|kind| kinds.contains(kind)).unwrap();
            UnitId(match kind {
                UnitKind::CityOffice => 1,
                UnitKind::Department => 2,
                UnitKind::District => 3,
                _ => 4,
            })
        };
        let (mut sessions, mut posts) = (BTreeMap::new(), BTreeMap::new());
        for role in &access.policy.roles {
            let post = city.take_post(unit_of(&role.kinds), &role.key, &format!("人员{}", role.key));
            let person = city.office.city().post(post).unwrap().tenure.person;
            if &*role.key == "service_officer" {
                city.revise(1, vec![Attribute::ServiceOfficer(Some(person))]);
            }
            sessions.insert(role.key.to_string(), city.sign_in(person, &role.key));
            posts.insert(role.key.to_string(), post);
        }
        Self { city, sessions, posts }
    }

    async fn get_as(&self, role: &str, address: &str) -> Answer {
        let session = format!("qinghuo_session={}", self.sessions[role]);
        let request =
            Request::get(address).header(header::ACCEPT_LANGUAGE, "zh").header(header::COOKIE, session);
        self.city.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post_as(&self, role: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        let request = Request::post(address)
            .header(header::HOST, "qinghuo.test")
            .header(header::ORIGIN, "http://qinghuo.test")
            .header(header::ACCEPT_LANGUAGE, "zh")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("qinghuo_session={}", self.sessions[role]));
        self.city.ask(request.body(pairs.collect::<Vec<_>>().join("&").into()).unwrap()).await
    }

    async fn command_as(&self, role: &str, key: &str, body: serde_json::Value) -> Answer {
        let request = Request::post("/api/v1/commands")
            .header("idempotency-key", key)
            .header(header::ACCEPT_LANGUAGE, "zh")
            .header(header::COOKIE, format!("qinghuo_session={}", self.sessions[role]));
        self.city.ask(request.body(body.to_string().into()).unwrap()).await
    }
}

/// An address with everything in braces filled in.
fn filled(path: &str, project: &str) -> String {
    path.replace("/projects/{id}", &format!("/projects/{project}"))
        .replace("/units/{id}", "/units/U3")
        .replace("/imports/drafts/{id}", "/imports/drafts/x")
        .replace("/imports/{id}", "/imports/I1")
        .replace("{*key}", "2024/city/重点实施类")
        .replace("{key}", "长清区")
        .replace("{seq}", "1")
        .replace("{item}", "A24")
        .replace("{file}", "x.css")
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { encode(&c.to_string()) })
        .collect()
}

/// A field the role does not change is read, with the reason, and no correction is offered to whoever makes none.
#[tokio::test]
async fn a_form_asks_only_for_what_the_post_may_say() {
    let manned = Manned::new();
    let money = manned.get_as("enterprise_filler", "/projects/P1?edit=money").await;
    assert_eq!(money.status, StatusCode::OK);
    assert!(!money.text().contains("name=\"seen\""), "nothing of it is the enterprise's to change");
    assert!(money.text().contains("当前岗位不能修改该字段"));
    let words = manned.get_as("enterprise_filler", "/projects/P1?edit=words").await;
    assert!(words.text().contains("name=\"goal\"") && !words.text().contains("name=\"remark\""));
    assert!(words.text().contains("class=\"fixed\"") && !words.text().contains("/correct#"));
    let office = manned.get_as("project_office", "/projects/P1?edit=money").await;
    assert!(office.text().contains("name=\"year_plan\"") && office.text().contains("/correct#"));
}

#[tokio::test]
async fn a_stranger_is_sent_to_sign_in_and_a_program_told_so() {
    let manned = Manned::new();
    for door in every_door(City::app(&manned.city.office, &manned.city.accounts)) {
        let address = filled(&door.path, "P1");
        let request = Request::builder().method(door.method).uri(&address);
        let answer = manned.city.ask(request.body(Body::empty()).unwrap()).await;
        let wanted = match (door.needs, door.path.starts_with("/api/v1"), door.method) {
            (Needs::Nothing, ..) => {
                assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
                continue;
            }
            (_, true, _) | (_, false, "POST") => StatusCode::UNAUTHORIZED,
            (_, false, _) => StatusCode::SEE_OTHER,
        };
        assert_eq!(answer.status, wanted, "{} {address}", door.method);
        if wanted == StatusCode::SEE_OTHER {
            assert!(answer.header("location").starts_with("/sign-in?back="), "{address}");
        }
    }
}

#[tokio::test]
async fn who_passes_which_door() {
    let manned = Manned::new();
    let mut table = String::new();
    let policy = qinghuo_playbook::bundled().unwrap().access.policy;
    for door in every_door(City::app(&manned.city.office, &manned.city.accounts)) {
        let needs = match door.needs {
            Needs::Nothing => "nothing".to_owned(),
            Needs::SignIn => "sign_in".to_owned(),
            Needs::To(action) => action.key().to_owned(),
            Needs::Of(action, topic) => format!("{} {}", action.key(), topic.key()),
        };
        let mut passing = Vec::new();
        for role in manned.sessions.keys().filter(|_| door.path != "/sign-out") {
            let address = filled(&door.path, "P1");
            let answer = match door.method {
                "GET" => manned.get_as(role, &address).await,
                _ => manned.post_as(role, &address, &[("act", "none")]).await,
            };
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{role} {address}: {}",
                answer.text()
            );
            // The start page sends whoever keeps accounts and no data to the people.
            let is_sent_away = door.path == "/" && answer.status == StatusCode::SEE_OTHER;
            let passes = answer.status != StatusCode::FORBIDDEN && !is_sent_away;
            if let Some(action) = door.needs.action() {
                let role = policy.role(role).unwrap();
                let may = role.may.contains_key(&action) && role.told().all_of(door.needs.topic());
                // What is allowed may still be refused for a reason of its own: a demonstration's account confirms nothing.
                let confirms = door.path == "/people/accounts";
                assert!(
                    passes == may || confirms,
                    "{} {} {address}: {}",
                    role.key,
                    door.method,
                    answer.status
                );
            }
            if passes {
                passing.push(role.as_str());
            }
        }
        let everybody = passing.len() == manned.sessions.len();
        let passing = if everybody { "everybody".to_owned() } else { passing.join(" ") };
        writeln!(table, "{:4} {:44} {needs:18} {passing}", door.method, door.path).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn what_is_out_of_sight_shows_nowhere() {
    let manned = Manned::new();
    let policy = qinghuo_playbook::bundled().unwrap().access.policy;
    let doors = every_door(City::app(&manned.city.office, &manned.city.accounts));
    let asked = [
        "/projects?q=%E5%8E%86%E4%B8%8B",
        "/projects?q=LXYH",
        "/projects?owner=%E5%8E%86%E4%B8%8B%E5%8C%BA%E5%9F%8E%E6%8A%95%E9%9B%86%E5%9B%A2",
        "/places/%E5%8E%86%E4%B8%8B%E5%8C%BA",
        "/api/v1/projects?q=2402-370102-04-05-000002",
        "/api/v1/projects?per_page=1000",
        "/api/v1/board?group=place",
        "/compare?since=2024-01-01&until=2024-11-24",
        "/api/v1/compare?since=2024-01-01&until=2024-11-24&by=place",
        "/api/v1/totals?by=owner",
        "/dispatch?month=2024-10",
    ];
    for (role, limits) in policy.roles.iter().map(|role| (role.key.to_string(), role)) {
        let sees_all_places = limits.may.get(&Action::See).is_none_or(|reach| *reach == Reach::City);
        let sees_nothing = !limits.may.contains_key(&Action::See);
        let mut hidden = vec![RESTRICTED];
        if !sees_all_places || sees_nothing {
            hidden.push(ELSEWHERE);
        }
        let readable = doors.iter().filter(|door| door.method == "GET").map(|door| door.path.as_str());
        for (project, secrets) in &hidden {
            for path in readable.clone().chain(asked) {
                let address = filled(path, project);
                let answer = manned.get_as(&role, &address).await;
                assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{role} {address}");
                let text = String::from_utf8_lossy(&answer.bytes);
                for secret in *secrets {
                    // What somebody typed comes back to them.
                    let typed = encode(secret);
                    let told = !address.contains(&typed) && text.contains(secret) && !address.contains("q=");
                    assert!(!told, "{role} reads {secret} at {address}");
                }
                if path.starts_with("/projects/{id}") && path.matches('{').count() == 1 {
                    let wanted = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
                    assert!(wanted.contains(&answer.status), "{role} {address}: {}", answer.status);
                }
            }
        }
        if !sees_nothing {
            let sums = manned.get_as(&role, "/api/v1/totals?by=place").await.json();
            let all = sums["all"]["projects"].as_u64().or_else(|| sums["total"]["projects"].as_u64());
            let wanted = if sees_all_places { 4 } else { 1 };
            assert_eq!(all, Some(wanted), "{role}: what is not seen is not counted: {sums}");
        }
    }
}

#[tokio::test]
async fn a_command_goes_no_further_than_the_post() {
    let manned = Manned::new();
    let revise = |project: u32| serde_json::json!({ "command": "revise_project", "project": project, "set": [{ "goal": "主体封顶" }], "seen": null, "reason": null });
    let own = manned.command_as("district_clerk", "a", revise(1)).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text());
    let elsewhere = manned.command_as("district_clerk", "b", revise(2)).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(elsewhere.json()["refusals"][0]["code"], "project_unknown", "as if it did not exist");
    let head = manned.city.office.head();
    let auditor = manned.command_as("auditor", "c", revise(1)).await;
    assert_eq!(auditor.status, StatusCode::FORBIDDEN, "{}", auditor.text());
    assert!(auditor.text().contains("当前岗位没有“修改项目信息”的权限"));
    // A field the role keeps its hands off, among others it may change (mass assignment).
    let mass = serde_json::json!({ "command": "revise_project", "project": 1, "set": [{ "goal": "封顶" }, { "district": "历下区" }], "seen": null, "reason": null });
    let mass = manned.command_as("district_clerk", "d", mass).await;
    assert_eq!(
        (mass.status, &mass.json()["refusals"][0]["field"]),
        (StatusCode::FORBIDDEN, &"district".into())
    );
    assert_eq!(manned.city.office.head(), head, "nothing changed");
    // The record names the post, not a name somebody gave.
    let history = manned.get_as("project_office", "/api/v1/projects/P1/history").await.json();
    let last = history["facts"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["actor"], format!("post/{}", manned.posts["district_clerk"]));
}

#[tokio::test]
async fn who_files_a_month_does_not_approve_it() {
    let manned = Manned::new();
    let file = [("month", "2024-11"), ("done_this_year", "900"), ("key", "f1")];
    let filed = manned.post_as("project_office", "/projects/P1/dispatch", &file).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
    let approve = [("pick", "P1"), ("key", "a1")];
    let own = manned.post_as("project_office", "/dispatch?month=2024-11", &approve).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text().contains("由本人填报，须由他人审核"));
    let page = manned.get_as("district_leader", "/dispatch?month=2024-11&state=filed").await;
    assert!(page.text().contains("人员project_office（市重点项目办）"), "who filed stands beside it");
    let other =
        manned.post_as("district_leader", "/dispatch?month=2024-11", &[("pick", "P1"), ("key", "a2")]).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
    let page = manned.get_as("project_office", "/dispatch?month=2024-11&state=approved").await;
    assert!(page.text().contains("长清大学城智能制造园"));
    // Filed anew, it is approved anew.
    let anew = [("month", "2024-11"), ("done_this_year", "950"), ("reason", "更正"), ("key", "f2")];
    manned.post_as("project_office", "/projects/P1/dispatch", &anew).await;
    let page = manned.get_as("project_office", "/dispatch?month=2024-11&state=filed").await;
    assert!(page.text().contains("长清大学城智能制造园"));
}

#[tokio::test]
async fn a_token_does_what_it_was_given_for_and_no_more() {
    let manned = Manned::new();
    let post = manned.posts["project_office"];
    let account = manned.city.accounts.list().unwrap();
    let account = account.into_iter().find(|account| account.login == "project_office").unwrap().id;
    let new = NewToken {
        account,
        name: "看板",
        scopes: &["see"],
        post: Some(post.0),
        ends_on: "2024-12-31".parse().unwrap(),
    };
    let (id, secret) = manned.city.accounts.issue_token(now(), &By::host(), &new).unwrap();
    let ask = |method: &str, address: &str, body: String| {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::AUTHORIZATION, format!("Bearer {}", secret.reveal()))
            .header(
                header::CONTENT_TYPE,
                if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" },
            )
            .header("idempotency-key", "t");
        request.body(Body::from(body)).unwrap()
    };
    let seen = manned.city.ask(ask("GET", "/api/v1/projects", String::new())).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let head = manned.city.office.head();
    let command =
        r#"{"command":"revise_project","project":1,"set":[{"goal":"封顶"}],"seen":null,"reason":null}"#;
    let done = manned.city.ask(ask("POST", "/api/v1/commands", command.to_owned())).await;
    assert_eq!(done.status, StatusCode::FORBIDDEN, "{}", done.text());
    let history = manned.city.ask(ask("GET", "/api/v1/projects/P1/history", String::new())).await;
    assert_eq!(history.status, StatusCode::FORBIDDEN);
    let form = manned.city.ask(ask("POST", "/units/U1", "act=dissolve&reason=x&key=t2".to_owned())).await;
    assert_eq!(form.status, StatusCode::UNAUTHORIZED, "a form is no address for a program");
    assert_eq!(manned.city.office.head(), head);
    manned.city.accounts.end_token(now(), &By::host(), account, id).unwrap();
    let ended = manned.city.ask(ask("GET", "/api/v1/projects", String::new())).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stolen_cookie_ends_with_its_session() {
    let manned = Manned::new();
    let page = manned.get_as("city_leader", "/projects").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("人员city_leader · 市领导"));
    let out = manned.post_as("city_leader", "/sign-out", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    let after = manned.get_as("city_leader", "/projects").await;
    assert_eq!((after.status, after.header("location")), (StatusCode::SEE_OTHER, "/sign-in?back=/projects"));
    // From another site, nothing is changed even with the cookie.
    let foreign = Request::post("/sign-out")
        .header(header::HOST, "qinghuo.test")
        .header(header::ORIGIN, "http://evil.test")
        .header(header::COOKIE, format!("qinghuo_session={}", manned.sessions["auditor"]));
    let foreign = manned.city.ask(foreign.body(Body::empty()).unwrap()).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert_eq!(manned.get_as("auditor", "/projects").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_erased_person_is_a_former_member_and_a_project_keeps_its_history() {
    let manned = Manned::new();
    manned
        .post_as(
            "district_clerk",
            "/projects/P1/dispatch",
            &[("month", "2024-11"), ("done_this_year", "900"), ("key", "f")],
        )
        .await;
    let post = manned.posts["district_clerk"];
    let person = manned.city.office.city().post(post).unwrap().tenure.person;
    manned.city.tell("2024-11-24", Command::LeavePost { post, reason: "调离".into() });
    manned.city.tell("2024-11-24", Command::ErasePerson { person, reason: "本人申请".into() });
    let page = manned.get_as("project_office", "/projects/P1").await;
    assert!(page.text().contains("原工作人员（长清区）"), "what was done stays");
    assert!(!page.text().contains("人员district_clerk"), "the name does not");
    let gone = manned.get_as("district_clerk", "/projects").await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "the account went with the name");
    assert!(manned.city.office.audit(|_, _| {}).is_ok());
    let _ = ProjectId(1);
}

#[tokio::test]
async fn beyond_its_share_a_promised_date_is_moved_by_who_coordinates() {
    let manned = Manned::new();
    let assign = Command::AssignProcedure { project: ProjectId(1), procedure: "social_industrial".into() };
    manned.city.tell("2024-07-01", assign);
    let promise = |on: &str, moved_by: serde_json::Value, decided_by: serde_json::Value| {
        serde_json::json!({ "command": "promise_step", "project": 1, "item": "A32", "promise": {
            "on": on, "moved_by": moved_by, "reason": "图审延期", "consulted": ["市发展改革委"], "decided_by": decided_by,
        } })
    };
    let government = serde_json::json!("government");
    let first = promise("2025-01-24", serde_json::Value::Null, serde_json::Value::Null);
    let made = manned.command_as("department_head", "a", first).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let beyond = promise("2025-04-24", government.clone(), serde_json::Value::Null);
    let refused = manned.command_as("department_head", "b", beyond.clone()).await;
    assert_eq!(refused.json()["refusals"][0]["code"], "coordinator_decides");
    assert!(refused.text().contains("现由市重点项目办担任"), "who can: {}", refused.text());
    let named = promise("2025-04-24", government, "市政府".into());
    let named = manned.command_as("project_office", "c", named).await;
    assert_eq!(named.json()["refusals"][0]["code"], "decided_by_another");
    let page = manned.get_as("project_office", "/projects/P1/approvals?item=A32").await;
    assert!(page.text().contains("name=\"moved_by\"") && !page.text().contains("name=\"decided_by\""));
    let moved = manned.command_as("project_office", "d", beyond).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.text());
    let page = manned.get_as("auditor", "/projects/P1/approvals?item=A32").await;
    assert!(page.text().contains("；市重点项目办 决定"));
}

/// What rests on hidden fields is left out or said to be withheld; nothing is computed from blanks and told as fact.
#[tokio::test]
async fn what_rests_on_hidden_fields_is_withheld_and_not_told_as_blank() {
    let manned = Manned::new();
    let cockpit = manned.get_as("public_viewer", "/").await;
    assert_eq!(cockpit.status, StatusCode::OK);
    for told in [
        "无年度计划",
        "没有落后序时",
        "没有在办",
        "累计完成",
        "入库纳统",
        "light-unknown",
        "href=\"/items",
        "href=\"/dispatch",
        "href=\"/bottlenecks",
        "href=\"/bulletin",
    ] {
        assert!(!cockpit.text().contains(told), "the cockpit tells {told}");
    }
    assert!(cockpit.text().contains("<b>2024年10月</b>"), "the dispatch month is the city's");
    for (page, told) in [
        ("/projects", "未报"),
        ("/projects/P4", "还没有填报"),
        ("/projects/P4", "还没有办理流程"),
        ("/projects/P4", "无年度计划"),
        ("/totals", "年度计划"),
        ("/board/month", "当月投资"),
        ("/screen", "没有落后序时"),
        ("/places/%E5%8E%86%E4%B8%8B%E5%8C%BA", "年度计划<"),
    ] {
        let answer = manned.get_as("public_viewer", page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(!answer.text().contains(told), "{page} tells {told}");
    }
    for (page, topic) in [
        ("/dispatch", "填报和审核情况"),
        ("/items", "手续办理情况"),
        ("/bottlenecks", "手续办理情况"),
        ("/bulletin", "灯号"),
        ("/board/month?aim=investment", "投资进度"),
    ] {
        let answer = manned.get_as("public_viewer", page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{page}");
        assert!(answer.text().contains(&format!("{topic}不对当前岗位公开")), "{page} says why");
    }
    let sums = manned.get_as("public_viewer", "/api/v1/totals?by=place").await.json()["all"].clone();
    for blank in ["plan_fen", "without_plan", "done_fen", "due_fen", "gap_pp_hundredths"] {
        assert!(sums[blank].is_null(), "{blank}: {sums}");
    }
    assert_eq!(sums["lights"], serde_json::json!({ "withheld": 4 }));
    // The statistics officer sees items, and nothing of plans and dispatch.
    let cockpit = manned.get_as("statistics_officer", "/").await;
    assert!(cockpit.text().contains("href=\"/items\"") && !cockpit.text().contains("href=\"/dispatch"));
    assert!(cockpit.text().contains("入库纳统") && !cockpit.text().contains("年度计划</dt>"));
    // Whoever sees everything is told everything.
    let cockpit = manned.get_as("auditor", "/").await;
    assert!(cockpit.text().contains("年度计划</dt>") && cockpit.text().contains("light-unknown"));
}

/// The dispatch month is the whole book's, whatever is seen of it.
#[tokio::test]
async fn who_sees_a_part_is_told_the_month_of_the_whole() {
    let manned = Manned::new();
    let month = |answer: Answer| answer.json()["dispatch_month"].clone();
    let whole = month(manned.get_as("auditor", "/api/v1/totals?by=place").await);
    for role in ["district_clerk", "public_viewer", "enterprise_filler", "statistics_officer"] {
        assert_eq!(whole, "2024-10");
        assert_eq!(month(manned.get_as(role, "/api/v1/totals?by=place").await), whole, "{role}");
    }
}

/// A paper of a part of the city says so: in its title, its lines and its name.
#[tokio::test]
async fn a_bulletin_bears_the_scope_of_the_post() {
    let manned = Manned::new();
    let page = manned.get_as("district_clerk", "/bulletin").await;
    assert!(page.text().contains("长清区重点项目调度通报（2024年10月）"), "{}", page.text());
    assert!(page.text().contains("仅含本岗位可见的 1 个项目"));
    assert!(!page.text().contains("各属地进展"), "one place is not ranked");
    let word = manned.get_as("district_clerk", "/bulletin.docx").await;
    let name = word.header("content-disposition").to_owned();
    assert!(name.contains(&format!("bulletin-2024-10-{}.docx", encode("长清区"))), "{name}");
    let whole = manned.get_as("project_office", "/bulletin").await;
    assert!(whole.text().contains(">重点项目调度通报（2024年10月）") && !whole.text().contains("仅含本岗位"));
}
