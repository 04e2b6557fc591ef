//! A small city behind a router, asked as a browser or a program would.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]
#![allow(dead_code, reason = "each test file uses its part")]

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use jiff::Timestamp;
use qinghuo_accounts::{Accounts, By, Hashing, Settings, Visitor};
use qinghuo_domain::{
    Attribute, Date, Fen, Phase, PostId, ProjectId, UnitId,
    attribute::PersonId,
    command::Command,
    figure::DispatchFigure,
    intake::PersonRole,
    list::{Level, ListKey},
    money::MoneyUnit,
    phase::Nature,
    post::Tenure,
};
use qinghuo_office::{Office, Order, Receipt};
use qinghuo_web::{App, Front, router};
use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use tower::ServiceExt;

pub struct City {
    pub office: Office,
    pub accounts: Accounts,
    pub router: Router,
    orders: AtomicU64,
    _dir: Option<TempDir>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a form's hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("type=\"hidden\" name=\"{name}\" value=\"");
        let (_, rest) = self.text().split_once(&start).unwrap_or_else(|| panic!("no hidden {name}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The numbers of the projects of a table, in its order.
    pub fn rows(&self) -> Vec<String> {
        let rows = self.text().split("<span class=\"under\">").skip(1);
        rows.filter(|row| row.starts_with('P'))
            .map(|row| row.split([' ', '<']).next().unwrap().to_owned())
            .collect()
    }
}

pub fn now() -> Timestamp {
    "2024-11-24T02:00:00Z".parse().unwrap()
}

pub fn today() -> Date {
    "2024-11-24".parse().unwrap()
}

/// An amount in 万元.
pub fn wan(amount: i64) -> Fen {
    Fen(amount * MoneyUnit::TenThousand.in_fen())
}

pub fn list() -> ListKey {
    ListKey { year: 2024, level: Level::City, class: "重点实施类".into() }
}

impl City {
    /// A city nothing is known of.
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let playbook = qinghuo_playbook::bundled().unwrap();
        let office = Office::open(dir.path(), playbook.rules).unwrap();
        let accounts = accounts(dir.path());
        Self::of(office, accounts, Some(dir))
    }

    /// The same city behind a router that has not been asked anything yet.
    pub fn again(&self) -> Self {
        Self::of(self.office.clone(), self.accounts.clone(), None)
    }

    fn of(office: Office, accounts: Accounts, dir: Option<TempDir>) -> Self {
        let router = router(Self::app(&office, &accounts), Front::default());
        Self { office, accounts, router, orders: AtomicU64::new(0), _dir: dir }
    }

    /// The application over an office, its clock standing still.
    pub fn app(office: &Office, accounts: &Accounts) -> App {
        App {
            office: office.clone(),
            accounts: accounts.clone(),
            playbook: Arc::new(qinghuo_playbook::bundled().unwrap()),
            site: qinghuo_accounts::Site::of("https://qinghuo.example"),
            provider: None,
            printer: qinghuo_web::Printer::new("no-such-program".into()),
            clock: Arc::new(|| (now(), today())),
        }
    }

    /// The same city behind a router that stands otherwise to the network.
    pub fn behind(self, front: Front) -> Self {
        Self { router: router(Self::app(&self.office, &self.accounts), front), ..self }
    }

    /// The same city of which nobody has said what address people know it by.
    pub fn unaddressed(self) -> Self {
        let app = App { site: None, ..Self::app(&self.office, &self.accounts) };
        Self { router: router(app, Front::default()), ..self }
    }

    /// Five projects: behind, far behind, as planned, silent, and one in preparation.
    pub fn small() -> Self {
        let city = Self::empty();
        city.tell("2024-01-02", Command::OpenList { list: list() });
        for (name, code, district, nature, plan, done) in [
            (
                "长清大学城智能制造园",
                "2401-370113-04-05-000001",
                "长清区",
                Nature::Continuing,
                1200,
                Some(800),
            ),
            ("历下银行总部大楼", "2402-370102-04-05-000002", "历下区", Nature::Continuing, 2400, Some(400)),
            ("市中医院东院区", "2403-370103-04-05-000003", "市中区", Nature::NewStart, 600, Some(600)),
            ("ＬＮＧ调峰站", "2404-370112-04-05-000004", "历城区", Nature::Continuing, 900, None),
            ("绿地（二期）", "", "章丘区", Nature::Preliminary, 0, None),
        ] {
            let mut set = vec![
                Attribute::Name(Some(name.into())),
                Attribute::District(Some(district.into())),
                Attribute::Nature(Some(nature)),
                Attribute::Owner(Some(format!("{district}城投集团").into())),
                Attribute::TotalInvestment(Some(wan(plan * 5))),
            ];
            if !code.is_empty() {
                set.push(Attribute::Codes(Some(vec![code.parse().unwrap()])));
                set.push(Attribute::StartedOn(Some("2024-01-10".parse().unwrap())));
                set.push(Attribute::YearPlan(2024, Some(wan(plan))));
            }
            let project = number_of(&city.tell("2024-02-01", Command::RegisterProject { set }));
            if nature != Nature::Preliminary {
                city.tell("2024-02-01", Command::AdvancePhase { project, to: Phase::Construction });
                city.file(project, "2024-06", plan / 2);
            }
            if let Some(done) = done {
                city.file(project, "2024-10", done);
            }
        }
        city.tell(
            "2024-02-02",
            Command::JoinList { project: ProjectId(1), list: list(), reason: "年度计划".into() },
        );
        city
    }

    pub fn file(&self, project: ProjectId, month: &str, done: i64) {
        let figure = DispatchFigure { done_this_year: Some(wan(done)), ..DispatchFigure::default() };
        let on = format!("{month}-28");
        self.tell(
            &on,
            Command::FileDispatch {
                project,
                month: month.parse().unwrap(),
                figure,
                reason: Some("据实填报".into()),
            },
        );
    }

    pub fn tell(&self, on: &str, command: Command) -> Receipt {
        let key = format!("told-{}", self.orders.fetch_add(1, Ordering::Relaxed));
        let mut order = Order::new(command, "王芳", key, now(), today());
        order.effective_on = Some(on.parse().unwrap());
        self.office.submit(order).unwrap_or_else(|rejection| panic!("{rejection:?}"))
    }

    pub fn revise(&self, project: u32, set: Vec<Attribute>) {
        let project = ProjectId(project);
        self.tell(
            "2024-11-24",
            Command::ReviseProject { project, set, seen: None, reason: Some("据实变更".into()) },
        );
    }

    /// Somebody new takes a post from 3 January 2024 on.
    pub fn take_post(&self, unit: UnitId, role: &str, name: &str) -> PostId {
        let tenure = Tenure {
            person: PersonId(0),
            unit,
            role: role.into(),
            until: None,
            deputy_for: None,
            cleared: false,
        };
        let mut order =
            Order::new(Command::TakePost { tenure }, "王芳", format!("post-{role}-{name}"), now(), today());
        order.effective_on = Some("2024-01-03".parse().unwrap());
        order.people = vec![(PersonRole::Holder, name.to_owned())];
        self.office.submit(order).unwrap();
        PostId(u32::try_from(self.office.city().posts().len()).unwrap())
    }

    /// The session of a person who was given an account and signed in.
    pub fn sign_in(&self, person: PersonId, login: &str) -> String {
        let account = self.accounts.create_demo(now(), &By::host(), person.0, login).unwrap();
        let visitor = Visitor { address: Ipv4Addr::LOCALHOST.into(), agent: "test".into(), device: None };
        let entry = self.accounts.sign_in_demo(now(), account, &visitor).unwrap();
        entry.session.reveal().to_owned()
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// A page in Chinese, as somebody who acts as 王芳.
    pub async fn get(&self, address: &str) -> Answer {
        self.get_in("zh", address).await
    }

    pub async fn get_in(&self, language: &str, address: &str) -> Answer {
        let request = Request::get(address)
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::COOKIE, "qinghuo_actor=%E7%8E%8B%E8%8A%B3");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// A form as a browser sends it from our own page.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(Some("王芳"), address, fields).await
    }

    pub async fn post_as(&self, actor: Option<&str>, address: &str, fields: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(address)
            .header(header::HOST, "qinghuo.test")
            .header(header::ORIGIN, "http://qinghuo.test")
            .header(header::ACCEPT_LANGUAGE, "zh")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(actor) = actor {
            request = request.header(header::COOKIE, format!("qinghuo_actor={}", encode(actor)));
        }
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        self.ask(request.body(pairs.collect::<Vec<_>>().join("&").into()).unwrap()).await
    }

    /// A form with a body of its own, such as one with a file.
    pub async fn post_body(&self, address: &str, kind: &str, body: String) -> Answer {
        let request = Request::post(address)
            .header(header::HOST, "qinghuo.test")
            .header(header::ORIGIN, "http://qinghuo.test")
            .header(header::ACCEPT_LANGUAGE, "zh")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, format!("qinghuo_actor={}", encode("王芳")));
        self.ask(request.body(body.into()).unwrap()).await
    }

    /// A command as a program sends it.
    pub async fn command(&self, key: &str, body: &serde_json::Value) -> Answer {
        let request = Request::post("/api/v1/commands")
            .header("idempotency-key", key)
            .header("qinghuo-actor", "%E7%8E%8B%E8%8A%B3")
            .header(header::ACCEPT_LANGUAGE, "zh");
        self.ask(request.body(body.to_string().into()).unwrap()).await
    }
}

/// Accounts whose passwords cost next to nothing.
pub fn accounts(dir: &std::path::Path) -> Accounts {
    let hashing = Hashing { memory_kib: 8, passes: 1, ..Hashing::default() };
    Accounts::open(dir, Settings { hashing, ..Settings::default() }).unwrap()
}

fn number_of(receipt: &Receipt) -> ProjectId {
    receipt
        .subjects
        .iter()
        .find_map(|subject| subject.to_string().strip_prefix("project/")?.parse().ok())
        .unwrap()
}

pub fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
