//! 入库纳统: the papers asked for as evidence that a project may enter the statistics library, the days of a month on which they are handed over, and
//! how a project stands towards that checklist (DOMAIN.md section 3.2). Start at [`checklist`].
//!
//! The list holds papers, numbers and days, and nothing else: no figure, no threshold, no target. A statistical return is the enterprise's own
//! (统计法 art. 7, 24), and nothing here fills one in or says what should stand in it.
//!
//! What is absent: what is asked of each paper in words (the playbook's), and who gathered one (the record's).

use crate::{
    attribute::Text,
    procedure::ItemCode,
    rules::{Name, Provenance},
    step::{Life, State},
    time::Date,
};
use qinghuo_schedule::{Day, network::Window};

/// What is asked for, as the rules of a year have it. Without kinds nothing is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The days of a month on which evidence is handed over; `None` is any day.
    pub window: Option<Window>,
    /// The kinds of entry, the first that fits a project being its own.
    pub kinds: Vec<EntryKind>,
    /// The papers, in the order in which they are packed.
    pub papers: Vec<Paper>,
}

/// A kind of entry (建设、购置、房地产): other papers are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryKind {
    /// Its stable key.
    pub key: Text,
    /// Words of the class (项目类别) of such projects; none is every project.
    pub classes: Vec<Text>,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is called. Facts name it by its Chinese name, as they do places and lists.
    pub name: Name,
    /// The kinds of entry it is asked for, by key.
    pub kinds: Vec<Text>,
    /// Whether the evidence may be handed over without it.
    pub is_optional: bool,
    /// The items that are this paper once they are settled, of whichever procedure the project follows.
    pub known_by: Vec<ItemCode>,
    /// What it stands on that it is asked for.
    pub ground: Provenance,
}

/// A paper somebody gathered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// The day it was gathered.
    pub on: Date,
    /// Its number, or its name where it has none.
    pub document: Text,
    /// Its own date.
    pub dated_on: Option<Date>,
    /// What there is to say of it: that it stands in for another, and why.
    pub note: Option<Text>,
}

/// How a project stands towards a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 缺
    Missing,
    /// 账上已有: an item of the project's own approvals says so.
    Known {
        /// The item.
        item: ItemCode,
        /// The day it was settled.
        on: Date,
        /// The number of what it yielded.
        document: Option<Text>,
    },
    /// 已归集
    Gathered(Gathered),
}

/// A paper of a project's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'r> {
    /// The paper.
    pub paper: &'r Paper,
    /// How the project stands towards it.
    pub standing: Standing,
}

impl Listed<'_> {
    /// Whether the evidence cannot be handed over for want of it.
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        self.standing == Standing::Missing && !self.paper.is_optional
    }
}

impl Evidence {
    /// The kind of entry of a project of this class.
    #[must_use]
    pub fn kind(&self, class: Option<&str>) -> Option<&EntryKind> {
        let fits = |kind: &&EntryKind| {
            let has = |word: &Text| class.is_some_and(|class| class.contains(&**word));
            kind.classes.is_empty() || kind.classes.iter().any(has)
        };
        self.kinds.iter().find(fits)
    }

    /// The papers asked for of a project of this class.
    pub fn papers<'r>(&'r self, class: Option<&str>) -> impl Iterator<Item = &'r Paper> {
        let kind = self.kind(class);
        self.papers.iter().filter(move |paper| kind.is_some_and(|kind| paper.kinds.contains(&kind.key)))
    }

    /// The first day evidence can be handed over, from a day on.
    #[must_use]
    pub fn opens(&self, from: Date) -> Date {
        self.window.map_or(from, |window| window.next(Day::of(from)).date())
    }
}

/// A project's papers: those gathered for the entry itself (`entry` is that item's life), and those its own approvals know already. What was gathered
/// says more than what is known, and stands before it.
#[must_use]
pub fn checklist<'r>(
    rules: &'r Evidence,
    class: Option<&str>,
    entry: &Life,
    life: impl Fn(&ItemCode) -> Option<Life>,
) -> Vec<Listed<'r>> {
    let known = |code: &ItemCode| {
        let life = life(code)?;
        let on = life.settled_on.filter(|_| life.state.is_settled() && life.state != State::NotNeeded)?;
        Some(Standing::Known { item: code.clone(), on, document: life.document })
    };
    let listed = |paper: &'r Paper| {
        let gathered = entry.papers.get(&paper.name.zh).cloned().map(Standing::Gathered);
        let standing = gathered.or_else(|| paper.known_by.iter().find_map(known));
        Listed { paper, standing: standing.unwrap_or(Standing::Missing) }
    };
    rules.papers(class).map(listed).collect()
}
