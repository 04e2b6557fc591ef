//! "Did you mean …": the known word nearest to a written one.

use crate::diagnostic::Nearest;

/// The nearest of `known` to `written`, if no more than a third of its characters differ (one of two; none of one).
pub(crate) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Nearest {
    let length = written.chars().count();
    let allowed = if length < 2 { 0 } else { length.div_ceil(3) };
    let found = known
        .into_iter()
        .map(|word| (distance(written, word), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance);
    Nearest(found.map(|(_, word)| word.into()))
}

/// Insertions, deletions and replacements between two words, and swaps of neighbours (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (index, left) in a.chars().enumerate() {
        let mut next = vec![index + 1];
        let mut corner = index;
        let mut before = None;
        for (column, right) in b.iter().copied().enumerate() {
            let up = row.get(column + 1).copied().unwrap_or(usize::MAX - 1);
            let side = next.last().copied().unwrap_or(usize::MAX - 1);
            let mut cost = (corner + usize::from(left != right)).min(up + 1).min(side + 1);
            if previous == Some(right)
                && before == Some(left)
                && let Some(swapped) = column.checked_sub(1).and_then(|c| above.get(c))
            {
                cost = cost.min(swapped + 1);
            }
            next.push(cost);
            corner = up;
            before = Some(right);
        }
        above = std::mem::replace(&mut row, next);
        previous = Some(left);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_edits_and_swaps() {
        for (a, b, want) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("name", "name", 0),
            ("naem", "name", 1),
            ("nam", "name", 1),
            ("历下", "历下区", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), want, "{a} {b}");
        }
    }

    #[test]
    fn only_a_near_word_is_suggested() {
        let known = ["yellow", "red", "source"];
        assert_eq!(nearest("yelow", known).to_string(), "yellow");
        assert_eq!(nearest("sorce", known).to_string(), "source");
        assert_eq!(nearest("phases", known), Nearest(None));
    }
}
