//! From the cells of a row to an [`Entry`]: each role reads its cell its own way, and says what it could not read.

use crate::{
    date::{When, when},
    entry::Entry,
    finding::FindingCode,
    grid::{Cell, CellName, Row},
    header::Column,
    label::{Label, Numbering, nature, numbering, take_marks},
    normal::{key, line, prose},
    place::{Located, Places},
    role::Role,
    row::Layout,
    value::{self, Read, is_nothing},
    words::{WORDS, before_one_of, is_one_of},
};
use qinghuo_domain::{
    Fen,
    attribute::Text,
    money::MoneyUnit,
    time::{Date, PartialDate, Period, YearMonth},
};

use std::borrow::Cow;

/// What is known of the sheet while its rows are filled in.
pub(crate) struct Filler<'a> {
    pub(crate) layout: &'a Layout<'a>,
    pub(crate) places: &'a Places<'a>,
    pub(crate) year: Option<i16>,
    pub(crate) month: Option<YearMonth>,
}

/// Findings with their cells, before the sheet's name is put to them.
pub(crate) type Said = Vec<(CellName, FindingCode)>;

impl Filler<'_> {
    /// Reads a row. Words of cells merged over several rows count in each of them; amounts only where they stand.
    pub(crate) fn fill(&self, row: &Row, said: &mut Said) -> Entry {
        let mut entry = Entry::default();
        for column in &self.layout.header.columns {
            let own = row.cell(column.index);
            let cell = match own {
                Some(cell) => Some(cell),
                None if column.role.is_text() || column.role == Role::Extra => self
                    .layout
                    .grid
                    .tall_merge(row.number, column.index)
                    .filter(|merge| merge.top > self.layout.header.last_row)
                    .and_then(|merge| self.layout.grid.cell(merge.top, merge.left)),
                None => None,
            };
            if let Some(cell) = cell {
                let at = CellName { row: row.number, column: column.index };
                self.take(&mut entry, column, cell, at, said);
            }
        }
        if entry.plan.is_some() {
            entry.plan_year = self.year;
        }
        if entry.done.is_some()
            || entry.done_month.is_some()
            || entry.progress.is_some()
            || entry.problems.is_some()
        {
            entry.month = self.month;
        }
        entry
    }

    fn take(&self, entry: &mut Entry, column: &Column, cell: &Cell, at: CellName, said: &mut Said) {
        if matches!(cell, Cell::Error(_) | Cell::Formula(_)) {
            return;
        }
        let text = || one_line(cell);
        let long = || many_lines(cell);
        match column.role {
            Role::Sequence => entry.sequence = entry.sequence.take().or_else(text),
            Role::Name => {
                if let Some(name) = text() {
                    let (name, marks) = take_marks(&name);
                    let name = match numbering(&name) {
                        (Some(Numbering::Digits), rest) if !self.layout.numbered => rest.to_owned(),
                        _ => name,
                    };
                    entry.name = (!name.is_empty()).then(|| name.into());
                    add(&mut entry.marks, marks);
                }
            }
            Role::Aliases => add(&mut entry.aliases, list(cell)),
            Role::Codes => self.take_codes(entry, column, cell, at, said),
            Role::Owner => entry.owner = without_phones(cell, at, said).and_then(|cell| one_line(&cell)),
            Role::Responsible => {
                let units = without_phones(cell, at, said).map(|cell| list(&cell));
                add(&mut entry.responsible_units, units.unwrap_or_default());
            }
            Role::LeadUnit => {
                entry.lead_unit = without_phones(cell, at, said).and_then(|cell| one_line(&cell));
            }
            Role::District => self.take_district(entry, column, cell),
            Role::Site => {
                entry.site = text();
                if let Some(site) = &entry.site {
                    let located = self.places.named(site).or_else(|| self.places.in_address(site));
                    locate(entry, located);
                }
            }
            Role::Content => entry.content = long(),
            Role::Nature => {
                if let Some(word) = text() {
                    let ticked = is_one_of(&key(&word), &WORDS.ticks);
                    entry.nature = nature(if ticked { column.own_header() } else { &word });
                    if entry.nature.is_none() {
                        said.push((at, FindingCode::NatureUnknown { text: word.as_ref().into() }));
                        keep(entry, column, &word);
                    }
                }
            }
            Role::Class => entry.class = text().map(uncounted),
            Role::PolicyArea => entry.policy_area = text().map(uncounted),
            Role::Industry => entry.industry = text().map(uncounted),
            Role::ChainNodes => add(&mut entry.chain_nodes, list(cell)),
            Role::Total => entry.total = money(column, cell, at, said),
            Role::YearPlan => entry.plan = money(column, cell, at, said),
            Role::DoneThisYear => entry.done = money(column, cell, at, said),
            Role::DoneThisMonth => entry.done_month = money(column, cell, at, said),
            Role::PromisedOutput => entry.promised_output = money(column, cell, at, said),
            Role::PromisedTax => entry.promised_tax = money(column, cell, at, said),
            Role::PromisedJobs => entry.promised_jobs = jobs(column, cell, at, said),
            Role::Rate => {
                entry.rate = match value::rate(cell) {
                    Read::Value((rate, true)) => Some(rate),
                    Read::Value((rate, false)) => Some(rate),
                    Read::Nothing => None,
                    Read::Unclear => {
                        said.push((
                            at,
                            FindingCode::NotANumber { text: cell.show().into(), field: column.role },
                        ));
                        None
                    }
                }
                .map(|rate| (rate * 1e6).round() / 1e6);
            }
            Role::Goal => append(&mut entry.goal, long()),
            Role::Progress => entry.progress = long(),
            Role::Problems => entry.problems = long(),
            Role::Period | Role::PlannedStart | Role::PlannedEnd => {
                self.take_period(entry, column, cell, at, said);
            }
            Role::StartedOn => entry.started_on = self.day(entry, column, cell, at, said),
            Role::CompletedOn => entry.completed_on = self.day(entry, column, cell, at, said),
            Role::ProducingSince => entry.producing_since = self.day(entry, column, cell, at, said),
            Role::Marks => {
                if let Some(word) = text() {
                    let yes = is_one_of(&key(&word), &WORDS.yes);
                    let mark = if yes { column.own_header().into() } else { word };
                    if !is_one_of(&key(&mark), &WORDS.no) {
                        add(&mut entry.marks, vec![mark]);
                    }
                }
            }
            Role::Remark => {
                if let Some(remark) = long() {
                    let (rest, marks) = take_marks(&remark);
                    if rest.is_empty() {
                        add(&mut entry.marks, marks);
                    } else {
                        append(&mut entry.remark, Some(remark));
                    }
                }
            }
            Role::LeaderSponsor => entry.leader_sponsor = without_numbers(text()),
            Role::ServiceOfficer => entry.service_officer = without_numbers(text()),
            // Personal data nobody asked for is not carried on.
            Role::Contact => {}
            Role::MonthPlan | Role::DoneSinceStart | Role::PastYear | Role::Funds | Role::Extra => {
                if let Some(text) = long() {
                    keep(entry, column, &text);
                }
            }
        }
    }

    fn take_codes(&self, entry: &mut Entry, column: &Column, cell: &Cell, at: CellName, said: &mut Said) {
        let text = cell.show();
        let (good, bad) = value::codes(&text);
        let around = !good.is_empty() && bad.is_empty() && has_wide(&text);
        entry.codes.extend(good);
        if !bad.is_empty() || around {
            keep(entry, column, line(&text).as_str());
        }
        said.extend(
            bad.into_iter()
                .map(|(text, fault)| (at, FindingCode::CodeMalformed { text: text.into(), fault })),
        );
    }

    fn take_district(&self, entry: &mut Entry, column: &Column, cell: &Cell) {
        let Some(text) = one_line(cell) else { return };
        match self.places.named(&text) {
            Some(located) => locate(entry, Some(located)),
            None if crate::words::after_one_of(&key(&text), &WORDS.not_a_place).is_some()
                || text.chars().count() > 12
                || text.contains(['\u{3001}', ',', '\u{FF0C}']) =>
            {
                keep(entry, column, &text);
            }
            None => locate(entry, Some(Located::District(text))),
        }
    }

    fn take_period(&self, entry: &mut Entry, column: &Column, cell: &Cell, at: CellName, said: &mut Said) {
        let shown = cell.show();
        let mut period = entry.period.unwrap_or_default();
        match (when(cell), column.role) {
            (When::Period(read), Role::Period) => period = read,
            (When::Period(read), Role::PlannedStart) => period.start = read.start.or(read.end),
            (When::Period(read), _) => period.end = read.end.or(read.start),
            (When::Date(date @ PartialDate::Year(_)), Role::Period) => {
                period = Period { start: Some(date), end: Some(date) }
            }
            (When::Date(date), Role::PlannedStart) => period.start = Some(date),
            (When::Date(date), Role::PlannedEnd) => period.end = Some(date),
            (When::Nothing, _) => return,
            (When::Duration, _) => {
                said.push((at, FindingCode::DurationNotPeriod { text: shown.as_str().into() }));
                keep(entry, column, &shown);
                return;
            }
            (When::Date(_) | When::Unclear, _) => {
                said.push((at, FindingCode::DateUnclear { text: shown.as_str().into(), field: column.role }));
                keep(entry, column, &shown);
                return;
            }
        }
        if period.is_reversed() {
            said.push((at, FindingCode::PeriodReversed { period: period.to_string().into() }));
        }
        entry.period = Some(period);
    }

    fn day(
        &self,
        entry: &mut Entry,
        column: &Column,
        cell: &Cell,
        at: CellName,
        said: &mut Said,
    ) -> Option<Date> {
        match when(cell) {
            When::Date(PartialDate::Day(day)) => Some(day),
            When::Nothing => None,
            // A month is kept as written: the book keeps these dates to the day and does not invent one.
            _ => {
                let text = cell.show();
                said.push((at, FindingCode::DateUnclear { text: text.as_str().into(), field: column.role }));
                keep(entry, column, &text);
                None
            }
        }
    }
}

/// Whether anything is said in Chinese, such as which code is which.
fn has_wide(text: &str) -> bool {
    key(text).chars().any(char::is_alphabetic)
}

/// Where the group's place goes when the row names none itself, and the other way round: a row's own place always wins.
pub(crate) fn locate(entry: &mut Entry, located: Option<Located>) {
    let Some(located) = located else { return };
    if entry.place.is_none() {
        entry.place = Some(located.name().into());
    }
    match located {
        Located::District(name) => entry.district = entry.district.take().or(Some(name)),
        Located::Zone(name) => entry.functional_zone = entry.functional_zone.take().or(Some(name)),
    }
}

fn one_line(cell: &Cell) -> Option<Text> {
    text_of(cell, line)
}

fn many_lines(cell: &Cell) -> Option<Text> {
    text_of(cell, prose)
}

fn text_of(cell: &Cell, tidy: impl Fn(&str) -> String) -> Option<Text> {
    let text = match cell {
        Cell::Text(text) => tidy(text),
        cell => cell.show(),
    };
    (!is_nothing(&key(&text))).then(|| text.into())
}

/// Units or names joined by 、 and the like, or on lines of their own.
fn list(cell: &Cell) -> Vec<Text> {
    let text = many_lines(cell).unwrap_or_default();
    let mut depth = 0;
    text.split(move |c: char| {
        match c {
            '(' | '\u{FF08}' => depth += 1,
            ')' | '\u{FF09}' => depth -= 1,
            _ => {}
        }
        depth <= 0 && matches!(c, '\u{3001}' | ',' | '\u{FF0C}' | ';' | '\u{FF1B}' | '\n' | '/')
    })
    .map(line)
    .filter(|part| !is_nothing(&key(part)))
    .map(Into::into)
    .collect()
}

/// `工业(3个)` over several rows is the class 工业.
fn uncounted(text: Text) -> Text {
    let label = Label::read(&text);
    if label.count.is_some() && !label.core.is_empty() { label.core.into() } else { text }
}

/// The cell of a unit without the telephone numbers that stand in it and the persons they belong to: personal data nobody asked for.
fn without_phones<'a>(cell: &'a Cell, at: CellName, said: &mut Said) -> Option<Cow<'a, Cell>> {
    let Cell::Text(text) = cell else {
        return (!matches!(cell, Cell::Number(number) if is_phone(&format!("{number}"))))
            .then_some(Cow::Borrowed(cell));
    };
    if !text.split(|c: char| !c.is_ascii_digit() && c != '-').any(is_phone) {
        return Some(Cow::Borrowed(cell));
    }
    said.push((at, FindingCode::PhoneLeftOut));
    let mut kept = String::new();
    let mut words = text.split_inclusive(PHRASE_ENDS).peekable();
    while let Some(word) = words.next() {
        let phone = |word: &str| word.split(|c: char| !c.is_ascii_digit() && c != '-').any(is_phone);
        let bare = word.trim_end_matches(PHRASE_ENDS);
        let named =
            bare.chars().count() <= MOST_OF_A_NAME && before_one_of(bare, &WORDS.department_suffix).is_none();
        let person = named && words.peek().is_some_and(|next| phone(next));
        if !phone(word) && !person {
            kept.push_str(word);
        }
    }
    let kept = kept.trim_end_matches(PHRASE_ENDS);
    (!kept.is_empty()).then(|| Cow::Owned(Cell::Text(kept.into())))
}

/// A person's text without the telephone number in it.
fn without_numbers(text: Option<Text>) -> Option<Text> {
    let text = text?;
    let kept: String = text.split_inclusive(|c: char| !c.is_ascii_digit() && c != '-').fold(
        String::new(),
        |mut kept, part| {
            let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '-');
            kept.push_str(if is_phone(digits) { part.get(digits.len()..).unwrap_or_default() } else { part });
            kept
        },
    );
    let kept = kept.trim_matches(PHRASE_ENDS);
    (!kept.is_empty()).then(|| kept.into())
}

/// Where a phrase of a cell ends.
const PHRASE_ENDS: &[char] = &[
    ' ', '\u{3000}', '\n', '\u{3001}', ',', '\u{FF0C}', ';', '\u{FF1B}', ':', '\u{FF1A}', '(', ')',
    '\u{FF08}', '\u{FF09}', '/',
];
/// A person's name has so many characters at most.
const MOST_OF_A_NAME: usize = 4;

/// Eleven digits of a mobile, or area code and number.
fn is_phone(digits: &str) -> bool {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.split_once('-') {
        None => plain && digits.len() == 11 && digits.starts_with('1'),
        Some((area, number)) => {
            area.starts_with('0')
                && (3..=4).contains(&area.len())
                && (7..=8).contains(&number.len())
                && !number.contains('-')
        }
    }
}

fn money(column: &Column, cell: &Cell, at: CellName, said: &mut Said) -> Option<Fen> {
    match value::amount(cell, column.unit.unwrap_or(MoneyUnit::TenThousand)) {
        Read::Value(fen) => {
            if fen < Fen::ZERO {
                said.push((at, FindingCode::NegativeAmount { text: cell.show().into(), field: column.role }));
            }
            Some(fen)
        }
        Read::Nothing => None,
        Read::Unclear => {
            said.push((at, FindingCode::NotANumber { text: cell.show().into(), field: column.role }));
            None
        }
    }
}

fn jobs(column: &Column, cell: &Cell, at: CellName, said: &mut Said) -> Option<u32> {
    if let Some(count) = value::count(cell) {
        return Some(count);
    }
    let text = cell.show();
    if !is_nothing(&key(&text)) {
        said.push((at, FindingCode::NotANumber { text: text.into(), field: column.role }));
    }
    None
}

fn add(list: &mut Vec<Text>, more: Vec<Text>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}

fn append(text: &mut Option<Text>, more: Option<Text>) {
    *text = match (text.take(), more) {
        (Some(text), Some(more)) if text != more => Some(format!("{text}\n{more}").into()),
        (text, more) => text.or(more),
    };
}

/// Keeps a text under its column's header.
fn keep(entry: &mut Entry, column: &Column, text: &str) {
    let text = prose(text);
    if is_nothing(&key(&text)) {
        return;
    }
    let header = if column.header.is_empty() { column.column.clone() } else { column.header.clone() };
    match entry.extra.get_mut(&*header) {
        Some(kept) if **kept != *text => *kept = format!("{kept}\n{text}").into(),
        Some(_) => {}
        None => {
            entry.extra.insert(header.into(), text.into());
        }
    }
}

/// Takes the words of a further row of the same project. Amounts come together elsewhere.
pub(crate) fn absorb(entry: &mut Entry, more: Entry) {
    for (text, more) in [
        (&mut entry.content, more.content),
        (&mut entry.goal, more.goal),
        (&mut entry.progress, more.progress),
        (&mut entry.problems, more.problems),
        (&mut entry.remark, more.remark),
    ] {
        append(text, more);
    }
    for (one, more) in [
        (&mut entry.site, more.site),
        (&mut entry.class, more.class),
        (&mut entry.policy_area, more.policy_area),
        (&mut entry.industry, more.industry),
        (&mut entry.owner, more.owner),
        (&mut entry.lead_unit, more.lead_unit),
        (&mut entry.district, more.district),
        (&mut entry.functional_zone, more.functional_zone),
        (&mut entry.place, more.place),
    ] {
        *one = one.take().or(more);
    }
    add(&mut entry.responsible_units, more.responsible_units);
    add(&mut entry.chain_nodes, more.chain_nodes);
    add(&mut entry.marks, more.marks);
    for code in more.codes {
        if !entry.codes.contains(&code) {
            entry.codes.push(code);
        }
    }
    entry.nature = entry.nature.or(more.nature);
    entry.period = entry.period.or(more.period);
    for (header, text) in more.extra {
        match entry.extra.get_mut(&header) {
            Some(kept) if *kept != text => *kept = format!("{kept}\n{text}").into(),
            Some(_) => {}
            None => {
                entry.extra.insert(header, text);
            }
        }
    }
}
