//! The rows below the header, one after the other: groups open and close, projects begin and go on, sums are declared, and at the end
//! everything is compared.

use crate::{
    columns,
    context::Context,
    entry::Entry,
    fill::{Filler, Said, absorb, locate},
    finding::{AmountsMerged, FindingCode},
    grid::{Cell, CellName, Row},
    judge::{Look, numbering_beside},
    kinds::is_below,
    label::Label,
    normal::{key, line},
    reading::ReadRow,
    reconcile::{Account, Check, Declared, Digits, SUMMED},
    role::Role,
    row::RowKind,
    value::{Read, amount, count},
    words::WORDS,
};
use qinghuo_domain::{Fen, money::MoneyUnit};

/// A project whose rows are still coming.
struct Open {
    at: usize,
    entry: Entry,
    count: u32,
    first: [Option<Fen>; SUMMED.len()],
    more: Vec<[Option<Fen>; SUMMED.len()]>,
}

/// The rows below the header, one after the other.
pub(crate) struct Body<'a> {
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
    /// The last project with a plain number, and its row: `1.1` below it may be a part of it.
    whole: Option<(String, u32)>,
}

impl<'a> Body<'a> {
    /// Begins with what was said of the sheet so far.
    pub(crate) fn new(filler: Filler<'a>, said: Said) -> Self {
        let context = Context::of_sheet(&filler.layout.grid.name, &filler.layout.titles, filler.places);
        Self {
            filler,
            said,
            rows: Vec::new(),
            context,
            accounts: vec![Account::default()],
            run: Account::default(),
            closings: Vec::new(),
            open: None,
            whole: None,
        }
    }

    /// Goes on with another table, whose rows stand in the groups opened so far.
    pub(crate) fn turn_to(&mut self, filler: Filler<'a>) {
        self.close();
        self.filler = filler;
        self.whole = None;
    }

    /// Takes the next row.
    pub(crate) fn row(&mut self, row: &Row, kind: RowKind, look: &Look) {
        for (column, cell) in &row.cells {
            let at = CellName { row: row.number, column: *column };
            let field = self.filler.layout.role(*column);
            match cell {
                Cell::Error(text) => {
                    self.said.push((at, FindingCode::ErrorCell { text: text.clone(), field }));
                }
                Cell::Formula(formula) => {
                    self.said.push((at, FindingCode::FormulaWithoutValue { formula: formula.clone() }));
                }
                _ => {}
            }
        }
        match kind {
            RowKind::Continuation => self.go_on(row, look),
            RowKind::RepeatedHeader | RowKind::Blank | RowKind::Title => {}
            _ => self.close(),
        }
        let mut read = ReadRow::plain(row.number, kind);
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
        let beside = numbering_beside(row, *label_at);
        let declared = self.declared(row, &label, *label_at);
        let account = self.accounts.len();
        read.declared_count = declared.count.map(|(count, _)| count);
        self.accounts.push(Account::of(declared));
        let grouping = self.context.enter(&label, beside, self.filler.places, account);
        read.grouping = Some(grouping);
        read.label = self.context.open.last().map(|group| group.core.clone());
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
                && columns::may_count(self.filler.layout.grid, self.filler.layout.header, *column)
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
        if let Some(sequence) = &look.sequence {
            match &self.whole {
                Some((whole, whole_row)) if is_below(sequence, whole) => {
                    let code = FindingCode::PartBesideWhole {
                        sequence: whole.as_str().into(),
                        whole_row: *whole_row,
                    };
                    self.said.push((self.name_cell(row), code));
                }
                _ => self.whole = Some((sequence.clone(), row.number)),
            }
        }
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

    fn go_on(&mut self, row: &Row, look: &Look) {
        if look.part {
            self.keep_part(row);
            return;
        }
        let more = self.filler.fill(row, &mut self.said);
        if let Some(open) = &mut self.open {
            open.more.push(amounts(&more));
            open.entry.last_row = Some(row.number);
            absorb(&mut open.entry, more);
        }
    }

    /// A part of the open project, whose amounts it has already: kept as it stands, under the word that announces parts.
    fn keep_part(&mut self, row: &Row) {
        let Some(open) = &mut self.open else { return };
        let words = row.cells.iter().filter(|(column, _)| self.filler.layout.role(*column) != Role::Contact);
        let words: Vec<String> =
            words.map(|(_, cell)| line(&cell.show())).filter(|text| !text.is_empty()).collect();
        let header = WORDS.of_which.iter().copied().min_by_key(|word| word.len()).unwrap_or_default();
        let kept = open.entry.extra.entry(header.into()).or_insert_with(|| "".into());
        *kept = format!("{kept}\n{}", words.join(" ")).trim().into();
        open.entry.last_row = Some(row.number);
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

    /// Ends the sheet: its rows, all that was said, and what was declared against what was found.
    pub(crate) fn finish(mut self) -> (Vec<ReadRow>, Said, Vec<Check>) {
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
