//! A part of the city with a page of its own, a place, an industry, a chain or a list: the instruments of the cockpit over its projects, the ways to the
//! same projects on the board, in the month and in comparison, and the projects themselves. One handler; what differs is the dimension.

use super::{
    cockpit, compare,
    filters::{dimension_words, key_words},
    frame::{Frame, with_query},
    page,
    projects::{
        self,
        columns::{Heading, Line, headings, line},
    },
    war_map,
};
use crate::{
    Served,
    board::Board,
    problem::Problem,
    query::{Query, encode, key_of, key_text},
    select::Selection,
    visit::Visit,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use qinghuo_domain::{
    access::Action,
    views::totals::{Dimension, Key},
};
use qinghuo_locale::Locale;

/// Projects shown on the page itself.
const MOST: usize = 10;

/// A part of the city.
pub struct Slice {
    /// By what.
    pub by: Dimension,
    /// Which.
    pub key: Key,
}

/// What the page shows beside the instruments.
pub struct Shown {
    /// What kind of part it is.
    pub kind: String,
    /// All parts of its kind.
    pub up: String,
    /// The same projects elsewhere: label and address.
    pub links: Vec<(String, String)>,
    /// The heads of the table.
    pub headings: Vec<Heading>,
    /// The first projects, the worst light first.
    pub rows: Vec<Line>,
    /// All of them.
    pub all: String,
    /// The same in words.
    pub more: String,
}

/// The parts that have a page, with where it is.
const PARTS: [(Dimension, &str); 4] = [
    (Dimension::Place, "/places"),
    (Dimension::Industry, "/industries"),
    (Dimension::Chain, "/chains"),
    (Dimension::List, "/lists"),
];

/// The page of a value of a dimension; nothing where it has none.
pub fn address_of(by: Dimension, key: &Key) -> Option<String> {
    let (_, path) = PARTS.into_iter().find(|(of, _)| *of == by)?;
    (*key != Key::Missing).then(|| format!("{path}/{}", encode(&key_text(key))))
}

/// The page of a value of a dimension with the rest of a query; where it has none, its projects.
pub fn part_of(query: &Query, by: Dimension, key: &Key) -> String {
    match address_of(by, key) {
        Some(path) => with_query(&path, &query.without(by).address()),
        None => with_query(projects::PATH, &query.only(by, key.clone()).address()),
    }
}

/// A district or functional zone.
pub async fn place(served: State<Served>, key: Path<String>, visit: Visit) -> Response {
    show(Dimension::Place, served, key, visit).await
}

/// An industry.
pub async fn industry(served: State<Served>, key: Path<String>, visit: Visit) -> Response {
    show(Dimension::Industry, served, key, visit).await
}

/// A node of a chain.
pub async fn chain(served: State<Served>, key: Path<String>, visit: Visit) -> Response {
    show(Dimension::Chain, served, key, visit).await
}

/// A project list.
pub async fn list(served: State<Served>, key: Path<String>, visit: Visit) -> Response {
    show(Dimension::List, served, key, visit).await
}

async fn show(
    by: Dimension,
    State(served): State<Served>,
    Path(key): Path<String>,
    visit: Visit,
) -> Response {
    page(served, visit, move |served, visit| {
        let key = key_of(by, &key).ok_or(Problem::NoSuchPage)?;
        let (query, bad) = visit.query();
        let query = Query { sort: Vec::new(), columns: Vec::new(), page: 0, per_page: None, ..query };
        let slice = Slice { by, key };
        let query = query.only(by, slice.key.clone());
        if !slice.is_known(served, visit, &query)? {
            return Err(Problem::NoSuchPage);
        }
        cockpit::render(served, visit, &query, &bad, Some(&slice))
    })
    .await
}

impl Slice {
    /// Whether the dictionary has it, or any project.
    fn is_known(&self, served: &Served, visit: &Visit, query: &Query) -> Result<bool, Problem> {
        let view = visit.view(served, query)?;
        let is_place = matches!(&self.key, Key::Word(name) if view.board.place_rank(name) != usize::MAX);
        let alone = Query::default().only(self.by, self.key.clone());
        Ok((self.by == Dimension::Place && is_place) || Selection::of(&view.board, &alone).len() > 0)
    }

    /// Its name.
    pub fn title(&self, locale: &Locale) -> String {
        key_words(locale, &self.key)
    }

    /// Its page.
    pub fn path(&self) -> String {
        address_of(self.by, &self.key).unwrap_or_default()
    }

    /// Its page with the rest of a query.
    pub fn address(&self, query: &Query) -> String {
        with_query(&self.path(), &query.without(self.by).address())
    }

    /// What the page shows beside the instruments.
    pub fn shown(
        &self,
        served: &Served,
        locale: &Locale,
        frame: &Frame,
        board: &Board,
        query: &Query,
    ) -> Shown {
        let selection = Selection::of(board, query);
        let people = served.app.office.people();
        let to = |path: &str| with_query(path, &query.address());
        let link = |key: &str, path: &str| (locale.text(key).into_owned(), to(path));
        let rows = selection.all().into_iter().take(MOST);
        Shown {
            kind: dimension_words(locale, self.by),
            up: with_query("/totals", &join(&format!("by={}", self.by.key()), &frame.moment)),
            links: [
                link("page-projects", projects::PATH),
                link("war-map", war_map::PATH),
                link("war-map-month-link", war_map::month::PATH),
            ]
            .into_iter()
            .chain(frame.may(Action::SeeHistory.key()).then(|| link("compare", compare::PATH)))
            .collect(),
            headings: headings(locale, query, board.told),
            rows: rows.map(|row| line(locale, frame, board, row, query, &people)).collect(),
            all: to(projects::PATH),
            more: locale.count("slice-all", selection.sums.projects),
        }
    }
}

/// Two parts of an address.
fn join(first: &str, second: &str) -> String {
    if second.is_empty() { first.to_owned() } else { format!("{first}&{second}") }
}
