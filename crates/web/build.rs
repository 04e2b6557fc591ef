//! Refuses to build without the front-end files, and says where they come from.

use std::{env, path::Path, process::ExitCode};

const FETCHED: [&str; 3] = ["tabler.min.css", "tabler.min.css.gz", "icons/search.svg"];

fn main() -> ExitCode {
    let vendor = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("assets/vendor");
    println!("cargo::rerun-if-changed=build.rs");
    for file in FETCHED {
        println!("cargo::rerun-if-changed=assets/vendor/{file}");
        if !vendor.join(file).is_file() {
            println!(
                "cargo::error=front-end file assets/vendor/{file} is missing: run `./dev assets` in the repository's root first"
            );
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
