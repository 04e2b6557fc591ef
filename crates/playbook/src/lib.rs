//! A year's rules as data: TOML text becomes a checked [`Playbook`], or *all* diagnostics with file, line and column.
//!
//! Start at [`load`] (pure: text in, playbook or diagnostics out) or [`bundled`] (the playbook that ships with the program). The files
//! are read one room each ([`year`], [`phases`], [`dictionary`], [`dispatch`], [`lights`], `calendar`, [`procedures`], [`access`],
//! [`statistics`]) over one small reader that keeps places and goes on
//! after a fault. [`Playbook::standings`] says how a project stands towards the effect standards of its phase: its derived attributes
//! ([`DERIVED_ATTRIBUTES`], [`Playbook::derive`]) judged by their expressions ([`Playbook::evaluate`]). A year may name the year before it
//! ([`before`]), of which as many files are read as there are.
//!
//! What is absent: the database, today's date, the files themselves, and the sentences users read.

pub mod access;
pub mod before;
mod calendar;
mod derive;
pub mod derived;
pub mod diagnostic;
pub mod dictionary;
pub mod dispatch;
pub mod expression;
pub mod lights;
mod migration;
mod nearest;
pub mod own_map;
pub mod phases;
pub mod procedures;
pub mod provenance;
mod reader;
pub mod standing;
pub mod statistics;
pub mod year;

pub use derived::{AttributeValue, DERIVED_ATTRIBUTES, DerivedAttribute, Kind, Unit};
pub use diagnostic::{Diagnostic, Fault, Place};
pub use migration::Migration;
pub use phases::{EffectStandard, Mechanism};
pub use provenance::{Name, Provenance, Source, SourceRef};
pub use standing::{Standing, Verdict};

use access::Access;
use before::Before;
use dictionary::Dictionaries;
use dispatch::DispatchCalendar;
use lights::{Curve, Lights};
use own_map::OwnMap;
use phases::{PhaseRules, Phases};
use procedures::Procedures;
use qinghuo_domain::{
    Phase,
    rules::{Gate, Place as RulesPlace, Rules},
};
use qinghuo_schedule::Calendar;
use reader::{Document, Parsed};
use statistics::Statistics;
use std::sync::Arc;
use year::Year;

/// The files of every playbook; `procedures.toml` names more, one per procedure in the folder [`procedures::FOLDER`].
pub const FILES: [&str; 9] = [
    "year.toml",
    "phases.toml",
    "dictionaries.toml",
    "dispatch.toml",
    "lights.toml",
    "calendar.toml",
    "procedures.toml",
    "access.toml",
    "statistics.toml",
];

/// The playbook that ships with the program: Jinan 2024, as its files are written, with what is public of the year before.
pub const BUNDLED: [(&str, &str); 16] = [
    ("year.toml", include_str!("../../../playbooks/jinan-2024/year.toml")),
    ("phases.toml", include_str!("../../../playbooks/jinan-2024/phases.toml")),
    ("dictionaries.toml", include_str!("../../../playbooks/jinan-2024/dictionaries.toml")),
    ("dispatch.toml", include_str!("../../../playbooks/jinan-2024/dispatch.toml")),
    ("lights.toml", include_str!("../../../playbooks/jinan-2024/lights.toml")),
    ("calendar.toml", include_str!("../../../playbooks/jinan-2024/calendar.toml")),
    ("procedures.toml", include_str!("../../../playbooks/jinan-2024/procedures.toml")),
    ("access.toml", include_str!("../../../playbooks/jinan-2024/access.toml")),
    ("statistics.toml", include_str!("../../../playbooks/jinan-2024/statistics.toml")),
    ("procedures/fit_out.toml", include_str!("../../../playbooks/jinan-2024/procedures/fit_out.toml")),
    (
        "procedures/gov_infrastructure_civil.toml",
        include_str!("../../../playbooks/jinan-2024/procedures/gov_infrastructure_civil.toml"),
    ),
    (
        "procedures/gov_infrastructure_civil_staged.toml",
        include_str!("../../../playbooks/jinan-2024/procedures/gov_infrastructure_civil_staged.toml"),
    ),
    (
        "procedures/social_industrial.toml",
        include_str!("../../../playbooks/jinan-2024/procedures/social_industrial.toml"),
    ),
    (
        "procedures/social_industrial_staged.toml",
        include_str!("../../../playbooks/jinan-2024/procedures/social_industrial_staged.toml"),
    ),
    (
        "procedures/social_simple_low_risk.toml",
        include_str!("../../../playbooks/jinan-2024/procedures/social_simple_low_risk.toml"),
    ),
    ("../jinan-2023/year.toml", include_str!("../../../playbooks/jinan-2023/year.toml")),
];

/// The checked rules of a year.
#[derive(Clone, Debug)]
pub struct Playbook {
    /// Which year, city and theme, and all sources.
    pub year: Year,
    /// The phases with their standards, mechanisms and gates.
    pub phases: Phases,
    /// Places, policy areas, industries, chains, natures.
    pub dictionaries: Dictionaries,
    /// By when figures are due, and what else happens regularly.
    pub dispatch: DispatchCalendar,
    /// Light rule sets, plan curve, exemptions.
    pub lights: Lights,
    /// The working days.
    pub calendar: Arc<Calendar>,
    /// The procedures and who handles their items.
    pub procedures: Procedures,
    /// Who may do what.
    pub access: Access,
    /// The papers asked for before a project enters the statistics library.
    pub statistics: Statistics,
    /// The city's own map, where it has one.
    pub own_map: Option<OwnMap>,
    /// The year before, where this one names it.
    pub before: Option<Before>,
    /// What `decide` and the views need, with the light rule in force.
    pub rules: Rules,
}

impl Playbook {
    /// Its stable name and version, e.g. `jinan-2024@1`; facts refer to it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.rules.name
    }

    /// The rules of one phase.
    #[must_use]
    pub fn phase(&self, phase: Phase) -> Option<&PhaseRules> {
        self.phases.phases.iter().find(|rules| rules.phase == phase)
    }

    /// The effect standards (三看) of a phase.
    #[must_use]
    pub fn effect_standards(&self, phase: Phase) -> &[EffectStandard] {
        self.phase(phase).map_or(&[], |rules| &rules.standards)
    }

    /// The mechanisms (三深化) of a phase.
    #[must_use]
    pub fn mechanisms(&self, phase: Phase) -> &[Mechanism] {
        self.phase(phase).map_or(&[], |rules| &rules.mechanisms)
    }

    /// The rules with another light rule set than the one in force; `None` if there is no such set. The name stays the playbook's: what was
    /// judged by is named by it together with the key of the light rule.
    #[must_use]
    pub fn rules_with(&self, rule_set: &str) -> Option<Rules> {
        let chosen = self.lights.rule_sets.iter().find(|set| &*set.rule.key == rule_set)?;
        Some(Rules { light: chosen.rule.clone(), ..self.rules.clone() })
    }
}

/// Reads a playbook from the text of its files, each given as `(name, text)`.
///
/// # Errors
/// Every fault of every file, in the order of [`FILES`] and then as given (faults of whole files first) and of the text. A file that is not
/// TOML is not read further, the others are.
pub fn load(files: &[(&str, &str)]) -> Result<Playbook, Vec<Diagnostic>> {
    let (earlier, files): (Vec<_>, Vec<_>) =
        files.iter().copied().partition(|(name, _)| before::is_file(name));
    let mut diagnostics = faulty_files(&files);
    let rooms = Rooms::read(&files, "", &mut diagnostics);
    let before = before::read(rooms.year.as_ref(), &earlier, &mut diagnostics);
    match rooms {
        Rooms {
            year: Some(year),
            phases: Some(phases),
            dictionaries: Some(dictionaries),
            dispatch: Some(dispatch),
            lights: Some(lights),
            calendar: Some(calendar),
            procedures: Some(procedures),
            access: Some(access),
            statistics: Some(statistics),
            own_map,
        } if diagnostics.is_empty() => {
            let light = lights.rule_sets.iter().find(|set| *set.rule.key == *lights.in_force);
            let light = light.map(|set| set.rule.clone()).ok_or(diagnostics)?;
            let calendar = Arc::new(calendar);
            let rules = Rules {
                name: year.name().into(),
                year: year.year,
                gates: gates(&phases),
                light,
                curve: match lights.curve {
                    Curve::Linear => None,
                    Curve::Monthly(months) => Some(months),
                },
                places: places(&dictionaries),
                procedures: procedures
                    .templates
                    .iter()
                    .map(|template| Arc::clone(&template.procedure))
                    .collect(),
                superseded: procedures
                    .earlier
                    .iter()
                    .map(|template| Arc::clone(&template.procedure))
                    .collect(),
                letters: procedures.letters.clone(),
                calendar: Arc::clone(&calendar),
                discipline: dispatch.discipline,
                evidence: statistics.evidence.clone(),
                access: access.policy.clone(),
            };
            Ok(Playbook {
                year,
                phases,
                dictionaries,
                dispatch,
                lights,
                calendar,
                procedures,
                access,
                statistics,
                own_map,
                before,
                rules,
            })
        }
        _ => Err(diagnostics),
    }
}

/// What the files of one playbook say; what is not given or faulty is `None`.
struct Rooms {
    year: Option<Year>,
    phases: Option<Phases>,
    dictionaries: Option<Dictionaries>,
    dispatch: Option<DispatchCalendar>,
    lights: Option<Lights>,
    calendar: Option<Calendar>,
    procedures: Option<Procedures>,
    access: Option<Access>,
    statistics: Option<Statistics>,
    own_map: Option<OwnMap>,
}

impl Rooms {
    /// Reads whichever files of a folder are given, all named with the folder in front.
    fn read(files: &[(&str, &str)], folder: &str, found: &mut Vec<Diagnostic>) -> Self {
        let inside = |name: &str| name.strip_prefix(folder).unwrap_or_default().to_owned();
        let open = |(name, text): (_, _)| Document::new(name, text);
        let find = |wanted: &str| files.iter().find(|(name, _)| inside(name) == wanted).copied().map(open);
        let documents = FILES.map(find);
        let given: Vec<(String, (&str, &str))> = files
            .iter()
            .map(|file| (inside(file.0), *file))
            .filter(|(name, _)| procedures::is_file(name))
            .collect();
        let of_folder: Vec<Document<'_>> = given.iter().map(|(_, file)| open(*file)).collect();
        let map_document = find(own_map::FILE);
        let rooms = {
            let parsed = documents.each_ref().map(|document| document.as_ref().and_then(Parsed::new));
            let parsed_folder: Vec<Option<Parsed<'_>>> = of_folder.iter().map(Parsed::new).collect();
            let [year, phases, dictionaries, dispatch, lights, calendar, index, access, statistics] =
                parsed.each_ref().map(Option::as_ref);
            let (sources, year) =
                year.and_then(|file| file.read(|table| Some(year::read(table)))).unwrap_or_default();
            let sources = sources.as_ref();
            let index = index.and_then(|file| file.read(procedures::read));
            let named: Vec<(&str, &Option<Parsed<'_>>)> =
                given.iter().map(|(name, _)| name.as_str()).zip(&parsed_folder).collect();
            if let Some(index) = &index {
                let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
                found.extend(faulty_folder(&names, folder, index));
            }
            let templates = procedures::templates(index.as_ref(), &named, sources);
            let procedures = index.zip(templates).and_then(|(index, templates)| index.assemble(templates));
            let statistics = statistics
                .and_then(|file| file.read(|table| statistics::read(table, sources, procedures.as_ref())));
            let dictionaries =
                dictionaries.and_then(|file| file.read(|table| dictionary::read(table, sources)));
            let own_map =
                map_document.as_ref().and_then(|document| own_map::read(document, dictionaries.as_ref()));
            Self {
                year,
                phases: phases.and_then(|file| file.read(|table| phases::read(table, sources))),
                dictionaries,
                dispatch: dispatch.and_then(|file| file.read(|table| dispatch::read(table, sources))),
                lights: lights.and_then(|file| file.read(|table| lights::read(table, sources))),
                calendar: calendar.and_then(|file| file.read(calendar::read)),
                procedures,
                access: access.and_then(|file| file.read(access::read)),
                statistics,
                own_map,
            }
        };
        let documents = documents.into_iter().flatten().chain(of_folder).chain(map_document);
        found.extend(documents.flat_map(Document::into_diagnostics));
        rooms
    }
}

/// The playbook that ships with the program.
///
/// # Errors
/// Never in a released program: the tests load it.
pub fn bundled() -> Result<Playbook, Vec<Diagnostic>> {
    load(&BUNDLED)
}

fn of_whole(file: &str, fault: Fault) -> Diagnostic {
    Diagnostic { file: file.into(), place: Place::START, quote: "".into(), fault }
}

/// Files of procedures that are named and not given, or given and not named.
fn faulty_folder(given: &[&str], folder: &str, index: &procedures::Index<'_>) -> Vec<Diagnostic> {
    let named = index.files();
    let at = |name: &str, fault| of_whole(&format!("{folder}{name}"), fault);
    let missing = named.iter().filter(|name| !given.contains(&name.as_str()));
    let unwanted = given.iter().filter(|name| !named.iter().any(|named| named == *name)).map(|name| {
        let nearest = nearest::nearest(name, named.iter().map(String::as_str));
        at(name, Fault::UnknownFile { nearest })
    });
    missing.map(|name| at(name, Fault::MissingFile {})).chain(unwanted).collect()
}

/// Files of the playbook itself that are missing, unknown or given twice.
fn faulty_files(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let given: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let missing =
        FILES.iter().filter(|name| !given.contains(name)).map(|name| of_whole(name, Fault::MissingFile {}));
    let unwanted = given.iter().enumerate().filter_map(|(index, name)| {
        if !FILES.contains(name) && *name != own_map::FILE && !procedures::is_file(name) {
            Some(of_whole(name, Fault::UnknownFile { nearest: nearest::nearest(name, FILES) }))
        } else if given.iter().take(index).any(|earlier| earlier == name) {
            Some(of_whole(name, Fault::RepeatedFile {}))
        } else {
            None
        }
    });
    missing.chain(unwanted).collect()
}

fn gates(phases: &Phases) -> Vec<Gate> {
    phases.phases.iter().filter_map(|rules| rules.gate.as_ref()).map(|(gate, _)| gate.clone()).collect()
}

fn places(dictionaries: &Dictionaries) -> Vec<RulesPlace> {
    let place = |entry: &dictionary::PlaceEntry, zone| RulesPlace {
        name: entry.name.zh.as_ref().into(),
        also: entry.also.iter().map(|name| name.as_ref().into()).collect(),
        zone,
    };
    let districts = dictionaries.districts.iter().map(|entry| place(entry, false));
    districts.chain(dictionaries.zones.iter().map(|entry| place(entry, true))).collect()
}
