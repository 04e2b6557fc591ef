//! Pages and the JSON API over a running office.
//!
//! Start at [`router`], which names every address. A request becomes a [`visit::Visit`] (language, who acts, from which moment the city is
//! seen); the [`board`] holds every project as seen from that moment; [`query`] is what the address asks of it. Pages are read without
//! JavaScript, and a link is the state.
//!
//! What is absent: rules, SQL, the clock (an argument of [`App`]), and user-visible text (it lives in the locale files).

mod api;
mod approvals;
mod asset;
mod board;
mod bottleneck;
mod compression;
mod drafts;
mod guard;
mod inbox;
mod look;
mod overview;
mod pages;
mod people;
mod problem;
mod query;
mod row;
mod search;
mod select;
mod time;
mod visit;

pub use api::{cockpit, migration, schedule, task, wait};
pub use bottleneck::Narrowing;
pub use inbox::{Filter, Line as ItemLine};
pub use overview::Overview;
pub use qinghuo_report::Printer;
pub use query::BadParameter;

use approvals::Desk;
use axum::{Router, extract::DefaultBodyLimit, middleware, routing::get, routing::post};
use board::Boards;
use drafts::{Drafts, LARGEST};
use jiff::Timestamp;
use qinghuo_domain::Date;
use qinghuo_office::Office;
use qinghuo_playbook::Playbook;
use std::{
    future::Future,
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// What time it is and which day, in the city.
pub type Clock = Arc<dyn Fn() -> (Timestamp, Date) + Send + Sync>;

/// What the pages stand on.
#[derive(Clone)]
pub struct App {
    /// The running city.
    pub office: Office,
    /// The year's rules, with their words.
    pub playbook: Arc<Playbook>,
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
    drafts: Arc<Drafts>,
    forms: Arc<AtomicU64>,
}

impl Served {
    /// A key for the next form: sent twice, what it asks for is done once.
    fn form_key(&self, now: Timestamp) -> String {
        let number = self.forms.fetch_add(1, Ordering::Relaxed);
        format!("form-{:x}-{number:x}", now.as_nanosecond())
    }
}

/// What a form adds to the file it carries.
const AROUND_A_FILE: usize = 64 << 10;

/// Every address of the application.
pub fn router(app: App) -> Router {
    let served = Served {
        app,
        boards: Arc::default(),
        desk: Arc::default(),
        drafts: Arc::default(),
        forms: Arc::default(),
    };
    Router::new()
        .route("/", get(pages::cockpit::show))
        .route("/cockpit.xlsx", get(pages::cockpit::download))
        .route("/map", get(pages::map::show))
        .route("/screen", get(pages::cockpit::screen::show))
        .route("/projects", get(pages::projects::show))
        .route("/projects.xlsx", get(pages::projects::download))
        .route("/projects/batch", get(pages::projects::batch::show).post(pages::projects::batch::submit))
        .route("/projects/views", post(pages::projects::keep))
        .route("/projects/{id}", get(pages::project::show))
        .route("/projects/{id}/approvals", get(pages::approvals::show).post(pages::approvals::acting::submit))
        .route(
            "/projects/{id}/approvals/works",
            post(pages::approvals::works::submit).layer(DefaultBodyLimit::max(LARGEST + AROUND_A_FILE)),
        )
        .route("/projects/{id}/approvals/works/{seq}", get(pages::approvals::works::file))
        .route("/projects/{id}/approvals/letters/{seq}", get(pages::approvals::letter::show))
        .route("/projects/{id}/revise", post(pages::edit::revise))
        .route("/projects/{id}/correct", post(pages::edit::correct))
        .route("/projects/{id}/card", get(pages::war_map::card::show))
        .route("/board", get(pages::war_map::show))
        .route("/board.xlsx", get(pages::war_map::download))
        .route("/board/month", get(pages::war_map::month::show))
        .route("/board/month.xlsx", get(pages::war_map::month::download))
        .route("/places/{key}", get(pages::slice::place))
        .route("/industries/{key}", get(pages::slice::industry))
        .route("/chains/{key}", get(pages::slice::chain))
        .route("/lists/{*key}", get(pages::slice::list))
        .route("/compare", get(pages::compare::show))
        .route("/compare.xlsx", get(pages::compare::download))
        .route("/changes", get(pages::compare::moved_here))
        .route("/totals", get(pages::totals::show))
        .route("/items", get(pages::items::show))
        .route("/migrations", get(pages::migrations::show).post(pages::migrations::submit))
        .route("/playbook", get(pages::playbook::show))
        .route("/items/month", get(pages::items::month::show))
        .route("/items/load", get(pages::items::load::show))
        .route("/items/batch", get(pages::items::batch::show).post(pages::items::batch::submit))
        .route("/items.ics", get(pages::items::ics::show))
        .route("/items.xlsx", get(pages::items::sheet::download))
        .route("/bottlenecks", get(pages::bottlenecks::show))
        .route("/bottlenecks.xlsx", get(pages::bottlenecks::sheet::download))
        .route("/bulletin", get(pages::paper::bulletin::show))
        .route("/bulletin.docx", get(pages::paper::bulletin::download))
        .route("/wall", get(pages::paper::wall::show))
        .route("/wall.pdf", get(pages::paper::wall::print))
        .route("/projects/{id}/sheet.pdf", get(pages::paper::wall::print_project))
        .route("/rules", get(pages::rules::show))
        .route("/style", get(pages::style::show))
        .route("/imports", get(pages::imports::show))
        .route(
            "/imports/new",
            get(pages::imports::upload::show)
                .post(pages::imports::upload::take)
                .layer(DefaultBodyLimit::max(LARGEST + AROUND_A_FILE)),
        )
        .route("/imports/drafts/{id}", get(pages::imports::draft::show).post(pages::imports::draft::change))
        .route("/imports/drafts/{id}/marked.xlsx", get(pages::imports::draft::marked))
        .route("/imports/{id}", get(pages::imports::done::show))
        .route("/imports/{id}/undo", post(pages::imports::done::undo))
        .route("/imports/{id}/file", get(pages::imports::done::file))
        .route("/imports/{id}/marked.xlsx", get(pages::imports::done::marked))
        .route("/actor", get(pages::actor::show).post(pages::actor::set))
        .route("/assets/{file}", get(asset::serve))
        .route(pages::api::PATH, get(pages::api::show))
        .nest(api::PREFIX, api::router())
        .fallback(pages::not_found)
        .layer(middleware::from_fn(compression::compress))
        .layer(middleware::from_fn(guard::guard))
        .with_state(served)
}

/// Serves the application until `stop`; requests under way are answered first.
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: tokio::net::TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}
