//! Units, posts, people and what each role may do. What is shown is derived from the book; what is changed goes through commands like everything
//! else.

pub mod access;
pub mod people;
pub mod unit;
pub mod units;

use crate::{
    Served,
    problem::Problem,
    time,
    visit::{View, Visit},
};
use qinghuo_domain::{
    City, Date, PostId, Subject, UnitId,
    access::Action,
    attribute::{PersonId, Text},
    command::Command,
    intake::PersonRole,
    post::{Post, Tenure},
    unit::{Ending, UnitCard, UnitKind},
};
use qinghuo_locale::Locale;
use qinghuo_office::{Receipt, Rejection};
use qinghuo_playbook::Playbook;

/// One of the pages about people and the platform, as a tab.
pub struct Tab {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: &'static str,
    /// Whether it is the page one is on.
    pub is_on: bool,
}

/// The tabs the visitor may open.
pub fn tabs(visit: &Visit, view: &View, on: &str) -> Vec<Tab> {
    let all: [(&'static str, &'static str, Option<Action>); 5] = [
        ("/account", "account", None),
        ("/units", "units", None),
        ("/people", "people", Some(Action::Appoint)),
        ("/access", "access", None),
        ("/log", "log", Some(Action::ReadLog)),
    ];
    let shown = all.into_iter().filter(|(href, _, needs)| {
        let is_account = *href == "/account" || *href == "/log";
        needs.is_none_or(|action| visit.does(view, action)) && (!is_account || visit.who.signed().is_some())
    });
    shown
        .map(|(href, key, _)| Tab {
            label: visit.locale.text(&format!("organisation-{key}")).into_owned(),
            href,
            is_on: href == on,
        })
        .collect()
}

/// A form that was sent.
pub struct Sent(Vec<(String, String)>);

impl Sent {
    /// The pairs of a form.
    pub const fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// What was said of a field, without blanks around it.
    pub fn said(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// What was said of a field, as it was typed.
    pub fn typed(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// All that was said of a field that may be said many times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    fn day(&self, name: &str, locale: &Locale, faults: &mut Vec<String>) -> Option<Date> {
        let text = self.said(name);
        let day = time::day(text);
        if !text.is_empty() && day.is_none() {
            faults.push(locale.text_with("organisation-no-day", &[("given", text.to_owned())]));
        }
        day
    }
}

/// What came of a form: done, or every reason why not, in words.
pub type Done = Result<Receipt, Vec<String>>;

/// Has the command of a form carried out.
pub fn carry_out(
    served: &Served,
    visit: &Visit,
    sent: &Sent,
    command: Command,
    person: Option<String>,
) -> Result<Done, Problem> {
    let locale = visit.locale;
    let mut faults = Vec::new();
    let effective_on = sent.day("effective_on", locale, &mut faults);
    if visit.needs_actor() {
        faults.push(locale.text("page-problem-actor-missing").into_owned());
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut order = visit.order(command, sent.said("key"));
    order.effective_on = effective_on;
    order.people = person.into_iter().map(|name| (PersonRole::Holder, name)).collect();
    match crate::api::order(served, order) {
        Ok(receipt) => Ok(Ok(receipt)),
        Err(Rejection::Refused(refusals)) => {
            let words = refusals.iter().map(|refusal| locale.phrase("refusal", "code", &refusal.cause));
            Ok(Err(words.collect()))
        }
        Err(Rejection::KeyReused) => Ok(Err(vec![locale.text("page-problem-key-reused").into_owned()])),
        Err(other) => Err(other.into()),
    }
}

/// The form of a unit, as it was filled in.
#[derive(Clone, Default)]
pub struct CardForm {
    /// Its name.
    pub name: String,
    /// What it is, by its key.
    pub kind: String,
    /// The unit it belongs to, by its number.
    pub parent: String,
    /// Its credit code.
    pub credit_code: String,
    /// What else it is called.
    pub known_as: String,
}

impl CardForm {
    /// As it was sent.
    pub fn sent(sent: &Sent) -> Self {
        Self {
            name: sent.said("name").to_owned(),
            kind: sent.said("kind").to_owned(),
            parent: sent.said("parent").to_owned(),
            credit_code: sent.said("credit_code").to_owned(),
            known_as: sent.said("known_as").to_owned(),
        }
    }

    /// Of what is known.
    pub fn of(locale: &Locale, card: &UnitCard) -> Self {
        Self {
            name: card.name.to_string(),
            kind: card.kind.key().to_owned(),
            parent: card.parent.map(|parent| parent.to_string()).unwrap_or_default(),
            credit_code: card.credit_code.as_ref().map(ToString::to_string).unwrap_or_default(),
            known_as: card.known_as.join(&locale.text("value-join")),
        }
    }

    /// What it says of the unit, or every field that cannot be read.
    pub fn card(&self, locale: &Locale) -> Result<UnitCard, Vec<String>> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, words: String| {
            let label = locale.text(&format!("organisation-{field}")).into_owned();
            faults.push(locale.text_with("organisation-fault", &[("field", label), ("words", words)]));
        };
        let kind = UnitKind::from_key(&self.kind);
        if kind.is_none() {
            fault("kind", locale.text("organisation-choose").into_owned());
        }
        let parent: Option<UnitId> = self.parent.parse().ok();
        if parent.is_none() && !self.parent.is_empty() {
            fault("parent", locale.text("organisation-choose").into_owned());
        }
        let code = (!self.credit_code.is_empty()).then(|| self.credit_code.parse());
        let credit_code = match code {
            Some(Err(wrong)) => {
                fault("credit-code", locale.phrase("credit-code-fault", "fault", &wrong));
                None
            }
            Some(Ok(code)) => Some(code),
            None => None,
        };
        let words = self.known_as.split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
        let known_as = words.filter(|word| !word.is_empty()).map(Text::from).collect();
        match kind {
            Some(kind) if faults.is_empty() => {
                Ok(UnitCard { name: self.name.as_str().into(), kind, parent, credit_code, known_as })
            }
            _ => Err(faults),
        }
    }
}

/// A choice of a form: value, words.
pub type Choice = (String, String);

/// The kinds of units.
pub fn kinds(locale: &Locale) -> Vec<Choice> {
    UnitKind::ALL.iter().map(|kind| (kind.key().to_owned(), locale.named("unit-kind", kind.key()))).collect()
}

/// The units that work on a day, by name.
pub fn working(city: &City, on: Date) -> Vec<Choice> {
    let units = city.units().filter(|unit| unit.is_alive(on));
    let mut units: Vec<Choice> =
        units.filter_map(|unit| Some((unit.id.to_string(), unit.latest()?.card.name.to_string()))).collect();
    units.sort_by(|a, b| a.1.cmp(&b.1));
    units
}

/// The name of a role.
pub fn role_name(locale: &Locale, playbook: &Playbook, key: &str) -> String {
    playbook
        .access
        .words(key)
        .map_or_else(|| key.to_owned(), |role| crate::approvals::named(locale, &role.name))
}

/// The name of a unit, as it is called now.
pub fn unit_name(city: &City, id: UnitId) -> String {
    city.unit(id)
        .and_then(|unit| unit.latest())
        .map_or_else(|| id.to_string(), |entry| entry.card.name.to_string())
}

/// How a unit ended, in words; empty while it works.
pub fn ending_words(locale: &Locale, city: &City, ending: Option<&Ending>) -> String {
    match ending {
        None => String::new(),
        Some(Ending::Dissolved) => locale.text("organisation-dissolved").into_owned(),
        Some(Ending::Merged { successor }) => {
            locale.text_with("organisation-merged", &[("unit", unit_name(city, *successor))])
        }
    }
}

/// The unit an order was about.
pub fn unit_of(receipt: &Receipt) -> Option<UnitId> {
    receipt.subjects.iter().find_map(|subject| match subject {
        Subject::Unit(id) => Some(*id),
        _ => None,
    })
}

/// A post as it is listed.
pub struct PostLine {
    /// Its number.
    pub id: String,
    /// Who holds it, or that the name was erased.
    pub person: String,
    /// The unit.
    pub unit: String,
    /// The unit's page.
    pub unit_href: String,
    /// The role.
    pub role: String,
    /// The first day.
    pub from: String,
    /// The last day, where one is known, or that it is over since.
    pub until: String,
    /// Whom it stands in for.
    pub deputy_for: String,
    /// Whether it may know of restricted projects.
    pub is_cleared: bool,
    /// Whether it is held today.
    pub is_held: bool,
}

impl PostLine {
    /// Of a post.
    pub fn of(served: &Served, visit: &Visit, city: &City, post: &Post) -> Self {
        let locale = visit.locale;
        let people = served.app.office.people();
        let name = |person: PersonId| {
            people.get(&person).cloned().unwrap_or_else(|| locale.text("organisation-erased").into_owned())
        };
        let deputy_for = post.tenure.deputy_for.and_then(|post| city.post(post));
        let is_held = post.is_held(visit.today);
        Self {
            id: post.id.to_string(),
            person: name(post.tenure.person),
            unit: unit_name(city, post.tenure.unit),
            unit_href: format!("/units/{}", post.tenure.unit),
            role: role_name(locale, &served.app.playbook, &post.tenure.role),
            from: locale.day(post.from),
            until: match (post.left, post.tenure.until) {
                (Some((left, _)), _) => locale.day(left),
                (None, Some(until)) => locale.day(until),
                (None, None) => String::new(),
            },
            deputy_for: deputy_for.map(|post| name(post.tenure.person)).unwrap_or_default(),
            is_cleared: post.tenure.cleared,
            is_held,
        }
    }
}

/// The post a form gives somebody, with the name of who takes it; or every field that cannot be read.
pub fn tenure(visit: &Visit, sent: &Sent, unit: UnitId) -> Result<(Tenure, String), Vec<String>> {
    let locale = visit.locale;
    let mut faults = Vec::new();
    let person = sent.said("person").to_owned();
    if person.is_empty() {
        faults.push(locale.text("refusal-person-unknown").into_owned());
    }
    let until = sent.day("until", locale, &mut faults);
    let deputy_for = sent.said("deputy_for");
    let deputy: Option<PostId> = deputy_for.parse().ok();
    if deputy.is_none() && !deputy_for.is_empty() {
        faults.push(locale.text_with("organisation-no-post", &[("given", deputy_for.to_owned())]));
    }
    let role: Text = sent.said("role").into();
    if role.is_empty() {
        faults.push(locale.text("organisation-no-role").into_owned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let cleared = sent.said("cleared") == "yes";
    Ok((Tenure { person: PersonId(0), unit, role, until, deputy_for: deputy, cleared }, person))
}

/// Where somebody is reached: as much of it as the visitor may see.
pub fn contact(served: &Served, visit: &Visit, city: &City, person: PersonId) -> Result<String, Problem> {
    if visit.who.signed().is_none() {
        return Ok(String::new());
    }
    let rules = served.app.office.rules();
    let may = visit.authority(city, &rules)?.is_none_or(|own| own.reach(Action::SeeContacts).is_some());
    let contact = served.app.accounts.contact(person.0)?;
    let ways = [contact.phone, contact.email].into_iter().filter(|way| !way.is_empty());
    let shown: Vec<String> = ways.map(|way| if may { way } else { masked(&way) }).collect();
    Ok(shown.join(" "))
}

/// A number or an address of which only the ends are told.
fn masked(way: &str) -> String {
    let letters: Vec<char> = way.chars().collect();
    let keeps =
        |place: usize| place < 3.min(letters.len() / 3) || place + 2 >= letters.len() && letters.len() > 5;
    letters.iter().enumerate().map(|(place, letter)| if keeps(place) { *letter } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_ends_of_a_contact_are_told() {
        for (way, want) in [("13812345678", "138******78"), ("a@b.cn", "a@**cn"), ("110", "1**"), ("", "")] {
            assert_eq!(masked(way), want, "{way}");
        }
    }
}
