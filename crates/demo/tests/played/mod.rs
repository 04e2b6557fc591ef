//! A made-up city played through the domain itself.

use qinghuo_demo::{Demo, Step};
use qinghuo_domain::{
    City, Date, Moment, Seq,
    command::{Actor, Context},
    decide::decide,
    views::Standpoint,
};
use qinghuo_playbook::Playbook;

pub fn playbook() -> Playbook {
    qinghuo_playbook::bundled().unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The city after every command; the office would number people, which no rule looks at.
pub fn played(demo: &Demo<'_>, playbook: &Playbook) -> City {
    let mut city = City::new();
    let mut seq = 0;
    for Step { command, sent_on, effective_on, .. } in demo.batches().flatten() {
        let context = Context { by: Actor::Operator, today: sent_on, effective_on, rules: &playbook.rules };
        let facts = decide(&city, command.clone(), context)
            .unwrap_or_else(|refusals| panic!("{sent_on}: {command:?}: {refusals:?}"));
        for fact in facts {
            seq += 1;
            city.apply(Seq(seq), fact).unwrap();
        }
    }
    city
}

pub fn from<'a>(city: &City, today: Date, playbook: &'a Playbook) -> Standpoint<'a> {
    Standpoint::new(city, Moment::on(today), &playbook.rules)
}
