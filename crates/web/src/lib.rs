//! Pages and the JSON API over a running office.
//!
//! Start at [`router`], which names every address. A request becomes a [`visit::Visit`] (language, who acts, from which moment the city is
//! seen); the [`board`] holds every project as seen from that moment; [`query`] is what the address asks of it. Pages are read without
//! JavaScript, and a link is the state.
//!
//! What is absent: rules, SQL, the clock (an argument of [`App`]), and user-visible text (it lives in the locale files).

mod api;
mod asset;
mod board;
mod guard;
mod pages;
mod people;
mod problem;
mod query;
mod row;
mod search;
mod select;
mod time;
mod visit;

pub use api::schedule;

use axum::{Router, middleware, routing::get, routing::post};
use board::Boards;
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
    /// The binary's clock.
    pub clock: Clock,
}

/// The application with what it remembers between requests; nothing in here is not derived.
#[derive(Clone)]
struct Served {
    app: App,
    boards: Arc<Boards>,
    forms: Arc<AtomicU64>,
}

impl Served {
    /// A key for the next form: sent twice, what it asks for is done once.
    fn form_key(&self, now: Timestamp) -> String {
        let number = self.forms.fetch_add(1, Ordering::Relaxed);
        format!("form-{:x}-{number:x}", now.as_nanosecond())
    }
}

/// Every address of the application.
pub fn router(app: App) -> Router {
    let served = Served { app, boards: Arc::default(), forms: Arc::default() };
    Router::new()
        .route("/", get(pages::home))
        .route("/projects", get(pages::projects::show))
        .route("/projects.xlsx", get(pages::projects::download))
        .route("/projects/{id}", get(pages::project::show))
        .route("/projects/{id}/revise", post(pages::edit::revise))
        .route("/projects/{id}/correct", post(pages::edit::correct))
        .route("/changes", get(pages::changes::show))
        .route("/totals", get(pages::totals::show))
        .route("/rules", get(pages::rules::show))
        .route("/actor", get(pages::actor::show).post(pages::actor::set))
        .route("/assets/{file}", get(asset::serve))
        .nest(api::PREFIX, api::router())
        .fallback(pages::not_found)
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
