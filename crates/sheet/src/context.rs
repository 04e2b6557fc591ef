//! The groups a row stands in.

use crate::{
    judge::sum_of,
    label::{Grouping, Label, Numbering, group_nature, is_department, natures_in},
    normal::key,
    place::{Located, Places},
    words::{WORDS, after_one_of, before_one_of, is_one_of},
};
use qinghuo_domain::{attribute::Text, phase::Nature};

/// An open group.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) numbering: Option<Numbering>,
    pub(crate) core: Box<str>,
    pub(crate) grouping: Grouping,
    pub(crate) located: Option<Located>,
    pub(crate) nature: Option<Nature>,
    /// Its account in the reconciliation.
    pub(crate) account: usize,
    /// Whether a subtotal closed it.
    pub(crate) closed: bool,
}

/// `市直及其他`, `其他`: what is left over. `其他公路` is a class.
fn is_rest(label: &str) -> bool {
    after_one_of(label, &WORDS.not_a_place).is_some() || is_one_of(label, &WORDS.rest)
}

/// The nature a title gives, where it names one alone and right before 项目.
fn title_nature(title: &str) -> Option<Nature> {
    let project = WORDS.project_words.first()?;
    let [(word, nature)] = natures_in(title)[..] else { return None };
    title.contains(&format!("{word}{project}")).then_some(nature)
}

/// The groups open at a row, outermost first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) open: Vec<Group>,
    /// Where every project of the sheet lies, when the sheet is named after a place.
    located: Option<Located>,
    /// The nature of every project of the sheet, when its name or title gives one.
    nature: Option<Nature>,
}

impl Context {
    /// What the sheet's name and titles say of all its projects: `续建`, `历下区`, `2024年新开工项目清单`.
    pub(crate) fn of_sheet(name: &str, titles: &[String], places: &Places<'_>) -> Self {
        let label = Label::read(name);
        let nature =
            group_nature(&label.core).or_else(|| titles.iter().find_map(|title| title_nature(title)));
        // A sheet named after a city may hold all of it.
        let located = places.named(&label.core).filter(
            |located| !matches!(located, Located::District(name) if before_one_of(name, &WORDS.city_suffix).is_some()),
        );
        Self { open: Vec::new(), located, nature }
    }

    /// Opens a group: within the groups above it, in the place of those on its own level. Levels follow numbering: a style seen before
    /// returns to its level, a new one lies deeper unless its usual rank says otherwise.
    pub(crate) fn enter(
        &mut self,
        label: &Label,
        beside: Option<Numbering>,
        places: &Places<'_>,
        account: usize,
    ) -> Grouping {
        let numbering = label.numbering.or(beside);
        let core = sum_of(&label.core).unwrap_or(&label.core);
        let located = places.named(core);
        let nature = group_nature(core);
        let grouping = if located.is_some() {
            Grouping::Place
        } else if nature.is_some() {
            Grouping::Nature
        } else if is_rest(&key(core)) {
            Grouping::Other
        } else if is_department(core) {
            Grouping::Department
        } else {
            Grouping::Class
        };
        let same = self.open.iter().position(|group| {
            group.numbering == numbering && (numbering.is_some() || group.grouping == grouping)
        });
        match same {
            Some(at) => self.open.truncate(at),
            None => {
                if let Some(rank) = numbering {
                    while self
                        .open
                        .last()
                        .is_some_and(|group| group.numbering.is_some_and(|open| open > rank))
                    {
                        self.open.pop();
                    }
                }
            }
        }
        self.open.push(Group {
            numbering,
            core: core.into(),
            grouping,
            located,
            nature,
            account,
            closed: false,
        });
        grouping
    }

    /// How deep the innermost group lies.
    pub(crate) fn level(&self) -> u8 {
        u8::try_from(self.open.len()).unwrap_or(u8::MAX)
    }

    /// The labels of the open groups.
    pub(crate) fn path(&self) -> Vec<Text> {
        self.open.iter().map(|group| group.core.as_ref().into()).collect()
    }

    /// The classes of the open groups, joined.
    pub(crate) fn class(&self) -> Option<Text> {
        let classes: Vec<&str> = self
            .open
            .iter()
            .filter(|group| group.grouping == Grouping::Class)
            .map(|group| &*group.core)
            .collect();
        (!classes.is_empty()).then(|| classes.join("/").into())
    }

    /// The innermost place.
    pub(crate) fn located(&self) -> Option<&Located> {
        self.open.iter().rev().find_map(|group| group.located.as_ref()).or(self.located.as_ref())
    }

    /// The innermost nature.
    pub(crate) fn nature(&self) -> Option<Nature> {
        self.open.iter().rev().find_map(|group| group.nature).or(self.nature)
    }

    /// The innermost department.
    pub(crate) fn department(&self) -> Option<&str> {
        self.open.iter().rev().find(|group| group.grouping == Grouping::Department).map(|group| &*group.core)
    }

    /// The account a subtotal speaks of: the open group it names, else the innermost one that has no subtotal yet.
    pub(crate) fn close(&mut self, label: &str) -> Option<usize> {
        let named = self
            .open
            .iter()
            .rposition(|group| group.core.chars().count() > 1 && label.contains(&*group.core));
        let at = named.or_else(|| self.open.iter().rposition(|group| !group.closed))?;
        let group = self.open.get_mut(at)?;
        group.closed = true;
        Some(group.account)
    }
}
