//! Tables on a terminal: Chinese characters take two columns, numbers stand right, a heading row stands above a rule.

use crate::screen::{Paint, Screen};
use qinghuo_intake::tame;
use unicode_width::UnicodeWidthStr;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    text: String,
    paint: Paint,
}

impl Cell {
    /// A cell in a colour.
    pub fn painted(text: impl AsRef<str>, paint: Paint) -> Self {
        Self { text: tame(text.as_ref()), paint }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::painted(text, Paint::Plain)
    }
}

/// A table under construction.
pub struct Table {
    headings: Vec<(String, Side)>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(headings: impl IntoIterator<Item = (String, Side)>) -> Self {
        Self { headings: headings.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row, as many cells as there are columns.
    pub fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, each ended.
    pub fn render(&self, screen: Screen) -> String {
        let widths: Vec<usize> = self
            .headings
            .iter()
            .enumerate()
            .map(|(column, (heading, _))| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.text.width()).chain([heading.width()]).max().unwrap_or_default()
            })
            .collect();
        let heads: Vec<Cell> =
            self.headings.iter().map(|(heading, _)| Cell::painted(heading, Paint::Strong)).collect();
        let rule: Vec<Cell> =
            widths.iter().map(|width| Cell::painted("-".repeat(*width), Paint::Faint)).collect();
        let mut text = String::new();
        for row in [&heads, &rule].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for ((cell, (_, side)), width) in row.iter().zip(&self.headings).zip(&widths) {
                if !line.is_empty() {
                    line.push_str("  ");
                }
                let blanks = " ".repeat(width - cell.text.width().min(*width));
                let word = screen.paint(&cell.text, cell.paint);
                match side {
                    Side::Left => line.extend([word, blanks]),
                    Side::Right => line.extend([blanks, word]),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let mut table = Table::new([("区县".to_owned(), Side::Left), ("n".to_owned(), Side::Right)]);
        table.push([Cell::from("历下区"), Cell::from("7")]);
        table.push([Cell::from("Mid"), Cell::from("1,234")]);
        let lines = table.render(Screen::new());
        assert_eq!(lines, "区县        n\n------  -----\n历下区      7\nMid     1,234\n");
    }
}
