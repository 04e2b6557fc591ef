//! Ledger files somebody is looking at and has not taken in yet. They are kept in memory only, bounded in number, size and age: a restart loses
//! them, and the page then says so and asks for the file again. Nothing of a draft is in the book.

use jiff::{SignedDuration, Timestamp};
use qinghuo_domain::{City, Date, PostId, fact::ImportId, rules::Rules};
use qinghuo_intake::{Asked, Intake, NoIntake};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// No ledger is larger; the reader has the same bound.
pub const LARGEST: usize = 64 << 20;
/// Drafts kept; of more, the oldest goes.
const MOST: usize = 16;
/// Bytes of all of them together.
const MOST_BYTES: usize = 256 << 20;
/// How long a draft is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A file under way.
#[derive(Debug)]
pub struct Draft {
    /// Its name in addresses, and in the key of the order that takes it in.
    pub id: String,
    /// The post that brought it; nobody else finds it.
    pub owner: Option<PostId>,
    /// The file's name as it came, without its path.
    pub file: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// What was said beside it.
    pub asked: Asked,
    /// What it became.
    pub import: Option<ImportId>,
}

/// All drafts, and the last intake made of one.
#[derive(Debug, Default)]
pub struct Drafts {
    kept: Mutex<VecDeque<Kept>>,
    last: Mutex<Option<Made>>,
}

#[derive(Debug)]
struct Kept {
    id: String,
    owner: Option<PostId>,
    bytes: usize,
    since: Timestamp,
    draft: Arc<Mutex<Draft>>,
}

/// An intake with what it was made from.
#[derive(Debug)]
struct Made {
    id: String,
    asked: Asked,
    head: u64,
    today: Date,
    intake: Arc<Intake>,
}

impl Drafts {
    /// Keeps a draft, and lets go of those that are too old or too many.
    pub fn keep(&self, draft: Draft, now: Timestamp) {
        let mut kept = lock(&self.kept);
        kept.retain(|old| now.duration_since(old.since) < KEPT_FOR);
        let bytes = draft.bytes.len();
        while kept.len() >= MOST
            || kept.iter().map(|old| old.bytes).sum::<usize>() + bytes > MOST_BYTES && !kept.is_empty()
        {
            kept.pop_front();
        }
        let (id, owner) = (draft.id.clone(), draft.owner);
        kept.push_back(Kept { id, owner, bytes, since: now, draft: Arc::new(Mutex::new(draft)) });
    }

    /// The draft of this name that somebody brought, unless it was let go of.
    pub fn find(&self, id: &str, owner: Option<PostId>) -> Option<Arc<Mutex<Draft>>> {
        lock(&self.kept)
            .iter()
            .find(|kept| kept.id == id && kept.owner == owner)
            .map(|kept| Arc::clone(&kept.draft))
    }

    /// What somebody brought and has not taken in: its name in addresses, the file's, and when it came; the latest first.
    pub fn open(&self, owner: Option<PostId>) -> Vec<(String, String, Timestamp)> {
        let mine = |kept: &&Kept| kept.owner == owner;
        let kept: Vec<_> = lock(&self.kept)
            .iter()
            .rev()
            .filter(mine)
            .map(|kept| (kept.id.clone(), kept.since, Arc::clone(&kept.draft)))
            .collect();
        let open = kept.into_iter().filter_map(|(id, since, draft)| {
            let draft = lock(&draft);
            draft.import.is_none().then(|| (id, draft.file.clone(), since))
        });
        open.collect()
    }

    /// Lets go of a draft.
    pub fn discard(&self, id: &str) {
        lock(&self.kept).retain(|kept| kept.id != id);
        lock(&self.last).take_if(|made| made.id == id);
    }

    /// What would become of a draft in the city as it is. One file is read at a time: a large one costs memory.
    ///
    /// # Errors
    /// See [`Intake::of`].
    pub fn intake(
        &self,
        draft: &Draft,
        (city, head): (&City, u64),
        rules: &Rules,
        today: Date,
    ) -> Result<Arc<Intake>, NoIntake> {
        let mut last = lock(&self.last);
        if let Some(made) = last.as_ref()
            && made.id == draft.id
            && (made.head, made.today) == (head, today)
            && made.asked == draft.asked
        {
            return Ok(Arc::clone(&made.intake));
        }
        // The one before is let go of first.
        *last = None;
        let intake = Intake::of(&draft.bytes, &draft.file, &draft.asked, city, rules, today)?;
        let intake = Arc::new(intake);
        let asked = draft.asked.clone();
        *last = Some(Made { id: draft.id.clone(), asked, head, today, intake: Arc::clone(&intake) });
        Ok(intake)
    }
}

/// Nothing is left half done under these locks, so a panic elsewhere does not spoil what they guard.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Characters of the name of a file.
const LONGEST_NAME: usize = 200;

/// The name of a file without its path, of a length that fits a page. A name that is nothing but a way to another folder is none.
pub fn file_name(given: &str) -> String {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = qinghuo_intake::tame(name);
    if name.trim_matches(['.', ' ']).is_empty() {
        String::new()
    } else {
        name.chars().take(LONGEST_NAME).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(id: usize, bytes: usize) -> Draft {
        Draft {
            owner: None,
            id: id.to_string(),
            file: String::new(),
            bytes: vec![0; bytes],
            asked: Asked::default(),
            import: None,
        }
    }

    #[test]
    fn the_oldest_drafts_go_by_number_size_and_age() {
        let now: Timestamp = "2024-11-24T02:00:00Z".parse().unwrap();
        let drafts = Drafts::default();
        (0..MOST + 2).for_each(|id| drafts.keep(draft(id, 1), now));
        assert!(drafts.find("0", None).is_none() && drafts.find("1", None).is_none());
        assert!(drafts.find("2", None).is_some() && drafts.find(&(MOST + 1).to_string(), None).is_some());
        drafts.keep(draft(100, MOST_BYTES), now);
        assert!(drafts.find("100", Some(PostId(7))).is_none(), "somebody else's");
        assert_eq!(drafts.open(None).len(), 1);
        assert!(drafts.open(Some(PostId(7))).is_empty(), "somebody else's");
        assert!(drafts.find("2", None).is_none() && drafts.find("100", None).is_some());
        drafts.keep(draft(101, 1), now + KEPT_FOR);
        assert!(drafts.find("100", None).is_none() && drafts.find("101", None).is_some());
        drafts.discard("101");
        assert!(drafts.find("101", None).is_none());
    }

    #[test]
    fn a_file_has_a_name_and_no_path() {
        for (given, want) in [
            ("台账.xlsx", "台账.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\b.xls", "b.xls"),
            ("a\u{7}\nb", "a  b"),
            ("a\0b.xlsx", "a b.xlsx"),
            ("台账\u{202e}xslx.exe", "台账 xslx.exe"),
            ("\u{2066}a\u{2069}\u{200b}\u{2028}b\u{feff}", "a   b"),
            ("", ""),
            (".", ""),
            ("a/..", ""),
            (" . . ", ""),
            (".xlsx", ".xlsx"),
        ] {
            assert_eq!(file_name(given), want, "{given:?}");
        }
        assert_eq!(file_name(&"长".repeat(4096)).chars().count(), LONGEST_NAME);
    }
}
