//! What a project's approvals depend on: who invests, how the land comes, where it lies, what it uses. Some of it nobody knows when the project comes
//! into the book; it is told when the first item asks for it.

use crate::{chance::About, life::Life, rows};
use qinghuo_domain::{
    Attribute,
    circumstance::{Investor, LandSupply},
    money::MoneyUnit,
};

/// How many in a hundred circumstances nobody knows at first.
const WITHHELD: i64 = 15;
/// Whether the estimate holds shows only in the course of building.
const ESTIMATE_WITHHELD: i64 = 60;

/// The circumstances of a project.
pub(crate) struct Circumstances {
    /// Those known when it comes into the book.
    pub(crate) stated: Vec<Attribute>,
    /// Those told later.
    pub(crate) withheld: Vec<Attribute>,
}

impl Circumstances {
    pub(crate) fn of(life: &Life<'_>) -> Self {
        let mut chance = life.chance(About::Circumstances, 0);
        let public = rows::is_public(life);
        let yi = (life.total.0 / MoneyUnit::HundredMillion.in_fen()).max(1);
        let investor = if public && chance.percent(85) { Investor::Government } else { Investor::Social };
        let supplies: [(LandSupply, i64); 4] = match public {
            true => [
                (LandSupply::Allocation, 80),
                (LandSupply::Grant, 10),
                (LandSupply::Existing, 10),
                (LandSupply::Lease, 0),
            ],
            false => [
                (LandSupply::Grant, 88),
                (LandSupply::Existing, 8),
                (LandSupply::Lease, 4),
                (LandSupply::Allocation, 0),
            ],
        };
        let supply = chance.weighed(&supplies, |(_, share)| *share).map(|(supply, _)| *supply);
        let cleared = chance.percent(if public { 40 } else { 55 }) || supply == Some(LandSupply::Existing);
        let area = (yi * chance.between(40, 160)).clamp(60, 9000) * 100;
        let energy = life.kind.energy * chance.between(30, 250) / 100;
        let whole = |number: i64| u32::try_from(number).ok();
        let mut stated = vec![
            Attribute::Investor(Some(investor)),
            Attribute::LandSupply(supply),
            Attribute::LandArea(whole(area)),
            Attribute::ClearedLand(Some(cleared)),
        ];
        let mut later = vec![
            Attribute::RelicZone(Some(chance.percent(12))),
            Attribute::SpringZone(Some(chance.percent(life.place.springs))),
            Attribute::EnergyUse(whole(energy)),
            Attribute::SpecialFire(Some(chance.percent(life.kind.fire))),
            Attribute::CivilDefence(Some(chance.percent(life.kind.defence))),
        ];
        if public {
            later.extend([
                Attribute::OverLimitSeismic(Some(chance.percent(4))),
                Attribute::RoadDigging(Some(chance.percent(life.kind.pipelines))),
                Attribute::Pipelines(Some(chance.percent(life.kind.pipelines))),
                Attribute::EstimateExceeded(Some(chance.percent(6))),
            ]);
        } else {
            stated.push(Attribute::LowRisk(Some(yi < 3 && chance.percent(60))));
        }
        let mut withheld = Vec::new();
        for attribute in later {
            let share = if matches!(attribute, Attribute::EstimateExceeded(_)) {
                ESTIMATE_WITHHELD
            } else {
                WITHHELD
            };
            if chance.percent(share) { withheld.push(attribute) } else { stated.push(attribute) }
        }
        Self { stated, withheld }
    }
}
