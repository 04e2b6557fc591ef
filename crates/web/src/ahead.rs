//! What everybody looks at first each day, computed before anybody asks: the city of today, its approvals and its cockpit. The first visitor of a
//! morning, and the first after a start, waits for none of it.

use crate::Served;
use qinghuo_domain::{Moment, Subject};
use std::time::Duration;
use tokio::{task::spawn_blocking, time::sleep};

/// How often it is looked whether the day or the book is another.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Keeps looking ahead; never ends by itself.
pub async fn keep_looking(served: Served) {
    loop {
        let served_now = served.clone();
        // A panic in here must not keep the pages from showing what they show.
        let _ = spawn_blocking(move || look(&served_now)).await;
        sleep(LOOK_EVERY).await;
    }
}

fn look(served: &Served) {
    let (_, today) = (served.app.clock)();
    let window = served.whole(served.app.office.image());
    let board = window.boards.of(
        &window.image.city,
        &window.image.city,
        Moment::on(today),
        &served.app.office.rules(),
    );
    board.facets();
    board.cockpit();
    window.desk.of(&board, &served.app.playbook);
    // The first look at a history lists whose fact each is, which takes seconds over millions of them.
    let _ = served.app.office.recorded_of(&Subject::City);
}
