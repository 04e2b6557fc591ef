//! 待办 over all projects: what an address asks of the items ([`Filter`]), and an item put into words ([`Line`]), so that page, workbook and command line
//! say the same.

use crate::{
    api::of_silence,
    approvals::{Approvals, Course, item_name, unit_name},
    query::{BadParameter, encode, said, words},
    time,
};
use qinghuo_domain::{
    Date, ProjectId,
    procedure::Lane,
    step::{Role, State},
    views::{
        approval::inbox::{OpenItem, Urgency},
        totals::Key,
    },
};
use qinghuo_locale::Locale;
use qinghuo_playbook::Playbook;
use serde_json::{Value, json};

/// What an address asks of the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The key of the unit that leads.
    pub unit: Option<String>,
    /// Whose move it is.
    pub role: Option<Role>,
    /// How near the end is.
    pub urgency: Option<Urgency>,
    /// The project's place.
    pub place: Option<String>,
    /// The side of 四个并联.
    pub lane: Option<Lane>,
    /// Where the item stands.
    pub state: Option<State>,
    /// The item's code.
    pub item: Option<String>,
    /// The day a limit or a promise ends.
    pub due: Option<Date>,
}

/// Whose a move can be.
pub const ROLES: [Role; 3] = [Role::Applicant, Role::Department, Role::Coordinator];

/// An item somebody can act on, with the project it belongs to.
#[derive(Clone, Copy)]
pub struct Selected<'a> {
    /// The project's approvals.
    pub course: &'a Course,
    /// The item's lane.
    pub lane: Lane,
    /// The item.
    pub open: &'a OpenItem,
}

impl Filter {
    /// The parameters it reads.
    pub const NAMES: [&'static str; 8] = ["unit", "role", "urgency", "place", "lane", "state", "item", "due"];

    /// Reads an address's parameters; what is not understood is left out and reported.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let (mut filter, mut bad) = (Self::default(), Vec::new());
        for (name, value) in said(pairs) {
            if let Err(fault) = filter.take(name, value) {
                bad.push(BadParameter { name: name.to_owned(), value: value.to_owned(), fault });
            }
        }
        (filter, bad)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        match name {
            "unit" => self.unit = words(value),
            "place" => self.place = words(value),
            "item" => self.item = words(value),
            "role" => {
                self.role = Some(ROLES.into_iter().find(|role| role.key() == value).ok_or("value")?);
            }
            "urgency" => self.urgency = Some(Urgency::from_key(value).ok_or("value")?),
            "lane" => {
                let lane = Lane::ALL.iter().copied().find(|lane| lane.key() == value);
                self.lane = Some(lane.ok_or("value")?);
            }
            "state" => {
                let state = State::ALL.iter().copied().find(|state| state.key() == value);
                self.state = Some(state.ok_or("value")?);
            }
            "due" => self.due = Some(time::day_seen(value).ok_or("date")?),
            _ => {}
        }
        Ok(())
    }

    /// Its parameters as they stand in an address.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("unit", self.unit.clone()),
            ("role", self.role.map(|role| role.key().to_owned())),
            ("urgency", self.urgency.map(|urgency| urgency.key().to_owned())),
            ("place", self.place.clone()),
            ("lane", self.lane.map(|lane| lane.key().to_owned())),
            ("state", self.state.map(|state| state.key().to_owned())),
            ("item", self.item.clone()),
            ("due", self.due.map(|day| day.to_string())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// As it stands in an address.
    #[must_use]
    pub fn address(&self) -> String {
        let pairs = self.pairs().into_iter().map(|(name, value)| format!("{name}={}", encode(&value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// The items it lets through, the most urgent first.
    pub(crate) fn select<'a>(&self, approvals: &'a Approvals) -> Vec<Selected<'a>> {
        let all = approvals.courses.iter().flat_map(|course| {
            course.open.iter().map(move |(lane, open)| Selected { course, lane: *lane, open })
        });
        let mut items: Vec<_> = all.filter(|selected| self.lets_through(selected)).collect();
        items.sort_by_key(|Selected { open, .. }| {
            (open.urgency, open.due_on, open.since, open.project, open.index)
        });
        items
    }

    fn lets_through(&self, Selected { course, lane, open }: &Selected<'_>) -> bool {
        let ends = |day: Date| open.due_on == Some(day) || open.promised_on == Some(day);
        self.unit.as_deref().is_none_or(|unit| *open.unit == *unit)
            && self.role.is_none_or(|role| open.awaits == role)
            && self.urgency.is_none_or(|urgency| open.urgency == urgency)
            && self.place.as_deref().is_none_or(|place| course.is_at(place))
            && self.lane.is_none_or(|asked| *lane == asked)
            && self.state.is_none_or(|state| open.state == state)
            && self.item.as_deref().is_none_or(|code| open.item.as_str().eq_ignore_ascii_case(code))
            && self.due.is_none_or(ends)
    }
}

/// An item in words.
pub struct Line {
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub project_name: String,
    /// Its place.
    pub place: String,
    /// The item's code.
    pub code: String,
    /// The item's name.
    pub name: String,
    /// The unit that leads.
    pub unit: String,
    /// The lane.
    pub lane: String,
    /// Where it stands.
    pub state: String,
    /// Since when.
    pub since: Option<Date>,
    /// Whose move it is.
    pub role: String,
    /// How near the end is.
    pub urgency: Urgency,
    /// The same in words.
    pub urgency_words: String,
    /// Days left or over, in words; nothing while no clock runs.
    pub left: String,
    /// Natural days to the end of the limit that binds; negative is over.
    pub days_to_due: Option<i32>,
    /// The last day of the limit that binds.
    pub due_on: Option<Date>,
    /// The first promised date.
    pub first_promised_on: Option<Date>,
    /// The promised date that stands.
    pub promised_on: Option<Date>,
    /// What the discipline of dates asks for, in words, and the applicant's silence.
    pub duties: Vec<String>,
    /// Working days of slack.
    pub float: i32,
    /// Whether a day's delay moves the start of works or the end.
    pub is_critical: bool,
}

impl Line {
    /// Puts an item into words.
    pub(crate) fn of(
        locale: &Locale,
        playbook: &Playbook,
        approvals: &Approvals,
        Selected { course, lane, open }: &Selected<'_>,
    ) -> Self {
        Self {
            project: open.project,
            project_name: course.name(approvals.at).to_owned(),
            place: place(locale, &course.place),
            code: open.item.to_string(),
            name: item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
            unit: unit_name(locale, playbook, &open.unit),
            lane: locale.named("lane", lane.key()),
            state: locale.named("state", open.state.key()),
            since: open.since,
            role: locale.named("role", open.awaits.key()),
            urgency: open.urgency,
            urgency_words: locale.named("urgency", open.urgency.key()),
            left: open.left.map(|(left, kind)| locale.left(left, kind)).unwrap_or_default(),
            days_to_due: open.days_to_due(approvals.at.as_of),
            due_on: open.due_on,
            first_promised_on: open.first_promised_on,
            promised_on: open.promised_on,
            duties: {
                let asked = open.duties.iter().map(|duty| locale.named("duty", duty.key()));
                asked.chain(open.silence.map(|silence| locale.silence(&silence))).collect()
            },
            float: open.float,
            is_critical: open.is_critical,
        }
    }
}

/// A project's place in words.
pub fn place(locale: &Locale, place: &Key) -> String {
    match place {
        Key::Word(word) => word.to_string(),
        _ => locale.text("value-missing").into_owned(),
    }
}

/// An item as the API and the command line give it.
pub fn item_json(
    locale: &Locale,
    playbook: &Playbook,
    approvals: &Approvals,
    Selected { course, lane, open }: &Selected<'_>,
) -> Value {
    json!({
        "project": open.project.to_string(),
        "project_name": course.name(approvals.at),
        "place": course.place,
        "item": open.item,
        "name": item_name(locale, playbook, &course.procedure, open.index, open.own_name.as_deref()),
        "procedure": course.procedure,
        "lane": lane,
        "unit": open.unit,
        "state": open.state,
        "since": open.since,
        "awaits": open.awaits,
        "urgency": open.urgency,
        "days_left": open.left.map(|(left, _)| left),
        "due_on": open.due_on,
        "first_promised_on": open.first_promised_on,
        "promised_on": open.promised_on,
        "duties": open.duties,
        "silence": open.silence.map(of_silence),
        "float_workdays": open.float,
        "is_critical": open.is_critical,
    })
}
