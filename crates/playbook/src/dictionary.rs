//! `dictionaries.toml`: places, policy areas, industries, chains and natures, with the other words ledgers use for them. A row whose official
//! name is not public is marked `to_fill` and has no name (DOMAIN.md section 12).

use crate::{
    diagnostic::Fault,
    phases::key_once,
    provenance::{Name, SourceRef},
    reader::{Item, Once, Table},
    year::{Sources, place_code},
};
use qinghuo_domain::phase::Nature;

/// What `dictionaries.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionaries {
    /// Districts and counties (区县).
    pub districts: Vec<PlaceEntry>,
    /// Functional zones (功能区), which may lie inside a district.
    pub zones: Vec<PlaceEntry>,
    /// Policy areas (领域).
    pub policy_areas: Vec<Entry>,
    /// Leading industries (主导产业).
    pub industries: Vec<Entry>,
    /// Industrial chains (产业链群).
    pub chains: Vec<Entry>,
    /// Natures of a project within the year (建设性质).
    pub natures: Vec<NatureEntry>,
}

impl Dictionaries {
    /// The nature a ledger means by `word`.
    #[must_use]
    pub fn nature(&self, word: &str) -> Option<Nature> {
        let entry = self.natures.iter().find(|entry| entry.words.iter().any(|w| &**w == word))?;
        Some(entry.nature)
    }
}

/// A district or functional zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceEntry {
    /// Its key.
    pub key: Box<str>,
    /// Its six-digit code; functional zones mostly have none.
    pub code: Option<Box<str>>,
    /// Its official name.
    pub name: Name,
    /// Other names ledgers use.
    pub also: Vec<Box<str>>,
    /// Where it stands on the schematic map; not every place need stand there.
    pub tile: Option<Tile>,
    /// Where it is from.
    pub source: SourceRef,
}

/// A tile of the schematic map: which places lie beside which, and no boundary of any of them. Written like a cell of a sheet: `C2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// From 1 at the left, the west.
    pub column: u8,
    /// From 1 at the top, the north.
    pub row: u8,
}

impl Tile {
    /// The rows a map may have.
    const ROWS: u8 = 30;

    fn read(text: &str) -> Option<Self> {
        let (letter, row) = text.split_at_checked(1)?;
        let letter = letter.bytes().next().filter(u8::is_ascii_uppercase)?;
        let is_plain = row.bytes().all(|byte| byte.is_ascii_digit()) && !row.starts_with('0');
        let row = row.parse().ok().filter(|row| is_plain && (1..=Self::ROWS).contains(row))?;
        Some(Self { column: letter - b'A' + 1, row })
    }
}

/// A row of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: Box<str>,
    /// Its name; `None` is still to be filled by the city.
    pub name: Option<Name>,
    /// Other names ledgers use.
    pub also: Vec<Box<str>>,
    /// Where it is from.
    pub source: SourceRef,
}

impl Entry {
    /// Whether the city has still to fill in the name.
    #[must_use]
    pub const fn to_fill(&self) -> bool {
        self.name.is_none()
    }
}

/// A nature and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatureEntry {
    /// The nature.
    pub nature: Nature,
    /// Its name.
    pub name: Name,
    /// The words ledgers use, the name not included unless it is one of them.
    pub words: Vec<Box<str>>,
    /// Where the words are from.
    pub source: SourceRef,
}

/// Reads `dictionaries.toml`.
pub(crate) fn read<'a>(table: &mut Table<'a>, sources: Option<&Sources<'a>>) -> Option<Dictionaries> {
    // Districts and zones share one set of names: a ledger's group title must name one place.
    let (mut keys, mut names) = (Once::new("place"), Once::new("place_name"));
    let mut tiles = Once::new("tile");
    let mut places = |table: &mut Table<'a>, list, zone| {
        let read =
            |item: Item<'a>| item.table(|t| place(t, zone, &mut keys, &mut names, &mut tiles, sources));
        all(table.list(list)?.into_iter().map(read))
    };
    let districts = places(table, "districts", false);
    let zones = places(table, "zones", true);
    let policy_areas = entries(table, "policy_areas", "policy_area", sources);
    let industries = entries(table, "industries", "industry", sources);
    let chains = entries(table, "chains", "chain", sources);
    let natures = natures(table, sources);
    Some(Dictionaries {
        districts: districts?,
        zones: zones?,
        policy_areas: policy_areas?,
        industries: industries?,
        chains: chains?,
        natures: natures?,
    })
}

/// All or nothing, but every row is read before that is decided.
fn all<T>(rows: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let rows: Vec<Option<T>> = rows.collect();
    rows.into_iter().collect()
}

fn place<'a>(
    table: &mut Table<'a>,
    zone: bool,
    keys: &mut Once<'a>,
    names: &mut Once<'a>,
    tiles: &mut Once<'a>,
    sources: Option<&Sources<'a>>,
) -> Option<PlaceEntry> {
    let key = key_once(table, keys);
    let code = if zone { table.may("code") } else { table.must("code") };
    let code = match code {
        Some(item) => place_code(item).map(Some),
        None => zone.then_some(None),
    };
    let name = table.must("name").and_then(|item| item.name_once(names));
    let also = words(table, "also", names);
    let tile = match table.may("tile") {
        Some(item) => item.text().and_then(|text| tile(item, text, tiles)).map(Some),
        None => Some(None),
    };
    let source = Sources::of(sources, table);
    Some(PlaceEntry { key: key?, code: code?, name: name?, also: also?, tile: tile?, source: source? })
}

/// No two places stand on one tile.
fn tile<'a>(item: Item<'a>, text: &'a str, tiles: &mut Once<'a>) -> Option<Tile> {
    let tile = Tile::read(text);
    match tile {
        Some(_) => tiles.note(item, text),
        None => item.report(Fault::BadTile {}),
    }
    tile
}

fn entries<'a>(
    table: &mut Table<'a>,
    list: &'static str,
    kind: &'static str,
    sources: Option<&Sources<'a>>,
) -> Option<Vec<Entry>> {
    let (mut keys, mut names) = (Once::new(kind), Once::new(kind));
    let read = |item: Item<'a>| {
        item.table(|table| {
            let key = key_once(table, &mut keys);
            let to_fill = match table.may("to_fill") {
                Some(item) => item.truth(),
                None => Some(false),
            };
            let name = match to_fill {
                Some(true) => {
                    if let Some(item) = table.may("name") {
                        item.report(Fault::FilledToFill {});
                    }
                    Some(None)
                }
                Some(false) => table.must("name").and_then(|item| item.name_once(&mut names)).map(Some),
                None => table.may("name").map(|_| None),
            };
            let also = words(table, "also", &mut names);
            let source = Sources::of(sources, table);
            Some(Entry { key: key?, name: name?, also: also?, source: source? })
        })
    };
    all(table.list(list)?.into_iter().map(read))
}

/// Other names, none of which may stand anywhere else; a missing list is empty.
fn words<'a>(table: &mut Table<'a>, key: &'static str, once: &mut Once<'a>) -> Option<Vec<Box<str>>> {
    let Some(item) = table.may(key) else { return Some(Vec::new()) };
    all(item.list()?.into_iter().map(|item| {
        let word = item.text()?;
        once.note(item, word);
        Some(word.into())
    }))
}

fn natures<'a>(table: &mut Table<'a>, sources: Option<&Sources<'a>>) -> Option<Vec<NatureEntry>> {
    let (mut keys, mut known_words) = (Once::new("nature"), Once::new("nature_word"));
    let read = |item: Item<'a>| {
        item.table(|table| {
            let nature =
                table.must("key").and_then(|item| item.choice_once(&mut keys, &Nature::ALL, Nature::key));
            let name = table.must("name").and_then(|item| item.name());
            let words = words(table, "words", &mut known_words);
            let source = Sources::of(sources, table);
            Some(NatureEntry { nature: nature?, name: name?, words: words?, source: source? })
        })
    };
    let items = table.list("natures")?;
    let count = items.len();
    let rows = all(items.into_iter().map(read));
    keys.complete(table, count, &Nature::ALL.map(Nature::key));
    rows
}
