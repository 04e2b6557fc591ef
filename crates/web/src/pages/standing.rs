//! The five phases with their effect standards (三看), mechanisms (三深化) and gates, as people read them; of a project, with how it stands towards each.
//! Whose wording it is stands above them.

use super::frame::with_query;
use crate::{
    Served,
    approvals::{mark, named},
    people,
    visit::View,
};
use qinghuo_domain::{
    Phase,
    access::Topic,
    procedure::{Flag, Lane},
    project::Seen,
    views::{
        approval::{Approval, Step},
        light::light,
        progress::progress,
        totals::{Dimension, Key},
    },
};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::{
    AttributeValue, EffectStandard, Mechanism, Playbook, SourceRef, Standing, Unit, Verdict,
    phases::{Direction, Measured, PhaseRules, Scale},
    year::Year,
};
use std::sync::OnceLock;

/// A phase of the playbook, or of a project.
#[derive(Clone)]
pub struct PhaseView {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// `past`, `here`, `ahead` or `always`; empty without a project.
    pub state: &'static str,
    /// The day the project came into it.
    pub since: String,
    /// Its effect standards.
    pub standards: Vec<StandardView>,
    /// Its mechanisms.
    pub mechanisms: Vec<MechanismView>,
    /// What the gate into it asks for.
    pub gate: String,
}

/// An effect standard.
#[derive(Clone)]
pub struct StandardView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What is met, what is near.
    pub rule: String,
    /// Where it is from, and the mark that says of what kind that is.
    pub source: (String, String),
    /// How the project stands towards it; nothing without a project.
    pub stand: Option<Stand>,
}

/// How a project stands towards a standard.
#[derive(Clone)]
pub struct Stand {
    /// `met`, `near`, `unmet` or `unknown`.
    pub verdict: &'static str,
    /// The same in words.
    pub words: String,
    /// The value judged.
    pub value: String,
    /// What is not known, where that is why nothing can be judged.
    pub missing: String,
}

/// A mechanism.
#[derive(Clone)]
pub struct MechanismView {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What is done.
    pub description: String,
    /// Where it is from, and the mark.
    pub source: (String, String),
    /// What the book says of the project in it, and where more of it is.
    pub stand: Option<(String, String)>,
}

/// The phases of the playbook in words, in each language, put together once: every project's page shows them.
#[derive(Default)]
pub struct PhaseWords([OnceLock<Vec<PhaseView>>; Language::ALL.len()]);

impl PhaseWords {
    /// The phases in a language.
    pub fn of(&self, locale: &Locale, playbook: &Playbook) -> &[PhaseView] {
        let [chinese, english] = &self.0;
        let words = match locale.language() {
            Language::Chinese => chinese,
            Language::English => english,
        };
        words.get_or_init(|| of_playbook(locale, playbook))
    }
}

/// The phases of a playbook.
fn of_playbook(locale: &Locale, playbook: &Playbook) -> Vec<PhaseView> {
    let phase = |rules: &PhaseRules| PhaseView {
        key: rules.phase.key(),
        name: named(locale, &rules.name),
        state: "",
        since: String::new(),
        standards: rules.standards.iter().map(|of| standard(locale, playbook, of)).collect(),
        mechanisms: rules.mechanisms.iter().map(|of| mechanism(locale, playbook, of)).collect(),
        gate: gate(locale, rules),
    };
    playbook.phases.phases.iter().map(phase).collect()
}

/// The phases with how a project stands in each.
pub fn of_project(
    served: &Served,
    locale: &Locale,
    view: &View,
    seen: Seen<'_>,
    approval: Option<&Approval<'_>>,
    moment: &str,
) -> Vec<PhaseView> {
    let playbook = &*served.app.playbook;
    let from = view.board.standpoint();
    let here = seen.phase().copied();
    let came = seen.phases();
    let mut phases = served.phases.of(locale, playbook).to_vec();
    for (shown, phase) in phases.iter_mut().zip(playbook.phases.phases.iter().map(|rules| rules.phase)) {
        shown.state = match here {
            _ if phase == Phase::Service => "always",
            Some(here) if here == phase => "here",
            Some(here) if here > phase => "past",
            _ => "ahead",
        };
        let since = came.iter().rev().find(|(of, _)| *of == phase);
        shown.since = since.map(|(_, since)| locale.day(*since)).unwrap_or_default();
        // Standards speak of the phase a project is in, and of service; of days in a phase that is over they would speak falsely.
        if !from.told.of(Topic::Effects) {
            continue;
        }
        if matches!(shown.state, "here" | "always") {
            let standings = playbook.standings_in(phase, seen, from);
            for (standard, standing) in shown.standards.iter_mut().zip(&standings) {
                standard.stand = Some(stand(locale, standing));
            }
        }
        let teller = Teller { served, locale, view, seen, approval, moment };
        for mechanism in &mut shown.mechanisms {
            mechanism.stand = teller.mechanism(&mechanism.key);
        }
    }
    phases
}

fn standard(locale: &Locale, playbook: &Playbook, standard: &EffectStandard) -> StandardView {
    StandardView {
        key: standard.key.to_string(),
        name: named(locale, &standard.name),
        rule: rule(locale, standard),
        source: source(locale, &playbook.year, &standard.source),
        stand: None,
    }
}

fn mechanism(locale: &Locale, playbook: &Playbook, mechanism: &Mechanism) -> MechanismView {
    MechanismView {
        key: mechanism.key.to_string(),
        name: named(locale, &mechanism.name),
        description: named(locale, &mechanism.description),
        source: source(locale, &playbook.year, &mechanism.source),
        stand: None,
    }
}

/// A source with the mark of its kind: what is estimated or ours is never shown as official.
pub fn source(locale: &Locale, year: &Year, source: &SourceRef) -> (String, String) {
    (named(locale, &source.name), mark(locale, year, source.provenance))
}

/// What a phase asks for before it is entered.
pub fn gate(locale: &Locale, rules: &PhaseRules) -> String {
    let requires = rules.gate.iter().flat_map(|(gate, _)| &gate.requires);
    let words: Vec<String> =
        requires.map(|requirement| locale.named("requirement", requirement.key())).collect();
    words.join(&locale.text("value-join"))
}

/// What a standard calls met and near.
pub fn rule(locale: &Locale, standard: &EffectStandard) -> String {
    match &standard.scale {
        Scale::YesNo => locale.text("standard-yes-no").into_owned(),
        Scale::Measured(measured) => thresholds(locale, measured),
    }
}

fn thresholds(locale: &Locale, measured: &Measured) -> String {
    let sign = match measured.direction {
        Direction::Higher => "≥",
        Direction::Lower => "≤",
    };
    let amount = |hundredths: i64| {
        let number = hundredths as f64 / 100.0;
        format!("{sign} {}", in_unit(locale, number, 2, measured.unit))
    };
    let arguments =
        [("met", amount(measured.green_hundredths)), ("near", amount(measured.yellow_hundredths))];
    locale.text_with("standard-thresholds", &arguments)
}

/// A number with at most so many decimals in its unit. What Chinese tells in 亿元 and 万元, English tells in billions and millions, to the same last digit.
fn in_unit(locale: &Locale, number: f64, places: usize, unit: Unit) -> String {
    let (number, places) = match (locale.language(), unit) {
        (Language::English, Unit::Yi) => (number / 10.0, places + 1),
        (Language::English, Unit::Wan) => (number / 100.0, places + 2),
        _ => (number, places),
    };
    let key = format!("standard-unit-{}", unit.key().replace('_', "-"));
    locale.text_with(&key, &[("number", decimal(number, places))])
}

fn stand(locale: &Locale, standing: &Standing<'_>) -> Stand {
    let (verdict, missing) = match &standing.verdict {
        Verdict::Met => ("met", Vec::new()),
        Verdict::Near => ("near", Vec::new()),
        Verdict::Unmet => ("unmet", Vec::new()),
        Verdict::Unknown(missing) => ("unknown", missing.clone()),
        Verdict::Undefined => ("unknown", Vec::new()),
    };
    let unit = match &standing.standard.scale {
        Scale::Measured(measured) => measured.unit,
        Scale::YesNo => Unit::YesNo,
    };
    let value = match &standing.value {
        Some(AttributeValue::Number(number)) => in_unit(locale, *number, 1, unit),
        Some(AttributeValue::Truth(truth)) => locale.truth(*truth),
        Some(AttributeValue::Text(text)) => text.to_string(),
        Some(AttributeValue::Unknown) | None => String::new(),
    };
    let missing: Vec<String> = missing.into_iter().map(|name| locale.named("attribute", name)).collect();
    Stand {
        verdict,
        words: locale.named("effect", verdict),
        value,
        missing: missing.join(&locale.text("value-join")),
    }
}

/// A number with at most so many decimals and a true minus.
fn decimal(number: f64, places: usize) -> String {
    let text = format!("{:.places$}", number.abs());
    let text = if places > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let sign = if number < 0.0 && text != "0" { "\u{2212}" } else { "" };
    format!("{sign}{text}")
}

/// A project put into words for the mechanisms.
struct Teller<'a> {
    served: &'a Served,
    locale: &'a Locale,
    view: &'a View,
    seen: Seen<'a>,
    approval: Option<&'a Approval<'a>>,
    moment: &'a str,
}

impl Teller<'_> {
    /// What the book says of the project in a mechanism the program knows; nothing for any other.
    fn mechanism(&self, key: &str) -> Option<(String, String)> {
        match key {
            "pre_handling" | "four_parallels" | "project_steward" | "joint_acceptance" => {
                let said = self.approval.map(|approval| self.approvals(key, approval));
                let said = said.unwrap_or_else(|| self.locale.text("standing-no-procedure").into_owned());
                Some((said, self.own("/approvals")))
            }
            "chain_map" => self.chain(),
            "district_targets" => self.place(),
            "war_map" => {
                let period = self.seen.period().map(|period| self.locale.period(*period));
                Some((
                    period.unwrap_or_default(),
                    self.to(&format!("/board?q={}&open={0}", self.seen.project.id)),
                ))
            }
            "monthly_dispatch" => Some((self.filed(), self.own("/history"))),
            "traffic_lights" => {
                let light = light(self.seen, self.view.board.standpoint());
                Some((self.locale.signal(light.signal), self.to("/rules")))
            }
            "service_officers" => {
                let officer = self.seen.service_officer();
                let people = self.served.app.office.people();
                let name = officer.map(|id| people::name(&people, *id));
                Some((name.unwrap_or_else(|| self.missing()), format!("{}#units", self.own(""))))
            }
            _ => None,
        }
    }

    fn to(&self, path: &str) -> String {
        match (self.moment.is_empty(), path.contains('?')) {
            (true, _) => path.to_owned(),
            (false, true) => format!("{path}&{}", self.moment),
            (false, false) => with_query(path, self.moment),
        }
    }

    fn own(&self, below: &str) -> String {
        self.to(&format!("/projects/{}{below}", self.seen.project.id))
    }

    fn missing(&self) -> String {
        self.locale.text("value-missing").into_owned()
    }

    /// How far the items are that a mechanism is about.
    fn approvals(&self, key: &str, approval: &Approval<'_>) -> String {
        let needed = || approval.steps.iter().filter(|step| step.is_needed());
        let of_lane = |lane: Lane| {
            self.items(
                "standing-lane",
                lane.key(),
                needed().filter(move |step| step.item.lane == lane),
                Step::is_settled,
            )
        };
        let flagged = |flag: Flag| needed().filter(move |step| step.item.flags.contains(&flag));
        match key {
            "pre_handling" => self.items("standing-pre-handled", "", flagged(Flag::PreHandling), |step| {
                step.life.pre_reviewed_on.is_some()
            }),
            "joint_acceptance" => self.items("standing-items", "", flagged(Flag::Joint), Step::is_settled),
            "four_parallels" => {
                let parallels = Lane::ALL.iter().copied().filter(|lane| *lane != Lane::Works);
                parallels.map(of_lane).collect::<Vec<_>>().join(&self.locale.text("value-join"))
            }
            _ => self.items("standing-items", "", needed(), Step::is_settled),
        }
    }

    /// How many of some items are done, in words.
    fn items<'s, 'b: 's>(
        &self,
        words: &str,
        lane: &str,
        of: impl Iterator<Item = &'s Step<'b>>,
        is_done: impl Fn(&Step<'b>) -> bool,
    ) -> String {
        let (mut done, mut all) = (0, 0);
        for step in of {
            all += 1;
            done += usize::from(is_done(step));
        }
        if all == 0 && lane.is_empty() {
            return self.locale.text("standing-no-items").into_owned();
        }
        let lane = if lane.is_empty() { String::new() } else { self.locale.named("lane", lane) };
        let numbers = [("lane", lane), ("done", done.to_string()), ("all", all.to_string())];
        self.locale.text_with(words, &numbers)
    }

    fn chain(&self) -> Option<(String, String)> {
        let nodes = self.seen.chain_nodes().filter(|nodes| !nodes.is_empty());
        let Some(nodes) = nodes else { return Some((self.missing(), format!("{}#kind", self.own("")))) };
        let first = Key::Word(nodes.first()?.clone());
        let href = super::slice::address_of(Dimension::Chain, &first)?;
        Some((nodes.join(&self.locale.text("value-join")), self.to(&href)))
    }

    fn place(&self) -> Option<(String, String)> {
        let place = self.seen.district().or_else(|| self.seen.functional_zone())?.clone();
        let href = super::slice::address_of(Dimension::Place, &Key::Word(place.clone()))?;
        Some((place.to_string(), self.to(&href)))
    }

    fn filed(&self) -> String {
        let stand = progress(self.seen, self.view.board.standpoint());
        match stand.filed_for {
            Some(month) => self.locale.text_with("standing-filed", &[("month", self.locale.month(month))]),
            None => self.locale.text("standing-not-filed").into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_playbook::DERIVED_ATTRIBUTES;

    #[test]
    fn every_attribute_and_unit_has_its_words() {
        for language in Language::ALL {
            let locale = Locale::of(language);
            for attribute in DERIVED_ATTRIBUTES {
                let key = format!("attribute-{}", attribute.name.replace('_', "-"));
                assert!(locale.has(&key), "{key}");
            }
            for unit in Unit::ALL {
                let key = format!("standard-unit-{}", unit.key().replace('_', "-"));
                assert!(locale.has(&key), "{key}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (number, places, want) in [
            (10.0, 2, "10"),
            (-10.5, 2, "−10.5"),
            (0.01, 2, "0.01"),
            (0.0, 2, "0"),
            (12.0, 1, "12"),
            (-7.25, 1, "−7.2"),
            (0.04, 1, "0"),
            (-0.04, 1, "0"),
        ] {
            assert_eq!(decimal(number, places), want);
        }
        let [zh, en] = Language::ALL.map(Locale::of);
        for (number, unit, chinese, english) in [
            (10.0, Unit::Yi, "10 亿元", "CNY 1 bn"),
            (2.55, Unit::Yi, "2.55 亿元", "CNY 0.255 bn"),
            (350.0, Unit::Wan, "350 万元", "CNY 3.5 m"),
        ] {
            let plain = |words: String| words.replace('\u{a0}', " ");
            assert_eq!(plain(in_unit(zh, number, 2, unit)), chinese);
            assert_eq!(plain(in_unit(en, number, 2, unit)), english);
        }
    }
}
