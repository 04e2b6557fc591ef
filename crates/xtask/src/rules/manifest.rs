//! The dependencies a `Cargo.toml` names. This reads the lines cargo's own manifests are written in, not all of TOML.

/// A dependency of a crate.
#[derive(Debug, PartialEq)]
pub struct Dependency<'t> {
    /// The package's own name, also where the crate calls it otherwise.
    pub package: &'t str,
    /// Counted from 1.
    pub line: usize,
    /// Whether only tests, examples and benches see it.
    pub for_tests: bool,
}

/// What a table of the manifest is about.
enum Table<'t> {
    Other,
    Dependencies { for_tests: bool },
    One { name: &'t str, for_tests: bool },
}

/// Every dependency of every section, in the order of the text.
pub fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found: Vec<Dependency<'_>> = Vec::new();
    let mut table = Table::Other;
    for (line, text) in (1..).zip(manifest.lines()) {
        let text = text.trim();
        if let Some(header) = text.strip_prefix('[') {
            table = table_of(header.split(']').next().unwrap_or_default());
            if let Table::One { name, for_tests } = table {
                found.push(Dependency { package: name, line, for_tests });
            }
            continue;
        }
        match table {
            Table::Dependencies { for_tests } => {
                let name = text.split(['.', '=', ' ']).next().unwrap_or_default().trim_matches('"');
                if !name.is_empty() && !name.starts_with('#') {
                    found.push(Dependency { package: renamed(text).unwrap_or(name), line, for_tests });
                }
            }
            Table::One { .. } => {
                if let (Some(package), Some(last)) = (renamed(text), found.last_mut()) {
                    last.package = package;
                }
            }
            Table::Other => {}
        }
    }
    found
}

fn table_of(header: &str) -> Table<'_> {
    for (section, for_tests) in
        [("dev-dependencies", true), ("build-dependencies", false), ("dependencies", false)]
    {
        // A header is `dependencies`, `target.'…'.dependencies` or either with `.name` behind it.
        if let Some((before, after)) = header.rsplit_once(section) {
            if !before.is_empty() && !before.ends_with('.') {
                continue;
            }
            return match after.strip_prefix('.') {
                Some(name) => Table::One { name: name.trim_matches('"'), for_tests },
                None => Table::Dependencies { for_tests },
            };
        }
    }
    Table::Other
}

/// The value of a `package` key on this line.
fn renamed(text: &str) -> Option<&str> {
    let (before, after) = text.split_once("package")?;
    (before.is_empty() || before.ends_with([' ', '{', ','])).then_some(())?;
    after.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?.split('"').next()
}

#[cfg(test)]
mod tests {
    //! Every way a manifest spells a dependency.
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        let manifest = "[package]\nname = \"a\"\nversion.workspace = true\n\n[lints]\nworkspace = true\n\n\
                        [dependencies] # these ship\n# none\nserde.workspace = true\ntime = \"1\"\n\
                        jiff = { version = \"1\", features = [\"std\"] }\n\"quoted\" = \"1\"\n\
                        alias = { package = \"real\", version = \"1\" }\n\n\
                        [dev-dependencies.insta]\nversion = \"1\"\n\n\
                        [target.'cfg(windows)'.build-dependencies]\ncc = \"1\"\n\n\
                        [dependencies.short]\nversion = \"1\"\npackage = \"long\"\n\n[features]\ndefault = []\n";
        let read: Vec<(&str, usize, bool)> =
            dependencies(manifest).iter().map(|it| (it.package, it.line, it.for_tests)).collect();
        assert_eq!(
            read,
            [
                ("serde", 10, false),
                ("time", 11, false),
                ("jiff", 12, false),
                ("quoted", 13, false),
                ("real", 14, false),
                ("insta", 16, true),
                ("cc", 20, false),
                ("long", 22, false),
            ]
        );
    }
}
