//! What the holder of a post sees is what would be there if the rest had never existed: random cities seen through every role of the shipped policy, held
//! against cities that were told only what that role may know. So no list, sum, rank or date can give away what is behind the veil.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod cast;

use cast::{Cast, card, day, file, month, tenure};
use proptest::{collection::vec, option, prelude::*};
use qinghuo_domain::{
    Attribute, City, Fen, Moment, PostId, ProjectId,
    access::{self, Action, Reach, Role},
    attribute::{PersonId, Text},
    command::Command,
    own::OwnItem,
    post::Tenure,
    procedure::{DayKind, Days, ItemKind, Lane},
    step::Act,
    unit::UnitKind,
    views::{
        Standpoint,
        changes::changes,
        cockpit::cockpit,
        line::line,
        living,
        totals::{Dimension, totals},
    },
};
use std::collections::BTreeMap;
use std::fmt::Write;

const US: &str = "本单位";
const OTHERS: &str = "别的单位";
const ME: PersonId = PersonId(7);

/// What is told of a project.
#[derive(Clone, Debug)]
struct Told {
    district: Option<bool>,
    zone: Option<bool>,
    lead: Option<bool>,
    responsible: Option<bool>,
    owner: Option<bool>,
    officer: Option<bool>,
    item: Option<bool>,
    restricted: bool,
    investment: i64,
    plan: Option<i64>,
    filed: Vec<(u8, i64)>,
    started: bool,
    accepted: bool,
}

/// `Some(true)` is us, `Some(false)` somebody else.
fn whose() -> impl Strategy<Value = Option<bool>> {
    option::of(any::<bool>())
}

fn told() -> impl Strategy<Value = Told> {
    let ties = (whose(), whose(), whose(), whose(), whose(), whose(), whose());
    let figures = (0..9_000_i64, option::of(0..900_i64), vec((1..8_u8, 0..900_i64), 0..4));
    (ties, figures, any::<(bool, bool)>(), 0..4).prop_map(|(ties, figures, (started, accepted), rare)| {
        let (district, zone, lead, responsible, owner, officer, item) = ties;
        let (investment, plan, filed) = figures;
        let restricted = rare == 0;
        Told {
            district,
            zone,
            lead,
            responsible,
            owner,
            officer,
            item,
            restricted,
            investment,
            plan,
            filed,
            started,
            accepted,
        }
    })
}

impl Told {
    /// Whether somebody with this reach may know of it: the rule once more, told of what was told and not of the book.
    fn is_within(&self, reach: Reach, cleared: bool) -> bool {
        let is_ours = |ties: &[Option<bool>]| ties.contains(&Some(true));
        let within = match reach {
            Reach::City => true,
            Reach::Place => is_ours(&[self.district, self.zone]),
            Reach::Unit => is_ours(&[self.lead, self.responsible, self.item]),
            Reach::Own => is_ours(&[self.owner]),
            Reach::Served => is_ours(&[self.officer]),
        };
        within && (cleared || !self.restricted)
    }

    fn attributes(&self, number: usize) -> Vec<Attribute> {
        let unit = |ours: bool| -> Text { if ours { US } else { OTHERS }.into() };
        let code = format!("2402-370102-04-01-{:06}", 100_001 + number).parse().unwrap();
        let set = [
            Some(Attribute::Name(Some(format!("项目{number}").into()))),
            Some(Attribute::Codes(Some(vec![code]))),
            self.district.map(|ours| Attribute::District(Some(unit(ours)))),
            self.zone.map(|ours| Attribute::FunctionalZone(Some(unit(ours)))),
            self.lead.map(|ours| Attribute::LeadUnit(Some(unit(ours)))),
            self.responsible.map(|ours| Attribute::ResponsibleUnits(Some(vec![unit(ours)]))),
            self.owner.map(|ours| Attribute::Owner(Some(unit(ours)))),
            self.officer.map(|ours| Attribute::ServiceOfficer(Some(if ours { ME } else { PersonId(8) }))),
            self.restricted.then_some(Attribute::Restricted(Some(true))),
            Some(Attribute::TotalInvestment(Some(Fen(self.investment)))),
            self.plan.map(|plan| Attribute::YearPlan(2024, Some(Fen(plan)))),
            self.started.then(|| Attribute::StartedOn(Some(day("2024-02-01")))),
            Some(Attribute::Remark(Some("内部备注".into()))),
            Some(Attribute::PromisedJobs(Some(99))),
            Some(Attribute::Industry(Some(if number.is_multiple_of(2) { "钢" } else { "药" }.into()))),
        ];
        set.into_iter().flatten().collect()
    }

    /// Tells a city of it, leaving out the fields `role` does not see.
    fn tell(&self, cast: &mut Cast, number: usize, role: Option<&Role>) {
        let is_hidden = |field: &str| role.is_some_and(|role| role.hidden.contains(field));
        let project = cast.city.next_project();
        let set = self.attributes(number).into_iter().filter(|a| !is_hidden(a.field().key())).collect();
        cast.tell(None, "2024-01-02", Command::RegisterProject { set });
        if let Some(ours) = self.item {
            cast.tell(None, "2024-01-02", Command::AssignProcedure { project, procedure: "fit_out".into() });
            if !is_hidden("own_item") {
                let own = own_item(if ours { US } else { OTHERS });
                cast.tell(
                    None,
                    "2024-01-02",
                    Command::AddItem { project, item: "Z01".parse().unwrap(), own },
                );
            }
            if !is_hidden("step") && !is_hidden("own_item") && self.accepted {
                let act = Act::Submit {};
                let item = "Z01".parse().unwrap();
                cast.tell(None, "2024-03-01", Command::TakeStep { project, item, act, seen: None });
            }
        }
        for (of, done) in self.filed.iter().filter(|_| !is_hidden("dispatch")) {
            let on = month(&format!("2024-{of:02}"));
            // The same figure twice changes nothing, and is refused.
            let _ =
                cast.try_tell(None, &on.last_day().to_string(), file(project, &on.to_string(), *done + 1));
        }
    }
}

fn own_item(unit: &str) -> OwnItem {
    OwnItem {
        name: "专题论证".into(),
        lane: Lane::Works,
        kind: ItemKind::Permit,
        unit: unit.into(),
        plan: Days { count: 5, kind: DayKind::Working },
        after: Vec::new(),
        before: Vec::new(),
        reason: "情况特殊".into(),
    }
}

/// Everything the views say of a city, with projects by their names.
fn everything(cast: &Cast, city: &City, told: access::Told) -> String {
    let rules = &cast.playbook.rules;
    let at = Moment::on(day("2024-08-15"));
    let from = Standpoint { told, ..Standpoint::new(city, at, rules) };
    let mut said = String::new();
    let name = |id: ProjectId| {
        city.project(id).and_then(|p| p.at(at).name()).map_or("?".to_owned(), ToString::to_string)
    };
    writeln!(said, "month {:?}", from.month).unwrap();
    for project in living(city, at) {
        let line = line(project.at(at), from);
        let code = project.at(at).codes().and_then(|codes| city.holder(codes.first()?)).map(name);
        writeln!(
            said,
            "{} {:?} {:?} {:?} holds {code:?}",
            name(project.id),
            line.progress,
            line.light,
            line.phase
        )
        .unwrap();
        let approval = cast.playbook.approval(line.seen, from);
        for step in approval.iter().flat_map(|approval| &approval.steps) {
            let dates = approval
                .as_ref()
                .and_then(|approval| approval.forecast.of(step.index))
                .map(|dates| dates.early);
            writeln!(said, "  {} {} {dates:?}", step.item.code, step.life.state.key()).unwrap();
        }
    }
    for dimension in Dimension::ALL {
        writeln!(said, "{} {:?}", dimension.key(), totals(city, from, dimension)).unwrap();
    }
    let mut cockpit = cockpit(city, from);
    let named = |list: &mut Vec<(i64, ProjectId)>| {
        std::mem::take(list).into_iter().map(|(by, id)| (by, name(id))).collect::<Vec<_>>()
    };
    writeln!(said, "{:?} {:?}", named(&mut cockpit.behind), named(&mut cockpit.fell)).unwrap();
    writeln!(said, "{cockpit:?}").unwrap();
    for change in changes(city, Moment::on(day("2024-05-31")), at) {
        let fields: BTreeMap<_, _> =
            change.fields.iter().map(|field| (field.change.after.field(), &field.change)).collect();
        writeln!(said, "{} {:?} {fields:?}", name(change.project), change.kind).unwrap();
    }
    said
}

/// A city with somebody in it.
fn staffed(role: &Role, cleared: bool) -> (Cast, PostId) {
    let mut cast = Cast::new();
    let unit = cast.found("2024-01-01", card(US, *role.kinds.first().unwrap()));
    cast.found("2024-01-01", card(OTHERS, UnitKind::Department));
    let post = cast.appoint("2024-01-01", Tenure { cleared, ..tenure(ME.0, unit, &role.key) });
    (cast, post)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_behind_the_veil_might_as_well_not_exist(projects in vec(told(), 0..7), cleared: bool) {
        for role in Cast::new().playbook.rules.access.roles.clone() {
            let (mut whole, post) = staffed(&role, cleared);
            for (number, told) in projects.iter().enumerate() {
                told.tell(&mut whole, number, None);
            }
            let reach = role.may.get(&Action::See).copied();
            let (mut bare, _) = staffed(&role, cleared);
            for (number, told) in projects.iter().enumerate() {
                if reach.is_some_and(|reach| told.is_within(reach, cleared)) {
                    told.tell(&mut bare, number, Some(&role));
                }
            }
            let seen = whole.seen_by(post);
            prop_assert_eq!(everything(&whole, &seen, role.told()), everything(&bare, &bare.city, role.told()), "{}", role.key);
            prop_assert_eq!(seen.told(), if role.hidden.is_empty() { access::Told::default() } else { role.told() });
            let hidden = seen.projects().flat_map(|project| project.entries()).map(|entry| entry.attribute.field().key());
            prop_assert!(!hidden.into_iter().any(|key| role.hidden.contains(key)), "{}", role.key);
        }
    }

    /// A veiled city made from the one before is the one made anew, whatever was told in between.
    #[test]
    fn a_veil_kept_up_is_a_veil_made_anew(first in vec(told(), 1..5), then in vec(told(), 0..4), marks in vec((0..8_u32, any::<bool>()), 0..6)) {
        for role in Cast::new().playbook.rules.access.roles.clone() {
            let (mut cast, post) = staffed(&role, false);
            for (number, told) in first.iter().enumerate() {
                told.tell(&mut cast, number, None);
            }
            let mut before = cast.authority(post).veiled(&cast.city, None);
            for (number, told) in then.iter().enumerate() {
                told.tell(&mut cast, first.len() + number, None);
            }
            let part = |name: &str| vec![Attribute::Name(Some(name.into()))];
            let split = Command::SplitPackage { project: ProjectId(1), parts: vec![part("一"), part("二")], reason: "拆".into() };
            let _ = cast.try_tell(None, "2024-08-01", split);
            for (project, restricted) in &marks {
                before = cast.authority(post).veiled(&cast.city, Some(&before));
                let set = vec![Attribute::Restricted(Some(*restricted)), Attribute::District(Some(US.into()))];
                let _ = cast.try_tell(None, "2024-08-01", Command::ReviseProject {
                    project: ProjectId(*project + 1), set, seen: None, reason: None,
                });
            }
            let kept = cast.authority(post).veiled(&cast.city, Some(&before)).city;
            prop_assert_eq!(kept, cast.seen_by(post), "{}", role.key);
        }
    }
}
