//! Fields as a form writes and reads them. A form holds text; what of it is a value, and what is wrong with it, is decided here field by
//! field, and whether the values may be is decided by the domain.

use crate::{people, time};
use qinghuo_domain::{
    Attribute, Fen, Field,
    attribute::{PlanCurve, Text},
    circumstance::{Investor, LandSupply},
    code::{CodeFault, ProjectCode},
    decide::is_measure,
    intake::PersonRole,
    money::MoneyUnit,
    phase::Nature,
};
use qinghuo_office::People;
use std::sync::Arc;

/// Fields that are edited together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What it is called.
    Identity,
    /// Where it is.
    Place,
    /// What kind it is.
    Kind,
    /// Whose it is.
    Units,
    /// What it costs.
    Money,
    /// When it is built.
    Time,
    /// What it promised.
    Promise,
    /// What its approvals depend on.
    Approvals,
    /// What it is, in words.
    Words,
}

impl Group {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Place,
        Self::Kind,
        Self::Units,
        Self::Money,
        Self::Time,
        Self::Promise,
        Self::Approvals,
        Self::Words,
    ];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Place => "place",
            Self::Kind => "kind",
            Self::Units => "units",
            Self::Money => "money",
            Self::Time => "time",
            Self::Promise => "promise",
            Self::Approvals => "approvals",
            Self::Words => "words",
        }
    }

    /// The group of this stable name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.key() == key)
    }

    /// Whether it holds what a project is measured by, which is not changed without a reason.
    pub fn is_measured(self) -> bool {
        self.fields(0).iter().any(is_measure)
    }

    /// Its fields; those kept by year, for this year.
    pub fn fields(self, year: i16) -> Vec<Field> {
        match self {
            Self::Identity => vec![Field::Name, Field::Aliases, Field::Codes],
            Self::Place => vec![Field::District, Field::FunctionalZone, Field::Site],
            Self::Kind => vec![
                Field::Nature,
                Field::Class,
                Field::PolicyArea,
                Field::Industry,
                Field::ChainNodes,
                Field::Marks,
                Field::Restricted,
            ],
            Self::Units => vec![
                Field::Owner,
                Field::ResponsibleUnits,
                Field::LeadUnit,
                Field::LeaderSponsor,
                Field::ServiceOfficer,
            ],
            Self::Money => vec![Field::TotalInvestment, Field::YearPlan(year), Field::PlanCurve(year)],
            Self::Time => vec![Field::Period, Field::StartedOn, Field::CompletedOn, Field::ProducingSince],
            Self::Promise => vec![Field::PromisedOutput, Field::PromisedTax, Field::PromisedJobs],
            Self::Approvals => vec![
                Field::Investor,
                Field::LowRisk,
                Field::LandSupply,
                Field::LandArea,
                Field::ClearedLand,
                Field::RelicZone,
                Field::SpringZone,
                Field::EnergyUse,
                Field::SpecialFire,
                Field::CivilDefence,
                Field::OverLimitSeismic,
                Field::RoadDigging,
                Field::Pipelines,
                Field::EstimateExceeded,
            ],
            Self::Words => vec![Field::Content, Field::Goal, Field::Remark],
        }
    }
}

/// How a field is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line.
    Line,
    /// Several lines.
    Lines,
    /// One of a few words.
    Choice,
    /// A day.
    Day,
}

impl Input {
    /// Of a field.
    pub const fn of(field: &Field) -> Self {
        match field {
            Field::Nature
            | Field::Investor
            | Field::LandSupply
            | Field::LowRisk
            | Field::ClearedLand
            | Field::RelicZone
            | Field::SpringZone
            | Field::SpecialFire
            | Field::CivilDefence
            | Field::OverLimitSeismic
            | Field::RoadDigging
            | Field::Restricted
            | Field::Pipelines
            | Field::EstimateExceeded => Self::Choice,
            Field::StartedOn | Field::CompletedOn | Field::ProducingSince => Self::Day,
            Field::Content | Field::Goal | Field::Remark | Field::PlanCurve(_) => Self::Lines,
            _ => Self::Line,
        }
    }
}

/// The key of the hint that says how a field is written, where it does not go without saying.
pub const fn hint(field: &Field) -> Option<&'static str> {
    match field {
        Field::TotalInvestment | Field::YearPlan(_) | Field::PromisedOutput | Field::PromisedTax => {
            Some("page-hint-amount")
        }
        Field::PlanCurve(_) => Some("page-hint-curve"),
        Field::Period => Some("page-hint-period"),
        Field::Codes => Some("page-hint-codes"),
        Field::Aliases | Field::ChainNodes | Field::ResponsibleUnits | Field::Marks => {
            Some("page-hint-several")
        }
        _ => None,
    }
}

/// The separator several values are shown with, in any language: an ideographic comma is read as well as a plain one.
const BETWEEN: &str = "\u{3001}";

/// Yes and no as a form sends them.
pub const YES: &str = "yes";
/// See [`YES`].
pub const NO: &str = "no";

/// A value as the form shows it.
pub fn text_of(attribute: &Attribute, people: &People) -> String {
    let wan = |amount: &Option<Fen>| {
        amount.map(|amount| amount.decimal(MoneyUnit::TenThousand)).unwrap_or_default()
    };
    let join =
        |texts: &Option<Vec<Text>>| texts.as_ref().map(|texts| texts.join(BETWEEN)).unwrap_or_default();
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
        | Attribute::Marks(texts) => join(texts),
        Attribute::Codes(codes) => {
            codes.iter().flatten().map(ProjectCode::as_str).collect::<Vec<_>>().join(BETWEEN)
        }
        Attribute::Nature(nature) => nature.map(Nature::key).unwrap_or_default().to_owned(),
        Attribute::LeaderSponsor(id) | Attribute::ServiceOfficer(id) => {
            id.map(|id| people::name(people, id)).unwrap_or_default()
        }
        Attribute::TotalInvestment(amount)
        | Attribute::PromisedOutput(amount)
        | Attribute::PromisedTax(amount)
        | Attribute::YearPlan(_, amount) => wan(amount),
        Attribute::PlanCurve(_, curve) => {
            let months = curve.iter().flat_map(|curve| curve.iter()).map(|amount| wan(&Some(*amount)));
            months.collect::<Vec<_>>().join(" ")
        }
        Attribute::Period(period) => period.map(|period| period.to_string()).unwrap_or_default(),
        Attribute::StartedOn(date) | Attribute::CompletedOn(date) | Attribute::ProducingSince(date) => {
            date.map(|date| date.to_string()).unwrap_or_default()
        }
        Attribute::PromisedJobs(count) | Attribute::LandArea(count) | Attribute::EnergyUse(count) => {
            count.map(|count| count.to_string()).unwrap_or_default()
        }
        Attribute::Investor(investor) => investor.map(Investor::key).unwrap_or_default().to_owned(),
        Attribute::LandSupply(supply) => supply.map(LandSupply::key).unwrap_or_default().to_owned(),
        Attribute::LowRisk(truth)
        | Attribute::ClearedLand(truth)
        | Attribute::RelicZone(truth)
        | Attribute::SpringZone(truth)
        | Attribute::SpecialFire(truth)
        | Attribute::CivilDefence(truth)
        | Attribute::OverLimitSeismic(truth)
        | Attribute::RoadDigging(truth)
        | Attribute::Restricted(truth)
        | Attribute::Pipelines(truth)
        | Attribute::EstimateExceeded(truth) => {
            truth.map(|truth| if truth { YES } else { NO }).unwrap_or_default().to_owned()
        }
        // Not edited in a form.
        Attribute::Extra(_)
        | Attribute::Phase(_)
        | Attribute::PartOf(_)
        | Attribute::MergedInto(_)
        | Attribute::Dispatch(..)
        | Attribute::Listed(..)
        | Attribute::Exempt(..)
        | Attribute::Procedure(_)
        | Attribute::Step(..)
        | Attribute::Promised(..)
        | Attribute::Delayed(..)
        | Attribute::OwnItem(..)
        | Attribute::OwnPlan(..)
        | Attribute::Approved(..) => String::new(),
    }
}

/// What a field's text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A value, or that there is none.
    Attribute(Attribute),
    /// A person by name; the office makes it a number.
    Person(PersonRole, String),
}

/// What is wrong with a field's text: the key of the words.
pub type Fault = &'static str;

/// Reads a field's text; an empty one clears the field.
pub fn read(field: &Field, text: &str) -> Result<Said, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Said::Attribute(field.clone().cleared()));
    }
    let line = || Some(Text::from(text));
    let several = || Some(pieces(text).map(Text::from).collect::<Vec<_>>());
    let money = || amount(text).map(Some).ok_or("page-input-amount");
    let day = || time::day(text).map(Some).ok_or("page-input-day");
    let count = || plain(text).parse().map(Some).map_err(|_| "page-input-count");
    let truth = || match text {
        YES => Ok(Some(true)),
        NO => Ok(Some(false)),
        _ => Err("page-input-choice"),
    };
    Ok(Said::Attribute(match field {
        Field::Name => Attribute::Name(line()),
        Field::District => Attribute::District(line()),
        Field::FunctionalZone => Attribute::FunctionalZone(line()),
        Field::Site => Attribute::Site(line()),
        Field::Content => Attribute::Content(line()),
        Field::Class => Attribute::Class(line()),
        Field::PolicyArea => Attribute::PolicyArea(line()),
        Field::Industry => Attribute::Industry(line()),
        Field::Owner => Attribute::Owner(line()),
        Field::LeadUnit => Attribute::LeadUnit(line()),
        Field::Goal => Attribute::Goal(line()),
        Field::Remark => Attribute::Remark(line()),
        Field::Aliases => Attribute::Aliases(several()),
        Field::ChainNodes => Attribute::ChainNodes(several()),
        Field::ResponsibleUnits => Attribute::ResponsibleUnits(several()),
        Field::Marks => Attribute::Marks(several()),
        Field::Codes => Attribute::Codes(Some(codes(text)?)),
        Field::Nature => Attribute::Nature(Some(Nature::from_key(text).ok_or("page-input-choice")?)),
        Field::LeaderSponsor => return Ok(Said::Person(PersonRole::LeaderSponsor, text.to_owned())),
        Field::ServiceOfficer => return Ok(Said::Person(PersonRole::ServiceOfficer, text.to_owned())),
        Field::TotalInvestment => Attribute::TotalInvestment(money()?),
        Field::PromisedOutput => Attribute::PromisedOutput(money()?),
        Field::PromisedTax => Attribute::PromisedTax(money()?),
        Field::YearPlan(year) => Attribute::YearPlan(*year, money()?),
        Field::PlanCurve(year) => Attribute::PlanCurve(*year, Some(Arc::new(curve(text)?))),
        Field::Period => Attribute::Period(Some(text.parse().map_err(|_| "page-input-period")?)),
        Field::StartedOn => Attribute::StartedOn(day()?),
        Field::CompletedOn => Attribute::CompletedOn(day()?),
        Field::ProducingSince => Attribute::ProducingSince(day()?),
        Field::PromisedJobs => Attribute::PromisedJobs(count()?),
        Field::LandArea => Attribute::LandArea(count()?),
        Field::EnergyUse => Attribute::EnergyUse(count()?),
        Field::Investor => Attribute::Investor(Some(
            Investor::ALL.into_iter().find(|investor| investor.key() == text).ok_or("page-input-choice")?,
        )),
        Field::LandSupply => Attribute::LandSupply(Some(
            LandSupply::ALL.into_iter().find(|supply| supply.key() == text).ok_or("page-input-choice")?,
        )),
        Field::LowRisk => Attribute::LowRisk(truth()?),
        Field::ClearedLand => Attribute::ClearedLand(truth()?),
        Field::RelicZone => Attribute::RelicZone(truth()?),
        Field::SpringZone => Attribute::SpringZone(truth()?),
        Field::SpecialFire => Attribute::SpecialFire(truth()?),
        Field::CivilDefence => Attribute::CivilDefence(truth()?),
        Field::OverLimitSeismic => Attribute::OverLimitSeismic(truth()?),
        Field::RoadDigging => Attribute::RoadDigging(truth()?),
        Field::Restricted => Attribute::Restricted(truth()?),
        Field::Pipelines => Attribute::Pipelines(truth()?),
        Field::EstimateExceeded => Attribute::EstimateExceeded(truth()?),
        Field::Extra
        | Field::Phase
        | Field::PartOf
        | Field::MergedInto
        | Field::Dispatch(_)
        | Field::Listed(_)
        | Field::Exempt(_)
        | Field::Procedure
        | Field::Step(_)
        | Field::Promised(_)
        | Field::Delayed(_)
        | Field::OwnItem(_)
        | Field::OwnPlan(_)
        | Field::Approved(_) => return Err("page-input-not-here"),
    }))
}

/// Half-width digits without separators of thousands.
fn plain(text: &str) -> String {
    let half = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        letter => letter,
    };
    text.chars().map(half).filter(|letter| !matches!(letter, ',' | ' ' | '\u{3000}')).collect()
}

/// An amount, in 万元 where no unit is written.
pub fn amount(text: &str) -> Option<Fen> {
    Fen::parse(&plain(text), MoneyUnit::TenThousand)
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let between = |letter| matches!(letter, '\u{3001}' | '\u{ff0c}' | ',' | '\u{ff1b}' | ';' | '\n');
    text.split(between).map(str::trim).filter(|piece| !piece.is_empty())
}

fn codes(text: &str) -> Result<Vec<ProjectCode>, Fault> {
    let fault = |fault| match fault {
        CodeFault::Shape => "code-fault-shape",
        CodeFault::Month => "code-fault-month",
        CodeFault::Region => "code-fault-region",
    };
    pieces(text).map(|code| plain(code).parse().map_err(fault)).collect()
}

/// Twelve cumulative amounts in 万元 between blanks.
fn curve(text: &str) -> Result<PlanCurve, Fault> {
    let amounts: Option<Vec<Fen>> = text.split_whitespace().map(amount).collect();
    amounts.and_then(|amounts| amounts.try_into().ok()).ok_or("page-input-curve")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a form shows, a form must read back as the same value: else opening and sending one would change something.
    #[test]
    fn texts_read_back_as_the_values_they_show() {
        let people = People::new();
        for (field, text) in [
            (Field::Name, "a"),
            (Field::Aliases, "a、b"),
            (Field::Codes, "2402-370100-04-05-819649、2017-370102-70-03-000123"),
            (Field::Nature, "new_start"),
            (Field::TotalInvestment, "12.5"),
            (Field::YearPlan(2024), "0.000001"),
            (Field::PlanCurve(2024), "1 2 3 4 5 6 7 8 9 10 11 12.5"),
            (Field::Period, "2024-05/2026"),
            (Field::StartedOn, "2024-05-06"),
            (Field::PromisedJobs, "300"),
            (Field::LandArea, "20000"),
            (Field::Investor, "social"),
            (Field::LandSupply, "grant"),
            (Field::ClearedLand, "yes"),
            (Field::SpringZone, "no"),
            (Field::Remark, "a\nb"),
            (Field::Remark, ""),
        ] {
            let Ok(Said::Attribute(attribute)) = read(&field, text) else { panic!("{field:?}: {text}") };
            assert_eq!(text_of(&attribute, &people), text);
        }
    }

    #[test]
    fn what_people_type_is_understood_or_refused_with_a_reason() {
        for (field, text, want) in [
            (Field::TotalInvestment, "１,２００", None),
            (Field::TotalInvestment, "-5", None),
            (Field::TotalInvestment, "12亿", Some("page-input-amount")),
            (Field::StartedOn, "2024-5-6", Some("page-input-day")),
            (Field::StartedOn, "2024-02-30", Some("page-input-day")),
            (Field::Period, "2024", Some("page-input-period")),
            (Field::PromisedJobs, "many", Some("page-input-count")),
            (Field::PlanCurve(2024), "1 2 3", Some("page-input-curve")),
            (Field::Codes, "123", Some("code-fault-shape")),
            (Field::Codes, "2413-370100-04-05-819649", Some("code-fault-month")),
            (Field::Nature, "old", Some("page-input-choice")),
            (Field::LandArea, "2.5", Some("page-input-count")),
            (Field::Investor, "somebody", Some("page-input-choice")),
            (Field::SpringZone, "perhaps", Some("page-input-choice")),
        ] {
            assert_eq!(read(&field, text).err(), want, "{field:?}: {text}");
        }
    }

    #[test]
    fn every_revisable_field_but_unclaimed_columns_is_in_one_group() {
        let grouped: Vec<Field> = Group::ALL.into_iter().flat_map(|group| group.fields(2024)).collect();
        for field in Field::PLAIN.iter().filter(|field| field.is_revisable() && **field != Field::Extra) {
            assert_eq!(grouped.iter().filter(|other| *other == field).count(), 1, "{field:?}");
        }
    }
}
