//! What an effect standard may look at: the derived attributes of a project, each with its type, its unit, its derivation in words and
//! the same in code. The table is the contract with whoever writes expressions; [`Playbook::derive`](crate::Playbook::derive) applies it.
//!
//! "Today" below is the day a view looks from (`as_of`), "the year" that of the month dispatched. "The figure" is the dispatch figure (调度数)
//! of the latest month of the year, up to the month dispatched, for which one was filed; where it states no amount done, there is none. A
//! plan is the yearly plan of the year. A value that cannot be derived is [`AttributeValue::Unknown`]; it is never replaced by zero or false.

use crate::derive::{Look, wan, whole, yi};
use qinghuo_domain::Fen;

/// The type of an attribute or of an expression's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number in the attribute's unit; `double` in CEL.
    Number,
    /// Yes or no; `bool` in CEL.
    Truth,
    /// A text; `string` in CEL.
    Text,
}

impl Kind {
    /// Its name in diagnostics.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Truth => "boolean",
            Self::Text => "text",
        }
    }
}

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// %
    Percent,
    /// Percentage points, 个百分点.
    Points,
    /// 亿元
    Yi,
    /// 万元
    Wan,
    /// Natural days.
    Days,
    /// Months.
    Months,
    /// Persons.
    Persons,
    /// Square metres.
    SquareMetres,
    /// Tonnes of standard coal.
    TonnesOfCoal,
    /// Not a number: yes or no.
    YesNo,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Percent,
        Self::Points,
        Self::Yi,
        Self::Wan,
        Self::Days,
        Self::Months,
        Self::Persons,
        Self::SquareMetres,
        Self::TonnesOfCoal,
        Self::YesNo,
    ];

    /// Its stable name, as written in playbooks.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Points => "points",
            Self::Yi => "yi",
            Self::Wan => "wan",
            Self::Days => "days",
            Self::Months => "months",
            Self::Persons => "persons",
            Self::SquareMetres => "square_metres",
            Self::TonnesOfCoal => "tonnes_of_coal",
            Self::YesNo => "yes_no",
        }
    }
}

/// One attribute expressions may use.
#[derive(Clone, Copy, Debug)]
pub struct DerivedAttribute {
    /// Its name in expressions.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Its unit, for numbers and truths.
    pub unit: Option<Unit>,
    /// How it is derived, and when it is unknown.
    pub doc: &'static str,
    /// The same in code.
    pub(crate) derivation: Derivation,
}

/// How an attribute of each type is derived; `None` is unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Derivation {
    Number(fn(&Look<'_>) -> Option<f64>),
    Truth(fn(&Look<'_>) -> Option<bool>),
    Text(for<'a> fn(&Look<'a>) -> Option<&'a str>),
}

/// A value of a derived attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// In the attribute's unit; not finite counts as unknown.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A text.
    Text(Box<str>),
    /// The book does not say.
    Unknown,
}

impl AttributeValue {
    /// The type it is of, unless unknown.
    #[must_use]
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Number(number) if number.is_finite() => Some(Kind::Number),
            Self::Truth(_) => Some(Kind::Truth),
            Self::Text(_) => Some(Kind::Text),
            Self::Number(_) | Self::Unknown => None,
        }
    }
}

/// The attribute of this name.
#[must_use]
pub fn derived_attribute(name: &str) -> Option<&'static DerivedAttribute> {
    DERIVED_ATTRIBUTES.iter().find(|attribute| attribute.name == name)
}

const fn number(
    name: &'static str,
    unit: Unit,
    doc: &'static str,
    derive: fn(&Look<'_>) -> Option<f64>,
) -> DerivedAttribute {
    let derivation = Derivation::Number(derive);
    DerivedAttribute { name, kind: Kind::Number, unit: Some(unit), doc, derivation }
}

const fn truth(
    name: &'static str,
    doc: &'static str,
    derive: fn(&Look<'_>) -> Option<bool>,
) -> DerivedAttribute {
    let derivation = Derivation::Truth(derive);
    DerivedAttribute { name, kind: Kind::Truth, unit: Some(Unit::YesNo), doc, derivation }
}

const fn text(
    name: &'static str,
    doc: &'static str,
    derive: for<'a> fn(&Look<'a>) -> Option<&'a str>,
) -> DerivedAttribute {
    DerivedAttribute { name, kind: Kind::Text, unit: None, doc, derivation: Derivation::Text(derive) }
}

/// All attributes expressions may use.
pub const DERIVED_ATTRIBUTES: &[DerivedAttribute] = &[
    // What it is.
    text(
        "nature",
        "nature of the year, by its key (new_start, continuing …); unknown if not stated",
        |look| look.seen.nature().map(|nature| nature.key()),
    ),
    text(
        "district",
        "district, by its official name (as written where the dictionary has it not); unknown if not stated",
        |look| look.seen.district().map(|place| look.place(place)),
    ),
    text(
        "functional_zone",
        "functional zone, by its official name (as written where the dictionary has it not); unknown if not stated",
        |look| look.seen.functional_zone().map(|place| look.place(place)),
    ),
    text("class", "class in the office's words; unknown if not stated", |look| {
        look.seen.class().map(|class| &**class)
    }),
    text("policy_area", "policy area in the book's words; unknown if not stated", |look| {
        look.seen.policy_area().map(|area| &**area)
    }),
    text("industry", "leading industry in the book's words; unknown if not stated", |look| {
        look.seen.industry().map(|industry| &**industry)
    }),
    number("total_investment_yi", Unit::Yi, "total investment; unknown if not stated", |look| {
        yi(look.seen.total_investment().copied())
    }),
    // What is settled. Never unknown: the book either has it or not.
    truth("has_code", "it has at least one project code", |look| {
        Some(look.seen.codes().is_some_and(|codes| !codes.is_empty()))
    }),
    truth("has_owner", "an owner is named", |look| Some(look.seen.owner().is_some())),
    truth("has_place", "a district or functional zone is named", |look| {
        Some(look.seen.district().is_some() || look.seen.functional_zone().is_some())
    }),
    truth("has_year_plan", "it has a plan above zero", |look| {
        Some(look.seen.year_plan(look.year()).is_some_and(|plan| *plan > Fen::ZERO))
    }),
    truth("has_service_officer", "a service officer is assigned", |look| {
        Some(look.seen.service_officer().is_some())
    }),
    truth("has_leader_sponsor", "a leader sponsor is assigned", |look| {
        Some(look.seen.leader_sponsor().is_some())
    }),
    truth("has_promises", "output, tax and jobs are all promised", |look| {
        let seen = look.seen;
        let money = seen.promised_output().is_some() && seen.promised_tax().is_some();
        Some(money && seen.promised_jobs().is_some())
    }),
    // Where it stands. Never unknown.
    truth("started", "the actual start is known and not after today", |look| {
        Some(look.happened(look.seen.started_on()).is_some())
    }),
    truth("completed", "the actual completion is known and not after today", |look| {
        Some(look.happened(look.seen.completed_on()).is_some())
    }),
    truth("producing", "production is known to have begun, not after today", |look| {
        Some(look.happened(look.seen.producing_since()).is_some())
    }),
    number(
        "days_in_phase",
        Unit::Days,
        "days from the entry into its phase to today, the first day being day 0; unknown if the phase is",
        |look| look.days_in_phase(),
    ),
    // The year's investment.
    number("year_plan_wan", Unit::Wan, "the plan; unknown if none", |look| wan(look.progress().plan)),
    number("done_this_year_wan", Unit::Wan, "done this year, from the figure; unknown without one", |look| {
        wan(look.progress().done)
    }),
    number(
        "schedule_percent",
        Unit::Percent,
        "share of the plan due by the end of the figure's month, or of the month dispatched while there is no figure (the project's own monthly plan, else the playbook's curve); unknown without a plan above zero",
        |look| whole(look.progress().schedule_hundredths),
    ),
    number(
        "planned_to_date_wan",
        Unit::Wan,
        "what that share of the plan amounts to; unknown without a plan",
        |look| wan(look.progress().due),
    ),
    number(
        "completion_percent",
        Unit::Percent,
        "done / plan x 100; unknown without figure, or with a plan of zero or none",
        |look| whole(look.progress().completion_hundredths),
    ),
    number(
        "gap_pp",
        Unit::Points,
        "completion_percent - schedule_percent: negative is behind; unknown as they",
        |look| whole(look.progress().gap_pp_hundredths),
    ),
    number(
        "achievement_percent",
        Unit::Percent,
        "done / planned_to_date x 100; unknown without figure or where nothing is due yet",
        |look| whole(look.progress().achievement_hundredths),
    ),
    // Time kept or lost against the period (建设起止年限), a date known only to the month or year counting as its last day.
    number(
        "start_delay_days",
        Unit::Days,
        "days from the planned start to the actual one, or to today if not started; 0 if not late; unknown without a planned start",
        |look| look.days_late(look.seen.period()?.start, look.seen.started_on()),
    ),
    number(
        "completion_delay_days",
        Unit::Days,
        "days from the planned end to the actual completion, or to today if not completed; 0 if not late; unknown without a planned end",
        |look| look.days_late(look.seen.period()?.end, look.seen.completed_on()),
    ),
    number(
        "idle_days",
        Unit::Days,
        "days from completion to production, or to today if not producing; 0 before completion; unknown while no completion is stated",
        |look| Some(look.days_until(*look.seen.completed_on()?, look.seen.producing_since())),
    ),
    // The monthly dispatch.
    number(
        "months_unreported",
        Unit::Months,
        "months of the year whose due day (dispatch.toml) has passed, at whose end it was on a list of the year, and for which no dispatch figure states an amount done; unknown if it is on no list of the year",
        |look| look.months_unreported(),
    ),
    truth(
        "problem_reported",
        "the latest dispatch figure of the year, up to the month dispatched, reports a problem; unknown without any",
        |look| look.problem_reported(),
    ),
    number(
        "months_with_problem",
        Unit::Months,
        "how many of the latest dispatch figures of the year, up to the month dispatched, report a problem without a break; a month without a figure neither counts nor breaks; unknown without any",
        |look| look.months_with_problem(),
    ),
    // What was promised.
    number("promised_output_wan", Unit::Wan, "promised yearly output; unknown if not stated", |look| {
        wan(look.seen.promised_output().copied())
    }),
    number("promised_tax_wan", Unit::Wan, "promised yearly tax; unknown if not stated", |look| {
        wan(look.seen.promised_tax().copied())
    }),
    number("promised_jobs", Unit::Persons, "promised jobs; unknown if not stated", |look| {
        look.seen.promised_jobs().map(|jobs| f64::from(*jobs))
    }),
    // What its approvals depend on. Unknown until somebody says so.
    text("investor", "who invests, by its key (government, social); unknown if not stated", |look| {
        look.seen.investor().map(|investor| investor.key())
    }),
    text(
        "land_supply",
        "how the land comes, by its key (grant, allocation, lease, existing); unknown if not stated",
        |look| look.seen.land_supply().map(|supply| supply.key()),
    ),
    number("land_area", Unit::SquareMetres, "land area; unknown if not stated", |look| {
        look.seen.land_area().map(|area| f64::from(*area))
    }),
    number("energy_use", Unit::TonnesOfCoal, "energy use a year; unknown if not stated", |look| {
        look.seen.energy_use().map(|energy| f64::from(*energy))
    }),
    truth("low_risk", "it is simple and of low risk; unknown if not stated", |look| {
        look.seen.low_risk().copied()
    }),
    truth("cleared_land", "its land is cleared before it is supplied; unknown if not stated", |look| {
        look.seen.cleared_land().copied()
    }),
    truth("relic_zone", "it lies in a zone of buried relics; unknown if not stated", |look| {
        look.seen.relic_zone().copied()
    }),
    truth("spring_zone", "it lies where springs are recharged or come out; unknown if not stated", |look| {
        look.seen.spring_zone().copied()
    }),
    truth(
        "special_fire",
        "it is a special construction project, whose fire design is reviewed; unknown if not stated",
        |look| look.seen.special_fire().copied(),
    ),
    truth(
        "civil_defence",
        "it has to build for civil defence, or pay in its place; unknown if not stated",
        |look| look.seen.civil_defence().copied(),
    ),
    truth(
        "over_limit_seismic",
        "it is a high-rise beyond the limits of the code; unknown if not stated",
        |look| look.seen.over_limit_seismic().copied(),
    ),
    truth("road_digging", "it occupies or digs up city roads; unknown if not stated", |look| {
        look.seen.road_digging().copied()
    }),
    truth("pipelines", "it has underground pipelines; unknown if not stated", |look| {
        look.seen.pipelines().copied()
    }),
    truth("estimate_exceeded", "its cost estimate needs adjusting; unknown if not stated", |look| {
        look.seen.estimate_exceeded().copied()
    }),
];
