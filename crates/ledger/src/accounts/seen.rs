//! The log of what was seen and of what was done to accounts.

use rusqlite::Row;

use super::Register;
use crate::LedgerError;

/// An entry of the log to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenText {
    /// When.
    pub at: i64,
    /// Who; `None` for somebody who is not signed in.
    pub account: Option<u32>,
    /// In which post.
    pub post: Option<u32>,
    /// What was done: a key such as `project.view` or `account.create`.
    pub what: String,
    /// To what: a key such as `project/P12` or `account/3`.
    pub subject: String,
    /// From which address.
    pub address: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRow {
    /// Its number, in the order of writing.
    pub id: i64,
    /// What it says.
    pub text: SeenText,
}

/// Which entries of the log are meant; what is `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenFilter {
    /// From this time on.
    pub from: Option<i64>,
    /// Before this time.
    pub before: Option<i64>,
    /// By this account.
    pub account: Option<u32>,
    /// About exactly this subject.
    pub subject: Option<String>,
    /// Of this kind, or, ending in a dot, of these kinds: `account.` is all of `account.create` and its like.
    pub what: Option<String>,
}

/// `?1` to `?6` are the filter's, see [`SeenFilter::values`]. Plain comparisons, so that the engine can choose an index.
const WHERE: &str = "at >= ?1 AND at < ?2 AND (?3 IS NULL OR account = ?3) AND (?4 IS NULL OR subject = ?4)
    AND (?5 IS NULL OR (what >= ?5 AND what < ?6))";
const COLUMNS: &str = "id, at, account, post, what, subject, address";

type Values<'a> = (i64, i64, Option<u32>, Option<&'a str>, Option<&'a str>, Option<String>);

impl SeenFilter {
    fn values(&self) -> Values<'_> {
        let what = self.what.as_deref();
        // The first text after all that are meant: of a prefix, `account/` for `account.`; of a whole word, itself and a NUL.
        let end = what.map(|what| match what.strip_suffix('.') {
            Some(prefix) => format!("{prefix}/"),
            None => format!("{what}\0"),
        });
        let (from, before) = (self.from.unwrap_or(i64::MIN), self.before.unwrap_or(i64::MAX));
        (from, before, self.account, self.subject.as_deref(), what, end)
    }

    /// The statement for this filter, hinting which index serves it: the narrowest that is asked for.
    fn tail(&self) -> String {
        let index = match (&self.subject, self.account) {
            (Some(_), _) => "seen_subject",
            (None, Some(_)) => "seen_account",
            (None, None) => "seen_at",
        };
        // Where a column is asked for, say so without the `IS NULL` that would hide it from the index.
        let mut wanted = WHERE.to_owned();
        if self.subject.is_some() {
            wanted = wanted.replace("(?4 IS NULL OR subject = ?4)", "subject = ?4");
        }
        if self.account.is_some() {
            wanted = wanted.replace("(?3 IS NULL OR account = ?3)", "account = ?3");
        }
        format!("FROM seen INDEXED BY {index} WHERE {wanted}")
    }
}

fn seen(row: &Row<'_>) -> rusqlite::Result<SeenRow> {
    Ok(SeenRow {
        id: row.get(0)?,
        text: SeenText {
            at: row.get(1)?,
            account: row.get(2)?,
            post: row.get(3)?,
            what: row.get(4)?,
            subject: row.get(5)?,
            address: row.get(6)?,
        },
    })
}

impl Register {
    /// Writes an entry.
    pub fn insert_seen(&self, text: &SeenText) -> Result<(), LedgerError> {
        const SQL: &str = "INSERT INTO seen (at, account, post, what, subject, address)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.change(SQL, (text.at, text.account, text.post, &text.what, &text.subject, &text.address))?;
        Ok(())
    }

    /// A page of entries, the newest first.
    pub fn seen(&self, filter: &SeenFilter, skip: u32, take: u32) -> Result<Vec<SeenRow>, LedgerError> {
        let (from, before, account, subject, what, end) = filter.values();
        let tail = filter.tail();
        let sql = format!("SELECT {COLUMNS} {tail} ORDER BY at DESC, id DESC LIMIT ?7 OFFSET ?8");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map((from, before, account, subject, what, end, take, skip), seen)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Up to `take` entries after the one given by time and number, the oldest first: how a long export goes on.
    pub fn seen_after(
        &self,
        filter: &SeenFilter,
        after: (i64, i64),
        take: u32,
    ) -> Result<Vec<SeenRow>, LedgerError> {
        let (from, before, account, subject, what, end) = filter.values();
        let tail = filter.tail();
        let sql = format!("SELECT {COLUMNS} {tail} AND (at, id) > (?7, ?8) ORDER BY at, id LIMIT ?9");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let values = (from.max(after.0), before, account, subject, what, end, after.0, after.1, take);
        Ok(statement.query_map(values, seen)?.collect::<Result<_, _>>()?)
    }

    /// How many entries there are.
    pub fn count_seen(&self, filter: &SeenFilter) -> Result<u64, LedgerError> {
        let sql = format!("SELECT count(*) {}", filter.tail());
        let count: i64 = self.conn.prepare_cached(&sql)?.query_row(filter.values(), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Removes up to `most` entries before a time; how many. Nobody else writes meanwhile, so ask for few at once.
    pub fn purge_seen(&self, before: i64, most: u32) -> Result<usize, LedgerError> {
        const SQL: &str = "DELETE FROM seen WHERE id IN
            (SELECT id FROM seen INDEXED BY seen_at WHERE at < ?1 ORDER BY at LIMIT ?2)";
        self.change(SQL, (before, most))
    }
}
