//! Anchors: what they name, how they come back from the post, and what they find.

use tempfile::tempdir;

use super::{all, bare, grow, verify};
use crate::{Anchor, Head, Ledger, NoAnchor, Standing};

#[test]
fn an_anchor_names_the_head_and_the_waypoints_before_it_and_survives_the_post() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let empty = ledger.anchor("").unwrap();
    assert_eq!((&*empty.city, empty.head()), ("-", Head::EMPTY));
    assert_eq!(empty.to_string().parse(), Ok(empty.clone()));
    assert_eq!(ledger.against(&empty).unwrap(), Standing::Holds(0));

    for (last, named) in [(1, vec![1]), (1000, vec![1, 1000]), (2001, vec![1, 1000, 2000, 2001])] {
        let head = grow(&mut ledger, last);
        let mut anchor = ledger.anchor("jinan-2024\nsum 0").unwrap();
        anchor.remarks.push("keep it\naway".into());
        assert_eq!(anchor.records.iter().map(|record| record.seq).collect::<Vec<_>>(), named);
        assert_eq!(anchor.head(), head);
        let text = anchor.to_string();
        let posted: Anchor = text.replace('\n', " \r\n").parse().unwrap();
        assert_eq!(posted.records, anchor.records);
        assert_eq!((&*posted.city, &*posted.remarks.join("|")), ("jinan-2024 sum 0", "keep it away"));
        assert_eq!(text.replace("waypoint 1 ", "waypoint 2 ").parse::<Anchor>().is_ok(), last == 1);
        assert_eq!(ledger.against(&posted).unwrap(), Standing::Holds(last));
        assert_eq!(ledger.against(&empty).unwrap(), Standing::Holds(0));
    }
}

#[test]
fn a_text_that_is_no_anchor_is_refused_at_its_line() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    grow(&mut ledger, 3);
    let text = ledger.anchor("c").unwrap().to_string();
    assert_eq!(text.replace("city c", "city d").parse::<Anchor>(), Err(NoAnchor::Sum));
    assert_eq!(text.replace("head 3", "head 1").parse::<Anchor>(), Err(NoAnchor::Line(5)));
    for (wrong, line) in [
        ("", 1),
        ("city c\n", 1),
        ("qinghuo anchor 2\n", 1),
        ("qinghuo anchor 1\n", 2),
        ("qinghuo anchor 1\nsum 0\n", 2),
        ("qinghuo anchor 1\nrecorded-at today\n", 2),
        ("qinghuo anchor 1\nhead 3 0\n", 2),
    ] {
        assert_eq!(wrong.parse::<Anchor>(), Err(NoAnchor::Line(line)), "{wrong:?}");
    }
}

#[test]
fn a_cut_tail_and_a_rewritten_history_show_against_an_anchor() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    grow(&mut ledger, 1500);
    let early = ledger.anchor("c").unwrap();
    grow(&mut ledger, 2500);
    let late = ledger.anchor("c").unwrap();
    let kept = all(&ledger, 1599).unwrap().swap_remove(0);
    let shell = bare(dir.path());
    shell.execute("DELETE FROM fact WHERE seq > 1600", ()).unwrap();
    shell.execute("UPDATE meta SET head_seq = 1600, head_hash = ?1", [kept.hash.0]).unwrap();
    assert_eq!(verify(&ledger).unwrap().seq, 1600, "nothing inside shows it");
    assert_eq!(ledger.against(&early).unwrap(), Standing::Holds(1500));
    assert_eq!(ledger.against(&late).unwrap(), Standing::Behind { anchored: 2500, ends: 1600 });

    // The same facts are written anew up to 1200, then others.
    let other = tempdir().unwrap();
    let mut rewritten = Ledger::open(other.path()).unwrap();
    grow(&mut rewritten, 1200);
    let mut batch = rewritten.begin().unwrap();
    for number in 1201..=2600 {
        super::append(&mut batch, number + 1).unwrap();
    }
    batch.commit().unwrap();
    assert_eq!(verify(&rewritten).unwrap().seq, 2600, "nothing inside shows it");
    assert_eq!(rewritten.against(&early).unwrap(), Standing::Rewritten { same: 1000, other: 1500 });
    assert_eq!(rewritten.against(&late).unwrap(), Standing::Rewritten { same: 1000, other: 2000 });
}
