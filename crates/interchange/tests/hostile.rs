//! Files made to harm, cut off, or of something else: each ends as a refusal or a plan, never otherwise, and costs no more than the limits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use qinghuo_interchange::{Limits, LooksLike, Plan, Unreadable, read};
use std::io::{BufReader, Read as _, repeat};

const MSPDI: &[u8] = include_bytes!("plans/works.xml");
const XER: &[u8] = include_bytes!("plans/works.xer");
const ROOT: &str = "<Project xmlns=\"http://schemas.microsoft.com/project\">";

fn reason(bytes: &[u8]) -> Unreadable {
    read(bytes, &Limits::default()).expect_err("should not be read")
}

/// Reads, and dates what was read.
fn survive(bytes: &[u8]) -> Option<Plan> {
    let plan = read(bytes, &Limits::default()).ok()?;
    let _ = plan.dated();
    Some(plan)
}

#[test]
fn what_is_no_schedule_is_named_by_what_it_looks_like() {
    let table: &[(&[u8], LooksLike)] = &[
        (b"", LooksLike::Empty),
        (b" \r\n", LooksLike::Empty),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], LooksLike::Mpp),
        (b"PK\x03\x04....", LooksLike::Zip),
        (b"<?xml version=\"1.0\"?><Workbook/>", LooksLike::Xml),
        (b"<Project/>", LooksLike::Xml),
        (b"<Project xmlns=\"http://maven.apache.org/POM/4.0.0\"></Project>", LooksLike::Xml),
        (b"dear sir", LooksLike::Unknown),
        (b"\0\x01\x02", LooksLike::Unknown),
    ];
    for (bytes, want) in table {
        let Unreadable::NotASchedule { looks_like } = reason(bytes) else { panic!("{bytes:?}") };
        assert_eq!(looks_like, *want, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_schedule_of_nothing_is_none() {
    assert!(matches!(reason(format!("{ROOT}</Project>").as_bytes()), Unreadable::Empty));
    assert!(matches!(reason(format!("{}/>", &ROOT[..ROOT.len() - 1]).as_bytes()), Unreadable::Empty));
    assert!(matches!(reason(b"ERMHDR\t20.12\n%E\n"), Unreadable::Empty));
}

#[test]
fn entities_are_refused_wherever_they_are_declared_or_used() {
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE Project [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
         {ROOT}<Title>&b;</Title></Project>"
    );
    assert!(matches!(reason(laughs.as_bytes()), Unreadable::DeclaresEntities));
    let used = format!("{ROOT}<Title>&b;</Title></Project>");
    assert!(matches!(reason(used.as_bytes()), Unreadable::DeclaresEntities));
}

#[test]
fn a_huge_piece_is_refused_before_it_is_gathered() {
    let limits = Limits { piece_bytes: 1 << 16, ..Limits::default() };
    for start in [
        format!("{ROOT}<Tasks><Task Name=\""),
        format!("{ROOT}<Title>"),
        format!("{ROOT}<!--"),
        format!("{ROOT}<"),
    ] {
        let endless = BufReader::new(start.as_bytes().chain(repeat(b'a')));
        let error = read(endless, &limits).expect_err("has no end");
        assert!(matches!(error, Unreadable::TooLarge { limit: 65_536 }), "{start}: {error}");
    }
    let endless = BufReader::new((&b"ERMHDR\t"[..]).chain(repeat(b'a')));
    let limits = Limits { held_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(read(endless, &limits), Err(Unreadable::TooLarge { limit: 1_048_576 })));
}

#[test]
fn no_more_is_taken_than_the_limits_say() {
    let limits = Limits { activities: 3, ..Limits::default() };
    assert!(matches!(read(MSPDI, &limits), Err(Unreadable::TooMany { limit: 3 })));
    assert!(matches!(read(XER, &limits), Err(Unreadable::TooMany { limit: 3 })));
    let limits = Limits { links: 3, ..Limits::default() };
    assert!(matches!(read(MSPDI, &limits), Err(Unreadable::TooMany { limit: 3 })));
    let limits = Limits { file_bytes: 1000, ..Limits::default() };
    assert!(matches!(read(MSPDI, &limits), Err(Unreadable::TooLarge { limit: 1000 })));
}

#[test]
fn depth_has_an_end() {
    let deep = format!("{ROOT}{}", "<a>".repeat(100_000));
    assert!(matches!(reason(deep.as_bytes()), Unreadable::TooDeep));
}

#[test]
fn a_file_cut_off_is_damaged_where_it_ends() {
    for share in [10, 30, 50, 80, 99] {
        for whole in [MSPDI, XER] {
            let Unreadable::Damaged { line, .. } = reason(&whole[..whole.len() * share / 100]) else {
                panic!("{share}")
            };
            assert!(line >= 1);
        }
    }
}

#[test]
fn an_encoding_nobody_knows_is_named() {
    let text = "<?xml version=\"1.0\" encoding=\"klingon\"?><Project/>";
    assert!(matches!(reason(text.as_bytes()), Unreadable::Encoding { name } if &*name == "klingon"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_never_does_harm(
        is_xer: bool,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
        cuts: bool,
    ) {
        let mut bytes = if is_xer { XER.to_vec() } else { MSPDI.to_vec() };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        survive(&bytes);
    }

    #[test]
    fn absurd_numbers_never_do_harm(number in "-?[0-9]{1,25}(\\.[0-9]{1,3})?", name in "Duration|UID|OutlineLevel|TotalSlack|LinkLag|LagFormat|PercentComplete|RemainingDuration|ConstraintType") {
        let text = std::str::from_utf8(MSPDI).unwrap();
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let value = if name.ends_with("Duration") { format!("PT{number}H0M0S") } else { number };
        let mut changed = String::new();
        for (place, piece) in text.split(&open).enumerate() {
            if place > 0 {
                changed.push_str(&open);
                changed.push_str(&value);
                changed.push_str(piece.find(&close).map_or(piece, |at| &piece[at..]));
            } else {
                changed.push_str(piece);
            }
        }
        survive(changed.as_bytes());
    }
}
