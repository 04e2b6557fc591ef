//! One sheet, from its grid to its reading: header, season, units, kinds, groups, projects, checks. Start here.

use crate::{
    caption::Caption,
    columns,
    context::Context,
    entry::Entry,
    fill::{Filler, Said, absorb, locate},
    finding::{AmountsMerged, Finding, FindingCode},
    grid::{Cell, CellName, Grid, Row, column_of},
    header::{self, Other},
    label::Label,
    normal::key,
    place::Places,
    plausible,
    reading::{Correction, ReadOptions, ReadRow, SheetKind, SheetReading},
    reconcile::{Account, Declared, Digits, SUMMED},
    role::Role,
    row::{Layout, Look, RowKind},
    unit::{note_units, season_of_header, season_of_titles},
    value::{Read, amount, count},
};
use qinghuo_domain::{Fen, money::MoneyUnit, time::YearMonth};

/// Findings of one sheet beyond this many say nothing new.
const MOST_FINDINGS: usize = 20_000;

/// Reads one sheet.
pub(crate) fn read(
    grid: Grid,
    file_name: &str,
    options: &ReadOptions<'_>,
    places: &Places<'_>,
) -> SheetReading {
    let mut said = Said::new();
    let nowhere = CellName { row: 0, column: 0 };
    if grid.hidden {
        said.push((nowhere, FindingCode::SheetHidden));
    }
    let hidden_rows = grid.rows.iter().filter(|row| row.hidden).count();
    if hidden_rows > 0 {
        said.push((
            nowhere,
            FindingCode::RowsHidden { count: u32::try_from(hidden_rows).unwrap_or(u32::MAX) },
        ));
    }
    said.extend(grid.faults.iter().map(|(cell, detail)| {
        (cell.unwrap_or(nowhere), FindingCode::CellUnreadable { detail: detail.clone() })
    }));
    if grid.rows.is_empty() {
        return outside(grid, SheetKind::Empty, said);
    }
    let found = header::find(&grid);
    let fingerprint = fingerprint(&grid, found);
    let correction = options.corrections.iter().find(|correction| *correction.fingerprint == *fingerprint);
    let Some((first_row, last_row)) = correction.and_then(|correction| correction.header_rows).or(found)
    else {
        let (kind, code) = match header::judge(&grid) {
            Other::Statistics => (SheetKind::Statistics, FindingCode::StatisticsSheet),
            Other::Enumeration => (SheetKind::Enumeration, FindingCode::EnumerationSheet),
            Other::Unknown => (SheetKind::Unknown, FindingCode::HeaderNotFound),
        };
        said.push((nowhere, code));
        let mut reading = outside(grid, kind, said);
        reading.fingerprint = fingerprint.into();
        return reading;
    };
    let titles = season_of_titles(&grid, first_row, file_name);
    let year = options.year.or(titles.year);
    let mut header = header::read(&grid, first_row, last_row, year);
    let mut season = season_of_header(&header, titles);
    season.year = options.year.or(season.year);
    season.month = options.month.or(season.month);
    if season.year != year {
        header = header::read(&grid, first_row, last_row, season.year);
    }
    if correction.is_none() && header::is_statistics(&header.columns) {
        said.push((nowhere, FindingCode::StatisticsSheet));
        let mut reading = outside(grid, SheetKind::Statistics, said);
        reading.fingerprint = fingerprint.into();
        return reading;
    }
    columns::settle(&mut header, &grid, season, &note_units(&grid, first_row), &mut said);
    if let Some(correction) = correction {
        correct(&mut header, correction);
        // What was decided about these columns was decided by a person since.
        let corrected = |cell: CellName| {
            correction.columns.iter().any(|column| column_of(&column.column) == Some(cell.column))
        };
        said.retain(|(cell, _)| cell.row != last_row || !corrected(*cell));
        said.push((nowhere, FindingCode::CorrectionApplied));
    }
    let Some(layout) = Layout::new(&grid, &header) else {
        said.push((nowhere, FindingCode::HeaderNotFound));
        let mut reading = outside(grid, SheetKind::Unknown, said);
        reading.fingerprint = fingerprint.into();
        return reading;
    };
    let month = season.year.zip(season.month).and_then(|(year, month)| YearMonth::new(year, month));
    let filler = Filler { layout: &layout, places, year: season.year, month };
    let mut body = Body {
        filler,
        said,
        rows: Vec::with_capacity(grid.rows.len()),
        context: Context::default(),
        accounts: vec![Account::default()],
        run: Account::default(),
        closings: Vec::new(),
        open: None,
        accounts_of_row: Vec::new(),
    };
    let kinds = kinds(&layout, places);
    for (row, (kind, look)) in grid.rows.iter().zip(&kinds) {
        body.row(row, *kind, look);
    }
    let (rows, mut said, reconciliation) = body.finish();
    plausible::check(&rows, &header, season, &mut said);
    let mut columns = header.columns;
    columns.retain(|column| {
        !column.header.is_empty()
            || grid.rows.iter().filter(|row| row.number > last_row).any(|row| {
                matches!(
                    row.cell(column.index),
                    Some(Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Bool(_))
                )
            })
    });
    SheetReading {
        name: grid.name.clone(),
        kind: SheetKind::Ledger,
        year: season.year,
        month: season.month,
        fingerprint: fingerprint.into(),
        header_rows: Some((first_row, last_row)),
        columns,
        rows,
        findings: located(said, &grid),
        reconciliation,
        grid,
    }
}

/// A sheet that is no ledger: its rows are titles, notes and blanks.
fn outside(grid: Grid, kind: SheetKind, said: Said) -> SheetReading {
    let rows = grid.rows.iter().map(|row| plain(row.number, Layout::kind_above(row))).collect();
    SheetReading {
        name: grid.name.clone(),
        kind,
        year: None,
        month: None,
        fingerprint: "".into(),
        header_rows: None,
        columns: Vec::new(),
        rows,
        findings: located(said, &grid),
        reconciliation: Vec::new(),
        grid,
    }
}

fn plain(row: u32, kind: RowKind) -> ReadRow {
    ReadRow { row, kind, label: None, level: None, grouping: None, declared_count: None, entry: None }
}

fn located(mut said: Said, grid: &Grid) -> Vec<Finding> {
    said.sort_by_key(|(cell, _)| *cell);
    said.truncate(MOST_FINDINGS);
    said.into_iter()
        .map(|(cell, code)| Finding {
            severity: code.severity(),
            code,
            sheet: grid.name.clone(),
            cell: (cell.row > 0).then_some(cell),
        })
        .collect()
}

/// The layout's name: by its header, or where none was found by its first rows.
fn fingerprint(grid: &Grid, found: Option<(u32, u32)>) -> String {
    let (first, last) = found.unwrap_or_else(|| {
        (grid.rows.first().map_or(1, |row| row.number), grid.rows.get(2).map_or(1, |row| row.number))
    });
    header::fingerprint(&header::read(grid, first, last, None).columns)
}

fn correct(header: &mut header::Header, correction: &Correction) {
    for corrected in &correction.columns {
        let Some(index) = column_of(&corrected.column) else { continue };
        if let Some(column) = header.columns.iter_mut().find(|column| column.index == index) {
            column.role = corrected.role;
            column.unit = corrected
                .unit
                .or(column.unit)
                .filter(|_| corrected.role.is_money())
                .or(corrected.role.is_money().then_some(MoneyUnit::TenThousand));
        } else {
            header.columns.push(header::Column { index, caption: Caption::default(), ..corrected.clone() });
        }
    }
    header.columns.sort_by_key(|column| column.index);
}

/// The kind of every row. A total between projects is a subtotal: only before the first or behind the last does it sum everything.
fn kinds(layout: &Layout<'_>, places: &Places<'_>) -> Vec<(RowKind, Look)> {
    let (first, last) = (layout.header.first_row, layout.header.last_row);
    let mut after_data = false;
    let mut kinds: Vec<(RowKind, Look)> = Vec::with_capacity(layout.grid.rows.len());
    for row in &layout.grid.rows {
        let judged = if row.number < first {
            (Layout::kind_above(row), Look::default())
        } else if row.number <= last {
            (RowKind::Header, Look::default())
        } else {
            layout.kind(row, after_data, places)
        };
        // A page break between the rows of a project does not end it.
        if !matches!(judged.0, RowKind::RepeatedHeader | RowKind::Blank | RowKind::Title) {
            after_data = matches!(judged.0, RowKind::Data | RowKind::Continuation);
        }
        kinds.push(judged);
    }
    let is_project = |kind: &(RowKind, Look)| matches!(kind.0, RowKind::Data | RowKind::Secret);
    let (first_data, last_data) = (kinds.iter().position(is_project), kinds.iter().rposition(is_project));
    let totals: Vec<usize> = kinds
        .iter()
        .enumerate()
        .filter(|(_, (kind, _))| *kind == RowKind::Total)
        .map(|(index, _)| index)
        .collect();
    for (at, index) in totals.iter().enumerate() {
        let between =
            first_data.is_some_and(|first| first < *index) && last_data.is_some_and(|last| last > *index);
        // Of several sums at the end the last is the total.
        let followed = totals.get(at + 1).is_some() && first_data.is_some_and(|first| first < *index);
        if (between || followed)
            && let Some((kind, _)) = kinds.get_mut(*index)
        {
            *kind = RowKind::Subtotal;
        }
    }
    kinds
}

/// A project whose rows are still coming.
struct Open {
    at: usize,
    entry: Entry,
    count: u32,
    first: [Option<Fen>; SUMMED.len()],
    more: Vec<[Option<Fen>; SUMMED.len()]>,
}

/// The rows below the header, one after the other.
struct Body<'a> {
    filler: Filler<'a>,
    said: Said,
    rows: Vec<ReadRow>,
    context: Context,
    /// The whole sheet's account first, then one for each group.
    accounts: Vec<Account>,
    /// What came since the last subtotal.
    run: Account,
    /// Subtotals and totals, each with the account it speaks of, and the account's state then.
    closings: Vec<(RowKind, Declared, Account)>,
    open: Option<Open>,
    accounts_of_row: Vec<(usize, RowKind)>,
}

impl Body<'_> {
    fn row(&mut self, row: &Row, kind: RowKind, look: &Look) {
        for (column, cell) in &row.cells {
            let at = CellName { row: row.number, column: *column };
            let field = self.filler.layout.role(*column);
            match cell {
                Cell::Error(text) => {
                    self.said.push((at, FindingCode::ErrorCell { text: text.clone(), field }))
                }
                Cell::Formula(formula) => {
                    self.said.push((at, FindingCode::FormulaWithoutValue { formula: formula.clone() }))
                }
                _ => {}
            }
        }
        match kind {
            RowKind::Continuation => self.go_on(row),
            RowKind::RepeatedHeader | RowKind::Blank | RowKind::Title => {}
            _ => self.close(),
        }
        let mut read = plain(row.number, kind);
        match kind {
            RowKind::Data => self.begin(row, look, self.rows.len()),
            RowKind::Secret => {
                self.said.push((self.name_cell(row), FindingCode::SecretRow));
                self.begin(row, look, self.rows.len());
            }
            RowKind::Group => self.enter(row, look, &mut read),
            RowKind::Subtotal | RowKind::Total => self.sum(row, kind, look, &mut read),
            _ => {}
        }
        self.rows.push(read);
    }

    fn name_cell(&self, row: &Row) -> CellName {
        CellName { row: row.number, column: self.filler.layout.name }
    }

    fn enter(&mut self, row: &Row, look: &Look, read: &mut ReadRow) {
        let Some((label_at, text)) = &look.label else { return };
        let label = Label::read(text);
        let beside =
            row.cells.iter().filter(|(column, _)| column < label_at).find_map(|(_, cell)| match cell {
                Cell::Text(text) => Label::read(text).numbering,
                _ => None,
            });
        let declared = self.declared(row, &label, *label_at);
        let account = self.accounts.len();
        read.declared_count = declared.count.map(|(count, _)| count);
        self.accounts.push(Account::of(declared));
        self.accounts_of_row.push((account, RowKind::Group));
        let group = self.context.enter(&label, beside, self.filler.places, account);
        read.grouping = Some(group.grouping);
        read.label = Some(group.core.clone());
        read.level = Some(self.context.level());
        self.run = Account::default();
    }

    fn sum(&mut self, row: &Row, kind: RowKind, look: &Look, read: &mut ReadRow) {
        let (label_at, text) = look.label.clone().unwrap_or_default();
        let label = Label::read(&text);
        let declared = self.declared(row, &label, label_at);
        read.label = Some(label.core.as_str().into());
        read.declared_count = declared.count.map(|(count, _)| count);
        let account = match kind {
            RowKind::Total => Some(0),
            _ => self.context.close(&label.core),
        };
        // The total at the top is compared once everything is counted; a subtotal with what stands before it.
        let state = match account {
            Some(0) => Account::default(),
            Some(account) => self.accounts.get(account).cloned().unwrap_or_default(),
            None => std::mem::take(&mut self.run),
        };
        self.closings.push((kind, declared, state));
    }

    /// The count and sums a group or total declares.
    fn declared(&self, row: &Row, label: &Label, label_at: u16) -> Declared {
        let mut declared =
            Declared { row: row.number, label: label.core.as_str().into(), ..Declared::default() };
        declared.count = label.count.map(|count| (count, CellName { row: row.number, column: label_at }));
        for (column, cell) in row.cells.iter().filter(|(column, _)| *column != label_at) {
            let at = CellName { row: row.number, column: *column };
            let role = self.filler.layout.role(*column);
            let known = self.filler.layout.header.columns.iter().find(|known| known.index == *column);
            if SUMMED.contains(&role) {
                let unit = known.and_then(|known| known.unit).unwrap_or(MoneyUnit::TenThousand);
                if let Read::Value(fen) = amount(cell, unit)
                    && !declared.amounts.iter().any(|(there, ..)| *there == role)
                {
                    declared.amounts.push((role, fen, unit, at));
                }
            } else if declared.count.is_none()
                && *column > label_at
                && !role.is_money()
                && !matches!(role, Role::Rate | Role::Sequence | Role::PromisedJobs)
                && columns::may_count(&self.filler.layout.grid, self.filler.layout.header, *column)
                && let Some(count) = count(cell)
            {
                declared.count = Some((count, at));
            }
        }
        declared
    }

    fn begin(&mut self, row: &Row, look: &Look, at: usize) {
        let mut entry = self.filler.fill(row, &mut self.said);
        if entry.name.is_none() {
            let amounts = [entry.total, entry.plan, entry.done, entry.done_month].iter().any(Option::is_some);
            if amounts || look.sequence.is_some() {
                self.said.push((self.name_cell(row), FindingCode::NameMissing));
            }
        }
        self.put_in_context(&mut entry);
        let mut count = 1;
        if let Some((first, last)) = look.sequence.as_deref().and_then(range) {
            self.said
                .push((CellName { row: row.number, column: 0 }, FindingCode::NumberRange { first, last }));
            count = last - first + 1;
        }
        let first = amounts(&entry);
        self.open = Some(Open { at, entry, count, first, more: Vec::new() });
    }

    fn put_in_context(&self, entry: &mut Entry) {
        entry.groups = self.context.path();
        if entry.district.is_none() && entry.functional_zone.is_none() {
            locate(entry, self.context.located().cloned());
        }
        if entry.place.is_none() {
            entry.place.clone_from(&entry.site);
        }
        entry.nature = entry.nature.or_else(|| self.context.nature());
        entry.class = entry.class.take().or_else(|| self.context.class());
        if entry.responsible_units.is_empty() && entry.lead_unit.is_none() {
            entry.responsible_units.extend(self.context.department().map(Into::into));
        }
    }

    fn go_on(&mut self, row: &Row) {
        let more = self.filler.fill(row, &mut self.said);
        if let Some(open) = &mut self.open {
            open.more.push(amounts(&more));
            open.entry.last_row = Some(row.number);
            absorb(&mut open.entry, more);
        }
    }

    /// Ends the open project: its amounts come together and it is booked.
    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let Some(row) = self.rows.get(open.at).map(|row| row.row) else { return };
        let mut merged = AmountsMerged::FirstHoldsTotal;
        let mut together = open.first;
        for ((role, sum), at) in SUMMED.into_iter().zip(&mut together).zip(0..) {
            let rest: Vec<Fen> =
                open.more.iter().filter_map(|amounts| amounts.get(at).copied().flatten()).collect();
            let added: Fen = rest.iter().copied().sum();
            *sum = match (*sum, rest.is_empty()) {
                (first, true) => first,
                (Some(first), false) if first == added => Some(first),
                (first, false) => {
                    merged = AmountsMerged::Added;
                    let first = first.unwrap_or(Fen::ZERO);
                    // Nearly the first row's amount: a slip in one of the parts, not twice the project.
                    if rest.len() > 1 && (first - added).0.abs().saturating_mul(50) <= first.0.abs() {
                        merged = AmountsMerged::FirstHoldsTotal;
                        let column =
                            self.filler.layout.header.columns.iter().find(|column| column.role == role);
                        self.said.push((
                            CellName { row, column: column.map_or(0, |column| column.index) },
                            FindingCode::AmountsUnclear { field: role },
                        ));
                        Some(first)
                    } else {
                        Some(first + added)
                    }
                }
            };
        }
        let [total, plan, done, done_month] = together;
        open.entry.total = total;
        open.entry.plan = plan;
        open.entry.done = done;
        open.entry.done_month = done_month;
        open.entry.plan_year = plan.and(self.filler.year);
        if done.is_some() || done_month.is_some() {
            open.entry.month = self.filler.month;
        }
        if let Some(last_row) = open.entry.last_row {
            self.said.push((
                CellName { row, column: self.filler.layout.name },
                FindingCode::RowsMerged { last_row, amounts: merged },
            ));
        }
        let units = SUMMED.map(|role| {
            self.filler
                .layout
                .header
                .columns
                .iter()
                .find(|column| column.role == role)
                .and_then(|column| column.unit)
                .unwrap_or(MoneyUnit::TenThousand)
        });
        let mut booked = [None; SUMMED.len()];
        for (booked, (amount, unit)) in booked.iter_mut().zip(together.into_iter().zip(units)) {
            *booked = amount.map(|amount| (amount, unit));
        }
        let groups: Vec<usize> = self.context.open.iter().map(|group| group.account).collect();
        for account in std::iter::once(0).chain(groups) {
            if let Some(account) = self.accounts.get_mut(account) {
                account.book(open.count, booked);
            }
        }
        self.run.book(open.count, booked);
        if let Some(row) = self.rows.get_mut(open.at)
            && row.kind == RowKind::Data
        {
            row.entry = Some(Box::new(open.entry));
        }
    }

    fn finish(mut self) -> (Vec<ReadRow>, Said, Vec<crate::reconcile::Check>) {
        self.close();
        let groups = self.accounts.iter().filter_map(|account| account.declared.as_ref());
        let digits = Digits::of(groups.chain(self.closings.iter().map(|(_, declared, _)| declared)));
        let whole = self.accounts.first().cloned().unwrap_or_default();
        let mut checks: Vec<_> = self
            .accounts
            .iter()
            .filter_map(|account| Some(account.check(RowKind::Group, account.declared.as_ref()?, &digits)))
            .flatten()
            .chain(self.closings.iter().flat_map(|(kind, declared, state)| {
                let account = if *kind == RowKind::Total { &whole } else { state };
                account.check(*kind, declared, &digits)
            }))
            .collect();
        checks.sort_by_key(|check| check.cell);
        self.said.extend(checks.iter().filter_map(|check| Some((check.cell, check.finding()?))));
        (self.rows, self.said, checks)
    }
}

fn amounts(entry: &Entry) -> [Option<Fen>; SUMMED.len()] {
    [entry.total, entry.plan, entry.done, entry.done_month]
}

/// `428-442`: one row for a range of numbers.
fn range(sequence: &str) -> Option<(u32, u32)> {
    let sequence = key(sequence);
    let (first, last) = sequence.split_once(['-', '~'])?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    // 3-1 is a numbering in two steps, and 1-2000 no range of projects.
    (first < last && last - first < 1000 && first >= 10).then_some((first, last))
}
