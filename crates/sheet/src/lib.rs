//! Workbook bytes to typed rows with located findings: an official's ledger as she really writes it.
//!
//! Start at [`read`]. A file passes two views: [`open`] gives what is literally there (a [`grid::Grid`] per sheet), then a sheet's reading
//! says what it means: where the header is and what each column is for (`header`, `role` with `synonyms.tsv`, `columns`), what each row is (`row`),
//! which groups it stands in (`context`), what a project's cells say (`fill`, `value`, `date`, `place`), and whether declared counts and
//! sums hold (`reconcile`). Everything decided, doubted or refused leaves as a typed [`Finding`] with its cell.
//!
//! What is absent: decisions about the book (which project a row is), the database, the clock, display language. The words ledgers use are
//! data: `vocabulary.tsv` and `synonyms.tsv`.

mod body;
mod caption;
mod columns;
mod context;
mod date;
mod entry;
mod fill;
mod finding;
pub mod grid;
mod header;
mod judge;
mod kinds;
mod label;
pub mod normal;
pub mod open;
pub mod out;
mod place;
mod plausible;
mod reading;
mod reconcile;
mod role;
mod row;
mod sheet;
mod tables;
#[cfg(test)]
mod tests;
mod unit;
mod value;
mod words;

pub use entry::Entry;
pub use finding::{AmountsMerged, Finding, FindingCode, Severity};
pub use header::Column;
pub use label::Grouping;
pub use open::{Format, Limits, LooksLike, Unreadable};
pub use reading::{Correction, ReadOptions, ReadRow, Reading, SheetKind, SheetReading};
pub use reconcile::{Check, Measure, Verdict};
pub use role::Role;
pub use row::RowKind;

/// Reads a file: any supported workbook, by its content. `file_name` is only shown, and asked for a year when nothing else has one.
///
/// # Errors
/// [`Unreadable`] when the file is no workbook, is encrypted, larger than the limits, made to harm, or damaged. A sheet that cannot be
/// understood is no error: it is read as far as it goes and says so in its findings.
pub fn read(bytes: &[u8], file_name: &str, options: &ReadOptions<'_>) -> Result<Reading, Unreadable> {
    let book = open::open(bytes, &options.limits)?;
    let places = place::Places::new(options.places);
    let mut sheets: Vec<SheetReading> =
        book.sheets.into_iter().map(|grid| sheet::read(grid, file_name, options, &places)).collect();
    if let Some(first) = sheets.first_mut().filter(|_| book.external_links) {
        let code = FindingCode::ExternalLinks;
        first
            .findings
            .insert(0, Finding { severity: code.severity(), code, sheet: first.name.clone(), cell: None });
    }
    let synthetic = sheets.iter().any(SheetReading::says_synthetic);
    Ok(Reading { file: file_name.into(), format: book.format, synthetic, sheets })
}
