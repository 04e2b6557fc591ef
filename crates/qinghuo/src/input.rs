//! Values as people type them on a command line: amounts with a unit, fields by name, projects by number, code or part of a name.

use crate::{
    exit::{Exit, Stop},
    session::{View, date},
    words::Words,
};
use qinghuo_domain::{
    Attribute, Fen, Field, PartialDate, Period, Phase, ProjectId, YearMonth,
    attribute::{PlanCurve, Text},
    circumstance::{Investor, LandSupply},
    code::ProjectCode,
    intake::PersonRole,
    list::{Level, ListKey},
    money::MoneyUnit,
    own::OwnItem,
    phase::Nature,
    procedure::{DayKind, Days, ItemCode, ItemKind, Lane, Milestone},
    step::{Deed, MovedBy, SpecialProcedure},
    views::{living, totals::Dimension},
};
use qinghuo_intake::tame;
use qinghuo_locale::{Language, Locale};
use std::sync::Arc;

const UNITS: [(MoneyUnit, &str); 3] = [
    (MoneyUnit::HundredMillion, "input-unit-hundred-million"),
    (MoneyUnit::TenThousand, "input-unit-ten-thousand"),
    (MoneyUnit::Yuan, "input-unit-yuan"),
];

/// An amount as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub fen: Fen,
    /// Whether no unit was given, so that 万元 was assumed.
    pub assumed: bool,
}

/// Words of both languages that stand in one text, separated by blanks: input is understood whatever the language of the output.
pub fn vocabulary(key: &'static str) -> impl Iterator<Item = String> {
    Language::ALL.into_iter().flat_map(move |language| {
        let words = Locale::of(language).text(key).into_owned();
        words.split(' ').map(str::to_lowercase).collect::<Vec<_>>()
    })
}

fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    text.chars().map(half).collect()
}

/// Reads an amount such as `12.5亿元`, `1,200万` or `300` (万元).
pub fn amount(text: &str) -> Option<Amount> {
    let plain: String =
        half_width(text).to_lowercase().chars().filter(|c| !matches!(c, ' ' | ',' | '_')).collect();
    let named = UNITS
        .into_iter()
        .flat_map(|(unit, key)| vocabulary(key).map(move |word| (unit, word)))
        .filter_map(|(unit, word)| Some((plain.strip_suffix(&word)?.to_owned(), unit)))
        .min_by_key(|(digits, _)| digits.len());
    match named {
        Some((digits, unit)) => Fen::parse(&digits, unit).map(|fen| Amount { fen, assumed: false }),
        None => Fen::parse(&plain, MoneyUnit::TenThousand).map(|fen| Amount { fen, assumed: true }),
    }
}

/// Reads an amount or says what is wrong with it; an assumed unit is named to the user through `note`.
///
/// # Errors
/// A text that is no amount.
pub fn amount_or_stop(words: Words, text: &str, note: &mut Vec<String>) -> anyhow::Result<Fen> {
    let read = amount(text).ok_or_else(|| wrong(words, "cli-error-not-an-amount", text))?;
    if read.assumed {
        note.push(words.say_with("cli-unit-assumed", &[("given", text), ("amount", &words.exact(read.fen))]));
    }
    Ok(read.fen)
}

/// A value for a project: most are attributes, people are named and become numbers in the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A field with its value.
    Attribute(Attribute),
    /// A person in a role.
    Person(PersonRole, String),
}

/// Reads `FIELD=VALUE`. A field is named by its stable key or by its name in either language, a yearly one with `:2024` behind it; an empty value
/// clears it.
///
/// # Errors
/// An unknown field or a value of another kind.
pub fn assignment(words: Words, text: &str, year: i16, note: &mut Vec<String>) -> anyhow::Result<Given> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| wrong(words, "cli-error-not-an-assignment", text))?;
    let field = field(name, year).ok_or_else(|| {
        let fields: Vec<String> = settable(year).iter().map(|field| field.key().to_owned()).collect();
        let said = [("given", name), ("fields", &*fields.join(" "))];
        Stop::with(Exit::Usage, words.say_with("cli-error-field-unknown", &said))
    })?;
    let value = value.trim();
    let role = match field {
        Field::LeaderSponsor => Some(PersonRole::LeaderSponsor),
        Field::ServiceOfficer => Some(PersonRole::ServiceOfficer),
        _ => None,
    };
    match role {
        _ if value.is_empty() => Ok(Given::Attribute(field.cleared())),
        Some(role) => Ok(Given::Person(role, value.to_owned())),
        None => attribute(words, &field, value, note).map(Given::Attribute),
    }
}

/// The fields a person can set from here.
fn settable(year: i16) -> Vec<Field> {
    let plain = Field::PLAIN.iter().filter(|field| field.is_revisable() && **field != Field::Extra);
    plain.cloned().chain([Field::YearPlan(year), Field::PlanCurve(year)]).collect()
}

fn field(name: &str, year: i16) -> Option<Field> {
    let (name, year) = match half_width(name).split_once(':') {
        Some((name, by)) => (name.trim().to_owned(), by.trim().parse().ok()?),
        None => (half_width(name).trim().to_owned(), year),
    };
    settable(year).into_iter().find(|field| {
        let named = |language| half_width(&Locale::of(language).named("field", field.key())).to_lowercase();
        field.key() == name || Language::ALL.into_iter().map(named).any(|known| known == name.to_lowercase())
    })
}

fn attribute(words: Words, field: &Field, value: &str, note: &mut Vec<String>) -> anyhow::Result<Attribute> {
    let text = || Some(Text::from(value));
    let texts = || Some(pieces(value).map(Text::from).collect());
    let mut money = || amount_or_stop(words, value, note).map(Some);
    let day = || date(words, value).map(Some);
    Ok(match field {
        Field::Name => Attribute::Name(text()),
        Field::Aliases => Attribute::Aliases(texts()),
        Field::Codes => Attribute::Codes(Some(codes(words, value)?)),
        Field::District => Attribute::District(text()),
        Field::FunctionalZone => Attribute::FunctionalZone(text()),
        Field::Site => Attribute::Site(text()),
        Field::Content => Attribute::Content(text()),
        Field::Nature => Attribute::Nature(Some(nature(words, value)?)),
        Field::Class => Attribute::Class(text()),
        Field::PolicyArea => Attribute::PolicyArea(text()),
        Field::Industry => Attribute::Industry(text()),
        Field::ChainNodes => Attribute::ChainNodes(texts()),
        Field::Owner => Attribute::Owner(text()),
        Field::ResponsibleUnits => Attribute::ResponsibleUnits(texts()),
        Field::LeadUnit => Attribute::LeadUnit(text()),
        Field::TotalInvestment => Attribute::TotalInvestment(money()?),
        Field::Period => Attribute::Period(Some(period(words, value)?)),
        Field::Goal => Attribute::Goal(text()),
        Field::StartedOn => Attribute::StartedOn(day()?),
        Field::CompletedOn => Attribute::CompletedOn(day()?),
        Field::ProducingSince => Attribute::ProducingSince(day()?),
        Field::PromisedOutput => Attribute::PromisedOutput(money()?),
        Field::PromisedTax => Attribute::PromisedTax(money()?),
        Field::PromisedJobs => Attribute::PromisedJobs(Some(count(words, value)?)),
        Field::LandArea => Attribute::LandArea(Some(count(words, value)?)),
        Field::EnergyUse => Attribute::EnergyUse(Some(count(words, value)?)),
        Field::Investor => {
            Attribute::Investor(Some(choice(words, &Investor::ALL, "investor", Investor::key, value)?))
        }
        Field::LandSupply => Attribute::LandSupply(Some(choice(
            words,
            &LandSupply::ALL,
            "land-supply",
            LandSupply::key,
            value,
        )?)),
        Field::LowRisk => Attribute::LowRisk(Some(truth(words, value)?)),
        Field::ClearedLand => Attribute::ClearedLand(Some(truth(words, value)?)),
        Field::RelicZone => Attribute::RelicZone(Some(truth(words, value)?)),
        Field::SpringZone => Attribute::SpringZone(Some(truth(words, value)?)),
        Field::SpecialFire => Attribute::SpecialFire(Some(truth(words, value)?)),
        Field::CivilDefence => Attribute::CivilDefence(Some(truth(words, value)?)),
        Field::OverLimitSeismic => Attribute::OverLimitSeismic(Some(truth(words, value)?)),
        Field::RoadDigging => Attribute::RoadDigging(Some(truth(words, value)?)),
        Field::Pipelines => Attribute::Pipelines(Some(truth(words, value)?)),
        Field::Restricted => Attribute::Restricted(Some(truth(words, value)?)),
        Field::EstimateExceeded => Attribute::EstimateExceeded(Some(truth(words, value)?)),
        Field::Marks => Attribute::Marks(texts()),
        Field::Remark => Attribute::Remark(text()),
        Field::YearPlan(year) => Attribute::YearPlan(*year, money()?),
        Field::PlanCurve(year) => {
            let amounts = value.split('/').map(|text| amount_or_stop(words, text.trim(), note));
            let amounts: Vec<Fen> = amounts.collect::<anyhow::Result<_>>()?;
            let curve =
                PlanCurve::try_from(amounts).map_err(|_| wrong(words, "cli-error-not-a-curve", value))?;
            Attribute::PlanCurve(*year, Some(Arc::new(curve)))
        }
        other => return Err(wrong(words, "cli-error-not-settable", other.key())),
    })
}

/// Several values in one text.
pub fn pieces(value: &str) -> impl Iterator<Item = &str> {
    value
        .split([',', ';', '\u{3001}', '\u{ff0c}', '\u{ff1b}'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
}

fn codes(words: Words, value: &str) -> anyhow::Result<Vec<ProjectCode>> {
    let read = |piece: &str| {
        piece.parse().map_err(|fault| {
            let fault = serde_json::to_value(fault).ok();
            let fault = fault.as_ref().and_then(|fault| fault.as_str()).unwrap_or_default();
            let said = [("given", piece), ("fault", &*words.named("code-fault", fault))];
            Stop::with(Exit::Usage, words.say_with("cli-error-not-a-code", &said))
        })
    };
    pieces(value).map(read).collect()
}

/// Finds the thing whose stable key or name, in either language, is given.
pub fn by_name<T: Copy>(all: &[T], family: &str, key: impl Fn(T) -> &'static str, given: &str) -> Option<T> {
    let given = given.trim().to_lowercase();
    let named = |one: &T, language| Locale::of(language).named(family, key(*one)).to_lowercase();
    let is_it = |one: &&T| key(**one) == given || Language::ALL.into_iter().any(|l| named(one, l) == given);
    all.iter().find(is_it).copied()
}

fn nature(words: Words, text: &str) -> anyhow::Result<Nature> {
    choice(words, &Nature::ALL, "nature", Nature::key, text)
}

fn choice<T: Copy, const N: usize>(
    words: Words,
    all: &[T; N],
    family: &str,
    key: impl Fn(T) -> &'static str + Copy,
    text: &str,
) -> anyhow::Result<T> {
    by_name(all, family, key, text)
        .ok_or_else(|| one_of(words, text, &all.map(|one| words.named(family, key(one)))))
}

fn truth(words: Words, text: &str) -> anyhow::Result<bool> {
    let key = |truth| if truth { "yes" } else { "no" };
    choice(words, &[true, false], "value", key, text)
}

/// Reads a whole number of days. Less than none is none, so that the rules say what is wrong with it.
///
/// # Errors
/// Another shape.
pub fn count(words: Words, text: &str) -> anyhow::Result<u32> {
    let count: i64 = text.trim().parse().map_err(|_| wrong(words, "cli-error-not-a-number", text))?;
    Ok(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
}

/// Reads a phase.
///
/// # Errors
/// A word that names none.
pub fn phase(words: Words, text: &str) -> anyhow::Result<Phase> {
    by_name(&Phase::ALL, "phase", Phase::key, text)
        .ok_or_else(|| one_of(words, text, &Phase::ALL.map(|phase| words.phase(phase))))
}

/// Reads a dimension.
///
/// # Errors
/// A word that names none.
pub fn dimension(words: Words, text: &str) -> anyhow::Result<Dimension> {
    by_name(&Dimension::ALL, "dimension", Dimension::key, text)
        .ok_or_else(|| one_of(words, text, &Dimension::ALL.map(|by| by.key().to_owned())))
}

/// A stable key as it is written on a command line.
pub fn hyphened(key: &str) -> String {
    key.replace('_', "-")
}

/// Reads the code of an item, in capitals or not.
///
/// # Errors
/// Another shape.
pub fn item(words: Words, text: &str) -> anyhow::Result<ItemCode> {
    text.trim().to_uppercase().parse().map_err(|_| wrong(words, "cli-error-not-an-item", text))
}

/// Reads what is done to an item: `want-corrections`, or its words.
///
/// # Errors
/// A word that names nothing.
pub fn deed(words: Words, text: &str) -> anyhow::Result<Deed> {
    let key = text.trim().to_lowercase().replace('-', "_");
    Deed::from_key(&key)
        .or_else(|| by_name(Deed::ALL, "deed", Deed::key, text))
        .ok_or_else(|| wrong(words, "cli-error-not-an-act", text))
}

/// Reads days of a kind: `20个工作日`, `300日`, `20w` or `300n`. A number no item is planned for stays one, so that the rules refuse it: less than none is
/// none.
///
/// # Errors
/// Another shape, or days of no kind.
pub fn days(words: Words, text: &str) -> anyhow::Result<Days> {
    let plain = half_width(text).trim().to_lowercase();
    let sign = usize::from(plain.starts_with('-'));
    let digits = plain.char_indices().skip(sign).find(|(_, c)| !c.is_ascii_digit());
    let (count, unit) = plain.split_at(digits.map_or(plain.len(), |(at, _)| at));
    let is_one_of = |key| vocabulary(key).any(|word| word == unit.replace(' ', ""));
    let kind = match (is_one_of("input-days-working"), is_one_of("input-days-natural")) {
        (true, _) => DayKind::Working,
        (_, true) => DayKind::Natural,
        _ => return Err(wrong(words, "cli-error-not-days", text)),
    };
    let count: i64 = count.parse().map_err(|_| wrong(words, "cli-error-not-days", text))?;
    Ok(Days { count: u16::try_from(count.clamp(0, u16::MAX.into())).unwrap_or(u16::MAX), kind })
}

/// Reads the days an item is planned for; a word for the procedure means its own.
///
/// # Errors
/// Another shape, or days of no kind.
pub fn planned(words: Words, text: &str) -> anyhow::Result<Option<Days>> {
    let plain = text.trim().to_lowercase();
    if vocabulary("input-days-of-procedure").any(|word| word == plain) {
        return Ok(None);
    }
    days(words, text).map(Some)
}

/// Reads a side of 四个并联.
///
/// # Errors
/// A word that names none.
pub fn lane(words: Words, text: &str) -> anyhow::Result<Lane> {
    by_name(Lane::ALL, "lane", Lane::key, &text.replace('-', "_")).ok_or_else(|| {
        let names: Vec<String> = Lane::ALL.iter().map(|lane| words.named("lane", lane.key())).collect();
        one_of(words, text, &names)
    })
}

/// Reads a kind of item.
///
/// # Errors
/// A word that names none.
pub fn item_kind(words: Words, text: &str) -> anyhow::Result<ItemKind> {
    let key = text.replace('-', "_");
    by_name(ItemKind::ALL, "item-kind", ItemKind::key, &key)
        .ok_or_else(|| one_of(words, text, &OwnItem::KINDS.map(|kind| words.named("item-kind", kind.key()))))
}

/// Finds a milestone by its key or its name.
pub fn milestone(text: &str) -> Option<Milestone> {
    by_name(Milestone::ALL, "milestone", Milestone::key, text)
}

/// Reads why a clock stands.
///
/// # Errors
/// A word that names none.
pub fn special(words: Words, text: &str) -> anyhow::Result<SpecialProcedure> {
    let text = text.replace('-', "_");
    choice(words, &SpecialProcedure::ALL, "special", SpecialProcedure::key, &text)
}

/// Reads who moved a promised date.
///
/// # Errors
/// A word that names nobody.
pub fn moved_by(words: Words, text: &str) -> anyhow::Result<MovedBy> {
    choice(words, &MovedBy::ALL, "moved-by", MovedBy::key, text)
}

/// Reads a list such as `2024/city/重点实施类`; the level may be given by its name.
///
/// # Errors
/// Another shape.
pub fn list(words: Words, text: &str) -> anyhow::Result<ListKey> {
    let mut parts = text.splitn(3, '/');
    let (year, level, class) = (parts.next(), parts.next(), parts.next());
    let level = level.and_then(|level| by_name(&Level::ALL, "level", Level::key, level));
    let read = level.and_then(|level| {
        format!("{}/{}/{}", year.unwrap_or_default(), level.key(), class.unwrap_or_default()).parse().ok()
    });
    read.ok_or_else(|| wrong(words, "cli-error-not-a-list", text))
}

/// Reads a month.
///
/// # Errors
/// Another shape.
pub fn month(words: Words, text: &str) -> anyhow::Result<YearMonth> {
    text.parse().map_err(|_| wrong(words, "cli-error-not-a-month", text))
}

/// Reads a period: two dates at any precision with `/` between; either may be left out.
fn period(words: Words, text: &str) -> anyhow::Result<Period> {
    let side = |side: &str| -> anyhow::Result<Option<PartialDate>> {
        match side.trim() {
            "" => Ok(None),
            side => side.parse().map(Some).map_err(|_| wrong(words, "cli-error-not-a-period", text)),
        }
    };
    let (start, end) = text.split_once('/').ok_or_else(|| wrong(words, "cli-error-not-a-period", text))?;
    Ok(Period { start: side(start)?, end: side(end)? })
}

/// Finds one project by its number, its code or a part of a name it has or had.
///
/// # Errors
/// None, or several, which are then listed.
pub fn project(words: Words, view: &View<'_>, text: &str) -> anyhow::Result<ProjectId> {
    let text = text.trim();
    let there = |id: ProjectId| view.city.project(id).filter(|project| project.at(view.at).exists());
    if let Some(project) = text.parse().ok().and_then(there) {
        return Ok(project.id);
    }
    if let Some(id) = text.parse().ok().and_then(|code| view.city.holder(&code)).and_then(there) {
        return Ok(id.id);
    }
    let (mut found, mut exact) = (Vec::new(), Vec::new());
    for project in living(&view.city, view.at) {
        let seen = project.at(view.at);
        let Some(name) = seen.name() else { continue };
        if **name == *text {
            exact.push((project.id, name));
        } else if name.contains(text) || seen.former_names().into_iter().any(|name| name.contains(text)) {
            found.push((project.id, name));
        }
    }
    let found = if exact.is_empty() { found } else { exact };
    match found.as_slice() {
        [] => Err(Stop::with(Exit::Refused, words.say_with("cli-project-unknown", &[("given", text)]))),
        [(only, _)] => Ok(*only),
        several => {
            let mut said = words
                .say_with("cli-project-ambiguous", &[("given", text), ("found", &several.len().to_string())]);
            for (id, name) in several.iter().take(20) {
                said.push_str(&format!("\n  {id}  {}", tame(name)));
            }
            if several.len() > 20 {
                said.push_str(&format!("\n  {}", words.count("cli-and-more", several.len() - 20)));
            }
            Err(Stop::with(Exit::Refused, said))
        }
    }
}

/// Something of another kind was given.
pub fn wrong(words: Words, key: &str, given: &str) -> anyhow::Error {
    Stop::with(Exit::Usage, words.say_with(key, &[("given", given)]))
}

/// Something that is none of a few was given.
fn one_of(words: Words, given: &str, known: &[String]) -> anyhow::Error {
    let said = [("given", given), ("known", &*known.join(" "))];
    Stop::with(Exit::Usage, words.say_with("cli-error-none-of", &said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_of_a_kind() {
        let words = Words::of(Language::Chinese);
        let working = |count| Some(Days { count, kind: DayKind::Working });
        let natural = |count| Some(Days { count, kind: DayKind::Natural });
        for (text, want) in [
            ("20w", working(20)),
            ("20 个工作日", working(20)),
            ("20工作日", working(20)),
            ("１２w", working(12)),
            ("5 working days", working(5)),
            ("300n", natural(300)),
            ("300日", natural(300)),
            ("300 天", natural(300)),
            ("300 days", natural(300)),
            ("300", None),
            ("w", None),
            ("-3w", working(0)),
            ("-w", None),
            ("--3w", None),
            ("3 weeks", None),
            ("99999w", working(u16::MAX)),
            ("99999999999999999999w", None),
            ("", None),
        ] {
            assert_eq!(days(words, text).ok(), want, "{text}");
        }
        assert_eq!(planned(words, "流程").ok(), Some(None));
        assert_eq!(planned(words, "procedure").ok(), Some(None));
        assert_eq!(planned(words, "8w").ok(), Some(working(8)));
    }

    #[test]
    fn amounts_carry_their_unit_in_either_language() {
        for (text, want, assumed) in [
            ("12.5亿元", Some(125_000_000_000), false),
            ("12.5 亿", Some(125_000_000_000), false),
            ("1,200万元", Some(1_200_000_000), false),
            ("１２００万", Some(1_200_000_000), false),
            ("300", Some(300_000_000), true),
            ("88元", Some(8_800), false),
            ("3 yuan", Some(300), false),
            ("2 wan", Some(2_000_000), false),
            ("2 yi", Some(20_000_000_000), false),
            ("-1万", Some(-1_000_000), false),
            ("many", None, false),
            ("", None, false),
            ("1.2.3亿", None, false),
        ] {
            let want = want.map(|fen| Amount { fen: Fen(fen), assumed });
            assert_eq!(amount(text), want, "{text:?}");
        }
    }

    #[test]
    fn fields_are_found_by_key_and_by_name() {
        let words = Words::of(Language::English);
        let read = |text: &str| assignment(words, text, 2024, &mut Vec::new()).ok();
        let total = Some(Given::Attribute(Attribute::TotalInvestment(Some(Fen(120_000_000_000)))));
        for text in ["total_investment=12亿", "总投资=12亿元", "Total investment=12 yi"] {
            assert_eq!(read(text), total, "{text}");
        }
        assert_eq!(
            read("年度计划投资:2025=300万"),
            Some(Given::Attribute(Attribute::YearPlan(2025, Some(Fen(300_000_000)))))
        );
        assert_eq!(read("nature=续建"), Some(Given::Attribute(Attribute::Nature(Some(Nature::Continuing)))));
        assert_eq!(read("承诺就业（人）=300"), Some(Given::Attribute(Attribute::PromisedJobs(Some(300)))));
        assert_eq!(read("净地供应=否"), Some(Given::Attribute(Attribute::ClearedLand(Some(false)))));
        assert_eq!(read("remark="), Some(Given::Attribute(Attribute::Remark(None))));
        assert_eq!(read("服务专员=张三"), Some(Given::Person(PersonRole::ServiceOfficer, "张三".to_owned())));
        for wrong in
            ["phase=construction", "nonsense=1", "name", "nature=未知", "codes=1", "started_on=2024-06"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_settable_field_takes_a_value() {
        let words = Words::of(Language::Chinese);
        for field in settable(2024) {
            let value = match field {
                Field::Codes => "2402-370100-04-05-819649",
                Field::Nature => "续建",
                Field::Investor => "社会投资",
                Field::LandSupply => "grant",
                Field::LowRisk
                | Field::ClearedLand
                | Field::RelicZone
                | Field::SpringZone
                | Field::SpecialFire
                | Field::CivilDefence
                | Field::OverLimitSeismic
                | Field::RoadDigging
                | Field::Pipelines
                | Field::Restricted
                | Field::EstimateExceeded => "是",
                Field::Period => "2023/2025-06",
                Field::StartedOn | Field::CompletedOn | Field::ProducingSince => "2024-06-30",
                Field::PlanCurve(_) => "1/2/3/4/5/6/7/8/9/10/11/12",
                _ => "12",
            };
            let text = format!("{}={value}", field.key());
            assert!(assignment(words, &text, 2024, &mut Vec::new()).is_ok(), "{text}");
        }
    }
}
