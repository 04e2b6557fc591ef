//! The way from one page of rows to the next: the ends, and two on either side of where one is.

use crate::query::BadParameter;
use qinghuo_locale::Locale;

/// The links under a table.
pub struct Pager {
    /// Which rows are shown, in words.
    pub summary: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Number, address, and whether it is the one shown; empty where one page holds all.
    pub pages: Vec<(usize, String, bool)>,
}

/// Which rows a page shows.
#[derive(Clone, Copy)]
pub struct Slice {
    /// All rows.
    pub all: usize,
    /// The page, from 0; the last one if there are not so many.
    pub page: usize,
    /// Rows on a page.
    pub size: usize,
}

impl Slice {
    /// The page of so many rows that is asked for, or the last.
    pub fn of(all: usize, asked: usize, size: usize) -> Self {
        Self { all, page: asked.min(all.div_ceil(size).max(1) - 1), size }
    }

    /// What is to be said where a page is asked for that is not there.
    pub fn beyond(self, asked: usize) -> Option<BadParameter> {
        let value = (asked + 1).to_string();
        (asked > self.page).then(|| BadParameter { name: "page".to_owned(), value, fault: "page-beyond" })
    }

    /// How many pages there are; at least one.
    pub fn pages(self) -> usize {
        self.all.div_ceil(self.size).max(1)
    }

    /// The first row, from 0.
    pub const fn first(self) -> usize {
        self.page * self.size
    }
}

/// The pager of a slice; `link` gives the address of a page, from 0.
pub fn pager(locale: &Locale, key: &str, slice: Slice, link: impl Fn(usize) -> String) -> Pager {
    let (pages, here) = (slice.pages(), slice.page);
    let last = (slice.first() + slice.size).min(slice.all);
    let numbers = [
        ("first", (slice.first() + 1).min(last).to_string()),
        ("last", last.to_string()),
        ("all", slice.all.to_string()),
    ];
    let near = |page: &usize| *page == 0 || *page + 1 == pages || page.abs_diff(here) <= 2;
    Pager {
        summary: locale.text_with(key, &numbers),
        previous: here.checked_sub(1).map(&link),
        next: (here + 1 < pages).then(|| link(here + 1)),
        pages: if pages > 1 {
            (0..pages).filter(near).map(|page| (page + 1, link(page), page == here)).collect()
        } else {
            Vec::new()
        },
    }
}
