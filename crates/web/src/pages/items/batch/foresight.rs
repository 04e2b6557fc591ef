//! What an item would become: the command is decided against the city as it is, and what follows is folded into a copy nobody else sees.

use super::Chosen;
use crate::{
    Served,
    visit::{View, Visit},
};
use qinghuo_domain::{
    City, Date, Refusal, Seq,
    command::{Command, Context},
    decide::decide,
    procedure::Milestone,
    step::State,
    views::approval::bottleneck::next_milestone,
};

/// What an item would become.
pub struct After {
    /// Its state.
    pub state: State,
    /// The last day of the limit that would bind, while its clock runs.
    pub due_on: Option<Date>,
    /// Whether the clock would stand.
    pub stands: bool,
    /// The date it would be promised for.
    pub promised_on: Option<Date>,
    /// The next milestone, and how many working days later it would come; earlier where negative.
    pub moves: Option<(Milestone, i32)>,
}

/// What an item would become by a command.
///
/// # Errors
/// Every reason why the command would be refused.
pub fn foresee(
    served: &Served,
    visit: &Visit,
    view: &View,
    chosen: &Chosen<'_>,
    command: Command,
    effective_on: Date,
) -> Result<After, Vec<Refusal>> {
    let rules = &view.board.rules;
    let context = Context { by: visit.by(), today: visit.today, effective_on, rules };
    let facts = decide(&view.image.city, command, context)?;
    let mut after = City::clone(&view.image.city);
    for fact in facts {
        let seq = Seq(after.head().0 + 1);
        // A fact just decided against this very city fits it.
        let _ = after.apply(seq, fact);
    }
    let project = after.project(chosen.pick.project);
    let approval = project
        .and_then(|project| served.app.playbook.approval(project.at(view.board.at), view.board.standpoint()));
    let step = approval.as_ref().and_then(|approval| approval.step(&chosen.pick.item));
    let clock = step.filter(|step| !step.is_settled()).and_then(|step| step.clock);
    let before = next_milestone(chosen.approval, rules);
    let moves = before.zip(approval.as_ref()).and_then(|((milestone, before), approval)| {
        let later = approval.outlook(milestone, rules)?;
        let moved = rules.calendar.workdays_between(before.expected_on, later.expected_on);
        (moved != 0).then_some((milestone, moved))
    });
    Ok(After {
        state: step.map_or(State::NotStarted, |step| step.life.state),
        due_on: clock.filter(|clock| !clock.stands).map(|clock| clock.binding().due_on),
        stands: clock.is_some_and(|clock| clock.stands),
        promised_on: step.and_then(|step| step.promise).map(|(_, promise)| promise.on),
        moves,
    })
}
