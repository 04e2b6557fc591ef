//! A made-up city played through the domain itself.

use qinghuo_demo::{By, Demo, Step};
use qinghuo_domain::{
    City, Date, Moment, Seq, Subject,
    command::{Actor, Context},
    decide::decide,
    views::Standpoint,
};
use qinghuo_playbook::Playbook;

pub fn playbook() -> Playbook {
    qinghuo_playbook::bundled().unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The city after every command; the office would number the people ledgers name, which no rule looks at.
pub fn played(demo: &Demo<'_>, playbook: &Playbook) -> City {
    let mut city = City::new();
    let mut actors: Vec<String> = Vec::new();
    for Step { command, by, sent_on, effective_on, .. } in demo.batches().flatten() {
        let author = |seq: Seq| actors.get((seq.0 as usize).checked_sub(1)?).cloned();
        let (by, actor) = match by {
            By::Operator(name) => (Actor::Operator, name),
            By::Post(post) => (Actor::Post { post, author: &author }, Subject::Post(post).to_string()),
        };
        let context = Context { by, today: sent_on, effective_on, rules: &playbook.rules };
        let facts = decide(&city, command.clone(), context)
            .unwrap_or_else(|refusals| panic!("{sent_on}: {command:?}: {refusals:?}"));
        for fact in facts {
            actors.push(actor.clone());
            city.apply(Seq(actors.len() as u64), fact).unwrap();
        }
    }
    city
}

pub fn from<'a>(city: &City, today: Date, playbook: &'a Playbook) -> Standpoint<'a> {
    Standpoint::new(city, Moment::on(today), &playbook.rules)
}
