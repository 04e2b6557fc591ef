//! Two years' rules side by side, as people read them: what is new, changed, dropped, kept, and what is yet to be filled in. Page, API and command line
//! say the same.
//!
//! What is read is compared: a rule has changed where its words have, or the expression behind them.

use crate::{
    approvals::named,
    pages::{
        playbook::{curve, dictionaries, dispatch},
        standing::{gate, rule, source},
    },
};
use qinghuo_locale::Locale;
use qinghuo_playbook::{
    Name, Playbook, SourceRef, before::Before, dictionary::Dictionaries, dispatch::DispatchCalendar,
    lights::Lights, phases::Phases, procedures::Procedures, year::Year,
};
use serde_json::{Value, json};

/// What became of a rule from one year to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was not there the year before.
    New,
    /// It says something else.
    Changed,
    /// It is there no more.
    Dropped,
    /// It says the same.
    Kept,
    /// One of the years is not known.
    ToFill,
}

impl Verdict {
    /// All of them, in the order they are counted in.
    pub const ALL: [Self; 5] = [Self::New, Self::Changed, Self::Dropped, Self::Kept, Self::ToFill];

    /// Its stable key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Kept => "kept",
            Self::ToFill => "to_fill",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self, locale: &Locale) -> String {
        locale.named("years", self.key())
    }
}

/// A part of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Theme and what is said of the year.
    Year,
    /// Effect standards, mechanisms and gates.
    Phases,
    /// Dispatch, promises.
    Dispatch,
    /// Lights and exemptions.
    Lights,
    /// Procedures.
    Procedures,
    /// Words.
    Dictionaries,
}

impl Part {
    /// All of them, in the order they are read in.
    pub const ALL: [Self; 6] =
        [Self::Year, Self::Phases, Self::Dispatch, Self::Lights, Self::Procedures, Self::Dictionaries];

    /// Its stable key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Phases => "phases",
            Self::Dispatch => "dispatch",
            Self::Lights => "lights",
            Self::Procedures => "procedures",
            Self::Dictionaries => "dictionaries",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self, locale: &Locale) -> String {
        locale.named("years-part", self.key())
    }
}

/// What one year says in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words; nothing where they are yet to be filled in.
    pub words: Option<String>,
    /// Where it is from.
    pub source: String,
    /// The mark of what is not official.
    pub mark: String,
    /// What is not read but counts: the expression behind the words.
    behind: String,
}

/// A rule in both years.
pub struct Compared {
    /// The part it belongs to.
    pub part: Part,
    /// Its key within the part.
    pub key: String,
    /// What it is about.
    pub name: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What this year says; nothing where it has no such rule.
    pub now: Option<Said>,
    /// What the year before said; nothing where it had no such rule.
    pub before: Option<Said>,
}

/// This year's rules beside those of the year before.
pub struct Years {
    /// Name and theme of the year before.
    pub before: (String, String),
    /// Rule by rule, in the order they are read in.
    pub rules: Vec<Compared>,
    /// The parts the year before has no file for: nothing can be said of them yet.
    pub missing: Vec<Part>,
}

impl Years {
    /// The playbook beside the one it names as that of the year before, if it does.
    #[must_use]
    pub fn of(locale: &Locale, playbook: &Playbook) -> Option<Self> {
        let earlier = playbook.before.as_ref()?;
        let (now, before) = (Side::of(playbook), Side::before(earlier));
        let mut rules = Vec::new();
        let mut missing = Vec::new();
        for part in Part::ALL {
            let Some(old) = before.lines(locale, part) else {
                missing.push(part);
                continue;
            };
            rules.extend(compare(part, now.lines(locale, part).unwrap_or_default(), old));
        }
        Some(Self { before: (earlier.year.name(), named(locale, &earlier.year.theme.name)), rules, missing })
    }

    /// Which parts the year before has no file for, in words; nothing where it has all.
    #[must_use]
    pub fn missing_words(&self, locale: &Locale) -> Option<String> {
        let parts: Vec<String> = self.missing.iter().map(|part| part.words(locale)).collect();
        let parts = parts.join(&locale.text("value-join"));
        (!parts.is_empty()).then(|| locale.text_with("years-missing", &[("parts", parts)]))
    }

    /// How many rules became what.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rules.iter().filter(|rule| rule.verdict == verdict).count()
    }
}

/// The playbook beside the year before it, for machines.
#[must_use]
pub fn years_json(locale: &Locale, playbook: &Playbook) -> Value {
    let years = Years::of(locale, playbook);
    let said = |said: &Said| {
        let source = Some(&said.source).filter(|source| !source.is_empty());
        let mark = Some(&said.mark).filter(|mark| !mark.is_empty());
        json!({ "words": said.words, "source": source, "mark": mark })
    };
    let rule = |rule: &Compared| {
        json!({
            "part": rule.part.key(),
            "rule": rule.key,
            "name": rule.name,
            "since_then": rule.verdict.key(),
            "now": rule.now.as_ref().map(said),
            "before": rule.before.as_ref().map(said),
        })
    };
    let rules: Vec<Value> = years.iter().flat_map(|years| &years.rules).map(rule).collect();
    let missing: Vec<&str> = years.iter().flat_map(|years| &years.missing).map(|part| part.key()).collect();
    json!({
        "playbook": playbook.name(),
        "theme": named(locale, &playbook.year.theme.name),
        "before": years.map(|years| json!({ "playbook": years.before.0, "theme": years.before.1 })),
        "rules": rules,
        "missing": missing,
    })
}

/// Lays the lines of two years beside one another: this year's in their order, then what is there no more.
fn compare(part: Part, now: Vec<Line>, mut old: Vec<Line>) -> Vec<Compared> {
    let mut rules: Vec<Compared> = now
        .into_iter()
        .map(|line| {
            let at = old.iter().position(|old| old.key == line.key);
            let before = at.map(|at| old.remove(at).said);
            let verdict = match &before {
                _ if line.said.words.is_none() => Verdict::ToFill,
                None => Verdict::New,
                Some(before) if before.words.is_none() => Verdict::ToFill,
                Some(before) if before.words == line.said.words && before.behind == line.said.behind => {
                    Verdict::Kept
                }
                Some(_) => Verdict::Changed,
            };
            Compared { part, key: line.key, name: line.name, verdict, now: Some(line.said), before }
        })
        .collect();
    rules.extend(old.into_iter().map(|line| {
        let verdict = if line.said.words.is_some() { Verdict::Dropped } else { Verdict::ToFill };
        Compared { part, key: line.key, name: line.name, verdict, now: None, before: Some(line.said) }
    }));
    rules
}

/// A rule as one year has it.
struct Line {
    key: String,
    name: String,
    said: Said,
}

/// One of the years, as far as it was written down.
struct Side<'a> {
    year: &'a Year,
    phases: Option<&'a Phases>,
    dispatch: Option<&'a DispatchCalendar>,
    lights: Option<&'a Lights>,
    procedures: Option<&'a Procedures>,
    dictionaries: Option<&'a Dictionaries>,
}

impl<'a> Side<'a> {
    const fn of(playbook: &'a Playbook) -> Self {
        Self {
            year: &playbook.year,
            phases: Some(&playbook.phases),
            dispatch: Some(&playbook.dispatch),
            lights: Some(&playbook.lights),
            procedures: Some(&playbook.procedures),
            dictionaries: Some(&playbook.dictionaries),
        }
    }

    const fn before(before: &'a Before) -> Self {
        Self {
            year: &before.year,
            phases: before.phases.as_ref(),
            dispatch: before.dispatch.as_ref(),
            lights: before.lights.as_ref(),
            procedures: before.procedures.as_ref(),
            dictionaries: before.dictionaries.as_ref(),
        }
    }

    /// The lines of a part; nothing where it was not written down.
    fn lines(&self, locale: &Locale, part: Part) -> Option<Vec<Line>> {
        let told = |name: &Name| named(locale, name);
        Some(match part {
            Part::Year => self.of_year(locale),
            Part::Phases => {
                let phases = self.phases?.phases.iter();
                phases.flat_map(|rules| self.of_phase(locale, rules)).collect()
            }
            Part::Dispatch => {
                let lines = dispatch(locale, self.year, self.dispatch?);
                lines.into_iter().map(|(key, name, words, of)| Line::plain(key, name, words, of)).collect()
            }
            Part::Lights => {
                let lights = self.lights?;
                let set = lights.rule_sets.iter().find(|set| *set.rule.key == *lights.in_force)?;
                let days = usize::from(lights.exemption.longest_days);
                let line = |key: &str, name: &str, words: String, of: &SourceRef| {
                    Line::plain(
                        key.to_owned(),
                        locale.text(name).into_owned(),
                        words,
                        self.source(locale, of),
                    )
                };
                vec![
                    line("in_force", "playbook-lights", told(&set.name), &set.source),
                    line(
                        "exemption",
                        "playbook-exemption",
                        locale.count("page-exemption-days", days),
                        &lights.exemption.source,
                    ),
                    Line::plain(
                        "curve".to_owned(),
                        locale.text("playbook-curve").into_owned(),
                        curve(locale, &lights.curve),
                        Default::default(),
                    ),
                ]
            }
            Part::Procedures => {
                let templates = self.procedures?.templates.iter();
                templates
                    .map(|template| {
                        let items = locale.count("playbook-items", template.procedure.items.len());
                        let words = format!("{items} · {}", told(&template.note));
                        let key = template.procedure.key.to_string();
                        let mut line = Line::plain(key, told(&template.name), words, Default::default());
                        line.said.behind = template.procedure.version.to_string();
                        line
                    })
                    .collect()
            }
            Part::Dictionaries => {
                let lists = dictionaries(locale, self.dictionaries?);
                lists
                    .into_iter()
                    .map(|list| {
                        let mut words = list.words;
                        words.extend(list.to_fill);
                        let words = words.join(&locale.text("value-join"));
                        Line::plain(list.key.to_owned(), list.label, words, Default::default())
                    })
                    .collect()
            }
        })
    }

    fn source(&self, locale: &Locale, of: &SourceRef) -> (String, String) {
        source(locale, self.year, of)
    }

    /// The theme, and what is said of the year.
    fn of_year(&self, locale: &Locale) -> Vec<Line> {
        let theme = &self.year.theme;
        let points = self.year.points.iter().map(|point| {
            let (words, of) = match &point.said {
                Some((words, of)) => (Some(named(locale, words)), self.source(locale, of)),
                None => (None, Default::default()),
            };
            let mut line = Line::plain(point.key.to_string(), named(locale, &point.name), String::new(), of);
            line.said.words = words;
            line
        });
        let theme = Line::plain(
            "theme".to_owned(),
            locale.text("playbook-theme").into_owned(),
            named(locale, &theme.name),
            self.source(locale, &theme.source),
        );
        std::iter::once(theme).chain(points).collect()
    }

    fn of_phase(&self, locale: &Locale, rules: &qinghuo_playbook::phases::PhaseRules) -> Vec<Line> {
        let phase = named(locale, &rules.name);
        let within = |what: String| format!("{phase} · {what}");
        let standards = rules.standards.iter().map(|standard| {
            let of = self.source(locale, &standard.source);
            let name = within(named(locale, &standard.name));
            let mut line = Line::plain(standard.key.to_string(), name, rule(locale, standard), of);
            standard.expression.source().clone_into(&mut line.said.behind);
            line
        });
        let mechanisms = rules.mechanisms.iter().map(|mechanism| {
            let of = self.source(locale, &mechanism.source);
            let name = within(named(locale, &mechanism.name));
            Line::plain(mechanism.key.to_string(), name, named(locale, &mechanism.description), of)
        });
        let gate = rules.gate.as_ref().map(|(_, of)| {
            let name = within(locale.text("standing-gate").into_owned());
            Line::plain(
                format!("gate_{}", rules.phase.key()),
                name,
                gate(locale, rules),
                self.source(locale, of),
            )
        });
        standards.chain(mechanisms).chain(gate).collect()
    }
}

impl Line {
    fn plain(key: String, name: String, words: String, (source, mark): (String, String)) -> Self {
        Self { key, name, said: Said { words: Some(words), source, mark, behind: String::new() } }
    }
}
