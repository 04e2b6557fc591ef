//! What is true on one machine only: a developer's own directories, and where packages are fetched from.
//!
//! Lock files are written by the package tools and are not looked at. The words looked for are put together here, so
//! that this file keeps its own rule.

use super::{Violation, line_at};
use crate::tree::Tree;

const LOCK_FILES: [&str; 2] = ["Cargo.lock", "package-lock.json"];
/// First parts of absolute paths that lie in somebody's own directories.
const PRIVATE_ROOTS: [&str; 3] = ["home", "root", "work"];
const REGISTRY_HOSTS: [&str; 5] = [
    concat!("registry", ".npmjs"),
    concat!("index", ".crates.io"),
    concat!("static", ".crates.io"),
    concat!("pypi", ".org"),
    concat!("files", ".pythonhosted"),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for file in &tree.files {
        if LOCK_FILES.iter().any(|name| file.path.rsplit('/').next() == Some(name)) {
            continue;
        }
        for root in PRIVATE_ROOTS {
            for line in absolute_paths(&file.text, &format!("/{root}/")) {
                let message = format!("`/{root}/` is a directory of one machine");
                violations.push(Violation::at(&file.path, line, message));
            }
        }
        for host in REGISTRY_HOSTS {
            for (offset, _) in file.text.match_indices(host) {
                let message = format!("`{host}` is a package registry: leave the choice to each machine");
                violations.push(Violation::at(&file.path, line_at(&file.text, offset), message));
            }
        }
    }
    violations
}

/// The lines on which a path begins with `root`, rather than passing through a directory of that name.
fn absolute_paths(text: &str, root: &str) -> impl Iterator<Item = usize> {
    text.match_indices(root).filter_map(|(offset, _)| {
        let before = text.split_at(offset).0;
        let inside_a_path = before.ends_with(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')' | '*' | '~')
        });
        (!inside_a_path).then(|| line_at(text, offset))
    })
}

#[cfg(test)]
mod tests {
    //! Paths and hosts of one machine, and what only looks like them.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn a_path_or_host_of_one_machine_is_found() {
        let text =
            PRIVATE_ROOTS.map(|root| format!("see \"/{root}/me\"\n")).concat() + &REGISTRY_HOSTS.join("\n");
        let found = places(check, &[("docs/build.md", &text)]);
        assert_eq!(found, [1, 2, 3, 4, 5, 6, 7, 8].map(|line| format!("docs/build.md:{line}")));
    }

    #[test]
    fn a_directory_on_the_way_and_a_lock_file_pass() {
        let text = "target/work/a ./home/b $ROOT/root/c https://example.org/home/ crates.io";
        let lock = REGISTRY_HOSTS.join("\n");
        let files = [("docs/build.md", text), ("Cargo.lock", &lock), ("web/package-lock.json", &lock)];
        assert_eq!(places(check, &files), [""; 0]);
    }
}
