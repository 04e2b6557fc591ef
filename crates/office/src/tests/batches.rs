//! Several orders in one batch. The writer runs in the thread of the test, on a queue that is filled beforehand.

use std::{
    path::Path,
    sync::{Arc, mpsc},
};

use qinghuo_domain::{Attribute, Fen};
use qinghuo_ledger::{DATABASE_FILE, Head, Ledger};
use rusqlite::Connection;
use tempfile::tempdir;

use super::{check, file, open, order, project, refused, register, revise, rules};
use crate::{
    OfficeError, Order, Rejection,
    office::Board,
    opening,
    order::Answer,
    people,
    snapshot::Keeper,
    writer::{Message, Ticket, Writer},
};

/// Lets a writer find these orders waiting together, close and end.
fn together(dir: &Path, orders: Vec<Order>) -> (Vec<Answer>, Arc<Board>) {
    let ledger = Ledger::open(dir).unwrap();
    let (fold, _) = opening::open(dir, &ledger).unwrap();
    let board = Arc::new(Board::new(fold.into(), people::read(&ledger).unwrap(), rules()));
    let keeper = Keeper::new(dir.to_owned(), Arc::clone(&board), 1_000, 0);
    let (queue, waiting) = mpsc::sync_channel(orders.len() + 1);
    let mut answers = Vec::new();
    for mut order in orders {
        let digest = order.seal().unwrap();
        let (reply, answer) = mpsc::sync_channel(1);
        queue.send(Message::Order(Box::new(Ticket { order, digest, reply }))).unwrap();
        answers.push(answer);
    }
    queue.send(Message::Close).unwrap();
    Writer::new(ledger, Arc::clone(&board), waiting, keeper).run().unwrap();
    (answers.into_iter().map(|answer| answer.recv().unwrap()).collect(), board)
}

#[test]
fn orders_that_wait_together_see_one_another_and_share_one_commit() {
    let dir = tempdir().unwrap();
    let (answers, board) = together(
        dir.path(),
        vec![
            order(1, "a", register("一")),
            order(2, "b", revise(2, Attribute::Remark(None))),
            order(3, "c", file(1, 500)),
            order(4, "a", register("一")),
            order(5, "a", register("二")),
            order(6, "d", register("三")),
        ],
    );
    assert_eq!(board.commits(), 1);
    assert_eq!(board.image().head.seq, 3);
    assert_eq!(answers[0].as_ref().unwrap().first.0, 1);
    assert_eq!(refused(&answers[1]), ["project_unknown"]);
    assert_eq!(answers[2].as_ref().unwrap().subjects, [project(1)]);
    assert!(answers[3].as_ref().unwrap().repeated);
    assert!(matches!(answers[4], Err(Rejection::KeyReused)));
    assert_eq!(answers[5].as_ref().unwrap().subjects, [project(2)]);
    check(&open(dir.path()), dir.path());
}

#[test]
fn a_batch_of_nothing_but_refusals_costs_no_commit() {
    let dir = tempdir().unwrap();
    let (answers, board) = together(
        dir.path(),
        (0..3).map(|n| order(n, "x", revise(1, Attribute::TotalInvestment(Some(Fen(-1)))))).collect(),
    );
    assert!(answers.iter().all(|answer| refused(answer) == ["project_unknown"]));
    assert_eq!((board.commits(), board.image().head), (0, Head::EMPTY));
}

/// Ways to make a batch fail in which the saboteur takes part.
const SABOTAGE: [(&str, &str); 2] = [
    (
        "append",
        "CREATE TRIGGER sabotage BEFORE INSERT ON fact WHEN NEW.actor = 'saboteur'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
    (
        "commit",
        "CREATE TABLE debt (of INTEGER REFERENCES fact (seq) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER sabotage AFTER INSERT ON fact WHEN NEW.actor = 'saboteur'
         BEGIN INSERT INTO debt VALUES (-1); END",
    ),
];

#[test]
fn a_batch_that_fails_leaves_nothing_and_all_its_senders_know() {
    for (what, sabotage) in SABOTAGE {
        let dir = tempdir().unwrap();
        drop(open(dir.path()));
        Connection::open(dir.path().join(DATABASE_FILE)).unwrap().execute_batch(sabotage).unwrap();
        let saboteur = |key: &str| Order { actor: "saboteur".into(), ..order(2, key, register("二")) };
        let (answers, board) = together(
            dir.path(),
            vec![order(1, "a", register("一")), saboteur("b"), order(3, "c", register("三"))],
        );
        for answer in &answers {
            let Err(Rejection::Failed(error)) = answer else { panic!("{what}: {answer:?}") };
            assert!(matches!(**error, OfficeError::Ledger(_)), "{what}: {error:?}");
        }
        assert_eq!((board.commits(), board.image().head), (0, Head::EMPTY), "{what}");

        // The same orders again, one after another: only the saboteur's fails.
        let office = open(dir.path());
        assert!(!office.submit(order(1, "a", register("一"))).unwrap().repeated);
        assert!(matches!(office.submit(saboteur("b")), Err(Rejection::Failed(_))));
        assert!(office.health().writer.is_some(), "{what}");
        office.submit(order(3, "c", register("三"))).unwrap();
        assert!(office.health().writer.is_none(), "{what}");
        assert_eq!(office.city().projects().len(), 2);
        check(&office, dir.path());
    }
}
