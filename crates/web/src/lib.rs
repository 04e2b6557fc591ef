//! Pages and the JSON API over a running office.
//!
//! Start at [`router`], which names every address. A request becomes a [`visit::Visit`] (language, who acts, from which moment the city is
//! seen); the [`board`] holds every project as seen from that moment; [`query`] is what the address asks of it. Pages are read without
//! JavaScript, and a link is the state.
//!
//! What is absent: rules, SQL, the clock (an argument of [`App`]), and user-visible text (it lives in the locale files).

mod ahead;
mod api;
mod approvals;
mod asset;
mod batch;
mod board;
mod bottleneck;
mod compression;
mod door;
mod drafts;
pub mod evidence;
mod front;
mod guard;
mod inbox;
mod labels;
mod load;
mod look;
mod network;
mod overview;
mod pace;
mod pages;
mod people;
mod problem;
mod query;
mod row;
mod search;
mod select;
mod time;
mod visit;
mod who;
mod windows;
mod works;
mod years;

pub use api::{cockpit, migration, schedule, task, wait};
pub use batch::{Fate, Ground, MOST, Pick, Wish, after_words, batch_json};
pub use bottleneck::Narrowing;
pub use door::{Door, Needs};
pub use front::{Front, NotACertificate, Tls};
pub use inbox::{Filter, Line as ItemLine};
pub use load::{Loaded, Period};
pub use network::Network;
pub use overview::Overview;
pub use pages::account::identity::BACK as IDENTITY_BACK;
pub use qinghuo_report::Printer;
pub use query::BadParameter;
pub use works::{Fault, NotTaken, Takeover, found};
pub use years::{Compared, Said, Verdict, Years, years_json};

use approvals::Desk;
use axum::{Router, middleware};
use board::Boards;
use door::Doors;
use drafts::{Drafts, LARGEST};
use front::{Greeted, Peer};
use jiff::Timestamp;
use pace::Pace;
use pages::standing::PhaseWords;
use problem::Problem;
use qinghuo_accounts::{Accounts, Site};
use qinghuo_domain::{
    Date,
    access::{Action, Topic},
};
use qinghuo_office::{Image, Office};
use qinghuo_oidc::Provider;
use qinghuo_playbook::Playbook;
use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::Semaphore;
use windows::{Window, Windows};

/// What time it is and which day, in the city.
pub type Clock = Arc<dyn Fn() -> (Timestamp, Date) + Send + Sync>;

/// What the pages stand on.
#[derive(Clone)]
pub struct App {
    /// The running city.
    pub office: Office,
    /// The year's rules, with their words.
    pub playbook: Arc<Playbook>,
    /// Who may sign in.
    pub accounts: Accounts,
    /// The address people know the platform by; `None` where nobody has said.
    pub site: Option<Site>,
    /// The house whose identities are taken beside our own; `None` where none is.
    pub provider: Option<Arc<Provider>>,
    /// The program that sets charts as PDF.
    pub printer: Printer,
    /// The binary's clock.
    pub clock: Clock,
}

/// The application with what it remembers between requests; but for the drafts, nothing in here is not derived.
#[derive(Clone)]
struct Served {
    app: App,
    boards: Arc<Boards>,
    desk: Arc<Desk>,
    phases: Arc<PhaseWords>,
    windows: Arc<Windows>,
    drafts: Arc<Drafts>,
    forms: Arc<AtomicU64>,
    /// How fast everybody may ask, where that is bounded.
    pace: Option<Arc<Pace>>,
    /// Those who may wait for another house at once.
    turns: Arc<Semaphore>,
    /// The city's own map as it is drawn, where it has one.
    drawing: Option<Arc<pages::map::Drawing>>,
    /// Whether anybody has an account; from then on nobody works alone.
    has_accounts: Arc<AtomicBool>,
}

impl Served {
    fn new(app: App, front: &Front) -> Self {
        let drawing = app.playbook.own_map.as_ref().map(pages::map::Drawing::of).map(Arc::new);
        Self {
            app,
            drawing,
            pace: front.requests_a_second.map(Pace::new).map(Arc::new),
            boards: Arc::default(),
            desk: Arc::default(),
            phases: Arc::default(),
            windows: Arc::default(),
            drafts: Arc::default(),
            forms: Arc::default(),
            turns: Arc::new(Semaphore::new(OUT_AT_ONCE)),
            has_accounts: Arc::default(),
        }
    }

    /// Whether anybody has an account.
    fn has_accounts(&self) -> Result<bool, Problem> {
        if self.has_accounts.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let any = self.app.accounts.any()?;
        self.has_accounts.store(any, Ordering::Relaxed);
        Ok(any)
    }

    /// Somebody has one now.
    fn now_has_accounts(&self) {
        self.has_accounts.store(true, Ordering::Relaxed);
    }

    /// The window through which everything is seen.
    fn whole(&self, image: Arc<Image>) -> Window {
        Window { image, boards: Arc::clone(&self.boards), desk: Arc::clone(&self.desk) }
    }

    /// A key for the next form: sent twice, what it asks for is done once.
    fn form_key(&self, now: Timestamp) -> String {
        let number = self.forms.fetch_add(1, Ordering::Relaxed);
        format!("form-{:x}-{number:x}", now.as_nanosecond())
    }
}

/// Requests that may wait for another house at once: each may hold a thread for some seconds.
const OUT_AT_ONCE: usize = 16;
/// What a form adds to the file it carries.
const AROUND_A_FILE: usize = 64 << 10;

/// Every address of the application.
pub fn router(app: App, front: Front) -> Router {
    routed(Served::new(app, &front), front)
}

fn routed(served: Served, front: Front) -> Router {
    let pages = doors(Doors::new(served.clone())).into_router();
    pages
        .fallback(pages::not_found)
        .method_not_allowed_fallback(pages::not_so)
        .layer(middleware::from_fn(api::in_our_shape))
        .layer(middleware::from_fn(compression::compress))
        .layer(middleware::from_fn(guard::guard))
        .layer(middleware::from_fn_with_state(Arc::new(front), front::tell))
        .with_state(served)
}

/// Every door of the application.
pub fn every_door(app: App) -> Vec<Door> {
    doors(Doors::new(Served::new(app, &Front::default()))).list
}

/// The doors: first the pages, as people find them, then the API.
fn doors(doors: Doors) -> Doors {
    use Needs::{Nothing, Of, SignIn, To};
    const SEE: Needs = To(Action::See);
    const EXPORT: Needs = To(Action::Export);
    const SEE_ITEMS: Needs = Of(Action::See, Topic::Handling);
    const EXPORT_ITEMS: Needs = Of(Action::Export, Topic::Handling);
    let pages = doors
        .get("/", SEE, pages::cockpit::show)
        .get("/cockpit.xlsx", EXPORT, pages::cockpit::download)
        .get("/map", Of(Action::See, Topic::Progress), pages::map::show)
        .get("/screen", SEE, pages::cockpit::screen::show)
        .get("/projects", SEE, pages::projects::show)
        .get("/projects.xlsx", EXPORT, pages::projects::download)
        .get("/projects/batch", To(Action::Revise), pages::projects::batch::show)
        .post("/projects/batch", To(Action::Revise), pages::projects::batch::submit)
        .post("/projects/views", SEE, pages::projects::keep)
        .get("/projects/{id}", SEE, pages::project::show)
        .get("/projects/{id}/history", To(Action::SeeHistory), pages::history::show)
        .get("/projects/{id}/approvals", SEE_ITEMS, pages::approvals::show)
        // Whose act it is, is asked where it is decided.
        .post("/projects/{id}/approvals", SEE_ITEMS, pages::approvals::acting::submit)
        .post_file(
            "/projects/{id}/approvals/works",
            To(Action::OwnItems),
            LARGEST + AROUND_A_FILE,
            pages::approvals::works::submit,
        )
        .get("/projects/{id}/approvals/network.xml", EXPORT_ITEMS, pages::approvals::network::download)
        .get("/projects/{id}/approvals/works/{seq}", EXPORT_ITEMS, pages::approvals::works::file)
        .get("/projects/{id}/approvals/letters/{seq}", SEE_ITEMS, pages::approvals::letter::show)
        .get("/projects/{id}/approvals/evidence", SEE_ITEMS, pages::approvals::evidence::show)
        .get("/projects/{id}/approvals/evidence.xlsx", EXPORT_ITEMS, pages::approvals::evidence::download)
        .post("/projects/{id}/revise", To(Action::Revise), pages::edit::revise)
        .post("/projects/{id}/correct", To(Action::Correct), pages::edit::correct)
        .post("/projects/{id}/dispatch", To(Action::FileDispatch), pages::dispatch::file)
        .get("/dispatch", Of(Action::See, Topic::Filing), pages::dispatch::show)
        .post("/dispatch", Of(Action::ApproveDispatch, Topic::Filing), pages::dispatch::approve)
        .get("/dispatch.xlsx", Of(Action::Export, Topic::Filing), pages::dispatch::download)
        .get("/projects/{id}/card", SEE, pages::war_map::card::show)
        .get("/projects/{id}/sheet.pdf", EXPORT, pages::paper::wall::print_project)
        .get("/board", SEE, pages::war_map::show)
        .get("/board.xlsx", EXPORT, pages::war_map::download)
        .get("/board/month", SEE, pages::war_map::month::show)
        .get("/board/month.xlsx", EXPORT, pages::war_map::month::download)
        .get("/places/{key}", SEE, pages::slice::place)
        .get("/industries/{key}", SEE, pages::slice::industry)
        .get("/chains/{key}", SEE, pages::slice::chain)
        .get("/lists/{*key}", SEE, pages::slice::list)
        .get("/compare", To(Action::SeeHistory), pages::compare::show)
        .get("/compare.xlsx", To(Action::SeeHistory), pages::compare::download)
        .get("/changes", To(Action::SeeHistory), pages::compare::moved_here)
        .get("/totals", SEE, pages::totals::show)
        .get("/items", SEE_ITEMS, pages::items::show)
        .get("/items/month", SEE_ITEMS, pages::items::month::show)
        .get("/items/load", SEE_ITEMS, pages::items::load::show)
        .get("/items/batch", SEE_ITEMS, pages::items::batch::show)
        .post("/items/batch", SEE_ITEMS, pages::items::batch::submit)
        .get("/items.ics", SEE_ITEMS, pages::items::ics::show)
        .get("/items.xlsx", EXPORT_ITEMS, pages::items::sheet::download)
        .get("/migrations", To(Action::AssignProcedure), pages::migrations::show)
        .post("/migrations", To(Action::AssignProcedure), pages::migrations::submit)
        .get("/bottlenecks", SEE_ITEMS, pages::bottlenecks::show)
        .get("/bottlenecks.xlsx", EXPORT_ITEMS, pages::bottlenecks::sheet::download)
        .get("/bulletin", Of(Action::See, Topic::Lights), pages::paper::bulletin::show)
        .get("/bulletin.docx", Of(Action::Export, Topic::Lights), pages::paper::bulletin::download)
        .get("/wall", SEE, pages::paper::wall::show)
        .get("/wall.pdf", EXPORT, pages::paper::wall::print)
        .get("/playbook", SignIn, pages::playbook::show)
        .get("/rules", SignIn, pages::rules::show)
        .get("/imports", To(Action::Import), pages::imports::show)
        .get("/imports/new", To(Action::Import), pages::imports::upload::show)
        .post_file("/imports/new", To(Action::Import), LARGEST + AROUND_A_FILE, pages::imports::upload::take)
        .get("/imports/drafts/{id}", To(Action::Import), pages::imports::draft::show)
        .post("/imports/drafts/{id}", To(Action::Import), pages::imports::draft::change)
        .get("/imports/drafts/{id}/marked.xlsx", To(Action::Import), pages::imports::draft::marked)
        .get("/imports/{id}", To(Action::Import), pages::imports::done::show)
        .post("/imports/{id}/undo", To(Action::UndoImport), pages::imports::done::undo)
        .get("/imports/{id}/file", To(Action::Import), pages::imports::done::file)
        .get("/imports/{id}/marked.xlsx", To(Action::Import), pages::imports::done::marked)
        .get("/units", SignIn, pages::organisation::units::show)
        .post("/units", To(Action::ManageUnits), pages::organisation::units::submit)
        .get("/units/{id}", SignIn, pages::organisation::unit::show)
        // Managing the unit, or appointing in it: asked where it is decided.
        .post("/units/{id}", SignIn, pages::organisation::unit::submit)
        .get("/people", To(Action::Appoint), pages::organisation::people::show)
        .post("/people/erase", To(Action::ErasePerson), pages::organisation::people::erase)
        .get("/access", SignIn, pages::organisation::access::show)
        .get("/sign-in", Nothing, pages::account::sign_in::show)
        .post("/sign-in", Nothing, pages::account::sign_in::submit)
        .post("/sign-in/code", Nothing, pages::account::sign_in::submit_code)
        .post("/sign-in/passkey", Nothing, pages::account::passkey::submit)
        .get(pages::account::passkey::CHALLENGE, Nothing, pages::account::passkey::challenge)
        .get(pages::account::identity::BEGIN, Nothing, pages::account::identity::begin)
        .get(pages::account::identity::BACK, Nothing, pages::account::identity::back)
        .post("/sign-out", Nothing, pages::account::sign_in::out)
        .get("/set-up", Nothing, pages::account::set_up::show)
        .post("/set-up", Nothing, pages::account::set_up::submit)
        .get("/account", SignIn, pages::account::own::show)
        .post("/account", SignIn, pages::account::own::submit)
        .post("/people/accounts", To(Action::ManageAccounts), pages::account::manage::submit)
        .get("/log", To(Action::ReadLog), pages::account::log::show)
        .get("/log.xlsx", To(Action::ReadLog), pages::account::log::download)
        .get(pages::described::PATH, SignIn, pages::described::show)
        .get("/api/docs/{part}", SignIn, pages::described::part)
        .get("/style", SignIn, pages::style::show)
        .get("/actor", SignIn, pages::actor::show)
        .post("/actor", SignIn, pages::actor::set)
        .get("/assets/{file}", Nothing, asset::serve);
    api::doors(pages)
}

/// Serves the application until `stop`; requests under way are answered first.
///
/// What everybody looks at first is computed ahead meanwhile.
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: tokio::net::TcpListener,
    app: App,
    front: Front,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let served = Served::new(app, &front);
    let looking = tokio::spawn(ahead::keep_looking(served.clone()));
    let tls = front.tls.clone();
    let service = routed(served, front).into_make_service_with_connect_info::<Peer>();
    let ended = match tls {
        None => axum::serve(listener, service).with_graceful_shutdown(stop).await,
        Some(tls) => axum::serve(Greeted::new(listener, tls), service).with_graceful_shutdown(stop).await,
    };
    looking.abort();
    ended
}
