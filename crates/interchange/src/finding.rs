//! What reading a schedule found worth saying: typed, counted, with its first places, without words.

use crate::plan::Activity;
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something in the file is wrong and was left out.
    Error,
    /// Something was understood but cannot be carried into a network of whole days.
    Warning,
    /// Something was decided that a person may want to know.
    Note,
}

/// Where something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line of the file; `None` where it is about the plan as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The activity, by the number or code people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Box<str>>,
    /// Its name, where one activity has this code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Box<str>>,
}

/// One kind of thing found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub code: Code,
    /// How often.
    pub count: u64,
    /// The first places.
    pub places: Vec<Place>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $severity:ident $name:ident = $key:literal,)*) => {
        /// What was found.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $key)] $name,)* }

        impl Code {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its stable name.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// How much it matters.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A number, duration or date that is none: read as not given.
    Error ValueUnreadable = "value_unreadable",
    /// An activity without a number of its own, or with another's: left out.
    Error UidUnusable = "uid_unusable",
    /// A link whose other end is not in the file: left out.
    Error PredecessorUnknown = "predecessor_unknown",
    /// A link of an activity with itself: left out.
    Error LinkToItself = "link_to_itself",
    /// A group tied to an activity within it: left out.
    Error LinkWithinGroup = "link_within_group",
    /// A second link of the same kind between the same two: the first holds.
    Error LinkTwice = "link_twice",
    /// Activities wait for each other in a circle: no dates can be found.
    Error Circle = "circle",
    /// A date outside 1990 to 2100: read as not given.
    Error DateOutOfRange = "date_out_of_range",
    /// A duration or lag that is negative where it cannot be, or longer than 10,000 days: taken for the nearest possible.
    Error Absurd = "absurd",
    /// A calendar in which no day is worked: five days a week are taken.
    Error CalendarUnusable = "calendar_unusable",
    /// Nothing can be dated: no activity takes part, or nothing says when any of them begins.
    Error Undated = "undated",
    /// Activities before the day the project's procedure begins.
    Error BeforeProject = "before_project",
    /// No calendar in the file: five days a week are taken.
    Warning CalendarMissing = "calendar_missing",
    /// Durations of parts of days: rounded up to whole days.
    Warning PartialDays = "partial_days",
    /// Lags of parts of days: rounded to the nearest whole day.
    Warning PartialLags = "partial_lags",
    /// Lags in percent: turned into days once; they no longer follow the duration.
    Warning PercentLags = "percent_lags",
    /// Activities placed as late as possible: placed as early as possible.
    Warning AsLateAsPossible = "as_late_as_possible",
    /// Dates that must be kept exactly: held as no earlier and no later.
    Warning MustDates = "must_dates",
    /// A second constraint on one activity: only the first is held.
    Warning SecondConstraint = "second_constraint",
    /// Groups with a constraint of their own: not held.
    Warning GroupConstraint = "group_constraint",
    /// Activities dated by hand: their start is held as no earlier.
    Warning Manual = "manual",
    /// Activities struck out: left out with their links.
    Warning Inactive = "inactive",
    /// Work that lasts as long as other work: left out with its links.
    Warning LevelOfEffort = "level_of_effort",
    /// Activities moved by the levelling of resources: not moved.
    Warning Levelling = "levelling",
    /// Work with an interruption: taken without.
    Warning Splits = "splits",
    /// Calendars whose working days are not of one length: every working day counts as one.
    Warning UnevenDays = "uneven_days",
    /// Activities with a calendar of their own that is neither the plan's nor every day: counted by the plan's.
    Warning OwnCalendars = "own_calendars",
    /// Calendars of single resources: not read.
    Warning ResourceCalendars = "resource_calendars",
    /// Days off that recur by a rule: not read.
    Warning RecurringDays = "recurring_days",
    /// Other working weeks for a season: not read.
    Warning WorkWeeks = "work_weeks",
    /// Links to, and activities of, other files: not read.
    Warning OtherFiles = "other_files",
    /// Further projects in the file: only the first is read.
    Warning OtherProjects = "other_projects",
    /// Dates in a year whose days off are not announced: they may still move.
    Warning YearUnannounced = "year_unannounced",
    /// Milestones beyond the first hundred: they stay in the file.
    Note MilestonesLeft = "milestones_left",
    /// Assignments of resources: not read.
    Note Assignments = "assignments",
    /// The characters were taken for those of this encoding, which the file does not name.
    Note EncodingGuessed = "encoding_guessed",
    /// Nothing says when the plan begins: its first date is taken.
    Note BeginningMissing = "beginning_missing",
}

/// Findings being gathered: each kind once, counted, with its first places. So a file full of faults costs no more than one with a few.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// How many places of one kind are kept.
    const PLACES: usize = 5;
    /// How much of what stands in the file is quoted, in characters.
    const QUOTED: usize = 60;

    /// Notes something found.
    pub fn add(&mut self, code: Code, place: Place) {
        let Place { line, task, name, given } = place;
        let [task, name, given] = [task, name, given].map(|text| text.map(|text| cut(&text)));
        let place = Place { line, task, name, given };
        match self.0.iter_mut().find(|finding| finding.code == code) {
            Some(finding) => {
                finding.count += 1;
                if finding.places.len() < Self::PLACES {
                    finding.places.push(place);
                }
            }
            None => self.0.push(Finding { severity: code.severity(), code, count: 1, places: vec![place] }),
        }
    }

    /// All of them, what matters most first; activities with the names they have among these.
    #[must_use]
    pub fn all(mut self, activities: &[Activity]) -> Vec<Finding> {
        for place in self.0.iter_mut().flat_map(|finding| &mut finding.places) {
            let mut known = activities.iter().filter(|one| place.task.as_deref() == Some(&*one.code));
            if let (Some(only), None) = (known.next(), known.next()) {
                let name = Some(cut(only.name.trim()));
                place.name = name.filter(|name| !name.is_empty() && Some(name) != place.task.as_ref());
            }
        }
        self.0.sort_by_key(|finding| finding.severity);
        self.0
    }
}

fn cut(text: &str) -> Box<str> {
    text.chars().take(Findings::QUOTED).collect::<String>().into()
}
