//! What an address asks of the approvals page: an item opened, a date explained, and which items are listed.

use crate::query::{BadParameter, encode};
use qinghuo_domain::{
    procedure::{Lane, Milestone},
    step::State,
    views::approval::{Approval, Step},
};

/// What an address asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The item opened.
    pub item: Option<String>,
    /// The milestone whose date is explained.
    pub why: Option<Milestone>,
    /// Only items of this lane.
    pub lane: Option<Lane>,
    /// Only items in this state.
    pub state: Option<State>,
    /// Only what is critical.
    pub is_critical: bool,
}

/// How an address asks for what is critical.
pub const YES: &str = "yes";

impl Asked {
    /// Reads an address's parameters; what is not understood is left out and reported.
    pub fn read(pairs: &[(String, String)]) -> (Self, Vec<BadParameter>) {
        let (mut asked, mut bad) = (Self::default(), Vec::new());
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() && asked.take(name, value).is_none() {
                bad.push(BadParameter { name: name.clone(), value: value.to_owned(), fault: "value" });
            }
        }
        (asked, bad)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "item" => self.item = Some(value.to_owned()),
            "why" => self.why = Some(Milestone::ALL.iter().copied().find(|one| one.key() == value)?),
            "lane" => self.lane = Some(Lane::ALL.iter().copied().find(|one| one.key() == value)?),
            "state" => self.state = Some(State::ALL.iter().copied().find(|one| one.key() == value)?),
            "critical" => self.is_critical = Some(value).filter(|value| *value == YES).map(|_| true)?,
            _ => {}
        }
        Some(())
    }

    /// The same with another item opened.
    pub fn opening(&self, code: &str) -> Self {
        Self { item: Some(code.to_owned()), ..self.clone() }
    }

    /// As it stands in an address, with the moment.
    pub fn address(&self, moment: &str) -> String {
        let pairs = [
            ("item", self.item.clone()),
            ("why", self.why.map(|milestone| milestone.key().to_owned())),
            ("lane", self.lane.map(|lane| lane.key().to_owned())),
            ("state", self.state.map(|state| state.key().to_owned())),
            ("critical", self.is_critical.then(|| YES.to_owned())),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))));
        let moment = Some(moment.to_owned()).filter(|moment| !moment.is_empty());
        pairs.chain(moment).collect::<Vec<_>>().join("&")
    }

    /// Whether it narrows the items at all.
    pub const fn narrows(&self) -> bool {
        self.lane.is_some() || self.state.is_some() || self.is_critical
    }

    /// Whether it lets an item through.
    pub fn lets_through(&self, approval: &Approval<'_>, step: &Step<'_>) -> bool {
        let is_critical = || approval.forecast.of(step.index).is_some_and(|dates| dates.is_critical);
        self.lane.is_none_or(|lane| step.item.lane == lane)
            && self.state.is_none_or(|state| step.life.state == state)
            && (!self.is_critical || is_critical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_as_they_are_written() {
        let address = "item=A24&why=start&lane=permits&state=running&critical=yes";
        let pairs: Vec<(String, String)> = address
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let (asked, bad) = Asked::read(&pairs);
        assert_eq!((asked.address("as_of=2024-06-30"), bad), (format!("{address}&as_of=2024-06-30"), vec![]));
    }

    #[test]
    fn what_is_not_understood_is_reported() {
        let pairs = [("why", "soon"), ("lane", "fast"), ("state", "gone"), ("critical", "perhaps")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (asked, bad) = Asked::read(&pairs);
        assert_eq!((bad.len(), asked.narrows(), asked.why), (4, false, None));
    }
}
