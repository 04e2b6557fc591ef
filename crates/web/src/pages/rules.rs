//! The light rules: which one is in force, what it says in words, where it is from, and which others there are.

use super::{
    frame::{Frame, Lamp},
    html, page,
};
use crate::{Served, query::SIGNALS, visit::Visit};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{Fen, rules::Measure};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::{Name, lights::RuleSet};

#[derive(Template)]
#[template(path = "rules.html")]
struct Page {
    frame: Frame,
    note: String,
    rules: Vec<Rule>,
    lamps: Vec<(Lamp, String)>,
    exemption: String,
}

struct Rule {
    name: String,
    is_in_force: bool,
    thresholds: String,
    scope: String,
    phases: String,
    smallest: String,
    on_yellow: String,
    on_red: String,
    source: String,
    mark: String,
}

/// The rules.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let (query, _) = visit.query();
        let view = visit.view(served, &query)?;
        let (locale, playbook) = (visit.locale, &served.app.playbook);
        let in_force = &view.board.rules.light.key;
        let mut rules: Vec<Rule> =
            playbook.lights.rule_sets.iter().map(|set| rule(served, locale, set, in_force)).collect();
        rules.sort_by_key(|rule| !rule.is_in_force);
        let lamp = |signal| {
            let lamp = Lamp::new(locale, signal);
            let words = locale.text(&format!("page-signal-{}", lamp.key)).into_owned();
            (lamp, words)
        };
        let days = usize::from(playbook.lights.exemption.longest_days);
        let shown = Page {
            note: of(locale, &playbook.lights.note).to_owned(),
            rules,
            lamps: SIGNALS.into_iter().map(lamp).collect(),
            exemption: locale.count("page-exemption-days", days),
            frame: Frame::aside(served, visit, "rules", locale.text("page-rules").into_owned()),
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

/// A name in the language of the page.
fn of<'a>(locale: &Locale, name: &'a Name) -> &'a str {
    match locale.language() {
        Language::Chinese => &name.zh,
        Language::English => &name.en,
    }
}

fn rule(served: &Served, locale: &Locale, set: &RuleSet, in_force: &str) -> Rule {
    let rule = &set.rule;
    let number = |hundredths: i64| {
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let key = match rule.measure {
        Measure::GapPoints => "page-rule-gap-points",
        Measure::AchievementPercent => "page-rule-achievement-percent",
    };
    let thresholds = [("yellow", number(rule.yellow_hundredths)), ("red", number(rule.red_hundredths))];
    let marks = &served.app.playbook.year.marks;
    let mark = marks.iter().find(|(provenance, _)| *provenance == set.source.provenance);
    Rule {
        name: of(locale, &set.name).to_owned(),
        is_in_force: &*rule.key == in_force,
        thresholds: locale.text_with(key, &thresholds),
        scope: of(locale, &set.scope).to_owned(),
        phases: rule
            .phases
            .iter()
            .map(|phase| locale.phase(*phase))
            .collect::<Vec<_>>()
            .join(&locale.text("value-join")),
        smallest: if rule.smallest_plan > Fen::ZERO {
            locale.money(rule.smallest_plan)
        } else {
            String::new()
        },
        on_yellow: of(locale, &set.on_yellow).to_owned(),
        on_red: of(locale, &set.on_red).to_owned(),
        source: of(locale, &set.source.name).to_owned(),
        mark: mark.map(|(_, name)| of(locale, name).to_owned()).unwrap_or_default(),
    }
}
