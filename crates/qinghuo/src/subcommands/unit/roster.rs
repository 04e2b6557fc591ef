//! `unit import FILE`: units from a workbook, every row or none. A row stands for a unit: its name, kind, the unit it belongs to (by name, in the book or in
//! the file), credit code and other words. Everything that is wrong is told at its cell; nothing is recorded without `--yes`.

use super::{changes_of, credit_code_fault, text};
use crate::{
    exit::{Exit, Stop},
    input::vocabulary,
    intake::unreadable_ledger,
    organisation::find_kind,
    session::{Book, Session, fresh_key},
    telling,
    words::Words,
};
use clap::{ArgMatches, Command};
use qinghuo_domain::{
    City, Date, Seq, UnitId,
    attribute::Text,
    command::{Actor, Command as Wanted, Context},
    decide::decide,
    unit::UnitCard,
};
use qinghuo_intake::tame;
use qinghuo_office::Order;
use qinghuo_sheet::{
    Limits,
    grid::{CellName, Grid, column_letters},
    open,
};
use serde_json::json;
use std::path::Path;

/// Rows looked at for the header.
const HEADER_WITHIN: usize = 20;
/// The columns, by the words of their headers.
const COLUMNS: [&str; 5] = [
    "input-roster-name",
    "input-roster-kind",
    "input-roster-parent",
    "input-roster-code",
    "input-roster-known-as",
];
const NAME: usize = 0;
const KIND: usize = 1;
const PARENT: usize = 2;
const CODE: usize = 3;

pub fn arguments(command: Command, words: Words) -> Command {
    changes_of(command.arg(words.positional("file")).arg(words.flag("yes")).arg(words.flag("json")), words)
}

/// A row of the file.
struct Row {
    number: u32,
    cells: [String; 5],
}

/// A fault with the cell it is in.
struct Fault {
    at: (u32, u16),
    cell: String,
    words: String,
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let path = Path::new(text(given, "file"));
    let bytes = std::fs::read(path).map_err(|error| telling::unreadable_file(words, path, &error))?;
    let name = path.display().to_string();
    let opened = open::open(&bytes, &Limits::default());
    let workbook = opened.map_err(|error| unreadable_ledger(words, &name, &error))?;
    let Some((grid, columns, rows)) =
        workbook.sheets.iter().find_map(|grid| read(grid).map(|(c, r)| (grid, c, r)))
    else {
        return Err(Stop::with(Exit::Unreadable, words.say("cli-roster-no-header")));
    };
    let book = session.open()?;
    let effective_on =
        crate::session::date_option(words, given, "effective-on")?.unwrap_or(session.clock.today());
    let plan = Plan { session, book: &book, columns, effective_on };
    match plan.cards(&rows) {
        Ok(cards) => plan.take_in(given, grid, cards),
        Err(faults) => {
            if given.get_flag("json") {
                let faults: Vec<_> =
                    faults.iter().map(|f| json!({ "cell": f.cell, "words": f.words })).collect();
                session.screen.say_json(&json!({ "faults": faults }))?;
                return Ok(Exit::Refused);
            }
            let mut said = words.count("cli-roster-faults", faults.len());
            faults.iter().for_each(|fault| said.push_str(&format!("\n  {}  {}", fault.cell, fault.words)));
            Err(Stop::with(Exit::Refused, said))
        }
    }
}

/// The columns and rows of a sheet that has a header.
fn read(grid: &Grid) -> Option<([Option<u16>; 5], Vec<Row>)> {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let header = |row: &qinghuo_sheet::grid::Row| {
        let column = |key: &'static str| {
            let known: Vec<String> = vocabulary(key).collect();
            row.cells.iter().find(|(_, cell)| known.contains(&plain(&cell.show()))).map(|(column, _)| *column)
        };
        let columns = COLUMNS.map(column);
        (columns[NAME].is_some() && columns[KIND].is_some()).then_some((row.number, columns))
    };
    let (below, columns) = grid.rows.iter().take(HEADER_WITHIN).find_map(header)?;
    let rows = grid.rows.iter().filter(|row| row.number > below).map(|row| Row {
        number: row.number,
        cells: columns.map(|column| match column {
            Some(column) => grid.show(CellName { row: row.number, column }).trim().to_owned(),
            None => String::new(),
        }),
    });
    Some((columns, rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()))
}

/// What is to become of the rows.
struct Plan<'a> {
    session: &'a Session,
    book: &'a Book,
    columns: [Option<u16>; 5],
    effective_on: Date,
}

impl Plan<'_> {
    fn fault(&self, row: u32, column: usize, words: String) -> Fault {
        let column = self.columns.get(column).copied().flatten().or(self.columns[NAME]).unwrap_or(0);
        Fault { at: (row, column), cell: format!("{}{row}", column_letters(column)), words }
    }

    /// The cards in an order in which what a unit belongs to comes first; or everything that is wrong.
    fn cards(&self, rows: &[Row]) -> Result<Vec<UnitCard>, Vec<Fault>> {
        let mut faults: Vec<Fault> = Vec::new();
        let mut city = City::clone(&self.book.office.city());
        let mut cards = Vec::new();
        let mut left: Vec<&Row> = rows.iter().collect();
        // As long as something finds its place, what belongs to it may too.
        while !left.is_empty() {
            let (ready, waiting): (Vec<&Row>, Vec<&Row>) = left
                .iter()
                .partition(|row| row.cells[PARENT].is_empty() || called(&city, &row.cells[PARENT]).is_some());
            if ready.is_empty() {
                let has_faults = !faults.is_empty();
                for row in waiting {
                    faults.extend(self.card(&city, row).err().into_iter().flatten());
                    let is_told = rows.iter().any(|other| other.cells[NAME] == row.cells[PARENT]);
                    // What a faulty row stands for may well be what another belongs to.
                    if !is_told || !has_faults {
                        let said = [("given", &*row.cells[PARENT])];
                        let words = self.session.words.say_with("cli-organisation-unknown", &said);
                        faults.push(self.fault(row.number, PARENT, words));
                    }
                }
                break;
            }
            for row in ready {
                match self.card(&city, row) {
                    Ok(card) => match self.decided(&mut city, card.clone()) {
                        Ok(()) => cards.push(card),
                        Err(reasons) => faults
                            .extend(reasons.into_iter().map(|words| self.fault(row.number, NAME, words))),
                    },
                    Err(wrong) => faults.extend(wrong),
                }
            }
            left = waiting;
        }
        faults.sort_by_key(|fault| fault.at);
        if faults.is_empty() { Ok(cards) } else { Err(faults) }
    }

    fn card(&self, city: &City, row: &Row) -> Result<UnitCard, Vec<Fault>> {
        let words = self.session.words;
        let mut faults = Vec::new();
        let [name, kind, parent, code, known_as] = &row.cells;
        let found = find_kind(kind);
        if found.is_none() {
            let known = qinghuo_domain::unit::UnitKind::ALL
                .map(|kind| words.named("unit-kind", kind.key()))
                .join(" ");
            let said = [("given", &**kind), ("known", &*known)];
            faults.push(self.fault(row.number, KIND, words.say_with("cli-error-none-of", &said)));
        }
        let credit_code = match (!code.is_empty()).then(|| code.parse()) {
            Some(Err(fault)) => {
                faults.push(self.fault(row.number, CODE, credit_code_fault(words, &fault)));
                None
            }
            Some(Ok(code)) => Some(code),
            None => None,
        };
        let pieces = known_as.split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
        let known_as = pieces.filter(|word| !word.is_empty()).map(Text::from).collect();
        let parent = called(city, parent);
        match found {
            Some(kind) if faults.is_empty() => {
                Ok(UnitCard { name: name.as_str().into(), kind, parent, credit_code, known_as })
            }
            _ => Err(faults),
        }
    }

    /// What the book would say to a card after those before it; the copy of the city goes on with it.
    fn decided(&self, city: &mut City, card: UnitCard) -> Result<(), Vec<String>> {
        let (today, effective_on) = (self.session.clock.today(), self.effective_on);
        let context = Context { by: Actor::Operator, today, effective_on, rules: &self.book.playbook.rules };
        let facts = decide(city, Wanted::FoundUnit { card }, context).map_err(|refusals| {
            refusals.iter().map(|refusal| telling::refusal(self.session.words, refusal)).collect::<Vec<_>>()
        })?;
        for fact in facts {
            let seq = Seq(city.head().0 + 1);
            city.apply(seq, fact).map_err(|misfit| vec![misfit.to_string()])?;
        }
        Ok(())
    }

    /// Shows what would be founded, and founds it where that is wanted.
    fn take_in(&self, given: &ArgMatches, grid: &Grid, cards: Vec<UnitCard>) -> anyhow::Result<Exit> {
        let (session, words, screen) = (self.session, self.session.words, self.session.screen);
        let is_json = given.get_flag("json");
        if is_json {
            screen.say_json(
                &json!({ "sheet": grid.name, "units": cards, "recorded": given.get_flag("yes") }),
            )?;
        } else {
            screen.say(&words.say_with(
                "cli-roster-units",
                &[("sheet", &tame(&grid.name)), ("count", &cards.len().to_string())],
            ));
            for card in &cards {
                let code = card.credit_code.as_ref().map(|code| format!("  {code}")).unwrap_or_default();
                screen.say(&format!(
                    "  {}  {}{code}",
                    tame(&card.name),
                    words.named("unit-kind", card.kind.key())
                ));
            }
        }
        if cards.is_empty() {
            return Ok(Exit::Refused);
        }
        if !given.get_flag("yes") {
            screen.note(&words.text("cli-roster-needs-yes"));
            return Ok(Exit::Done);
        }
        let key = given.get_one::<String>("key").cloned().unwrap_or_else(fresh_key);
        for (card, number) in cards.into_iter().zip(1..) {
            let order = session.order(Wanted::FoundUnit { card }, given)?;
            session.submit(self.book, Order { key: format!("{key}-{number}"), ..order })?;
        }
        if !is_json {
            screen.say(&words.say("cli-roster-done"));
        }
        Ok(Exit::Done)
    }
}

/// The living unit called by a word.
fn called(city: &City, word: &str) -> Option<UnitId> {
    let alive = city.units().filter_map(|unit| Some((unit.id, unit.latest()?)));
    let mut alive = alive.filter(|(_, entry)| entry.ending.is_none());
    alive.find(|(_, entry)| entry.card.words().any(|known| &**known == word)).map(|(id, _)| id)
}
