//! Names of people: found again, erased for good, never given to somebody else's number.

use tempfile::tempdir;

use super::verify;
use crate::Ledger;

#[test]
fn a_name_keeps_its_number_and_an_erased_number_stays_empty() {
    let dir = tempdir().unwrap();
    let mut ledger = Ledger::open(dir.path()).unwrap();
    let mut batch = ledger.begin().unwrap();
    let (zhang, _) = batch.person_named("张三").unwrap();
    let (li, is_new) = batch.person_named(" 李四 ").unwrap();
    assert!(zhang != li && is_new);
    assert_eq!(batch.person_named("李四").unwrap(), (li, false));
    batch.commit().unwrap();
    assert_eq!(ledger.people().unwrap(), [(zhang, "张三".to_owned()), (li, "李四".to_owned())]);

    let mut batch = ledger.begin().unwrap();
    assert!(batch.erase_person(li).unwrap());
    assert!(!batch.erase_person(li).unwrap());
    batch.commit().unwrap();
    drop(ledger);
    let mut ledger = Ledger::open(dir.path()).unwrap();
    assert_eq!(ledger.people().unwrap(), [(zhang, "张三".to_owned())]);
    let mut batch = ledger.begin().unwrap();
    let (again, is_new) = batch.person_named("李四").unwrap();
    assert!(again > li && is_new, "{again} was already given away");
    drop(batch);
    assert_eq!(ledger.people().unwrap().len(), 1, "a batch that is dropped names nobody");
    verify(&ledger).unwrap();
}
