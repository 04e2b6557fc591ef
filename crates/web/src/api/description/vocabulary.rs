//! The words whose values the code has: read from it, so that a new value is described the day it exists.

use crate::{
    pages::war_map::bars::Group,
    query::{Column, SIGNALS},
};
use qinghuo_domain::{
    Phase,
    circumstance::{Investor, LandSupply},
    intake::PersonRole,
    phase::Nature,
    procedure::{Applies, DayKind, ItemKind, Lane, LinkKind, Milestone, Stage},
    rules::Signal,
    step::{MovedBy, Role, SpecialProcedure, State},
    unit::UnitKind,
    views::{
        approval::{duty::Duty, inbox::Urgency},
        punctuality::{LibraryEntry, Punctuality},
        totals::Dimension,
        war_map::{Aim, Outcome},
    },
};
use qinghuo_interchange::Code;
use qinghuo_locale::{Language, signal_key};

/// The values of a vocabulary; none where the code does not know it.
pub fn values(of: &str) -> Vec<String> {
    let signals = || SIGNALS.into_iter().map(signal_key);
    // Who is told of no lights is shown that; nobody filters by it.
    let shown = || signals().chain([signal_key(Signal::Withheld)]);
    let sorts = || Column::ALL.into_iter().map(Column::key);
    let values: Vec<&str> = match of {
        "phase" => Phase::ALL.map(Phase::key).to_vec(),
        "nature" => Nature::ALL.map(Nature::key).to_vec(),
        "signal" => return shown().map(|key| key.replace('-', "_")).collect(),
        "signal_shown" => shown().collect(),
        "signal_address" => signals().collect(),
        "state" => State::ALL.iter().map(|of| of.key()).collect(),
        "role" => crate::inbox::ROLES.map(Role::key).to_vec(),
        "lane" => Lane::ALL.iter().map(|of| of.key()).collect(),
        "stage" => Stage::ALL.iter().map(|of| of.key()).collect(),
        "item_kind" => ItemKind::ALL.iter().map(|of| of.key()).collect(),
        "day_kind" => DayKind::ALL.iter().map(|of| of.key()).collect(),
        "link_kind" => LinkKind::ALL.iter().map(|of| of.key()).collect(),
        "milestone" => Milestone::ALL.iter().map(|of| of.key()).collect(),
        "applies" => Applies::ALL.iter().map(|of| of.key()).collect(),
        "urgency" => Urgency::ALL.into_iter().map(Urgency::key).collect(),
        "duty" => Duty::ALL.map(Duty::key).to_vec(),
        "dimension" => Dimension::ALL.map(Dimension::key).to_vec(),
        "aim" => Aim::ALL.map(Aim::key).to_vec(),
        "outcome" => Outcome::ALL.map(Outcome::key).to_vec(),
        "board_group" => Group::ALL.map(Group::key).to_vec(),
        "special_procedure" => SpecialProcedure::ALL.map(SpecialProcedure::key).to_vec(),
        "moved_by" => MovedBy::ALL.map(MovedBy::key).to_vec(),
        "investor" => Investor::ALL.map(Investor::key).to_vec(),
        "land_supply" => LandSupply::ALL.map(LandSupply::key).to_vec(),
        "unit_kind" => UnitKind::ALL.map(UnitKind::key).to_vec(),
        "punctuality" => Punctuality::ALL.into_iter().map(Punctuality::key).collect(),
        "library_entry" => LibraryEntry::ALL.into_iter().map(LibraryEntry::key).collect(),
        "works_finding" => Code::ALL.iter().map(|of| of.key()).collect(),
        "lang" => Language::ALL.map(Language::tag).to_vec(),
        "sort" => return sorts().flat_map(|key| [key.to_owned(), format!("-{key}")]).collect(),
        "person_role" => {
            [PersonRole::LeaderSponsor, PersonRole::ServiceOfficer, PersonRole::Holder].map(person).to_vec()
        }
        _ => Vec::new(),
    };
    values.into_iter().map(ToOwned::to_owned).collect()
}

const fn person(role: PersonRole) -> &'static str {
    match role {
        PersonRole::LeaderSponsor => "leader_sponsor",
        PersonRole::ServiceOfficer => "service_officer",
        PersonRole::Holder => "holder",
    }
}
