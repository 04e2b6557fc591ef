//! A project's evidence for entry into the statistics library (入库纳统) in words: its checklist, and the pack that is printed and handed over, the same
//! for page, workbook, API and command line.
//!
//! A directory of papers, never a return: it holds names, numbers and days, no figure of the project's, and nothing of it goes into a figure.

use crate::{
    approvals::{mark, named},
    network::item,
};
use jiff::civil::Date;
use qinghuo_domain::{
    Attribute, City, Moment, Seq,
    attribute::PersonId,
    evidence::{Listed, Standing},
    project::Seen,
    step::Act,
    views::approval::{
        Approval, Step,
        entry::{Entry, entry},
    },
};
use qinghuo_locale::{Language, Locale};
use qinghuo_office::Head;
use qinghuo_playbook::Playbook;
use qinghuo_sheet::out::{Cell, Column, Kind, OutError, Table, TableBook, table};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What a pack is made from.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The language it speaks.
    pub locale: &'static Locale,
    /// The rules with their words.
    pub playbook: &'a Playbook,
    /// The city.
    pub city: &'a City,
    /// From when it is seen.
    pub at: Moment,
    /// The last record it is current to.
    pub head: Head,
    /// Who recorded a fact, in words.
    pub who: &'a dyn Fn(Seq) -> Option<String>,
}

/// A project's evidence.
pub struct Pack {
    /// The project's number.
    pub project: String,
    /// What stands over it.
    pub title: String,
    /// What it is about: what each is called, and what it is.
    pub about: Vec<(String, String)>,
    /// When it is to be handed over, or was, in words.
    pub window: Option<String>,
    /// Whether everything it needs is there, in words.
    pub standing: String,
    /// The papers.
    pub papers: Vec<PaperLine>,
    /// Whether figures of the book are made up.
    pub is_synthetic: bool,
    /// That it is no return, and where the list is from.
    pub said: Vec<String>,
    /// From which day, and which record of the ledger, it is.
    pub made_from: String,
    locale: &'static Locale,
    as_of: Date,
    told: Map<String, Value>,
}

/// A paper in words.
pub struct PaperLine {
    /// Its name.
    pub name: String,
    /// Its name in facts.
    pub key: String,
    /// What it has to show.
    pub ask: String,
    /// What to do without it.
    pub instead: Option<String>,
    /// Where it is from that it is asked for.
    pub mark: String,
    /// Whether the evidence may be handed over without it.
    pub is_optional: bool,
    /// `missing`, `known` or `gathered`.
    pub standing: &'static str,
    /// The same in words.
    pub state: String,
    /// Its number, or its name.
    pub document: String,
    /// Its own date.
    pub dated_on: Option<Date>,
    /// The day it was gathered, or the item that is it was settled.
    pub on: Option<Date>,
    /// The item that is it: code and name.
    pub item: Option<(String, String)>,
    /// Who recorded it.
    pub by: String,
    /// The fact that says so.
    pub fact: Option<Seq>,
    /// What there is to say of it.
    pub note: String,
}

impl Pack {
    /// The evidence of a project; `None` where it follows no procedure with an entry it needs.
    #[must_use]
    pub fn of(ground: Ground<'_>, seen: Seen<'_>, approval: &Approval<'_>) -> Option<Self> {
        let Ground { locale, playbook, city, at, head, .. } = ground;
        let entry = entry(approval, seen, &playbook.rules)?;
        let step = approval.steps.get(entry.index)?;
        let name = seen.name().map(|name| name.to_string()).unwrap_or_default();
        let papers: Vec<PaperLine> =
            entry.papers.iter().map(|(listed, fact)| line(ground, approval, listed, *fact)).collect();
        let is_synthetic = city.is_synthetic(at.known);
        let known = match at.known < city.head() {
            true => locale.text_with("page-sheet-known", &[("seq", at.known.to_string())]),
            false => String::new(),
        };
        let made_from = [
            ("day", locale.day(at.as_of)),
            ("known", known),
            ("seq", head.seq.to_string()),
            ("hash", head.hash.to_string()),
        ];
        let statistics = &playbook.statistics;
        Some(Self {
            project: seen.project.id.to_string(),
            title: locale.text_with("evidence-title", &[("name", name)]),
            about: about(ground, seen, approval, step, &entry),
            window: window(ground, &entry),
            standing: standing(locale, &entry),
            is_synthetic,
            said: vec![locale.text("evidence-no-return").into_owned(), named(locale, &statistics.note)],
            made_from: locale.text_with("evidence-made-from", &made_from),
            told: told(&entry, step, &papers),
            papers,
            locale,
            as_of: at.as_of,
        })
    }

    /// A day as the pack writes it.
    #[must_use]
    pub fn day(&self, day: &Date) -> String {
        self.locale.day(*day)
    }

    /// What its file is called.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}-{}-{}.xlsx", self.locale.text("evidence-file"), self.project, self.as_of)
    }

    /// As the API and the command line give it.
    #[must_use]
    pub fn json(&self) -> Map<String, Value> {
        let mut told = self.told.clone();
        told.insert("said".into(), self.said.clone().into());
        told
    }

    /// The pack as a workbook.
    ///
    /// # Errors
    /// The workbook's own.
    pub fn workbook(&self, made_on: Date) -> Result<Vec<u8>, OutError> {
        let mut notes = vec![self.made_from.clone()];
        if self.is_synthetic {
            notes.push(self.locale.text("page-synthetic").into_owned());
        }
        notes.extend(self.said.iter().cloned());
        notes.extend(self.about.iter().map(|(what, is)| {
            self.locale.text_with("evidence-about", &[("what", what.clone()), ("is", is.clone())])
        }));
        notes.extend(self.window.clone());
        notes.push(self.standing.clone());
        let name = self.locale.text("evidence-file").into_owned();
        let sheet = Table { name, columns: columns(self.locale), rows: self.rows(), totals: None };
        table(&TableBook { title: self.title.clone(), notes, made_on, sheets: vec![sheet] })
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        let day = |day: Option<Date>| day.map_or(Cell::Empty, Cell::Date);
        let row = |(number, paper): (i64, &PaperLine)| {
            vec![
                Cell::Integer(number),
                text(&paper.name),
                text(&paper.state),
                text(&paper.document),
                day(paper.dated_on),
                day(paper.on),
                text(&paper.by),
                text(&paper.item.as_ref().map(|(code, name)| format!("{code} {name}")).unwrap_or_default()),
                text(&paper.fact.map(|seq| format!("#{seq}")).unwrap_or_default()),
                text(&paper.note),
                text(&paper.ask),
                text(&paper.mark),
            ]
        };
        (1..).zip(&self.papers).map(row).collect()
    }
}

fn columns(locale: &Locale) -> Vec<Column> {
    let column = |(key, width, kind): (&str, f64, Kind)| Column {
        header: locale.named("evidence-column", key),
        unit: None,
        width,
        kind,
    };
    [
        ("number", 6.0, Kind::Integer),
        ("paper", 20.0, Kind::Text),
        ("state", 12.0, Kind::Text),
        ("document", 28.0, Kind::Text),
        ("dated", 12.0, Kind::Date),
        ("on", 12.0, Kind::Date),
        ("by", 18.0, Kind::Text),
        ("item", 26.0, Kind::Text),
        ("fact", 10.0, Kind::Text),
        ("note", 28.0, Kind::Text),
        ("ask", 44.0, Kind::Text),
        ("source", 20.0, Kind::Text),
    ]
    .map(column)
    .into()
}

fn line(ground: Ground<'_>, approval: &Approval<'_>, listed: &Listed<'_>, fact: Option<Seq>) -> PaperLine {
    let Ground { locale, playbook, who, .. } = ground;
    let paper = listed.paper;
    let words = playbook.statistics.words(paper);
    let (standing, document, dated_on, on, item, note) = match &listed.standing {
        Standing::Missing => ("missing", None, None, None, None, None),
        Standing::Known { item: code, on, document } => {
            let name = approval.step(code).map_or("", |step| item(locale, playbook, approval, step.index));
            ("known", document.as_ref(), None, Some(*on), Some((code.to_string(), name.to_owned())), None)
        }
        Standing::Gathered(gathered) => {
            let note = gathered.note.as_ref();
            ("gathered", Some(&gathered.document), gathered.dated_on, Some(gathered.on), None, note)
        }
    };
    let state = match (standing, paper.is_optional) {
        ("missing", true) => "evidence-state-optional",
        ("missing", false) => "evidence-state-missing",
        ("known", _) => "evidence-state-known",
        _ => "evidence-state-gathered",
    };
    let plain =
        |text: Option<&qinghuo_domain::attribute::Text>| text.map(ToString::to_string).unwrap_or_default();
    PaperLine {
        name: match locale.language() {
            Language::Chinese => paper.name.zh.to_string(),
            Language::English => paper.name.en.to_string(),
        },
        key: paper.name.zh.to_string(),
        ask: words.map(|words| named(locale, &words.ask)).unwrap_or_default(),
        instead: words.and_then(|words| Some(named(locale, words.instead.as_ref()?))),
        mark: words.map(|words| mark(locale, &playbook.year, words.source.provenance)).unwrap_or_default(),
        is_optional: paper.is_optional,
        standing,
        state: locale.text(state).into_owned(),
        document: plain(document),
        dated_on,
        on,
        item,
        by: fact.and_then(who).unwrap_or_default(),
        fact,
        note: plain(note),
    }
}

/// An act in words, a paper by its name in the language.
pub fn act_in_words(locale: &Locale, playbook: &Playbook, act: &Act) -> String {
    locale.act(&with_paper_named(locale, playbook, act))
}

/// A value in words, papers by their names in the language.
#[must_use]
pub fn value_in_words(
    locale: &Locale,
    playbook: &Playbook,
    attribute: &Attribute,
    person: &dyn Fn(PersonId) -> String,
) -> String {
    match attribute {
        Attribute::Step(_, Some(act)) => act_in_words(locale, playbook, act),
        attribute => locale.attribute(attribute, person),
    }
}

/// An act with its paper by its name in the language: facts name it in Chinese.
fn with_paper_named<'a>(locale: &Locale, playbook: &Playbook, act: &'a Act) -> Cow<'a, Act> {
    let (Language::English, Act::GatherPaper { paper, .. } | Act::DropPaper { paper, .. }) =
        (locale.language(), act)
    else {
        return Cow::Borrowed(act);
    };
    let Some(known) = playbook.rules.evidence.papers.iter().find(|known| known.name.zh == *paper) else {
        return Cow::Borrowed(act);
    };
    let mut named = act.clone();
    if let Act::GatherPaper { paper, .. } | Act::DropPaper { paper, .. } = &mut named {
        paper.clone_from(&known.name.en);
    }
    Cow::Owned(named)
}

/// What the pack is about.
fn about(
    ground: Ground<'_>,
    seen: Seen<'_>,
    approval: &Approval<'_>,
    step: &Step<'_>,
    entry: &Entry<'_>,
) -> Vec<(String, String)> {
    let Ground { locale, playbook, .. } = ground;
    let what = |key: &str| locale.named("evidence-about", key);
    let kind = entry.kind.and_then(|kind| playbook.statistics.kind(kind));
    let mut about = vec![(what("project"), seen.project.id.to_string())];
    let codes: Vec<&str> = seen.codes().into_iter().flatten().map(|code| code.as_str()).collect();
    if !codes.is_empty() {
        about.push((what("codes"), codes.join(&locale.text("value-join"))));
    }
    about.extend(seen.owner().map(|owner| (what("owner"), owner.to_string())));
    about.extend(kind.map(|kind| (what("kind"), named(locale, kind))));
    let name = item(locale, playbook, approval, step.index);
    about.push((what("item"), format!("{} {name}", step.item.code)));
    about.push((what("state"), locale.named("state", step.life.state.key())));
    about
}

/// The window in words: when it is to be handed over, or when it was.
fn window(ground: Ground<'_>, entry: &Entry<'_>) -> Option<String> {
    let Ground { locale, playbook, .. } = ground;
    let mark = mark(locale, &playbook.year, playbook.statistics.window_source.provenance);
    if let Some((from, until)) = entry.window {
        let said = [("from", locale.day(from)), ("until", locale.day(until)), ("mark", mark)];
        return Some(locale.text_with("evidence-window", &said));
    }
    let (on, is_outside) = entry.handed_over?;
    let key = if is_outside { "evidence-handed-over-outside" } else { "evidence-handed-over" };
    Some(locale.text_with(key, &[("day", locale.day(on)), ("mark", mark)]))
}

/// How many papers are there, in words.
pub fn standing(locale: &Locale, entry: &Entry<'_>) -> String {
    let (there, needed) = entry.progress();
    let key = if there == needed { "evidence-complete" } else { "evidence-incomplete" };
    let counts = [
        ("there", there.to_string()),
        ("needed", needed.to_string()),
        ("missing", (needed - there).to_string()),
    ];
    locale.text_with(key, &counts)
}

fn told(entry: &Entry<'_>, step: &Step<'_>, papers: &[PaperLine]) -> Map<String, Value> {
    let (there, needed) = entry.progress();
    let lines = entry.papers.iter().zip(papers).map(|((listed, _), line)| {
        json!({
            "paper": listed.paper.name.zh,
            "name": { "zh": listed.paper.name.zh, "en": listed.paper.name.en },
            "is_optional": line.is_optional,
            "provenance": listed.paper.ground.key(),
            "standing": line.standing,
            "document": (!line.document.is_empty()).then_some(&line.document),
            "dated_on": line.dated_on,
            "on": line.on,
            "item": line.item.as_ref().map(|(code, _)| code),
            "note": (!line.note.is_empty()).then_some(&line.note),
            "fact": line.fact,
            "by": (!line.by.is_empty()).then_some(&line.by),
        })
    });
    let mut told = Map::new();
    told.insert("item".into(), json!(step.item.code));
    told.insert("state".into(), json!(step.life.state));
    told.insert("kind".into(), json!(entry.kind));
    told.insert("needed".into(), needed.into());
    told.insert("there".into(), there.into());
    told.insert("window".into(), json!(entry.window.map(|(from, to)| json!({ "from": from, "to": to }))));
    told.insert("handed_over_on".into(), json!(entry.handed_over.map(|(on, _)| on)));
    told.insert("papers".into(), lines.collect());
    told
}
