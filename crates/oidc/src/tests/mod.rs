//! Tokens and a provider under test. What a real provider says is tried in `tests/browser/signing_in.mjs`.

mod house;
mod providers;
mod tokens;

use jiff::Timestamp;

fn now() -> Timestamp {
    "2026-11-28T01:00:00Z".parse().unwrap()
}
