//! What a source file must be: one room, named for what it holds, that starts by saying so.

use super::Violation;
use crate::tree::Tree;

/// How many lines of a file under `src` may ship before it has to answer whether it is one room.
const MOST_LINES: usize = 600;
/// Names that say nothing about what a file holds.
const NAMELESS: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "manager", "misc"];

pub fn size(tree: &Tree) -> Vec<Violation> {
    tree.rust
        .iter()
        .filter(|file| file.in_src && file.shipped_lines > MOST_LINES)
        .map(|file| Violation::at(&file.path, 1, format!("{} lines: is it one room?", file.shipped_lines)))
        .collect()
}

pub fn names(tree: &Tree) -> Vec<Violation> {
    tree.rust
        .iter()
        .filter_map(|file| {
            let name = file.path.trim_end_matches(".rs").split('/').find(|part| NAMELESS.contains(part))?;
            Some(Violation::at(&file.path, 1, format!("`{name}` names no thing: what does it hold?")))
        })
        .collect()
}

pub fn docs(tree: &Tree) -> Vec<Violation> {
    let message = "starts without a `//!` that says what it holds and what it does not";
    tree.rust
        .iter()
        .filter(|file| file.halves().iter().all(|half| !half.comments.starts_with("//!")))
        .map(|file| Violation::at(&file.path, 1, message))
        .collect()
}

#[cfg(test)]
mod tests {
    //! Rooms too large, nameless and without a plate on the door.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn only_lines_that_ship_make_a_room_large() {
        let lines = |count: usize| "fn a() {}\n".repeat(count);
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", lines(600), lines(600));
        let (small, large) = (lines(600), lines(601));
        let files = [
            ("crates/web/src/small.rs", small.as_str()),
            ("crates/web/src/tested.rs", tested.as_str()),
            ("crates/web/tests/story.rs", large.as_str()),
            ("crates/web/src/large.rs", large.as_str()),
        ];
        assert_eq!(places(size, &files), ["crates/web/src/large.rs:1"]);
    }

    #[test]
    fn a_name_must_name_a_thing_as_file_and_as_directory() {
        let files = [
            ("crates/web/src/utils.rs", ""),
            ("crates/web/tests/common/mod.rs", ""),
            ("crates/web/src/commonwealth.rs", ""),
            ("crates/web/src/page.rs", ""),
        ];
        assert_eq!(places(names, &files), ["crates/web/src/utils.rs:1", "crates/web/tests/common/mod.rs:1"]);
    }

    #[test]
    fn a_file_starts_with_its_doc() {
        let files = [
            ("crates/web/src/lib.rs", "//! Pages.\nfn a() {}\n"),
            ("crates/web/tests/story.rs", "//! A story.\nfn a() {}\n"),
            ("crates/web/src/page.rs", "// Pages.\nfn a() {}\n"),
            ("crates/web/src/late.rs", "fn a() {}\n//! Pages.\n"),
        ];
        assert_eq!(places(docs, &files), ["crates/web/src/late.rs:1", "crates/web/src/page.rs:1"]);
    }
}
