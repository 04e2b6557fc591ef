//! The project's own text files: what git tracks, and what it would track if it were added.
//!
//! Build products and fetched files are not part of the tree; neither are files that are not UTF-8.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::rust::{self, RustFile};

/// Directories that the walk of a checkout without git leaves out, as `.gitignore` does.
const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "vendor", "data"];

/// A text file of the project.
pub struct File {
    /// Relative to the project's root, with forward slashes.
    pub path: String,
    pub text: String,
}

/// All files, and the Rust files among those of the crates once more, taken apart.
pub struct Tree {
    pub files: Vec<File>,
    pub rust: Vec<RustFile>,
}

impl Tree {
    /// Reads the checkout that this program was built from.
    pub fn read() -> Result<Tree> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("the xtask crate sits two levels below the root")?;
        let mut files = Vec::new();
        for path in list_with_git(root).map_or_else(|| walk(root), Ok)? {
            // A file may be deleted and still be in the index; another may be no text.
            if let Some(text) =
                std::fs::read(root.join(&path)).ok().and_then(|bytes| String::from_utf8(bytes).ok())
            {
                files.push(File { path, text });
            }
        }
        Ok(Tree::of(files))
    }

    /// The tree of these files.
    pub fn of(files: Vec<File>) -> Tree {
        let rust = rust::read_all(&files);
        Tree { files, rust }
    }

    /// The files called `name` right inside of each crate, with the directory name of the crate.
    pub fn per_crate<'t>(&'t self, name: &'t str) -> impl Iterator<Item = (&'t str, &'t File)> {
        self.files.iter().filter_map(move |file| {
            let (krate, rest) = file.path.strip_prefix("crates/")?.split_once('/')?;
            (rest == name).then_some((krate, file))
        })
    }
}

/// `None` where git or its repository is absent, as in an unpacked archive.
fn list_with_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    let listing = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

fn walk(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(directory) = waiting.pop() {
        let entries =
            std::fs::read_dir(&directory).with_context(|| format!("listing {}", directory.display()))?;
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                    waiting.push(entry.path());
                }
            } else if let Ok(path) = entry.path().strip_prefix(root) {
                paths.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
pub mod tests {
    //! Trees of a few lines, for the tests of the rules.
    use super::*;

    pub fn tree(files: &[(&str, &str)]) -> Tree {
        Tree::of(
            files
                .iter()
                .map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() })
                .collect(),
        )
    }

    #[test]
    fn reads_this_very_checkout() {
        let tree = Tree::read().unwrap();
        assert!(tree.files.iter().any(|file| file.path == "Cargo.toml"));
        assert!(tree.rust.iter().any(|file| file.path == "crates/xtask/src/tree.rs"));
        assert!(tree.per_crate("Cargo.toml").any(|(krate, _)| krate == "xtask"));
    }

    #[test]
    fn a_checkout_without_git_is_walked() {
        let paths = walk(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(paths.iter().any(|path| path == "Cargo.toml"), "{paths:?}");
        assert!(paths.iter().any(|path| path == "src/tree.rs"), "{paths:?}");
    }
}
