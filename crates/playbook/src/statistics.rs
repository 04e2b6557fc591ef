//! `statistics.toml`: the papers asked for before a project enters the statistics library, and the days of a month on which they are handed over
//! (DOMAIN.md section 3). What a city's statistics bureau asks for is the city's to write; nothing here is a figure.

use crate::{
    diagnostic::Fault,
    nearest::nearest,
    procedures::Procedures,
    provenance::{Name, SourceRef},
    reader::{Item, Once, Table},
    year::Sources,
};
use qinghuo_domain::{
    attribute::Text,
    evidence::{EntryKind, Evidence, Paper},
    procedure::ItemCode,
};
use qinghuo_schedule::network::Window;

/// The last day a window may have: every month has it.
const LAST_DAY: i64 = 28;

/// What `statistics.toml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// What users are told about where the list is from.
    pub note: Name,
    /// Where the window is from.
    pub window_source: SourceRef,
    /// The names of the kinds of entry, by key.
    pub kinds: Vec<(Text, Name)>,
    /// The words of the papers, in their order.
    pub papers: Vec<PaperWords>,
    /// What `decide` and the views need of it.
    pub evidence: Evidence,
}

/// The words of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperWords {
    /// What it has to show.
    pub ask: Name,
    /// What to do without it.
    pub instead: Option<Name>,
    /// Where it is from that it is asked for.
    pub source: SourceRef,
}

impl Statistics {
    /// The words of a paper.
    #[must_use]
    pub fn words(&self, paper: &Paper) -> Option<&PaperWords> {
        let place = self.evidence.papers.iter().position(|known| known.name == paper.name)?;
        self.papers.get(place)
    }

    /// The name of a kind of entry.
    #[must_use]
    pub fn kind(&self, key: &str) -> Option<&Name> {
        self.kinds.iter().find(|(known, _)| **known == *key).map(|(_, name)| name)
    }
}

/// Reads `statistics.toml`. Without readable procedures (`None`) items are not looked up: what is wrong is told where they are.
pub(crate) fn read<'a>(
    table: &mut Table<'a>,
    sources: Option<&Sources<'a>>,
    procedures: Option<&Procedures>,
) -> Option<Statistics> {
    let note = table.must("note").and_then(|item| item.name());
    let window = table.must("window").and_then(|item| {
        item.table(|table| {
            let first = table.must("from").and_then(|item| item.integer(1..=LAST_DAY));
            let last =
                table.must("until").and_then(|item| item.integer(first.map_or(1, i64::from)..=LAST_DAY));
            let source = Sources::of(sources, table);
            Some((Window { first: first?, last: last? }, source?))
        })
    });
    let mut keys = Once::new("entry_kind");
    let kinds = table.list("kinds")?;
    let last = kinds.len().saturating_sub(1);
    let kinds: Vec<Option<(EntryKind, Name)>> =
        kinds.into_iter().enumerate().map(|(place, item)| kind(item, &mut keys, place == last)).collect();
    let mut names = Once::new("paper");
    let papers: Vec<Option<(Paper, PaperWords)>> = table
        .list("papers")?
        .into_iter()
        .map(|item| paper(item, &mut names, &keys, sources, procedures))
        .collect();
    let kinds: Vec<(EntryKind, Name)> = kinds.into_iter().collect::<Option<_>>()?;
    let (papers, words) = papers.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
    let names = kinds.iter().map(|(kind, name)| (kind.key.clone(), name.clone())).collect();
    let (window, window_source) = window?;
    let kinds = kinds.into_iter().map(|(kind, _)| kind).collect();
    let evidence = Evidence { window: Some(window), kinds, papers };
    Some(Statistics { note: note?, window_source, kinds: names, papers: words, evidence })
}

/// A kind of entry; the last is every other project and has no words of a class.
fn kind<'a>(item: Item<'a>, keys: &mut Once<'a>, is_last: bool) -> Option<(EntryKind, Name)> {
    item.table(|table| {
        let key = table.must("key").and_then(|item| item.key().inspect(|key| keys.note(item, key)));
        let name = table.must("name").and_then(|item| item.name());
        let classes = if is_last {
            table.must_not("classes");
            Some(Vec::new())
        } else {
            let words = table.list("classes");
            words.and_then(|words| words.into_iter().map(|word| Some(word.text()?.into())).collect())
        };
        Some((EntryKind { key: key?.into(), classes: classes? }, name?))
    })
}

fn paper<'a>(
    item: Item<'a>,
    names: &mut Once<'a>,
    kinds: &Once<'a>,
    sources: Option<&Sources<'a>>,
    procedures: Option<&Procedures>,
) -> Option<(Paper, PaperWords)> {
    item.table(|table| {
        let name = table.must("name").and_then(|item| item.name_once(names));
        let of_kinds = table.list("kinds").and_then(|list| {
            let kind = |item: Item<'a>| {
                let key = item.text()?;
                if !kinds.contains(key) {
                    let nearest = nearest(key, kinds.words());
                    item.report(Fault::UnknownReference { kind: "entry_kind", nearest });
                    return None;
                }
                Some(Text::from(key))
            };
            let kinds: Vec<Option<Text>> = list.into_iter().map(kind).collect();
            kinds.into_iter().collect::<Option<Vec<Text>>>()
        });
        let ask = table.must("ask").and_then(|item| item.name());
        let instead = table.may("instead").map_or(Some(None), |item| item.name().map(Some));
        let is_optional = table.may("optional").map_or(Some(false), |item| item.truth());
        let known_by = table.may("known_by").map_or(Some(Vec::new()), |item| {
            let codes: Vec<Option<ItemCode>> =
                item.list()?.into_iter().map(|item| known_item(item, procedures)).collect();
            codes.into_iter().collect()
        });
        let source = Sources::of(sources, table)?;
        let ground = source.provenance;
        let paper =
            Paper { name: name?, kinds: of_kinds?, is_optional: is_optional?, known_by: known_by?, ground };
        Some((paper, PaperWords { ask: ask?, instead: instead?, source }))
    })
}

/// The code of an item some procedure has.
fn known_item(item: Item<'_>, procedures: Option<&Procedures>) -> Option<ItemCode> {
    let text = item.text()?;
    let Ok(code) = text.parse::<ItemCode>() else {
        item.report(Fault::BadItemCode {});
        return None;
    };
    if let Some(procedures) = procedures {
        let all = procedures.templates.iter().chain(&procedures.earlier);
        let known: Vec<&ItemCode> =
            all.flat_map(|template| &template.procedure.items).map(|item| &item.code).collect();
        if !known.contains(&&code) {
            let nearest = nearest(text, known.into_iter().map(ItemCode::as_str));
            item.report(Fault::UnknownReference { kind: "item", nearest });
            return None;
        }
    }
    Some(code)
}
