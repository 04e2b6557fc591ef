//! Which crate of the workspace may depend on which; nothing points back. Development dependencies obey the same table.

use super::Violation;
use crate::rules::manifest::dependencies;
use crate::tree::Tree;

/// Directory names of the crates: who, and on whom they may depend.
const ARROWS: &[(&str, &[&str])] = &[
    ("schedule", &[]),
    ("domain", &["schedule"]),
    ("playbook", &["domain", "schedule"]),
    ("demo", &["domain", "playbook", "schedule"]),
    ("ledger", &[]),
    ("accounts", &["ledger"]),
    ("oidc", &[]),
    ("office", &["domain", "ledger"]),
    ("sheet", &["domain"]),
    ("interchange", &["domain", "schedule"]),
    ("locale", &["domain"]),
    ("intake", &["domain", "locale", "sheet"]),
    ("report", &["domain", "locale", "playbook"]),
    ("print", &[]),
    ("verify", &[]),
    (
        "web",
        &[
            "accounts",
            "domain",
            "intake",
            "interchange",
            "locale",
            "office",
            "oidc",
            "playbook",
            "report",
            "sheet",
        ],
    ),
    (
        "qinghuo",
        &[
            "accounts",
            "demo",
            "domain",
            "intake",
            "interchange",
            "ledger",
            "locale",
            "office",
            "oidc",
            "playbook",
            "report",
            "sheet",
            "web",
        ],
    ),
    (
        "bench",
        &[
            "accounts",
            "domain",
            "interchange",
            "ledger",
            "locale",
            "office",
            "playbook",
            "qinghuo",
            "schedule",
            "sheet",
            "web",
        ],
    ),
    ("xtask", &[]),
];

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (krate, manifest) in tree.per_crate("Cargo.toml") {
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == krate) else {
            violations.push(Violation::at(
                &manifest.path,
                1,
                format!("`{krate}` is not in the table of arrows"),
            ));
            continue;
        };
        for dependency in dependencies(&manifest.text) {
            if let Some(target) = directory_of(dependency.package)
                && !allowed.contains(&target)
            {
                violations.push(Violation::at(
                    &manifest.path,
                    dependency.line,
                    format!("`{krate}` must not depend on `{target}`"),
                ));
            }
        }
    }
    violations
}

/// The directory name of a package of this workspace, `None` for one from outside.
fn directory_of(package: &str) -> Option<&str> {
    match package {
        "qinghuo" | "xtask" => Some(package),
        _ => package.strip_prefix("qinghuo-"),
    }
}

#[cfg(test)]
mod tests {
    //! Manifests along the arrows and against them.
    use super::*;
    use crate::rules::tests::places;

    #[test]
    fn an_arrow_of_the_table_passes() {
        let web = "[dependencies]\nqinghuo-office.workspace = true\naxum.workspace = true\n";
        assert_eq!(places(check, &[("crates/web/Cargo.toml", web)]), [""; 0]);
    }

    #[test]
    fn an_arrow_that_points_back_is_found_in_every_section_and_spelling() {
        let domain = "[package]\nname = \"qinghuo-domain\"\n\n[dependencies]\nserde.workspace = true\n\
                      qinghuo-web.workspace = true\nbook = { package = \"qinghuo-playbook\", path = \"../playbook\" }\n\n\
                      [dev-dependencies]\nqinghuo-playbook = { path = \"../playbook\" }\n\n\
                      [target.'cfg(unix)'.dependencies]\nqinghuo = { path = \"../qinghuo\" }\n\n\
                      [dependencies.qinghuo-ledger]\nworkspace = true\n";
        assert_eq!(
            places(check, &[("crates/domain/Cargo.toml", domain)]),
            [6, 7, 10, 13, 15].map(|line| format!("crates/domain/Cargo.toml:{line}"))
        );
    }

    #[test]
    fn a_crate_the_table_does_not_know_is_named() {
        assert_eq!(
            places(check, &[("crates/annex/Cargo.toml", "[package]\n")]),
            ["crates/annex/Cargo.toml:1"]
        );
    }
}
