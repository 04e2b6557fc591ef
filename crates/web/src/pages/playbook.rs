//! The year's rules as people read them: theme, phases with what is looked at and deepened, dispatch, promises, procedures, dictionaries, sources. The
//! light rules have a page of their own, [`super::rules`]; the year before stands beside them ([`crate::years`]).

use super::{
    frame::Frame,
    html, page,
    standing::{PhaseView, source},
};
use crate::{
    Served,
    approvals::named,
    visit::Visit,
    years::{Compared, Said, Verdict, Years},
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_locale::Locale;
use qinghuo_playbook::{
    Playbook,
    dictionary::{Dictionaries, Entry, PlaceEntry},
    dispatch::{DispatchCalendar, Every},
    lights::Curve,
    year::Year,
};

#[derive(Template)]
#[template(path = "playbook.html")]
struct Page {
    frame: Frame,
    name: String,
    city: String,
    theme: String,
    theme_source: (String, String),
    valid: String,
    note: String,
    phases: Vec<PhaseView>,
    dispatch_note: String,
    dispatch: Vec<DispatchLine>,
    procedures: Vec<(String, String, String)>,
    dictionaries: Vec<Dictionary>,
    sources: Vec<(String, String, String)>,
    light: String,
    rules: String,
    years: Option<YearsShown>,
}

/// A line of the dispatch calendar: key, label, words, source with its mark.
pub type DispatchLine = (String, String, String, (String, String));

/// The words of one dictionary.
pub struct Dictionary {
    /// Its key.
    pub key: &'static str,
    /// What it is called.
    pub label: String,
    /// Its words.
    pub words: Vec<String>,
    /// How many the city has yet to fill in.
    pub to_fill: Option<String>,
}

/// The year before beside this one.
struct YearsShown {
    /// Theme and name of the year before.
    theme: String,
    before: String,
    /// How many rules became what, in words.
    counts: Vec<(&'static str, String)>,
    /// What differs or is yet to be filled in, and what was kept.
    rules: Vec<RuleShown>,
    kept: Vec<RuleShown>,
    /// The parts the year before has no file for, in words.
    missing: Option<String>,
}

/// A rule in both years, in words.
struct RuleShown {
    name: String,
    verdict: &'static str,
    words: String,
    now: SaidShown,
    before: SaidShown,
}

/// What a year says: the words, a word in place of them where there are none, and where it is from.
#[derive(Default)]
struct SaidShown {
    words: String,
    instead: String,
    source: String,
    mark: String,
}

impl YearsShown {
    fn of(locale: &Locale, years: Years) -> Self {
        let counted = Verdict::ALL.into_iter().map(|verdict| (verdict, years.count(verdict)));
        let counts = counted.filter(|(_, count)| *count > 0);
        let counts =
            counts.map(|(verdict, count)| (verdict.key(), format!("{} {count}", verdict.words(locale))));
        let missing = years.missing_words(locale);
        let counts = counts.collect();
        let (kept, rules): (Vec<_>, Vec<_>) =
            years.rules.iter().partition(|rule| rule.verdict == Verdict::Kept);
        let shown =
            |rules: Vec<&Compared>| rules.into_iter().map(|rule| RuleShown::of(locale, rule)).collect();
        let (rules, kept) = (shown(rules), shown(kept));
        let (before, theme) = years.before;
        Self { theme, before, counts, rules, kept, missing }
    }
}

impl RuleShown {
    fn of(locale: &Locale, rule: &Compared) -> Self {
        let said = |said: Option<&Said>| match said {
            Some(Said { words: Some(words), source, mark, .. }) => SaidShown {
                words: words.clone(),
                source: source.clone(),
                mark: mark.clone(),
                ..SaidShown::default()
            },
            Some(_) => SaidShown { instead: Verdict::ToFill.words(locale), ..SaidShown::default() },
            None => SaidShown { instead: "—".to_owned(), ..SaidShown::default() },
        };
        Self {
            name: rule.name.clone(),
            verdict: rule.verdict.key(),
            words: rule.verdict.words(locale),
            now: said(rule.now.as_ref()),
            before: said(rule.before.as_ref()),
        }
    }
}

/// The rules.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let (locale, playbook) = (visit.locale, &*served.app.playbook);
        let year = &playbook.year;
        let span = [("from", locale.day(year.from)), ("until", locale.day(year.until))];
        let title = locale.text("playbook").into_owned();
        let frame = Frame::aside(served, visit, "playbook", title);
        let procedure = |template: &qinghuo_playbook::procedures::Template| {
            let items = locale.count("playbook-items", template.procedure.items.len());
            (named(locale, &template.name), items, named(locale, &template.note))
        };
        let told = |of: &qinghuo_playbook::SourceRef| {
            let (name, mark) = source(locale, year, of);
            (of.key.to_string(), name, mark)
        };
        let shown = Page {
            name: playbook.name().to_owned(),
            city: named(locale, &year.city.name),
            theme: named(locale, &year.theme.name),
            theme_source: source(locale, year, &year.theme.source),
            valid: locale.text_with("playbook-valid", &span),
            note: named(locale, &playbook.phases.note),
            phases: served.phases.of(locale, playbook).to_vec(),
            dispatch_note: named(locale, &playbook.dispatch.note),
            dispatch: of_dispatch(locale, playbook),
            procedures: playbook.procedures.templates.iter().map(procedure).collect(),
            dictionaries: dictionaries(locale, &playbook.dictionaries),
            sources: year.sources.iter().map(told).collect(),
            light: locale.named("light-rule", &view.board.rules.light.key),
            rules: frame.to("/rules"),
            years: Years::of(locale, playbook).map(|years| YearsShown::of(locale, years)),
            frame,
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

/// What is due when, the schedule and how long an exemption may last.
fn of_dispatch(locale: &Locale, playbook: &Playbook) -> Vec<DispatchLine> {
    let (year, lights) = (&playbook.year, &playbook.lights);
    let days = usize::from(lights.exemption.longest_days);
    let line = |key: &str, name: &str, words: String, of: (String, String)| {
        (key.to_owned(), locale.text(name).into_owned(), words, of)
    };
    let mut told = dispatch(locale, year, &playbook.dispatch);
    told.push(line("curve", "playbook-curve", curve(locale, &lights.curve), (String::new(), String::new())));
    told.push(line(
        "exemption",
        "playbook-exemption",
        locale.count("page-exemption-days", days),
        source(locale, year, &lights.exemption.source),
    ));
    told
}

/// How the schedule runs where a project has no monthly plan of its own.
pub fn curve(locale: &Locale, curve: &Curve) -> String {
    let key = match curve {
        Curve::Linear => "playbook-curve-linear",
        Curve::Monthly(_) => "playbook-curve-monthly",
    };
    locale.text(key).into_owned()
}

/// The dispatch calendar line by line.
pub fn dispatch(locale: &Locale, year: &Year, calendar: &DispatchCalendar) -> Vec<DispatchLine> {
    let of = |reference| source(locale, year, reference);
    let due = [("day", calendar.due_day.to_string()), ("before", calendar.remind_days_before.to_string())];
    let discipline = &calendar.discipline;
    let promises = [
        ("frozen", discipline.frozen_days.to_string()),
        ("percent", discipline.government_percent.to_string()),
        ("silent", discipline.silent_days.to_string()),
        ("late", discipline.late_entry_days.to_string()),
    ];
    let line = |key: &str, name: &str, words: String, of: (String, String)| {
        (key.to_owned(), locale.text(name).into_owned(), words, of)
    };
    let mut told = vec![
        line("figures", "playbook-dispatch", locale.text_with("playbook-due", &due), of(&calendar.source)),
        line(
            "promises",
            "page-items-promised",
            locale.text_with("playbook-promises", &promises),
            of(&calendar.discipline_source),
        ),
    ];
    told.extend(calendar.events.iter().map(|event| {
        let key = match event.every {
            Every::Week => "playbook-every-week",
            Every::Month => "playbook-every-month",
            Every::Quarter => "playbook-every-quarter",
        };
        let words = locale.text_with(key, &[("day", event.day.to_string())]);
        (event.key.to_string(), named(locale, &event.name), words, of(&event.source))
    }));
    told
}

/// The dictionaries, a list each.
pub fn dictionaries(locale: &Locale, words: &Dictionaries) -> Vec<Dictionary> {
    let places = |key: &'static str, label: &str, entries: &[PlaceEntry]| Dictionary {
        key,
        label: locale.text(label).into_owned(),
        words: entries.iter().map(|entry| named(locale, &entry.name)).collect(),
        to_fill: None,
    };
    let named_ones = |key: &'static str, label: &str, entries: &[Entry]| {
        let open = entries.iter().filter(|entry| entry.to_fill()).count();
        Dictionary {
            key,
            label: locale.text(label).into_owned(),
            words: entries.iter().filter_map(|entry| Some(named(locale, entry.name.as_ref()?))).collect(),
            to_fill: (open > 0).then(|| locale.count("playbook-to-fill", open)),
        }
    };
    vec![
        places("districts", "playbook-districts", &words.districts),
        places("zones", "playbook-zones", &words.zones),
        named_ones("policy_areas", "playbook-areas", &words.policy_areas),
        named_ones("industries", "playbook-industries", &words.industries),
        named_ones("chains", "playbook-chains", &words.chains),
    ]
}
