//! Rust sources, told apart: code, comments and string literals, each for what ships and for what only tests.
//!
//! This is no parser. It knows just enough of the language's tokens to be never mistaken about which of the three a
//! character belongs to, and enough of its brackets to find where an item under `#[cfg(test)]` ends.

use std::ops::Range;

use crate::tree::File;

/// The marker of an item that exists in tests only.
const TEST_ITEM: &str = "#[cfg(test)]";
/// The marker of a file that exists in tests only.
const TEST_FILE: &str = "#![cfg(test)]";

/// One text as three layers of the same length: each keeps what is its own at its place and is blank elsewhere, so that
/// an offset is the same spot in all of them. Character literals are in none.
#[derive(Clone, Default)]
pub struct Layers {
    pub code: String,
    pub comments: String,
    pub literals: String,
}

/// A Rust file of a crate.
pub struct RustFile {
    pub path: String,
    /// The directory name of its crate.
    pub krate: String,
    /// Whether it lies under the crate's `src`.
    pub in_src: bool,
    /// How many lines ship.
    pub shipped_lines: usize,
    /// What ships; blank where only tests are.
    pub shipped: Layers,
    /// What only tests; blank where something ships.
    pub tests: Layers,
}

impl RustFile {
    /// Both halves of the file.
    pub fn halves(&self) -> [&Layers; 2] {
        [&self.shipped, &self.tests]
    }
}

/// Takes every Rust file under `crates/` apart.
pub fn read_all(files: &[File]) -> Vec<RustFile> {
    let rust: Vec<(&File, Layers)> = files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.path.ends_with(".rs"))
        .map(|file| (file, Layers::of(&file.text)))
        .collect();
    let test_modules: Vec<String> =
        rust.iter().flat_map(|(file, layers)| test_modules(&file.path, &layers.code)).collect();
    rust.into_iter().filter_map(|(file, layers)| read(file, &layers, &test_modules)).collect()
}

fn read(file: &File, layers: &Layers, test_modules: &[String]) -> Option<RustFile> {
    let (krate, inside) = file.path.strip_prefix("crates/")?.split_once('/')?;
    let in_src = inside.starts_with("src/");
    let is_test = inside.starts_with("tests/")
        || layers.code.contains(TEST_FILE)
        || test_modules.iter().any(|module| is_module_file(&file.path, module));
    let whole = 0..file.text.len();
    let test_ranges = if is_test { vec![whole] } else { test_items(&layers.code) };
    let test_lines: usize = test_ranges
        .iter()
        .filter_map(|range| file.text.get(range.clone()))
        .map(|it| it.lines().count())
        .sum();
    Some(RustFile {
        path: file.path.clone(),
        krate: krate.to_owned(),
        in_src,
        shipped_lines: file.text.lines().count().saturating_sub(test_lines),
        shipped: layers.select(|offset| !test_ranges.iter().any(|range| range.contains(&offset))),
        tests: layers.select(|offset| test_ranges.iter().any(|range| range.contains(&offset))),
    })
}

/// Whether `path` is the file of module `module` (a path without extension) or of a module below it.
fn is_module_file(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// The modules a file declares under `#[cfg(test)]` with their text elsewhere, as paths without extension.
fn test_modules(path: &str, code: &str) -> Vec<String> {
    let Some((directory, name)) = path.rsplit_once('/') else { return Vec::new() };
    let directory = match name {
        "lib.rs" | "main.rs" | "mod.rs" => directory.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    test_items(code)
        .into_iter()
        .filter_map(|range| {
            let (head, module) = code.get(range)?.strip_suffix(';')?.rsplit_once("mod ")?;
            (!head.contains('{')).then(|| format!("{directory}/{}", module.trim()))
        })
        .collect()
}

/// Where the items under `#[cfg(test)]` stand, marker included.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut items: Vec<Range<usize>> = Vec::new();
    for (start, marker) in code.match_indices(TEST_ITEM) {
        // A marker inside of an item that is under one already adds nothing.
        if items.last().is_none_or(|last| start >= last.end) {
            items.push(start..item_end(code, start + marker.len()));
        }
    }
    items
}

/// Where the item that begins at `start` ends: behind its first `;` or its closing brace, whichever comes first outside
/// of round and square brackets.
fn item_end(code: &str, start: usize) -> usize {
    let mut braces = 0_usize;
    let mut brackets = 0_usize;
    for (offset, character) in code.char_indices().skip_while(|(offset, _)| *offset < start) {
        match character {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '{' => braces += 1,
            '}' if braces <= 1 => return offset + 1,
            '}' => braces -= 1,
            ';' if braces == 0 && brackets == 0 => return offset + 1,
            _ => {}
        }
    }
    code.len()
}

#[derive(Clone, Copy, PartialEq)]
enum Layer {
    Code,
    Comment,
    Literal,
    Character,
}

impl Layers {
    fn of(text: &str) -> Layers {
        let mut layers = Layers::default();
        let mut rest = text;
        while !rest.is_empty() {
            let (layer, length) = next_piece(rest);
            let (piece, tail) = rest.split_at(length);
            paint(&mut layers.code, piece, |_| layer == Layer::Code);
            paint(&mut layers.comments, piece, |_| layer == Layer::Comment);
            paint(&mut layers.literals, piece, |_| layer == Layer::Literal);
            rest = tail;
        }
        layers
    }

    fn select(&self, keep: impl Fn(usize) -> bool) -> Layers {
        let select = |layer: &str| {
            let mut kept = String::with_capacity(layer.len());
            paint(&mut kept, layer, &keep);
            kept
        };
        Layers {
            code: select(&self.code),
            comments: select(&self.comments),
            literals: select(&self.literals),
        }
    }
}

/// Appends `piece`, blank where it is not to be kept; line ends always stay, and so does the length in bytes.
fn paint(layer: &mut String, piece: &str, keep: impl Fn(usize) -> bool) {
    for (offset, character) in piece.char_indices() {
        if character == '\n' || keep(offset) {
            layer.push(character);
        } else {
            layer.extend(std::iter::repeat_n(' ', character.len_utf8()));
        }
    }
}

/// The layer and the length in bytes of the piece that `rest` (not empty, at the start of a token) begins with.
fn next_piece(rest: &str) -> (Layer, usize) {
    if rest.starts_with("//") {
        return (Layer::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Layer::Comment, block_comment_length(rest));
    }
    if let Some(length) = raw_string_length(rest) {
        return (Layer::Literal, length);
    }
    let mut characters = rest.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some('"'), _, _) => (Layer::Literal, quoted_length(rest, '"')),
        (Some('\''), Some('\\'), _) => (Layer::Character, quoted_length(rest, '\'')),
        (Some('\''), Some(inner), Some('\'')) => (Layer::Character, inner.len_utf8() + 2),
        (Some(first), _, _) => {
            // A word is taken whole, so that the `r` at the end of one never looks like the start of a raw string.
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (Layer::Code, word.max(first.len_utf8()))
        }
        (None, _, _) => (Layer::Code, 0),
    }
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut length = 0;
    while let Some(tail) = rest.get(length..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with("/*") {
            depth += 1;
            length += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            length += 2;
            if depth == 0 {
                break;
            }
        } else {
            length += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    length
}

fn raw_string_length(rest: &str) -> Option<usize> {
    let body = ["r", "br", "cr"].iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let opened = body.trim_start_matches('#');
    let hashes = body.len() - opened.len();
    let text = opened.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = text.find(&end).map_or(text.len(), |at| at + end.len());
    Some(rest.len() - text.len() + length)
}

/// The length of a literal that starts and ends with `quote`, in which a backslash escapes the next character.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return offset + quote.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    //! What belongs to which layer, token by token; then what ships and what tests.
    use super::*;
    use crate::tree::tests::tree;

    fn words(layer: &str) -> String {
        layer.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_token_lands_in_its_layer() {
        // text | code | comments | literals
        let table: &[(&str, &str, &str, &str)] = &[
            ("a // b \"c\"\nd", "a d", "// b \"c\"", ""),
            ("a /* b /* c */ \" */ d", "a d", "/* b /* c */ \" */", ""),
            (r#"f("a // b", c)"#, "f( , c)", "", r#""a // b""#),
            (r#"f("a \" b") // c"#, "f( )", "// c", r#""a \" b""#),
            (r#"f("\\") // c"#, "f( )", "// c", r#""\\""#),
            ("r\"a\\\" b", "b", "", "r\"a\\\""),
            ("r##\"a \"# b\"## c", "c", "", "r##\"a \"# b\"##"),
            ("br#\"a\"# b\"c\"", "b", "", "br#\"a\"# \"c\""),
            ("for\"a\"", "for", "", "\"a\""),
            ("r#type \"a\"", "r#type", "", "\"a\""),
            ("x == '\"' && y == '{' z", "x == && y == z", "", ""),
            (r"'\'' 'a' '\u{4e00}' b", "b", "", ""),
            ("fn f<'a>(x: &'a str) \"b\"", "fn f<'a>(x: &'a str)", "", "\"b\""),
            ("'擎' \"火\" // 市", "", "// 市", "\"火\""),
            ("\"never closed // a", "", "", "\"never closed // a"),
        ];
        for (text, code, comments, literals) in table {
            let layers = Layers::of(text);
            assert_eq!(
                [words(&layers.code), words(&layers.comments), words(&layers.literals)],
                [*code, *comments, *literals],
                "{text}"
            );
            assert!([layers.code, layers.comments, layers.literals].iter().all(|it| it.len() == text.len()));
        }
    }

    #[test]
    fn an_item_under_cfg_test_is_a_test_and_what_follows_ships() {
        let text = "//! Doc.\nfn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n  fn b() { '}'; \"}\"; }\n}\nfn c() {}\n";
        let tree = tree(&[("crates/domain/src/lib.rs", text)]);
        let [file] = tree.rust.as_slice() else { panic!() };
        assert_eq!(words(&file.shipped.code), "fn a() {} fn c() {}");
        assert!(file.tests.code.contains("fn b()") && file.tests.literals.contains('}'));
        assert_eq!(file.shipped_lines, 3);
    }

    #[test]
    fn an_import_or_constant_under_cfg_test_ends_at_its_own_end() {
        for item in ["use a::b;", "use a::{b, c}", "const A: [u8; 2] = [1, 2];", "fn f(a: [u8; 2]) {}"] {
            let code = format!("#[cfg(test)] {item} struct S;");
            let [range] = test_items(&code).try_into().unwrap();
            assert_eq!(code.get(range.end..), Some(" struct S;"), "{item}");
        }
    }

    #[test]
    fn files_of_test_modules_are_tests() {
        let declared = "//! Doc.\n#[cfg(test)]\nmod proofs;\nmod trade;\n";
        let tree = tree(&[
            ("crates/domain/src/lib.rs", declared),
            ("crates/domain/src/proofs.rs", "fn a() {}"),
            ("crates/domain/src/proofs/more.rs", "fn a() {}"),
            ("crates/domain/src/trade.rs", "#[cfg(test)]\nmod inner;\nfn a() {}"),
            ("crates/domain/src/trade/inner.rs", "fn a() {}"),
            ("crates/domain/src/proofs_of_work.rs", "fn a() {}"),
            ("crates/domain/tests/story.rs", "fn a() {}"),
            ("crates/domain/src/whole.rs", "#![cfg(test)]\nfn a() {}"),
        ]);
        let ships: Vec<&str> = tree
            .rust
            .iter()
            .filter(|file| file.shipped.code.contains("fn a"))
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(ships, ["crates/domain/src/trade.rs", "crates/domain/src/proofs_of_work.rs"]);
    }
}
