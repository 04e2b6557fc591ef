//! How values are written: dates, percentages, points, and the values of the book's fields.

use crate::{Language, Locale, money::group};
use qinghuo_domain::{
    Attribute, City, Date, Fen, Field, Moment, PartialDate, Period, Phase, Seq, Subject, YearMonth,
    attribute::{PersonId, Text},
    list::ListKey,
    own::{OwnItem, OwnPlan},
    phase::Nature,
    procedure::{Assignment, DayKind, Days, ItemCode},
    rules::Signal,
    step::{Act, Delay, Promise},
    views::{
        approval::{
            clock::days_apart,
            silence::{Miss, Silence},
        },
        punctuality::{LibraryEntry, Punctuality},
        totals::Key,
    },
};

impl Locale {
    /// Hundredths of a percent as a percentage with one decimal: `42.6%`.
    #[must_use]
    pub fn percent(&self, hundredths: i64) -> String {
        format!("{}%", decimal(hundredths))
    }

    /// Hundredths of a percentage point with their sign: `−7.40` points, `+3.00` points.
    #[must_use]
    pub fn points(&self, hundredths: i64) -> String {
        self.text_with("value-points", &[("points", signed(hundredths))])
    }

    /// A day.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        date.to_string()
    }

    /// A month.
    #[must_use]
    pub fn month(&self, month: YearMonth) -> String {
        match self.language() {
            Language::Chinese => self.text_with(
                "value-month",
                &[("year", month.year().to_string()), ("month", month.month().to_string())],
            ),
            Language::English => month.to_string(),
        }
    }

    /// A date at its own precision.
    #[must_use]
    pub fn partial_date(&self, date: PartialDate) -> String {
        date.to_string().replace('-', ".")
    }

    /// A building period.
    #[must_use]
    pub fn period(&self, period: Period) -> String {
        let side =
            |side: Option<PartialDate>| side.map_or_else(|| "…".to_owned(), |date| self.partial_date(date));
        format!("{}–{}", side(period.start), side(period.end))
    }

    /// A phase.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> String {
        self.named("phase", phase.key())
    }

    /// A nature.
    #[must_use]
    pub fn nature(&self, nature: Nature) -> String {
        self.named("nature", nature.key())
    }

    /// Yes or no.
    #[must_use]
    pub fn truth(&self, truth: bool) -> String {
        self.text(if truth { "value-yes" } else { "value-no" }).into_owned()
    }

    /// A number of days with the kind they are counted in: `20 working days`.
    #[must_use]
    pub fn days(&self, days: Days) -> String {
        let key = match days.kind {
            DayKind::Working => "days-working",
            DayKind::Natural => "days-natural",
        };
        self.count(key, usize::from(days.count))
    }

    /// Days left to a limit or over it, as the limit counts them.
    #[must_use]
    pub fn left(&self, left: i32, kind: DayKind) -> String {
        let key = if left < 0 { "days-over" } else { "days-left" };
        self.text_with(key, &[("days", self.days(days_apart(left, kind)))])
    }

    /// The word of a signal.
    #[must_use]
    pub fn signal(&self, signal: Signal) -> String {
        self.named("signal", signal_key(signal))
    }

    /// How a start or completion stands against its plan.
    #[must_use]
    pub fn punctuality(&self, punctuality: Punctuality) -> String {
        self.named("punctuality", punctuality.key())
    }

    /// Where the entry into the statistics library stands.
    #[must_use]
    pub fn library_entry(&self, entry: LibraryEntry) -> String {
        self.named("library-entry", entry.key())
    }

    /// A field, with its key where it has one: 年度计划投资（2024）.
    #[must_use]
    pub fn field(&self, field: &Field) -> String {
        let name = self.named("field", field.key());
        let by = match field {
            Field::YearPlan(year) | Field::PlanCurve(year) => year.to_string(),
            Field::Dispatch(month) | Field::Approved(month) => self.month(*month),
            Field::Listed(list) => self.list(list),
            Field::Exempt(rule) => self.named("light-rule", rule),
            Field::Step(item)
            | Field::Promised(item)
            | Field::Delayed(item)
            | Field::OwnItem(item)
            | Field::OwnPlan(item) => item.to_string(),
            _ => return name,
        };
        self.text_with("value-field-of", &[("field", name), ("by", by)])
    }

    /// A value of a dimension.
    #[must_use]
    pub fn key(&self, key: &Key) -> String {
        match key {
            Key::Phase(phase) => self.phase(*phase),
            Key::Nature(nature) => self.nature(*nature),
            Key::Signal(signal) => self.signal(*signal),
            Key::List(list) => self.list(list),
            Key::Year(year) => year.to_string(),
            Key::Month(month) => self.month(*month),
            Key::Punctuality(punctuality) => self.punctuality(*punctuality),
            Key::LibraryEntry(entry) => self.library_entry(*entry),
            Key::Word(word) => word.to_string(),
            Key::Missing => self.text("value-missing").into_owned(),
        }
    }

    /// A list: 2024年市级重点实施类.
    #[must_use]
    pub fn list(&self, list: &ListKey) -> String {
        self.text_with(
            "value-list",
            &[
                ("year", list.year.to_string()),
                ("level", self.named("level", list.level.key())),
                ("class", list.class.to_string()),
            ],
        )
    }

    /// Who did something: a holder of a post by name and unit, as the unit was called then; whose name was erased is a former member of it. Anybody
    /// else is who the ledger says.
    #[must_use]
    pub fn actor(&self, actor: &str, city: &City, person: &dyn Fn(PersonId) -> Option<String>) -> String {
        let post = match actor.parse() {
            Ok(Subject::Post(post)) => city.post(post),
            _ => None,
        };
        let Some(post) = post else { return actor.to_owned() };
        let unit =
            city.unit(post.tenure.unit).and_then(|unit| unit.at(Moment::on(post.from)).or(unit.latest()));
        let unit = ("unit", unit.map(|entry| entry.card.name.to_string()).unwrap_or_default());
        match person(post.tenure.person) {
            Some(name) => self.text_with("actor-of-post", &[("name", name), unit]),
            None => self.text_with("actor-former", &[unit]),
        }
    }

    /// The value of an attribute in words; empty when it clears its field. Names of people come from `person`.
    #[must_use]
    pub fn attribute(&self, attribute: &Attribute, person: &dyn Fn(PersonId) -> String) -> String {
        let join = |texts: &[Text]| texts.join(&self.text("value-join"));
        match attribute {
            Attribute::Name(text)
            | Attribute::District(text)
            | Attribute::FunctionalZone(text)
            | Attribute::Site(text)
            | Attribute::Content(text)
            | Attribute::Class(text)
            | Attribute::PolicyArea(text)
            | Attribute::Industry(text)
            | Attribute::Owner(text)
            | Attribute::LeadUnit(text)
            | Attribute::Goal(text)
            | Attribute::Remark(text) => text.as_deref().unwrap_or_default().to_owned(),
            Attribute::Aliases(texts)
            | Attribute::ChainNodes(texts)
            | Attribute::ResponsibleUnits(texts)
            | Attribute::Marks(texts) => texts.as_deref().map(join).unwrap_or_default(),
            Attribute::Codes(codes) => {
                let codes = codes.iter().flatten().map(|code| code.as_str().into()).collect::<Vec<Text>>();
                join(&codes)
            }
            Attribute::Nature(nature) => nature.map(|nature| self.nature(nature)).unwrap_or_default(),
            Attribute::Phase(phase) => phase.map(|phase| self.phase(phase)).unwrap_or_default(),
            Attribute::LeaderSponsor(id) | Attribute::ServiceOfficer(id) => {
                id.map(person).unwrap_or_default()
            }
            Attribute::TotalInvestment(amount)
            | Attribute::PromisedOutput(amount)
            | Attribute::PromisedTax(amount)
            | Attribute::YearPlan(_, amount) => amount.map(|amount| self.exact(amount)).unwrap_or_default(),
            Attribute::PlanCurve(_, curve) => {
                curve.as_deref().map(|curve| self.curve(curve)).unwrap_or_default()
            }
            Attribute::Period(period) => period.map(|period| self.period(period)).unwrap_or_default(),
            Attribute::StartedOn(date) | Attribute::CompletedOn(date) | Attribute::ProducingSince(date) => {
                date.map(|date| self.day(date)).unwrap_or_default()
            }
            Attribute::PromisedJobs(count) | Attribute::LandArea(count) | Attribute::EnergyUse(count) => {
                count.map(|count| group(&count.to_string())).unwrap_or_default()
            }
            Attribute::Investor(investor) => {
                investor.map(|investor| self.named("investor", investor.key())).unwrap_or_default()
            }
            Attribute::LandSupply(supply) => {
                supply.map(|supply| self.named("land-supply", supply.key())).unwrap_or_default()
            }
            Attribute::LowRisk(truth)
            | Attribute::Restricted(truth)
            | Attribute::ClearedLand(truth)
            | Attribute::RelicZone(truth)
            | Attribute::SpringZone(truth)
            | Attribute::SpecialFire(truth)
            | Attribute::CivilDefence(truth)
            | Attribute::OverLimitSeismic(truth)
            | Attribute::RoadDigging(truth)
            | Attribute::Pipelines(truth)
            | Attribute::EstimateExceeded(truth) => truth.map(|truth| self.truth(truth)).unwrap_or_default(),
            Attribute::Extra(extra) => {
                let pairs = extra.iter().flatten().map(|(column, text)| {
                    self.text_with(
                        "value-extra",
                        &[("column", column.to_string()), ("text", text.to_string())],
                    )
                    .into()
                });
                join(&pairs.collect::<Vec<Text>>())
            }
            Attribute::PartOf(id) | Attribute::MergedInto(id) => {
                id.map(|id| id.to_string()).unwrap_or_default()
            }
            Attribute::Dispatch(_, figure) => {
                figure.as_deref().map(|figure| self.figure(figure)).unwrap_or_default()
            }
            Attribute::Listed(_, membership) => membership
                .as_deref()
                .map(|membership| {
                    let key = if membership.on { "value-listed" } else { "value-unlisted" };
                    self.text_with(key, &[("reason", membership.reason.to_string())])
                })
                .unwrap_or_default(),
            Attribute::Step(_, act) => act.as_deref().map(|act| self.act(act)).unwrap_or_default(),
            Attribute::Promised(_, promise) => {
                promise.as_deref().map(|promise| self.promise(promise)).unwrap_or_default()
            }
            Attribute::Delayed(_, delay) => {
                delay.as_deref().map(|delay| self.delay(delay)).unwrap_or_default()
            }
            Attribute::Procedure(assigned) => {
                assigned.as_ref().map(|a| self.assignment(a)).unwrap_or_default()
            }
            Attribute::OwnItem(_, own) => own.as_deref().map(|own| self.own_item(own)).unwrap_or_default(),
            Attribute::OwnPlan(_, plan) => {
                plan.as_deref().map(|plan| self.own_plan(plan)).unwrap_or_default()
            }
            Attribute::Approved(_, filed) => {
                let words = |seq: &Seq| self.text_with("value-approved", &[("seq", seq.to_string())]);
                filed.as_ref().map(words).unwrap_or_default()
            }
            Attribute::Exempt(_, exemption) => exemption
                .as_deref()
                .map(|exemption| {
                    self.text_with(
                        "value-exemption",
                        &[
                            ("reason", exemption.reason.to_string()),
                            ("approver", exemption.approver.to_string()),
                            ("until", self.day(exemption.until)),
                        ],
                    )
                })
                .unwrap_or_default(),
        }
    }

    /// What was done to an item, in words.
    #[must_use]
    pub fn act(&self, act: &Act) -> String {
        let mut words = self.phrase("act", "act", &Tagged { act });
        if let Act::Approve { document, valid_until }
        | Act::ApproveTolerating { document, valid_until, .. }
        | Act::ApproveOnCommitment { document, valid_until, .. } = act
        {
            if let Some(document) = document {
                words += &self.text_with("act-with-document", &[("document", document.to_string())]);
            }
            if let Some(day) = valid_until {
                words += &self.text_with("act-with-validity", &[("day", self.day(*day))]);
            }
        }
        if let Act::Begin { document: Some(document) } = act {
            words += &self.text_with("act-begin-notice", &[("document", document.to_string())]);
        }
        if let Act::GatherPaper { dated_on, note, .. } = act {
            if let Some(day) = dated_on {
                words += &self.text_with("act-gather-dated", &[("day", self.day(*day))]);
            }
            if let Some(note) = note {
                words += &self.text_with("act-gather-note", &[("note", note.to_string())]);
            }
        }
        words
    }

    /// A promised date, and why it moved, in words.
    #[must_use]
    pub fn promise(&self, promise: &Promise) -> String {
        let Promise { on, moved_by, reason, consulted, decided_by, document, recorded_on } = promise;
        let promised = ("on", self.day(*on));
        let mut words = match moved_by {
            None => self.text_with("value-promise", &[promised]),
            Some(moved_by) => {
                let moved = [
                    promised,
                    ("moved-by", self.named("moved-by", moved_by.key())),
                    ("reason", reason.as_deref().unwrap_or_default().to_owned()),
                    ("consulted", consulted.join(&self.text("value-join"))),
                ];
                self.text_with("value-promise-moved", &moved)
            }
        };
        if let Some(name) = decided_by {
            words += &self.text_with("value-promise-decided", &[("decided-by", name.to_string())]);
        }
        if let Some(document) = document {
            words += &self.text_with("value-promise-paper", &[("document", document.to_string())]);
        }
        if let Some(day) = recorded_on {
            words += &self.text_with("value-promise-recorded", &[("day", self.day(*day))]);
            if on < day {
                words += &self.text("value-promise-recorded-over");
            }
        }
        words
    }

    /// What was said about a delay.
    #[must_use]
    pub fn delay(&self, delay: &Delay) -> String {
        let expected_on = self.day(delay.expected_on);
        let said = [("reason", delay.reason.to_string()), ("expected-on", expected_on)];
        self.text_with("value-delay", &said)
    }

    /// An applicant who does not answer, since when, and from when on the clock stands.
    #[must_use]
    pub fn silence(&self, silence: &Silence) -> String {
        let (since, stands_from) = (self.day(silence.since), self.day(silence.stands_from));
        let mut words = self.text_with("value-silence", &[("since", since), ("stands-from", stands_from)]);
        if let Some(day) = silence.noticed_on {
            words += &self.text_with("value-silence-noticed", &[("day", self.day(day))]);
        }
        words
    }

    /// How far a promised date is missed, and how many of these days are the applicant's.
    #[must_use]
    pub fn miss(&self, miss: &Miss) -> String {
        let count = |key, days: u32| self.count(key, usize::try_from(days).unwrap_or_default());
        let mut words = count("value-miss", miss.days);
        if miss.applicant_days > 0 {
            words += &count("value-miss-applicant", miss.applicant_days);
        }
        words
    }

    /// A procedure in the version a project was assigned.
    fn assignment(&self, assignment: &Assignment) -> String {
        let said = [("procedure", assignment.key.to_string()), ("version", assignment.version.to_string())];
        self.text_with("value-assignment", &said)
    }

    /// An item only one project has.
    #[must_use]
    pub fn own_item(&self, own: &OwnItem) -> String {
        let codes = |codes: &[ItemCode]| {
            codes.iter().map(ItemCode::as_str).collect::<Vec<_>>().join(&self.text("value-join"))
        };
        let said = [
            ("name", own.name.to_string()),
            ("kind", self.named("item-kind", own.kind.key())),
            ("lane", self.named("lane", own.lane.key())),
            ("days", self.days(own.plan)),
            ("reason", own.reason.to_string()),
        ];
        let mut words = self.text_with("value-own-item", &said);
        for (key, named) in [("value-own-item-after", &own.after), ("value-own-item-before", &own.before)] {
            if !named.is_empty() {
                words += &self.text_with(key, &[("items", codes(named))]);
            }
        }
        words
    }

    /// The days an item is planned for in one project, and why.
    #[must_use]
    pub fn own_plan(&self, plan: &OwnPlan) -> String {
        let reason = ("reason", plan.reason.to_string());
        let mut words = match plan.days {
            Some(days) => self.text_with("value-own-plan", &[("days", self.days(days)), reason]),
            None => self.text_with("value-own-plan-ended", &[reason]),
        };
        if let Some(works) = &plan.works {
            let said = [
                ("file", works.file.to_string()),
                ("from", self.day(works.starts_on)),
                ("to", self.day(works.ends_on)),
            ];
            words += &self.text_with("value-own-plan-works", &said);
            for (name, on) in &works.milestones {
                let said = [("name", name.to_string()), ("day", self.day(*on))];
                words += &self.text_with("value-own-plan-milestone", &said);
            }
        }
        words
    }

    fn curve(&self, curve: &[Fen]) -> String {
        let months = curve.iter().map(|amount| self.digits(*amount));
        let months = months.collect::<Vec<_>>().join(" / ");
        self.text_with("value-amount-ten-thousand", &[("amount", months)])
    }

    fn figure(&self, figure: &qinghuo_domain::figure::DispatchFigure) -> String {
        let amount = |key: &str, amount: Option<Fen>| {
            amount.map(|amount| self.text_with(key, &[("amount", self.exact(amount))]))
        };
        let words = |key: &str, words: &Option<Text>| {
            words.as_ref().map(|words| self.text_with(key, &[("words", words.to_string())]))
        };
        let parts = [
            amount("value-done-this-year", figure.done_this_year),
            amount("value-done-this-month", figure.done_this_month),
            words("value-progress", &figure.progress),
            words("value-problems", &figure.problems),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(&self.text("value-join-sentence"))
    }

    /// The name of a stable key within a family, or the key itself where the family has no such word (a light rule of the city's own).
    #[must_use]
    pub fn named(&self, family: &str, key: &str) -> String {
        let mut message = String::with_capacity(family.len() + 1 + key.len());
        message.push_str(family);
        message.push('-');
        message.extend(key.chars().map(|letter| if letter == '_' { '-' } else { letter }));
        match self.find(&message, None) {
            Some(text) => text.into_owned(),
            None => key.to_owned(),
        }
    }
}

/// An act under the tag that [`Locale::phrase`] looks for.
#[derive(serde::Serialize)]
struct Tagged<'a> {
    act: &'a Act,
}

/// The stable key of a signal.
#[must_use]
pub(crate) const fn signal_key(signal: Signal) -> &'static str {
    match signal {
        Signal::Red => "red",
        Signal::Yellow => "yellow",
        Signal::Exempted => "exempted",
        Signal::Unknown => "unknown",
        Signal::Green => "green",
        Signal::NotApplicable => "not-applicable",
        Signal::Withheld => "withheld",
    }
}

/// Hundredths with both decimals and their sign; nothing has none.
#[must_use]
pub fn signed(hundredths: i64) -> String {
    let text = decimal(hundredths);
    if hundredths > 0 { format!("+{text}") } else { text }
}

/// Hundredths with both decimals: a gap is the difference of two shares, and what is told must be so too.
fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "\u{2212}" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

/// A whole number as people write it.
#[must_use]
pub fn whole(number: impl ToString + Copy) -> String {
    group(&number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded() {
        let zh = Locale::of(Language::Chinese);
        for (hundredths, want) in [(4260, "42.60%"), (4265, "42.65%"), (-5, "\u{2212}0.05%"), (0, "0.00%")] {
            assert_eq!(zh.percent(hundredths), want);
        }
    }

    #[test]
    fn every_word_of_a_procedure_has_a_name() {
        use qinghuo_domain::{
            circumstance::{Investor, LandSupply},
            procedure::{Applies, Bound, Flag, ItemKind, Lane, Letter, LinkKind, Milestone, Stage},
            rules::Provenance,
        };
        let families: [(&str, Vec<&str>); 12] = [
            ("lane", Lane::ALL.iter().map(|lane| lane.key()).collect()),
            ("stage", Stage::ALL.iter().map(|stage| stage.key()).collect()),
            ("item-kind", ItemKind::ALL.iter().map(|kind| kind.key()).collect()),
            ("item-flag", Flag::ALL.iter().map(|flag| flag.key()).collect()),
            ("link", LinkKind::ALL.iter().map(|kind| kind.key()).collect()),
            ("milestone", Milestone::ALL.iter().map(|milestone| milestone.key()).collect()),
            ("letter", Letter::ALL.iter().map(|letter| letter.key()).collect()),
            ("applies", Applies::ALL.iter().map(|applies| applies.key()).collect()),
            ("bound", Bound::ALL.iter().map(|bound| bound.key()).collect()),
            ("provenance", Provenance::ALL.iter().map(|ground| ground.key()).collect()),
            ("investor", Investor::ALL.iter().map(|investor| investor.key()).collect()),
            ("land-supply", LandSupply::ALL.iter().map(|supply| supply.key()).collect()),
        ];
        for language in Language::ALL {
            let locale = Locale::of(language);
            for (family, key) in
                families.iter().flat_map(|(family, keys)| keys.iter().map(move |key| (family, key)))
            {
                assert_ne!(locale.named(family, key), *key, "{family} in {language:?}");
            }
        }
        let days = |kind, count| Locale::of(Language::English).days(Days { count, kind });
        assert_eq!(days(DayKind::Working, 1), "1 working day");
        assert_eq!(days(DayKind::Natural, 30), "30 days");
    }
}
