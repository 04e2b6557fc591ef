//! The map of the places: the light the rule would give the sums of each, its gap and its lights. On tiles whose places are data of the playbook, so
//! that no boundary is drawn or implied; or, where the city brought a map of its own, on that, with its approval number under it.

mod outline;
mod position;

use super::{
    Misread,
    cockpit::counted,
    filters::key_words,
    frame::{Frame, Lamp},
    html, page,
    projects::{signed, tone},
    slice,
};
use crate::{Served, board::Board, query::Query, visit::Visit};
use askama::Template;
use axum::{extract::State, response::Response};
pub use outline::Drawing;
pub use position::{Position, position};
use qinghuo_domain::{
    rules::Signal,
    views::{
        cockpit::{Cockpit, signal_of},
        totals::{Dimension, Key, Sums},
    },
};
use qinghuo_locale::Locale;
use qinghuo_playbook::dictionary::{PlaceEntry, Tile};

/// A tile's width and height in the picture's own units, the space around it left out.
const WIDTH: i64 = 116;
const HEIGHT: i64 = 76;
const GAP: i64 = 4;

/// The map.
pub struct Map {
    pub width: i64,
    pub height: i64,
    pub tiles: Vec<Shown>,
    /// The approval number of the city's own map.
    pub approval: Option<String>,
    /// Places with projects and no tile.
    pub beside: Vec<Beside>,
}

/// How much of a place's words there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// For all of them.
    All,
    /// For its name and its light.
    Name,
    /// For its light.
    Light,
}

/// A place on its tile.
pub struct Shown {
    pub x: i64,
    pub y: i64,
    /// Its outline, where the city brought a map of its own; then `x` and `y` are the middle of its words.
    pub outline: Option<String>,
    /// How much of its words there is room for.
    pub room: Room,
    pub short: String,
    pub href: String,
    pub lamp: Lamp,
    pub words: String,
    pub gap: String,
    pub gap_tone: &'static str,
    pub counts: Vec<(Lamp, usize, i64)>,
}

/// A place that is not on the map.
pub struct Beside {
    pub label: String,
    pub href: String,
    pub projects: usize,
    pub lamp: Lamp,
    pub gap: String,
    pub gap_tone: &'static str,
}

impl Map {
    /// What must be said of such a map.
    pub const fn note(&self) -> &'static str {
        if self.approval.is_some() { "map-note-own" } else { "map-note" }
    }
}

impl Shown {
    /// How wide a tile is.
    #[expect(clippy::unused_self, reason = "templates read fields and call methods")]
    pub const fn width(&self) -> i64 {
        WIDTH
    }

    /// Whether there is room for all its words.
    pub const fn has_all_words(&self) -> bool {
        matches!(self.room, Room::All)
    }

    /// Whether there is room for its name.
    pub const fn has_name(&self) -> bool {
        matches!(self.room, Room::All | Room::Name)
    }

    /// Where its words begin.
    pub const fn corner(&self) -> (i64, i64) {
        if self.outline.is_some() { (self.x - WIDTH / 2, self.y - HEIGHT / 2) } else { (self.x, self.y) }
    }

    /// How high a tile is.
    #[expect(clippy::unused_self, reason = "templates read fields and call methods")]
    pub const fn height(&self) -> i64 {
        HEIGHT
    }
}

#[derive(Template)]
#[template(path = "map.html")]
struct Page {
    frame: Frame,
    bad: Misread,
    map: Map,
    lamps: Vec<Lamp>,
    month: String,
    rule: String,
    clear: Option<String>,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, bad) = visit.query();
        let query = Query { sort: Vec::new(), page: 0, per_page: None, ..query };
        let view = visit.view(served, &query)?;
        let (locale, board) = (visit.locale, &*view.board);
        let frame = Frame::new(served, visit, &view, &query, "cockpit", locale.text("page-map").into_owned());
        let (counted, _) = counted(board, &query);
        let signals = [Signal::Red, Signal::Yellow, Signal::Green, Signal::NotApplicable];
        let shown = Page {
            bad: Misread::of(locale, &bad),
            map: draw(served, locale, board, &query, &counted),
            lamps: signals.map(|signal| Lamp::new(locale, signal)).into(),
            month: locale.month(board.month),
            rule: locale.named("light-rule", &board.rules.light.key),
            clear: query.narrows().then(|| frame.to("/map")),
            frame,
        };
        let status = shown.bad.status();
        html(status, &shown)
    })
    .await
}

/// Draws the places that were counted.
pub fn draw(served: &Served, locale: &Locale, board: &Board, query: &Query, cockpit: &Cockpit) -> Map {
    let playbook = &*served.app.playbook;
    let entries = || playbook.dictionaries.districts.iter().chain(&playbook.dictionaries.zones);
    let own = served.drawing.as_deref();
    let spot = |entry: &PlaceEntry| match own {
        Some(drawing) => drawing.spot(&entry.name.zh),
        None => entry.tile.map(Spot::of),
    };
    let nothing = Sums::default();
    let key = |entry: &PlaceEntry| Key::Word(entry.name.zh.as_ref().into());
    let shown = |entry: &PlaceEntry| {
        let key = key(entry);
        let sums = cockpit.places.get(&key).unwrap_or(&nothing);
        Some(place(locale, board, query, entry, spot(entry)?, (key, sums)))
    };
    let tiles: Vec<Shown> = entries().filter_map(shown).collect();
    let is_on_map = |wanted: &Key| entries().any(|entry| key(entry) == *wanted && spot(entry).is_some());
    let beside = cockpit.places.iter().filter(|(key, _)| !is_on_map(key)).map(|(key, sums)| {
        let gap = sums.progress(board.standpoint()).gap_pp_hundredths;
        Beside {
            label: key_words(locale, key),
            href: slice::part_of(query, Dimension::Place, key),
            projects: sums.projects,
            lamp: Lamp::new(locale, signal_of(sums, board.standpoint())),
            gap: gap.map(signed).unwrap_or_default(),
            gap_tone: tone(gap),
        }
    });
    let end = |of: fn(&Shown) -> i64, size: i64| {
        tiles.iter().map(|tile| of(tile) + size + GAP).max().unwrap_or_default()
    };
    let (width, height) = match own {
        Some(drawing) => (drawing.width, drawing.height),
        None => (end(|tile| tile.x, WIDTH), end(|tile| tile.y, HEIGHT)),
    };
    let approval = playbook.own_map.as_ref().map(|map| map.approval.to_string());
    Map { width, height, approval, beside: beside.collect(), tiles }
}

/// Where a place stands in the picture.
#[derive(Clone)]
pub struct Spot {
    x: i64,
    y: i64,
    outline: Option<String>,
    room: Room,
}

impl Spot {
    fn of(tile: Tile) -> Self {
        let at = |number: u8, size: i64| i64::from(number - 1) * (size + GAP) + GAP / 2;
        Self { x: at(tile.column, WIDTH), y: at(tile.row, HEIGHT), outline: None, room: Room::All }
    }
}

fn place(
    locale: &Locale,
    board: &Board,
    query: &Query,
    entry: &PlaceEntry,
    spot: Spot,
    (key, sums): (Key, &Sums),
) -> Shown {
    let from = board.standpoint();
    let gap = sums.progress(from).gap_pp_hundredths;
    let lamp = Lamp::new(locale, signal_of(sums, from));
    let lit = [Signal::Red, Signal::Yellow].map(|signal| (signal, sums.lit(signal)));
    let shown = lit.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<(Lamp, usize, i64)> =
        shown.zip([8, 58]).map(|((signal, count), x)| (Lamp::new(locale, signal), count, x)).collect();
    let gap_words = gap.map_or_else(|| "—".to_owned(), |gap| locale.points(gap));
    let words = [("place", entry.name.zh.to_string()), ("light", lamp.word.clone()), ("gap", gap_words)];
    Shown {
        x: spot.x,
        y: spot.y,
        outline: spot.outline,
        room: spot.room,
        short: short(entry),
        href: slice::part_of(query, Dimension::Place, &key),
        words: locale.text_with("map-tile", &words),
        gap: gap.map(signed).unwrap_or_default(),
        gap_tone: tone(gap),
        lamp,
        counts,
    }
}

/// The shortest name a place goes by: a tile is narrow.
fn short(entry: &PlaceEntry) -> String {
    let names = std::iter::once(&*entry.name.zh).chain(entry.also.iter().map(|name| &**name));
    names.min_by_key(|name| name.chars().count()).unwrap_or_default().to_owned()
}
