//! What an effect standard may look at: the derived attributes of a project, each with its type, its unit and its exact derivation.
//! The table is the contract between whoever derives them from the book and whoever writes expressions.
//!
//! "Today" below is the day a view looks from (`as_of`). "The figure" is the dispatch figure (调度数) of the latest month of the
//! playbook's year, reported up to today, that carries `done_this_year`. A plan is the yearly plan of the playbook's year. A value that
//! cannot be derived is [`AttributeValue::Unknown`]; it is never replaced by zero or false.

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
    /// Not a number: yes or no.
    YesNo,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Percent,
        Self::Points,
        Self::Yi,
        Self::Wan,
        Self::Days,
        Self::Months,
        Self::Persons,
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
            Self::YesNo => "yes_no",
        }
    }
}

/// One attribute expressions may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerivedAttribute {
    /// Its name in expressions.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Its unit, for numbers and truths.
    pub unit: Option<Unit>,
    /// How it is derived, and when it is unknown.
    pub doc: &'static str,
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

const fn number(name: &'static str, unit: Unit, doc: &'static str) -> DerivedAttribute {
    DerivedAttribute { name, kind: Kind::Number, unit: Some(unit), doc }
}

const fn truth(name: &'static str, doc: &'static str) -> DerivedAttribute {
    DerivedAttribute { name, kind: Kind::Truth, unit: Some(Unit::YesNo), doc }
}

const fn text(name: &'static str, doc: &'static str) -> DerivedAttribute {
    DerivedAttribute { name, kind: Kind::Text, unit: None, doc }
}

/// All attributes expressions may use.
pub const DERIVED_ATTRIBUTES: &[DerivedAttribute] = &[
    // What it is.
    text("nature", "nature of the year, by its key (new_start, continuing …); unknown if not stated"),
    text("district", "district, by its official name; unknown if not stated"),
    text("functional_zone", "functional zone, by its official name; unknown if not stated"),
    text("class", "class in the office's words; unknown if not stated"),
    text("policy_area", "policy area in the book's words; unknown if not stated"),
    text("industry", "leading industry in the book's words; unknown if not stated"),
    number("total_investment_yi", Unit::Yi, "total investment; unknown if not stated"),
    // What is settled. Never unknown: the book either has it or not.
    truth("has_code", "it has at least one project code"),
    truth("has_owner", "an owner is named"),
    truth("has_place", "a district or functional zone is named"),
    truth("has_year_plan", "it has a yearly plan above zero"),
    truth("has_service_officer", "a service officer is assigned"),
    truth("has_leader_sponsor", "a leader sponsor is assigned"),
    truth("has_promises", "output, tax and jobs are all promised"),
    // Where it stands. Never unknown.
    truth("started", "the actual start is known and not after today"),
    truth("completed", "the actual completion is known and not after today"),
    truth("producing", "production is known to have begun, not after today"),
    number(
        "days_in_phase",
        Unit::Days,
        "days from the entry into its phase to today; unknown if the entry is",
    ),
    // The year's investment.
    number("year_plan_wan", Unit::Wan, "the plan; unknown if none"),
    number("done_this_year_wan", Unit::Wan, "done this year, from the figure; unknown without one"),
    number(
        "schedule_percent",
        Unit::Percent,
        "share of the plan due by the end of the figure's month (the project's own monthly plan, else the playbook's curve); unknown without plan or figure",
    ),
    number("planned_to_date_wan", Unit::Wan, "plan x schedule_percent / 100; unknown without plan or figure"),
    number(
        "completion_percent",
        Unit::Percent,
        "done / plan x 100; unknown without figure, or with a plan of zero or none",
    ),
    number(
        "gap_pp",
        Unit::Points,
        "completion_percent - schedule_percent: negative is behind; unknown as they",
    ),
    number(
        "achievement_percent",
        Unit::Percent,
        "done / planned_to_date x 100; unknown without figure or where nothing is due yet",
    ),
    // Time kept or lost against the period (建设起止年限), an end known only to the month or year counting as its last day.
    number(
        "start_delay_days",
        Unit::Days,
        "days from the planned start to the actual one, or to today if not started; 0 if not late; unknown without a planned start",
    ),
    number(
        "completion_delay_days",
        Unit::Days,
        "days from the planned end to the actual completion, or to today if not completed; 0 if not late; unknown without a planned end",
    ),
    number(
        "idle_days",
        Unit::Days,
        "days from completion to production, or to today if not producing; 0 before completion",
    ),
    // The monthly dispatch.
    number(
        "months_unreported",
        Unit::Months,
        "months of the playbook's year whose due day (dispatch.toml) has passed and which have no dispatch figure, counted from the month it joined its first list of the year; unknown if on no list of the year",
    ),
    truth(
        "problem_reported",
        "the latest dispatch figure of the year reports a problem; unknown without any dispatch figure of the year",
    ),
    number(
        "months_with_problem",
        Unit::Months,
        "how many of the latest dispatch figures of the year report a problem without a break; unknown without any dispatch figure of the year",
    ),
    // What was promised.
    number("promised_output_wan", Unit::Wan, "promised yearly output; unknown if not stated"),
    number("promised_tax_wan", Unit::Wan, "promised yearly tax; unknown if not stated"),
    number("promised_jobs", Unit::Persons, "promised jobs; unknown if not stated"),
];
