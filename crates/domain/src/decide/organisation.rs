//! Decisions about units, posts and people.

use super::{Attempt, LONGEST_TEXT};
use crate::{
    Attribute, Field, Subject,
    attribute::{PersonId, Text},
    city::City,
    fact::{
        PersonErased, PostLeft, PostTaken, ProjectRevised, UnitChanged, UnitDissolved, UnitFounded,
        UnitMerged,
    },
    post::{Post, PostId, Tenure},
    refusal::Cause,
    time::{Date, Moment},
    unit::{Unit, UnitCard, UnitEntry, UnitId},
};
use std::sync::Arc;

impl<'a> Attempt<'a> {
    pub(super) fn found_unit(&mut self, card: UnitCard) {
        self.refuse_card(&card, None);
        self.happened(Subject::Unit(self.city.next_unit()), UnitFounded { card });
    }

    pub(super) fn change_unit(&mut self, id: UnitId, card: UnitCard, reason: Text) {
        self.refuse_unless_reason(&reason);
        let Some(unit) = self.living_unit(id) else { return };
        if unit.latest().is_some_and(|entry| entry.card == card) {
            return self.refuse(Cause::NothingChanges.alone());
        }
        self.refuse_card(&card, Some(id));
        self.happened(Subject::Unit(id), UnitChanged { card, reason });
    }

    /// A unit ends and goes on in another: its posts are taken up there by the same people.
    pub(super) fn merge_unit(&mut self, id: UnitId, successor: UnitId, reason: &Text) {
        self.refuse_unless_reason(reason);
        if id == successor {
            return self.refuse(Cause::UnitsInCircle.alone());
        }
        let (Some(ends), Some(goes_on)) = (self.living_unit(id), self.living_unit(successor)) else { return };
        self.refuse_before(ends, ends.latest());
        self.refuse_before(goes_on, goes_on.entries().first());
        self.refuse_parts(id, Some(successor));
        let kind = goes_on.latest().map(|entry| entry.card.kind);
        self.happened(Subject::Unit(id), UnitMerged { successor, reason: reason.clone() });
        let mut next = self.city.next_post();
        for post in self.posts_in(id) {
            let on = self.context.effective_on.max(post.from);
            let of_role = self.context.rules.access.role(&post.tenure.role);
            if !kind.is_some_and(|kind| of_role.is_some_and(|role| role.kinds.contains(&kind))) {
                if let Some(unit_kind) = kind {
                    self.refuse(
                        Cause::RoleNotOfUnit { post_role: post.tenure.role.clone(), unit_kind }.alone(),
                    );
                }
                continue;
            }
            self.happened_on(on, Subject::Post(post.id), PostLeft { reason: reason.clone() });
            let tenure = Tenure { unit: successor, ..post.tenure.clone() };
            if self.same_post(&tenure, on).is_some() {
                continue;
            }
            self.happened_on(on, Subject::Post(next), PostTaken { tenure });
            next = PostId(next.0.saturating_add(1));
        }
    }

    pub(super) fn dissolve_unit(&mut self, id: UnitId, reason: &Text) {
        self.refuse_unless_reason(reason);
        let Some(unit) = self.living_unit(id) else { return };
        self.refuse_before(unit, unit.latest());
        self.refuse_parts(id, None);
        self.happened(Subject::Unit(id), UnitDissolved { reason: reason.clone() });
        for post in self.posts_in(id) {
            let on = self.context.effective_on.max(post.from);
            self.happened_on(on, Subject::Post(post.id), PostLeft { reason: reason.clone() });
        }
    }

    pub(super) fn take_post(&mut self, tenure: Tenure) {
        let on = self.context.effective_on;
        if tenure.person.0 == 0 {
            self.refuse(Cause::PersonUnknown.alone());
        }
        if self.acting_person() == Some(tenure.person) {
            self.refuse(Cause::AppointsOneself.alone());
        }
        let role = self.context.rules.access.role(&tenure.role);
        if role.is_none() {
            self.refuse(Cause::RoleUnknown { post_role: tenure.role.clone() }.alone());
        }
        if tenure.cleared && self.acting_post().is_some_and(|post| !post.tenure.cleared) {
            self.refuse(Cause::ClearsBeyondOneself.alone());
        }
        let unit = self.living_unit(tenure.unit);
        if let Some(unit) = unit {
            self.refuse_before(unit, unit.entries().first());
        }
        let kind = unit.and_then(|unit| unit.latest()).map(|entry| entry.card.kind);
        if let (Some(role), Some(unit_kind)) = (role, kind)
            && !role.kinds.contains(&unit_kind)
        {
            self.refuse(Cause::RoleNotOfUnit { post_role: tenure.role.clone(), unit_kind }.alone());
        }
        if tenure.until.is_some_and(|until| until < on) {
            self.refuse(Cause::PostEndsBeforeItBegins.alone());
        }
        if let Some(post) = tenure.deputy_for {
            let stands_in = self.held_post(post);
            if tenure.until.is_none() {
                self.refuse(Cause::DeputyWithoutEnd.alone());
            }
            if stands_in.is_some_and(|post| post.tenure.person == tenure.person) {
                self.refuse(Cause::SamePerson.alone());
            }
        }
        if let Some(post) = self.same_post(&tenure, on) {
            self.refuse(Cause::PostHeld { post }.alone());
        }
        self.happened(Subject::Post(self.city.next_post()), PostTaken { tenure });
    }

    /// The post that makes a person the same thing already.
    fn same_post(&self, tenure: &Tenure, on: Date) -> Option<PostId> {
        let what = |tenure: &Tenure| (tenure.person, tenure.unit, tenure.role.clone(), tenure.deputy_for);
        let wanted = what(tenure);
        self.city.posts().find(|post| what(&post.tenure) == wanted && post.is_held(on)).map(|post| post.id)
    }

    pub(super) fn leave_post(&mut self, id: PostId, reason: Text) {
        self.refuse_unless_reason(&reason);
        if self.held_post(id).is_some() {
            self.happened(Subject::Post(id), PostLeft { reason });
        }
    }

    /// The post ends, and whoever holds the other is in charge of everything its holder was in charge of by name.
    pub(super) fn hand_over(&mut self, from: PostId, to: PostId, reason: Text) {
        self.refuse_unless_reason(&reason);
        let (leaving, taking) = (self.held_post(from), self.held_post(to));
        let (Some(leaving), Some(taking)) = (leaving, taking) else { return };
        let (old, new) = (leaving.tenure.person, taking.tenure.person);
        if old == new {
            return self.refuse(Cause::SamePerson.alone());
        }
        for (project, set) in in_charge(self.city, old, new) {
            let reason = Some(reason.clone());
            self.happened(Subject::Project(project), ProjectRevised { set, reason, origin: None });
        }
        self.happened(Subject::Post(from), PostLeft { reason });
    }

    pub(super) fn erase_person(&mut self, person: PersonId, reason: Text) {
        self.refuse_unless_reason(&reason);
        if person.0 == 0 {
            self.refuse(Cause::PersonUnknown.alone());
        }
        let today = self.context.effective_on;
        let held = self.city.posts().filter(|post| post.tenure.person == person && !post.is_over(today));
        let posts: Vec<PostId> = held.map(|post| post.id).collect();
        if !posts.is_empty() {
            self.refuse(Cause::PersonInOffice { posts }.alone());
        }
        self.happened(Subject::Person(person), PersonErased { reason });
    }

    /// The unit, if it was neither merged nor dissolved.
    fn living_unit(&mut self, id: UnitId) -> Option<&'a Unit> {
        let unit: Option<&'a Unit> = self.city.unit(id).map(|unit| &**unit);
        match unit {
            None => self.refuse(Cause::UnitUnknown { unit: id }.alone()),
            Some(unit) if unit.latest().is_some_and(|entry| entry.ending.is_some()) => {
                self.refuse(Cause::UnitOver { unit: id }.alone());
            }
            Some(unit) => return Some(unit),
        }
        None
    }

    /// A unit does not end before what is known of it last, and nobody is in it before it is there.
    fn refuse_before(&mut self, unit: &Unit, entry: Option<&UnitEntry>) {
        let since = entry.map(|entry| entry.effective_on);
        if let Some(since) = since.filter(|since| self.context.effective_on < *since) {
            self.refuse(Cause::BeforeUnit { unit: unit.id, since }.alone());
        }
    }

    fn held_post(&mut self, id: PostId) -> Option<&'a Post> {
        let post: Option<&'a Post> = self.city.post(id).map(|post| &**post);
        match post {
            None => self.refuse(Cause::PostUnknown { post: id }.alone()),
            Some(post) if !post.is_held(self.context.effective_on) => {
                self.refuse(Cause::PostNotHeld { post: id }.alone());
            }
            Some(post) => return Some(post),
        }
        None
    }

    /// The posts of a unit that are not over on the effective date.
    fn posts_in(&self, unit: UnitId) -> Vec<Arc<Post>> {
        let on = self.context.effective_on;
        self.city.posts().filter(|post| post.tenure.unit == unit && !post.is_over(on)).cloned().collect()
    }

    /// Units that belong to one that is to end; `but` may, because they will belong to it.
    fn refuse_parts(&mut self, id: UnitId, but: Option<UnitId>) {
        let is_part = |unit: &&Arc<Unit>| {
            let entry = unit.latest();
            entry.is_some_and(|entry| entry.ending.is_none() && entry.card.parent == Some(id))
                && Some(unit.id) != but
        };
        let units: Vec<UnitId> = self.city.units().filter(is_part).map(|unit| unit.id).collect();
        if !units.is_empty() {
            self.refuse(Cause::UnitHasParts { units }.alone());
        }
    }

    fn refuse_card(&mut self, card: &UnitCard, of: Option<UnitId>) {
        if card.name.trim().is_empty() {
            self.refuse(Cause::NameMissing.alone());
        }
        for word in card.words() {
            if word.chars().count() > LONGEST_TEXT {
                self.refuse(Cause::TextTooLong { limit: LONGEST_TEXT }.alone());
            }
            if word.trim().is_empty() && *word != card.name {
                self.refuse(Cause::TextEmpty.alone());
            }
        }
        let others = self.city.units().filter(|unit| Some(unit.id) != of);
        let alive =
            others.filter_map(|unit| Some((unit.id, unit.latest()?))).filter(|(_, e)| e.ending.is_none());
        for (holder, entry) in alive.collect::<Vec<_>>() {
            for word in card.words().filter(|word| entry.card.words().any(|taken| taken == *word)) {
                self.refuse(Cause::UnitWordTaken { word: word.clone(), other: holder }.alone());
            }
            if card.credit_code.is_some() && card.credit_code == entry.card.credit_code {
                self.refuse(Cause::CreditCodeTaken { other: holder }.alone());
            }
        }
        if let Some(parent) = card.parent
            && self.living_unit(parent).is_some()
            && of.is_some_and(|of| ancestors(self.city, parent).any(|above| above == of))
        {
            self.refuse(Cause::UnitsInCircle.alone());
        }
    }
}

/// A unit and those above it.
fn ancestors(city: &City, unit: UnitId) -> impl Iterator<Item = UnitId> {
    let above =
        |id: &UnitId| city.unit(*id).and_then(|unit| unit.latest()).and_then(|entry| entry.card.parent);
    // A circle cannot be, but a bound costs nothing.
    std::iter::successors(Some(unit), above).take(city.units().len())
}

/// The projects a person is named in charge of, with what puts another in the place.
fn in_charge(city: &City, old: PersonId, new: PersonId) -> Vec<(crate::ProjectId, Vec<Attribute>)> {
    let mut charges = Vec::new();
    for project in city.projects() {
        let now = project.at(Moment::on(Date::MAX));
        if !now.exists() || now.merged_into().is_some() {
            continue;
        }
        let mut set = Vec::new();
        if now.leader_sponsor() == Some(&old) {
            set.push(Attribute::LeaderSponsor(Some(new)));
        }
        if now.service_officer() == Some(&old) {
            set.push(Attribute::ServiceOfficer(Some(new)));
        }
        if !set.is_empty() {
            charges.push((project.id, set));
        }
    }
    charges
}

/// How many projects a person is named in charge of.
#[must_use]
pub fn charges(city: &City, person: PersonId) -> usize {
    in_charge(city, person, person).len()
}

impl Attempt<'_> {
    pub(super) fn approve_dispatch(&mut self, id: crate::ProjectId, month: crate::YearMonth) {
        let Some(project) = self.living(id) else { return };
        let field = Field::Dispatch(month);
        let now = Moment::on(Date::MAX);
        let Some(filed) = project.entry(&field, now).filter(|entry| !entry.attribute.is_cleared()) else {
            return self.refuse(Cause::NothingFiled { month }.of(field));
        };
        if project.at(now).approved(month) == Some(&filed.seq) {
            return self.refuse(Cause::ApprovedAlready.of(field));
        }
        if self.is_by_self(filed.seq) {
            self.refuse(Cause::FiledByYourself { month }.of(field.clone()));
        }
        let approved = crate::fact::DispatchApproved { month, filed: filed.seq };
        self.happened(Subject::Project(id), approved);
    }
}
