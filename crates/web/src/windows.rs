//! The city as each sight shows it. Whoever works alone, and whoever may see everything, looks at the office's own image; everybody else at a veiled
//! one, with boards and approvals of its own. All of it is derived; forgetting it costs time and nothing else.

use crate::{Served, approvals::Desk, board::Boards};
use qinghuo_domain::{
    Date,
    access::{Authority, Sight, Veiled},
    rules::Rules,
};
use qinghuo_office::Image;
use std::sync::{Arc, Mutex, PoisonError};

/// Sights kept at hand.
const KEPT: usize = 32;

/// What somebody looks through.
#[derive(Clone)]
pub struct Window {
    /// The city and the head it is current to.
    pub image: Arc<Image>,
    /// Every project of it, by standpoint.
    pub boards: Arc<Boards>,
    /// The approvals of its projects.
    pub desk: Arc<Desk>,
}

/// The windows looked through last.
#[derive(Default)]
pub struct Windows(Mutex<Vec<Kept>>);

struct Kept {
    sight: Sight,
    rules: Arc<Rules>,
    today: Date,
    veiled: Veiled,
    window: Window,
}

impl Windows {
    /// The window of a holder, current to an image. Whoever else wants one meanwhile waits.
    pub fn of(
        &self,
        served: &Served,
        authority: &Authority<'_>,
        image: &Arc<Image>,
        rules: &Arc<Rules>,
    ) -> Window {
        let whole = || served.whole(Arc::clone(image));
        if authority.sees_all() {
            return whole();
        }
        let (sight, today) = (authority.sight(), authority.today());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept
            .iter()
            .position(|kept| kept.sight == sight && kept.today == today && Arc::ptr_eq(&kept.rules, rules));
        let before = place.map(|place| kept.remove(place));
        let made = match before {
            // Whoever took the image before another is shown the later one: it was true when they asked.
            Some(before) if before.window.image.head.seq >= image.head.seq => before,
            before => {
                let veiled = authority.veiled(&image.city, before.as_ref().map(|before| &before.veiled));
                let window = match (veiled.hides_nothing(), before) {
                    (true, _) => whole(),
                    (false, before) => {
                        let image = Image { city: Arc::new(veiled.city.clone()), head: image.head };
                        // The boards of the whole must not go on as those of a part.
                        let own = before.map(|before| before.window);
                        let own = own.filter(|own| !Arc::ptr_eq(&own.boards, &served.boards));
                        let (boards, desk) = own.map(|own| (own.boards, own.desk)).unwrap_or_default();
                        Window { image: Arc::new(image), boards, desk }
                    }
                };
                Kept { sight, rules: Arc::clone(rules), today, veiled, window }
            }
        };
        let window = made.window.clone();
        kept.insert(0, made);
        kept.truncate(KEPT);
        window
    }
}
