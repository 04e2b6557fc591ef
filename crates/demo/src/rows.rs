//! What the city's monthly ledgers say of a project: the row that brings it in, and those that carry its figures on.

use crate::{
    chance::{About, Chance},
    circumstances::Circumstances,
    lexicon::{Lexicon, filled},
    life::Life,
};
use qinghuo_domain::{
    Attribute, Date, Fen, Phase,
    attribute::Text,
    figure::DispatchFigure,
    intake::{LedgerRow, PersonRole, RowSource},
    money::MoneyUnit,
    phase::Nature,
    time::{PartialDate, Period},
};

/// Kinds of projects that firms build, and that promise output, tax and jobs.
const WITH_PROMISES: &str = "trade it chip car machine steel medicine space";

/// Whether public money builds it, and not a firm.
pub(crate) fn is_public(life: &Life<'_>) -> bool {
    !WITH_PROMISES.split(' ').any(|key| key == life.kind.key)
}

/// The name of a project.
pub(crate) fn name(life: &Life<'_>, lexicon: &Lexicon) -> String {
    if let Some(known) = life.known {
        return known.name.to_owned();
    }
    let mut chance = life.chance(About::Words, 0);
    let (subject, form) = (chance.word(&life.kind.subjects), chance.word(&life.kind.forms));
    let name = [life.place.short, &brand(life, lexicon), subject, form].concat();
    match life.number / brands(lexicon) {
        0 => name,
        // Brands begin again: the plot tells them apart.
        round => lexicon.say("unique", &[&name, &(round + 1).to_string()]),
    }
}

fn brands(lexicon: &Lexicon) -> usize {
    let [first, second] = &lexicon.brands;
    (first.len() * second.len()).max(1)
}

/// The invented brand of a project: another for each until all are used, in no apparent order.
fn brand(life: &Life<'_>, lexicon: &Lexicon) -> String {
    let [first, second] = &lexicon.brands;
    let place = life.number * 919 % brands(lexicon);
    let of = |words: &[&'static str], place: usize| words.get(place).copied().unwrap_or_default();
    [of(first, place / second.len().max(1)), of(second, place % second.len().max(1))].concat()
}

/// The firm that owns a project.
pub(crate) fn owner(life: &Life<'_>, lexicon: &Lexicon) -> String {
    // The first draw of its name is what it makes; the firm is called after that too.
    let subject = life.chance(About::Words, 0).word(&life.kind.subjects);
    match is_public(life) {
        true => lexicon.say("owner_public", &[&brand(life, lexicon)]),
        false => lexicon.say("owner_firm", &[&brand(life, lexicon), subject]),
    }
}

/// What is known of a project when it comes into the book, and all that was made up about it.
pub(crate) fn first_attributes(life: &Life<'_>, lexicon: &Lexicon) -> Vec<Attribute> {
    let month = life.joins;
    let kind = life.kind;
    let mut chance = life.chance(About::Words, 1);
    let text = |text: &str| Some(Text::from(text)).filter(|text| !text.is_empty());
    let public = is_public(life);
    let owner = owner(life, lexicon);
    let roads = [chance.word(&lexicon.brands[0]), chance.word(&lexicon.brands[0])];
    let [north, east] = roads.map(|road| [road, lexicon.say("road", &[]).as_str()].concat());
    // What is planned ends with the acceptance, a month after the last works.
    let period = Period {
        start: Some(PartialDate::Month(life.span.month(life.start))),
        end: Some(PartialDate::Month(life.span.month(life.start + life.length))),
    };
    let goal = match life.phase(month) {
        Phase::Planning | Phase::Landing => "goal_land",
        _ if life.ends() - month < 12 => "goal_finish",
        _ => "goal_build",
    };
    // What is built grows with what it costs.
    let size = life.total.0 / (2 * MoneyUnit::HundredMillion.in_fen()) + chance.between(1, 4);
    let mut set = vec![
        Attribute::Name(text(&name(life, lexicon))),
        Attribute::Site(text(&lexicon.say("site", &[life.place.short, &north, &east]))),
        Attribute::Content(text(&filled(kind.content, &[&size.to_string()]))),
        Attribute::Class(text(kind.class)),
        Attribute::PolicyArea(text(kind.area)),
        Attribute::Industry(text(kind.industry)),
        Attribute::ChainNodes(text(kind.chain).map(|chain| vec![chain])),
        Attribute::Owner(text(&owner)),
        Attribute::ResponsibleUnits(Some(vec![life.place.name.into(), kind.lead.into()])),
        Attribute::LeadUnit(text(kind.lead)),
        Attribute::TotalInvestment(Some(stated_total(life))),
        Attribute::Period(Some(period)),
        Attribute::Goal(text(&lexicon.say(goal, &[]))),
        match life.place.is_zone {
            true => Attribute::FunctionalZone(text(life.place.name)),
            false => Attribute::District(text(life.place.name)),
        },
    ];
    if !public && life.phase(month) != Phase::Planning {
        let output = Fen(life.total.0 / 100 * chance.between(40, 160));
        set.push(Attribute::PromisedTax(Some(Fen(output.0 / 100 * chance.between(2, 7)))));
        set.push(Attribute::PromisedOutput(Some(output)));
        let billions = (life.total.0 / (10 * MoneyUnit::HundredMillion.in_fen())).clamp(0, 40);
        set.push(Attribute::PromisedJobs(u32::try_from(chance.between(40, 90 + billions * 40)).ok()));
    }
    if life.phase(month) != Phase::Planning {
        set.push(code(life));
    }
    if life.phase(month) == Phase::Construction {
        set.push(Attribute::StartedOn(Some(started_on(life))));
    }
    set.extend(Circumstances::of(life).stated);
    set.retain(|attribute| !attribute.is_cleared());
    set
}

/// Whether the list that brought it in gave its total in the wrong unit; that is corrected later.
pub(crate) fn is_misstated(life: &Life<'_>) -> bool {
    life.known.is_none() && life.joins < 18 && life.number % 331 == 17
}

/// The total as the list that brought it in stated it.
pub(crate) fn stated_total(life: &Life<'_>) -> Fen {
    if is_misstated(life) { Fen(life.total.0 / 10) } else { life.total }
}

/// Its project code, given in the month it came out of planning or came in.
fn code(life: &Life<'_>) -> Attribute {
    let given = life.span.month((life.start - 8).min(life.joins));
    let kind = if life.kind.scale > 12 { "01" } else { "05" };
    let code = format!(
        "{:02}{:02}-{}-04-{kind}-{:06}",
        given.year() % 100,
        given.month(),
        life.place.region,
        (life.number * 7919 + 100_003) % 1_000_000
    );
    Attribute::Codes(code.parse().ok().map(|code| vec![code]))
}

/// The day building begins.
pub(crate) fn started_on(life: &Life<'_>) -> Date {
    life.span.day(life.begins(), life.chance(About::Words, 2).between(2, 27))
}

/// The day it is complete.
pub(crate) fn completed_on(life: &Life<'_>) -> Date {
    life.span.day(life.ends(), 20)
}

/// The month and day production begins, where a ledger will say so.
pub(crate) fn producing_since(life: &Life<'_>) -> Option<(i32, Date)> {
    let month = life.ends() + life.chance(About::Words, 4).count(1, 5);
    let is_told = life.joins < month && !life.number.is_multiple_of(6);
    is_told.then(|| (month, life.span.day(month, 10)))
}

/// The name of its service officer.
pub(crate) fn officer(life: &Life<'_>, lexicon: &Lexicon) -> String {
    let officer = people(life, lexicon).into_iter().find(|(role, _)| *role == PersonRole::ServiceOfficer);
    officer.map(|(_, name)| name.to_string()).unwrap_or_default()
}

/// Who answers for it, by invented names.
fn people(life: &Life<'_>, lexicon: &Lexicon) -> Vec<(PersonRole, Text)> {
    let mut chance = life.chance(About::Words, 3);
    let [surnames, given] = &lexicon.people;
    // A few leaders share the projects; officers are many.
    let mut person = |of: i64| {
        let mut named = Chance::of(life.seed, About::Words, chance.between(0, of - 1) as usize, of as i32);
        Text::from([named.word(surnames), named.word(given)].concat())
    };
    let leader = (PersonRole::LeaderSponsor, person(36));
    let officer = (PersonRole::ServiceOfficer, person(400));
    if life.number % 11 == 3 { vec![officer] } else { vec![leader, officer] }
}

/// The row of a project in the ledger of a month; `None` where the ledger has nothing to say of it.
pub(crate) fn row(life: &Life<'_>, lexicon: &Lexicon, month: i32) -> Option<LedgerRow> {
    let is_new = month == life.joins;
    let entered = life.enters(month);
    let mut set = match is_new {
        true => first_attributes(life, lexicon),
        false => vec![Attribute::Name(Some(name(life, lexicon).into()))],
    };
    if lists_anew(life, month) {
        set.extend(new_nature(life, month).map(|nature| Attribute::Nature(Some(nature))));
        if life.phase(month) != Phase::Planning {
            set.extend(year_plan(life, month));
        }
    }
    match entered {
        Some(Phase::Landing) => set.push(code(life)),
        Some(Phase::Construction) => set.push(Attribute::StartedOn(Some(started_on(life)))),
        Some(Phase::Benefit) => set.push(Attribute::CompletedOn(Some(completed_on(life)))),
        _ => {}
    }
    if let Some((_, on)) = producing_since(life).filter(|(told_in, _)| *told_in == month) {
        set.push(Attribute::ProducingSince(Some(on)));
    }
    let figure = life.files(month).then(|| (life.span.month(month), figure(life, lexicon, month)));
    let says_something = set.len() > 1 || figure.is_some();
    says_something.then(|| LedgerRow {
        source: RowSource { sheet: lexicon.say("sheet", &[]).into(), row: 0 },
        attributes: set,
        people: if is_new { people(life, lexicon) } else { Vec::new() },
        figure,
    })
}

/// What a row says beside its figure, where the figure comes by another way.
pub(crate) fn without_figure(row: LedgerRow) -> Option<LedgerRow> {
    (row.attributes.len() > 1).then_some(LedgerRow { figure: None, ..row })
}

/// Whether the ledger of a month says anew what the project is to do in the year.
fn lists_anew(life: &Life<'_>, month: i32) -> bool {
    month == life.joins || life.span.place(month) == 0 || life.enters(month) == Some(Phase::Landing)
}

/// The nature the ledger of a month gives it, where it is not the one last given.
fn new_nature(life: &Life<'_>, month: i32) -> Option<Nature> {
    let given = (life.joins..month).rev().filter(|before| lists_anew(life, *before));
    let last = given.filter_map(|before| life.nature(before)).next();
    life.nature(month).filter(|nature| Some(*nature) != last)
}

/// The plan of the month's year with its curve.
pub(crate) fn year_plan(life: &Life<'_>, month: i32) -> impl Iterator<Item = Attribute> {
    let year = life.span.year(month);
    let plan = life.plan(month).map(|plan| Attribute::YearPlan(year, Some(plan)));
    plan.into_iter().chain(life.curve(month).map(|curve| Attribute::PlanCurve(year, Some(curve))))
}

/// Whether the month's figure was first told too low, and put right a week later.
pub(crate) fn is_told_low(life: &Life<'_>, month: i32) -> bool {
    life.span.refiled_on(month).is_some()
        && life.phase(month) == Phase::Construction
        && life.files(month)
        && life.done(month) > Fen::ZERO
        && life.chance(About::Events, 1000 + month).between(1, 600) == 1
}

fn figure(life: &Life<'_>, lexicon: &Lexicon, month: i32) -> DispatchFigure {
    let right = right_figure(life, lexicon, month);
    if !is_told_low(life, month) {
        return right;
    }
    let done = right.done_this_year.map(|done| Fen(done.0 / 100 * 85));
    let in_month = done.zip(right.done_this_month).map(|(done, in_month)| in_month.min(done));
    DispatchFigure { done_this_year: done, done_this_month: in_month, ..right }
}

/// The month's figure as it should be told.
pub(crate) fn right_figure(life: &Life<'_>, lexicon: &Lexicon, month: i32) -> DispatchFigure {
    let done = life.done(month);
    let before = if life.span.place(month) == 0 { Fen::ZERO } else { life.done(month - 1) };
    let mut chance = life.chance(About::Month, month);
    let behind = life.is_behind(month) && life.phase(month) != Phase::Benefit;
    let problems = if chance.percent(if behind { 55 } else { 6 }) && life.phase(month) != Phase::Benefit {
        let key = if behind { "problem_late" } else { "problem" };
        // A problem stays what it is for a while.
        Some(life.chance(About::Words, 100 + month / 4).word(lexicon.ways(key)))
    } else {
        None
    };
    DispatchFigure {
        done_this_year: Some(done),
        done_this_month: Some(Fen((done - before).0.max(0))),
        progress: Some(progress(life, lexicon, month).into()),
        problems: problems.map(Text::from),
    }
}

/// Physical progress in words.
fn progress(life: &Life<'_>, lexicon: &Lexicon, month: i32) -> String {
    let built = (month + 1 - life.begins()) * 100 / life.length;
    let stage = built * 5 / 100;
    let key = match life.phase(month) {
        Phase::Planning | Phase::Landing => "progress_land".to_owned(),
        Phase::Construction => format!("progress_{}", stage.clamp(0, 4)),
        Phase::Benefit | Phase::Service => "progress_done".to_owned(),
    };
    let way = life.chance(About::Words, 200 + stage).word(lexicon.ways(&key));
    let within = (built * 5 - stage * 100).clamp(5, 95) / 5 * 5;
    filled(way, &[&within.to_string()])
}

/// A ledger as its file holds it: every row on the line its facts refer to.
pub(crate) fn file(lexicon: &Lexicon, title: &str, rows: &mut [LedgerRow]) -> Vec<u8> {
    let mut text = format!("{}\n{}\n", title, lexicon.say("columns", &[]));
    for (row, line) in rows.iter_mut().zip(3..) {
        row.source.row = line;
        let amount = |fen: Option<Fen>| fen.map_or(String::new(), |fen| fen.decimal(MoneyUnit::TenThousand));
        let of =
            |pick: fn(&Attribute) -> Option<String>| row.attributes.iter().find_map(pick).unwrap_or_default();
        let told = row.figure.as_ref().map(|(_, figure)| figure);
        let cells = [
            (line - 2).to_string(),
            of(|a| if let Attribute::Name(Some(name)) = a { Some(name.to_string()) } else { None }),
            of(|a| match a {
                Attribute::Codes(Some(codes)) => codes.first().map(ToString::to_string),
                _ => None,
            }),
            amount(row.attributes.iter().find_map(|a| match a {
                Attribute::TotalInvestment(total) => *total,
                _ => None,
            })),
            amount(row.attributes.iter().find_map(|a| match a {
                Attribute::YearPlan(_, plan) => *plan,
                _ => None,
            })),
            amount(told.and_then(|figure| figure.done_this_year)),
            amount(told.and_then(|figure| figure.done_this_month)),
            told.and_then(|figure| figure.progress.as_deref()).unwrap_or_default().to_owned(),
            told.and_then(|figure| figure.problems.as_deref()).unwrap_or_default().to_owned(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text.into_bytes()
}
