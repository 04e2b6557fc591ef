//! The year's rules as people read them: theme, phases with what is looked at and deepened, dispatch, promises, procedures, dictionaries, sources. The
//! light rules have a page of their own, [`super::rules`].

use super::{
    frame::Frame,
    html, page,
    standing::{PhaseView, source},
};
use crate::{Served, approvals::named, visit::Visit};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_locale::Locale;
use qinghuo_playbook::{Playbook, dictionary::Entry, dispatch::Every, lights::Curve};

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
    dispatch: Vec<(String, String, (String, String))>,
    procedures: Vec<(String, String, String)>,
    dictionaries: Vec<Dictionary>,
    sources: Vec<(String, String, String)>,
    light: String,
    rules: String,
}

/// The words of one dictionary.
struct Dictionary {
    label: String,
    words: Vec<String>,
    /// How many the city has yet to fill in.
    to_fill: Option<String>,
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
        let frame = Frame::new(served, visit, &view, &query, "playbook", title);
        let procedure = |template: &qinghuo_playbook::procedures::Template| {
            let items = locale.count("playbook-items", template.procedure.items.len());
            (named(locale, &template.name), items, named(locale, &template.note))
        };
        let told = |of: &qinghuo_playbook::SourceRef| {
            let (name, mark) = source(locale, playbook, of);
            (of.key.to_string(), name, mark)
        };
        let shown = Page {
            name: playbook.name().to_owned(),
            city: named(locale, &year.city.name),
            theme: named(locale, &year.theme.name),
            theme_source: source(locale, playbook, &year.theme.source),
            valid: locale.text_with("playbook-valid", &span),
            note: named(locale, &playbook.phases.note),
            phases: served.phases.of(locale, playbook).to_vec(),
            dispatch_note: named(locale, &playbook.dispatch.note),
            dispatch: dispatch(locale, playbook),
            procedures: playbook.procedures.templates.iter().map(procedure).collect(),
            dictionaries: dictionaries(locale, playbook),
            sources: year.sources.iter().map(told).collect(),
            light: locale.named("light-rule", &view.board.rules.light.key),
            rules: frame.to("/rules"),
            frame,
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

/// What is due when: label, words, source.
fn dispatch(locale: &Locale, playbook: &Playbook) -> Vec<(String, String, (String, String))> {
    let calendar = &playbook.dispatch;
    let of = |reference| source(locale, playbook, reference);
    let due = [("day", calendar.due_day.to_string()), ("before", calendar.remind_days_before.to_string())];
    let discipline = &calendar.discipline;
    let promises = [
        ("frozen", discipline.frozen_days.to_string()),
        ("percent", discipline.government_percent.to_string()),
        ("silent", discipline.silent_days.to_string()),
        ("late", discipline.late_entry_days.to_string()),
    ];
    let curve = match playbook.lights.curve {
        Curve::Linear => "playbook-curve-linear",
        Curve::Monthly(_) => "playbook-curve-monthly",
    };
    let days = usize::from(playbook.lights.exemption.longest_days);
    let text = |key: &str| locale.text(key).into_owned();
    let mut told = vec![
        (text("playbook-dispatch"), locale.text_with("playbook-due", &due), of(&calendar.source)),
        (
            text("page-items-promised"),
            locale.text_with("playbook-promises", &promises),
            of(&calendar.discipline_source),
        ),
        (text("playbook-curve"), text(curve), (String::new(), String::new())),
        (
            text("playbook-exemption"),
            locale.count("page-exemption-days", days),
            of(&playbook.lights.exemption.source),
        ),
    ];
    told.extend(calendar.events.iter().map(|event| {
        let key = match event.every {
            Every::Week => "playbook-every-week",
            Every::Month => "playbook-every-month",
            Every::Quarter => "playbook-every-quarter",
        };
        let words = locale.text_with(key, &[("day", event.day.to_string())]);
        (named(locale, &event.name), words, of(&event.source))
    }));
    told
}

fn dictionaries(locale: &Locale, playbook: &Playbook) -> Vec<Dictionary> {
    let words = &playbook.dictionaries;
    let places = |label: &str, entries: &[qinghuo_playbook::dictionary::PlaceEntry]| Dictionary {
        label: locale.text(label).into_owned(),
        words: entries.iter().map(|entry| named(locale, &entry.name)).collect(),
        to_fill: None,
    };
    let named_ones = |label: &str, entries: &[Entry]| {
        let open = entries.iter().filter(|entry| entry.to_fill()).count();
        Dictionary {
            label: locale.text(label).into_owned(),
            words: entries.iter().filter_map(|entry| Some(named(locale, entry.name.as_ref()?))).collect(),
            to_fill: (open > 0).then(|| locale.count("playbook-to-fill", open)),
        }
    };
    vec![
        places("playbook-districts", &words.districts),
        places("playbook-zones", &words.zones),
        named_ones("playbook-areas", &words.policy_areas),
        named_ones("playbook-industries", &words.industries),
        named_ones("playbook-chains", &words.chains),
    ]
}
