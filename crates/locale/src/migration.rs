//! What would change under another procedure, in words: the same on the page and on the command line.

use crate::Locale;
use qinghuo_domain::{
    procedure::ItemCode,
    views::approval::migration::{Changes, Moved},
};

/// One kind of change, with its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What kind.
    pub title: String,
    /// Each of them.
    pub lines: Vec<String>,
}

impl Locale {
    /// What would change, part by part; parts nothing belongs to are left out. Items of now and of then are named by whoever knows their words.
    #[must_use]
    pub fn migration(
        &self,
        changes: &Changes,
        now: &dyn Fn(usize) -> String,
        then: &dyn Fn(usize) -> String,
    ) -> Vec<Part> {
        let named = |indices: &[usize], name: &dyn Fn(usize) -> String| -> Vec<String> {
            indices.iter().map(|index| name(*index)).collect()
        };
        let replanned = changes.replanned.iter().map(|changed| {
            let said = [
                ("item", changed.item.to_string()),
                ("from", self.days(changed.from)),
                ("to", self.days(changed.to)),
            ];
            self.text_with("migration-replanned-item", &said)
        });
        let retied = changes.retied.iter().map(|changed| {
            let mut words = changed.item.to_string();
            for (key, codes) in [("migration-tied", &changed.added), ("migration-untied", &changed.dropped)] {
                if !codes.is_empty() {
                    words += &self.text_with(key, &[("items", self.codes(codes))]);
                }
            }
            words
        });
        let parts = [
            ("migration-milestones", changes.milestones.iter().map(|moved| self.moved(moved)).collect()),
            ("migration-appear", named(&changes.appear, then)),
            ("migration-vanish", named(&changes.vanish, now)),
            ("migration-replanned", replanned.collect()),
            ("migration-retied", retied.collect()),
            ("migration-half-filled", named(&changes.half_filled, then)),
            ("migration-ahead", named(&changes.ahead, then)),
            ("migration-kept", named(&changes.kept, then)),
        ];
        parts
            .into_iter()
            .filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty())
            .map(|(key, lines)| Part { title: self.text(key).into_owned(), lines })
            .collect()
    }

    /// A milestone before and after.
    #[must_use]
    pub fn moved(&self, moved: &Moved) -> String {
        let day = |outlook: Option<qinghuo_domain::views::approval::Outlook>| match outlook {
            Some(outlook) => self.day(outlook.expected_on),
            None => self.text("migration-none").into_owned(),
        };
        let said = [
            ("milestone", self.named("milestone", moved.milestone.key())),
            ("from", day(moved.from)),
            ("to", day(moved.to)),
        ];
        let mut words = self.text_with("migration-moved", &said);
        match moved.later_workdays {
            0 => {}
            days => {
                let key = if days > 0 { "migration-later" } else { "migration-earlier" };
                words += &self.count(key, usize::try_from(days.unsigned_abs()).unwrap_or_default());
            }
        }
        words
    }

    fn codes(&self, codes: &[ItemCode]) -> String {
        codes.iter().map(ItemCode::as_str).collect::<Vec<_>>().join(&self.text("value-join"))
    }
}
