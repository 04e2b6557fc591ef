//! One file of `procedures/`: a procedure's items, each with its words, its limits and what it waits for.

use super::{
    Folder, Index, LAST_VERSION, Row, letters,
    network::{self, Reference, References},
    overlay::Overlay,
    units, words,
};
use crate::{
    derived::{AttributeValue, Kind},
    diagnostic::Fault,
    expression::Expression,
    provenance::{Name, SourceRef},
    reader::{Item as Written, Once, Table},
    year::Sources,
};
use qinghuo_domain::{
    procedure::{
        Applies, Bound, DayKind, Days, Flag, Item, ItemCode, ItemKind, Lag, Lane, Limit, LinkKind, Milestone,
        Networks, Procedure, Stage, Validity,
    },
    rules::Provenance,
};
use std::{collections::BTreeMap, ops::RangeInclusive, sync::Arc};

/// Days an item may be planned or limited to: ten years is beyond all measure.
const DAYS: RangeInclusive<i64> = 0..=3650;

/// Days between two ends of a link.
const LAG: RangeInclusive<i64> = -365..=365;

/// Months a certificate may hold.
const MONTHS: RangeInclusive<i64> = 1..=600;

/// A procedure with its words.
#[derive(Clone, Debug)]
pub struct Template {
    /// Codes and numbers, as `decide` and the views know it.
    pub procedure: Arc<Procedure>,
    /// Its name.
    pub name: Name,
    /// What users are told of it.
    pub note: Name,
    /// Where it is from as a whole.
    pub source: SourceRef,
    /// Where the order of before the reform is from.
    pub serial_source: SourceRef,
    /// Which projects go through it.
    pub condition: Expression,
    /// The words of its items, in the order of the procedure's.
    pub words: Vec<ItemWords>,
}

/// The words of an item.
#[derive(Clone, Debug)]
pub struct ItemWords {
    /// Its name.
    pub name: Name,
    /// What its planned days stand on; milestones and merged items have none.
    pub plan: Option<Grounded>,
    /// The law it stands on.
    pub legal: Option<Grounded>,
    /// Where the promised limit is from.
    pub promised: Option<SourceRef>,
    /// What the validity of its certificate stands on.
    pub validity: Option<Grounded>,
    /// Which projects need it; `None` is all.
    pub condition: Option<Condition>,
    /// What whoever handles it should know.
    pub note: Option<Name>,
}

/// A source, and what it says in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounded {
    /// The source.
    pub source: SourceRef,
    /// Article, range or remark.
    pub words: Option<Name>,
}

/// Which projects need an item.
#[derive(Clone, Debug)]
pub struct Condition {
    /// True where it is needed.
    pub expression: Expression,
    /// Why it is not needed (无需办理) where the expression is false.
    pub waived: Name,
}

impl Template {
    /// Its items with their words.
    pub fn items(&self) -> impl Iterator<Item = (&Item, &ItemWords)> {
        self.procedure.items.iter().zip(&self.words)
    }

    /// Whether each item applies to a project with these derived attributes, in the order of the items.
    #[must_use]
    pub fn applicability(&self, attributes: &BTreeMap<&str, AttributeValue>) -> Vec<Applies> {
        let applies = |item: &ItemWords| match &item.condition {
            None => Applies::Yes,
            Some(condition) => match condition.expression.truth(attributes) {
                Some(true) => Applies::Yes,
                Some(false) => Applies::No,
                None => Applies::Unknown,
            },
        };
        self.words.iter().map(applies).collect()
    }
}

/// An item as far as it can be read without knowing the others.
pub(super) struct Draft<'a> {
    pub(super) item: Item,
    words: ItemWords,
    pub(super) references: References<'a>,
}

/// How an item is written.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// Row by row, as a procedure of its own has them.
    Whole,
    /// As changes to the row of another procedure.
    Changed(Written<'a>),
    /// Beside the rows of another procedure, which may have one of its code already.
    Added { is_known: bool },
}

/// Reads the file of a procedure that the index names in `row`, or of an earlier version of it.
pub(super) fn read<'a>(
    table: &mut Table<'a>,
    row: Option<&Row<'a>>,
    earlier: Option<u32>,
    sources: Option<&Sources<'a>>,
    index: Option<(&Index<'a>, &Folder<'_, 'a>)>,
) -> Option<Template> {
    let versions = row.map_or(1..=LAST_VERSION, |row| row.versions(earlier));
    let version = table.must("version").and_then(|item| item.integer(versions));
    let name = table.must("name").and_then(|item| item.name());
    let note = table.must("note").and_then(|item| item.name());
    let source = Sources::of(sources, table);
    let serial_source = Sources::under("serial_source", sources, table);
    let mut reader = Reader {
        sources,
        index: index.map(|(index, _)| index),
        codes: Once::new("item"),
        milestones: Once::new("milestone"),
        named: Vec::new(),
    };
    let overlay = match table.may("extends") {
        Some(extends) => Some(Overlay::read(table, extends, index)?),
        None => None,
    };
    let drafts = match &overlay {
        Some(overlay) => overlay.drafts(&mut reader),
        None => table.list("items")?.into_iter().map(|item| reader.item(item, Part::Whole)).collect(),
    };
    reader.milestones.require(table, &[Milestone::Start.key(), Milestone::Completion.key()]);
    let is_told = |reference: &&Reference<'a>| {
        overlay.as_ref().is_some_and(|overlay| overlay.tells_of(table, reference))
    };
    let named = reader.named.iter().filter(|reference| !is_told(reference));
    let unknown = named.filter(|reference| !reference.is_among(&reader.codes)).count();
    let drafts: Vec<Draft<'a>> = drafts.into_iter().collect::<Option<_>>()?;
    let dropped = overlay.as_ref().map_or(0, |overlay| overlay.refuse_gaps(table, &drafts));
    if unknown + dropped > 0 {
        return None;
    }
    let (mut items, mut words, mut references) = (Vec::new(), Vec::new(), Vec::new());
    for draft in drafts {
        items.push(draft.item);
        words.push(draft.words);
        references.push(draft.references);
    }
    network::tie(&mut items, &references, |reference| reference.item.is_written_in(table))?;
    let (key, condition) = (row?.key?, row?.condition.clone()?);
    let serial_source = serial_source?;
    let serial_ground = serial_source.provenance;
    let procedure = Arc::new(Procedure {
        key: key.into(),
        version: version?,
        serial_ground,
        items,
        networks: Networks::default(),
    });
    Some(Template { procedure, name: name?, note: note?, source: source?, serial_source, condition, words })
}

pub(super) struct Reader<'a, 's> {
    sources: Option<&'s Sources<'a>>,
    index: Option<&'s Index<'a>>,
    codes: Once<'a>,
    milestones: Once<'a>,
    /// Every item that any item names, whether or not the rest of that item can be read.
    named: Vec<Reference<'a>>,
}

/// What the law says of the days of an item.
struct Legal {
    limit: Option<Limit>,
    ground: Grounded,
}

impl<'a> Reader<'a, '_> {
    /// An item, and what it names.
    pub(super) fn item(&mut self, written: Written<'a>, part: Part<'a>) -> Option<Draft<'a>> {
        let under = match part {
            Part::Changed(row) => Some(row),
            Part::Whole | Part::Added { .. } => None,
        };
        written.table_over(under, |table| {
            let code = table.must("code").and_then(|item| {
                let (code, text) = code(item)?;
                if let Part::Added { is_known: true } = part {
                    item.report(Fault::KnownItem {});
                    return None;
                }
                self.codes.note(item, text);
                Some(code)
            });
            // Where it stands in the list; what is written row by row stands where it is written.
            let behind = match part {
                Part::Added { .. } => table.must("behind").and_then(|item| self.reference(item)).is_some(),
                Part::Whole | Part::Changed(_) => {
                    table.must_not("behind");
                    true
                }
            };
            let name = table.must("name").and_then(|item| item.name());
            let lane = table.must("lane").and_then(|item| item.choice("lane", Lane::ALL, Lane::key));
            let stage = table.must("stage").and_then(|item| item.choice("stage", Stage::ALL, Stage::key));
            let kind =
                table.must("kind").and_then(|item| item.choice("item_kind", ItemKind::ALL, ItemKind::key));
            let units = table.must("units").and_then(|item| units(self.index, item));
            let timing = self.timing(table, kind);
            let flags = may(table, "flags", |item| words(item, "flag", Flag::ALL, Flag::key));
            let condition = self.condition(table);
            let validity = may(table, "validity", |item| self.validity(item));
            let also = may(table, "letters", letters);
            let milestone = may(table, "milestone", |item| {
                item.choice_once(&mut self.milestones, Milestone::ALL, Milestone::key)
            });
            let note = may(table, "note", |item| item.name());
            let merged_into = match kind {
                Some(ItemKind::Merged) => {
                    table.must("merged_into").and_then(|item| self.reference(item)).map(Some)
                }
                Some(_) => {
                    table.must_not("merged_into");
                    Some(None)
                }
                None => may(table, "merged_into", |item| self.reference(item)),
            };
            let day_kind = timing.as_ref().map_or(DayKind::Working, |timing| timing.plan.kind);
            let after = may(table, "after", |item| self.links(item, day_kind));
            let serial_after = may(table, "serial_after", |item| self.serial(item));
            let (timing, condition, validity, kind) = (timing?, condition?, validity?, kind?);
            let mut letters = self.index.map(|index| index.letters(kind)).unwrap_or_default();
            letters.extend(also?.unwrap_or_default());
            letters.sort_unstable();
            letters.dedup();
            let item = Item {
                code: code?,
                lane: lane?,
                stage: stage?,
                kind,
                units: units?,
                plan: timing.plan,
                plan_ground: timing.plan_ground.as_ref().map(|ground| ground.source.provenance),
                statutory: timing.legal.as_ref().and_then(|legal| legal.limit),
                promised: timing.promised.as_ref().map(|(days, _)| *days),
                links: Vec::new(),
                serial_after: Vec::new(),
                flags: flags?.unwrap_or_default(),
                merged_into: None,
                validity: validity.as_ref().map(|(validity, _)| *validity),
                is_conditional: condition.is_some(),
                letters,
                milestone: milestone?,
            };
            let words = ItemWords {
                name: name?,
                plan: timing.plan_ground,
                legal: timing.legal.map(|legal| legal.ground),
                promised: timing.promised.map(|(_, source)| source),
                validity: validity.map(|(_, ground)| ground),
                condition,
                note: note?,
            };
            let references = References {
                after: after?.unwrap_or_default(),
                serial_after: serial_after?.unwrap_or_default(),
                merged_into: merged_into?,
            };
            behind.then_some(Draft { item, words, references })
        })
    }

    /// Planned, legal and promised days. What takes no time has none of them.
    fn timing(&self, table: &mut Table<'a>, kind: Option<ItemKind>) -> Option<Timing> {
        let Some(kind) = kind else {
            for key in ["day_kind", "legal", "plan", "promised"] {
                table.may(key);
            }
            return None;
        };
        if matches!(kind, ItemKind::Milestone | ItemKind::Merged) {
            for key in ["day_kind", "plan", "promised"] {
                table.must_not(key);
            }
            let legal = may(table, "legal", |item| self.legal(item, None))?;
            let plan = Days { count: 0, kind: DayKind::Working };
            return Some(Timing { plan, plan_ground: None, legal, promised: None });
        }
        let day_kind =
            table.must("day_kind").and_then(|item| item.choice("day_kind", DayKind::ALL, DayKind::key));
        let legal = may(table, "legal", |item| self.legal(item, Some(day_kind.unwrap_or(DayKind::Working))));
        let limit = legal.as_ref().and_then(|legal| legal.as_ref()?.limit);
        let plan = table.must("plan").and_then(|item| {
            item.table(|table| {
                let days = days(table, limit);
                let source = Sources::of(self.sources, table);
                let words = may(table, "note", |item| item.name());
                Some((days?, Grounded { source: source?, words: words? }))
            })
        });
        let promised = may(table, "promised", |item| {
            item.table(|table| {
                let days = days(table, limit);
                let source = Sources::of(self.sources, table);
                Some((days?, source?))
            })
        });
        let (kind, (count, ground)) = (day_kind?, plan?);
        Some(Timing {
            plan: Days { count, kind },
            plan_ground: Some(ground),
            legal: legal?,
            promised: promised?.map(|(count, source)| (Days { count, kind }, source)),
        })
    }

    /// The law an item stands on; an item that takes no time (`day_kind` is `None`) can only have its basis.
    fn legal(&self, item: Written<'a>, day_kind: Option<DayKind>) -> Option<Legal> {
        item.table(|table| {
            let source = Sources::of(self.sources, table);
            let words = may(table, "basis", |item| item.name());
            let bound = |bound: Bound, table: &mut Table<'a>| match day_kind {
                Some(_) => may(table, bound.key(), |item| item.integer(DAYS)),
                None => {
                    table.must_not(bound.key());
                    Some(None)
                }
            };
            let most = bound(Bound::AtMost, table);
            let least = match most {
                Some(Some(_)) => {
                    table.must_not(Bound::AtLeast.key());
                    Some(None)
                }
                _ => bound(Bound::AtLeast, table),
            };
            let (source, most, least) = (source?, most?, least?);
            let count =
                most.map(|count| (count, Bound::AtMost)).or(least.map(|count| (count, Bound::AtLeast)));
            let limit = count.zip(day_kind).map(|((count, bound), kind)| Limit {
                days: Days { count, kind },
                bound,
                ground: source.provenance,
            });
            Some(Legal { limit, ground: Grounded { source, words: words? } })
        })
    }

    /// What an item waits for: codes, or tables that say how.
    fn links(&mut self, item: Written<'a>, day_kind: DayKind) -> Option<Vec<(Reference<'a>, LinkKind, Lag)>> {
        let mut once = Once::new("link");
        let link = |item: Written<'a>| {
            if !item.is_table() {
                let reference = self.reference_once(item, &mut once)?;
                return Some((reference, LinkKind::FinishStart, Lag { count: 0, kind: day_kind }));
            }
            item.table(|table| {
                let reference = table.must("code").and_then(|item| self.reference_once(item, &mut once));
                let kind = may(table, "link", |item| item.choice("link", LinkKind::ALL, LinkKind::key));
                let lag = may(table, "lag", |item| item.integer(LAG));
                let count = lag?.unwrap_or_default();
                Some((reference?, kind?.unwrap_or(LinkKind::FinishStart), Lag { count, kind: day_kind }))
            })
        };
        let links: Vec<Option<_>> = item.list()?.into_iter().map(link).collect();
        links.into_iter().collect()
    }

    /// What else it had to wait for before the reform.
    fn serial(&mut self, item: Written<'a>) -> Option<Vec<Reference<'a>>> {
        let mut once = Once::new("link");
        let reference = |item| self.reference_once(item, &mut once);
        let references: Vec<Option<_>> = item.list()?.into_iter().map(reference).collect();
        references.into_iter().collect()
    }

    /// A reference that may stand only once in its list.
    fn reference_once(&mut self, item: Written<'a>, once: &mut Once<'a>) -> Option<Reference<'a>> {
        self.reference(item).inspect(|reference| once.note(item, reference.code))
    }

    fn reference(&mut self, item: Written<'a>) -> Option<Reference<'a>> {
        let (_, code) = code(item)?;
        let reference = Reference { item, code };
        self.named.push(reference);
        Some(reference)
    }

    fn condition(&self, table: &mut Table<'a>) -> Option<Option<Condition>> {
        let Some(item) = table.may("condition") else {
            table.must_not("waived");
            return Some(None);
        };
        let expression = Expression::read(item, Kind::Truth);
        let waived = table.must("waived").and_then(|item| item.name());
        Some(Some(Condition { expression: expression?, waived: waived? }))
    }

    fn validity(&self, item: Written<'a>) -> Option<(Validity, Grounded)> {
        item.table(|table| {
            let months = table.must("months").and_then(|item| item.integer(MONTHS));
            let renewals = may(table, "renewals", |item| item.integer(1..=9));
            let renewal_months = match renewals {
                Some(None) => {
                    table.must_not("renewal_months");
                    Some(0)
                }
                _ => table.must("renewal_months").and_then(|item| item.integer(MONTHS)),
            };
            let apply_before = may(table, "apply_before", |item| {
                item.table(|table| {
                    let count = days(table, None);
                    let kind = table
                        .must("kind")
                        .and_then(|item| item.choice("day_kind", DayKind::ALL, DayKind::key));
                    Some(Days { count: count?, kind: kind? })
                })
            });
            let basis = table.must("basis").and_then(|item| item.name());
            let source = Sources::of(self.sources, table);
            let validity = Validity {
                months: months?,
                renewals: renewals?.unwrap_or_default(),
                renewal_months: renewal_months?,
                apply_before: apply_before?,
            };
            Some((validity, Grounded { source: source?, words: Some(basis?) }))
        })
    }
}

/// Planned, legal and promised days of an item.
struct Timing {
    plan: Days,
    plan_ground: Option<Grounded>,
    legal: Option<Legal>,
    promised: Option<(Days, SourceRef)>,
}

/// The value of a key that may be there: `Some(None)` where it is not, `None` where it is faulty.
fn may<'a, T>(
    table: &mut Table<'a>,
    key: &'static str,
    read: impl FnOnce(Written<'a>) -> Option<T>,
) -> Option<Option<T>> {
    table.may(key).map_or(Some(None), |item| read(item).map(Some))
}

/// A number of days under `days` that keeps within the law. A legal limit of 0 is 当场办结, planned as one day at most.
fn days(table: &mut Table<'_>, limit: Option<Limit>) -> Option<u16> {
    let item = table.must("days")?;
    let days: u16 = item.integer(DAYS)?;
    let legal = limit.filter(|limit| match limit.bound {
        Bound::AtMost => days > limit.days.count.max(1),
        Bound::AtLeast => days < limit.days.count,
    });
    if let Some(limit) = legal {
        item.report(Fault::BeyondLegal { bound: limit.bound.key(), legal: limit.days.count });
        return None;
    }
    Some(days)
}

/// A code, and the text it is written as.
pub(super) fn code<'a>(item: Written<'a>) -> Option<(ItemCode, &'a str)> {
    let text = item.text()?;
    let code = text.parse().ok();
    if code.is_none() {
        item.report(Fault::BadItemCode {});
    }
    Some((code?, text))
}

impl Grounded {
    /// Whether what it says must be marked as an estimate.
    #[must_use]
    pub fn is_estimate(&self) -> bool {
        Provenance::is_estimate(self.source.provenance)
    }
}
