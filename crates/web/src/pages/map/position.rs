//! Where a project lies, as a small picture beside its place: the tile of its place among all tiles. A city's own map is too large to go with every
//! project, so there the place is only named and linked.

use crate::{pages::frame::with_query, query::encode};
use qinghuo_domain::{project::Seen, views::totals::Dimension};
use qinghuo_locale::Locale;
use qinghuo_playbook::{Playbook, dictionary::Tile};

/// A tile with the space around it, in the picture's own units.
const WIDTH: u32 = 12;
const HEIGHT: u32 = 8;

/// Where a project lies.
pub struct Position {
    /// What the link to the map says.
    pub words: String,
    /// The map, with this place alone counted.
    pub href: String,
    /// The picture; none where the city has a map of its own.
    pub picture: Option<Picture>,
}

/// The tiles of the schematic map.
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// All of them, as a path.
    pub tiles: String,
    /// The one the project lies in.
    pub here: String,
}

/// Where a project lies on the map, if its place is on it: its functional zone, else its district.
pub fn position(locale: &Locale, playbook: &Playbook, seen: Seen<'_>, moment: &str) -> Option<Position> {
    let entries = || playbook.dictionaries.zones.iter().chain(&playbook.dictionaries.districts);
    let named = |word: &str| entries().find(|entry| *entry.name.zh == *word && entry.tile.is_some());
    let words = [seen.functional_zone(), seen.district()];
    let entry = words.into_iter().flatten().find_map(|word| named(word))?;
    let tile = entry.tile?;
    let joint = if moment.is_empty() { "" } else { "&" };
    let address = format!("{}={}{joint}{moment}", Dimension::Place.key(), encode(&entry.name.zh));
    Some(Position {
        words: locale.text_with("page-position", &[("place", entry.name.zh.to_string())]),
        href: with_query("/map", &address),
        picture: playbook.own_map.is_none().then(|| picture(entries().filter_map(|entry| entry.tile), tile)),
    })
}

fn picture(tiles: impl Iterator<Item = Tile>, here: Tile) -> Picture {
    let mut picture = Picture { width: 0, height: 0, tiles: String::new(), here: outline(here) };
    for tile in tiles {
        picture.tiles.push_str(&outline(tile));
        picture.width = picture.width.max(u32::from(tile.column) * WIDTH);
        picture.height = picture.height.max(u32::from(tile.row) * HEIGHT);
    }
    picture
}

fn outline(tile: Tile) -> String {
    let (x, y) = (u32::from(tile.column - 1) * WIDTH, u32::from(tile.row - 1) * HEIGHT);
    format!("M{x} {y}h{0}v{1}h-{0}z", WIDTH - 1, HEIGHT - 1)
}
