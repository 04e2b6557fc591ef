//! One project as a row states it, typed field by field; and the same as the domain takes it in.

use qinghuo_domain::{
    Attribute, Fen,
    attribute::Extra,
    attribute::Text,
    code::ProjectCode,
    figure::DispatchFigure,
    intake::{LedgerRow, PersonRole, RowSource},
    phase::Nature,
    time::{Date, Period, YearMonth},
};
use serde::{Serialize, Serializer};

/// What a row says of a project. What it does not say is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Entry {
    /// The last row, of a project over several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_row: Option<u32>,
    /// The running number as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Text>,
    /// The name, without marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Former names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Text>,
    /// Project codes of the right shape.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<ProjectCode>,
    /// The district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Text>,
    /// The functional zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functional_zone: Option<Text>,
    /// The place in the dictionary's or the file's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Text>,
    /// The site as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Text>,
    /// Content and scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Text>,
    /// The nature of construction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// The class; of nested groups, joined with `/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Text>,
    /// The policy area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_area: Option<Text>,
    /// The industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<Text>,
    /// Nodes of industrial chains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chain_nodes: Vec<Text>,
    /// The owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Text>,
    /// Responsible units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responsible_units: Vec<Text>,
    /// The leading unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_unit: Option<Text>,
    /// The leader who sponsors the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader_sponsor: Option<Text>,
    /// The service officer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_officer: Option<Text>,
    /// Total investment.
    #[serde(rename = "total_fen", skip_serializing_if = "Option::is_none")]
    pub total: Option<Fen>,
    /// Planned for the year.
    #[serde(rename = "plan_fen", skip_serializing_if = "Option::is_none")]
    pub plan: Option<Fen>,
    /// The year planned for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_year: Option<i16>,
    /// Done in the year up to the month.
    #[serde(rename = "done_fen", skip_serializing_if = "Option::is_none")]
    pub done: Option<Fen>,
    /// Done in the month alone.
    #[serde(rename = "done_month_fen", skip_serializing_if = "Option::is_none")]
    pub done_month: Option<Fen>,
    /// The month the figures reach to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<YearMonth>,
    /// Done of plan in percent, as the file states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// From when to when.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "period_text")]
    pub period: Option<Period>,
    /// The day building really began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<Date>,
    /// The day it was really completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
    /// The day production began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub producing_since: Option<Date>,
    /// The year's goal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Text>,
    /// Physical progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<Text>,
    /// Problems.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems: Option<Text>,
    /// Promised yearly output.
    #[serde(rename = "promised_output_fen", skip_serializing_if = "Option::is_none")]
    pub promised_output: Option<Fen>,
    /// Promised yearly tax.
    #[serde(rename = "promised_tax_fen", skip_serializing_if = "Option::is_none")]
    pub promised_tax: Option<Fen>,
    /// Promised jobs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_jobs: Option<u32>,
    /// Marks on the name or in a column for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Text>,
    /// The remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<Text>,
    /// Columns no field claims, header to text.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
    /// The groups it stands in, outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Text>,
}

#[expect(clippy::ref_option, reason = "the shape serde asks for")]
fn period_text<S: Serializer>(period: &Option<Period>, to: S) -> Result<S::Ok, S::Error> {
    match period {
        Some(period) => to.collect_str(period),
        None => to.serialize_none(),
    }
}

impl Entry {
    /// The row as the domain takes it in; `None` without a name.
    #[must_use]
    pub fn ledger_row(&self, sheet: &str, row: u32) -> Option<LedgerRow> {
        let name = self.name.clone()?;
        let many = |texts: &Vec<Text>| (!texts.is_empty()).then(|| texts.clone());
        let plan = self.plan.zip(self.plan_year);
        let attributes = [
            Some(Attribute::Name(Some(name))),
            many(&self.aliases).map(|aliases| Attribute::Aliases(Some(aliases))),
            (!self.codes.is_empty()).then(|| Attribute::Codes(Some(self.codes.clone()))),
            self.district.clone().map(|district| Attribute::District(Some(district))),
            self.functional_zone.clone().map(|zone| Attribute::FunctionalZone(Some(zone))),
            self.site.clone().map(|site| Attribute::Site(Some(site))),
            self.content.clone().map(|content| Attribute::Content(Some(content))),
            self.nature.map(|nature| Attribute::Nature(Some(nature))),
            self.class.clone().map(|class| Attribute::Class(Some(class))),
            self.policy_area.clone().map(|area| Attribute::PolicyArea(Some(area))),
            self.industry.clone().map(|industry| Attribute::Industry(Some(industry))),
            many(&self.chain_nodes).map(|nodes| Attribute::ChainNodes(Some(nodes))),
            self.owner.clone().map(|owner| Attribute::Owner(Some(owner))),
            many(&self.responsible_units).map(|units| Attribute::ResponsibleUnits(Some(units))),
            self.lead_unit.clone().map(|unit| Attribute::LeadUnit(Some(unit))),
            self.total.map(|total| Attribute::TotalInvestment(Some(total))),
            self.period.map(|period| Attribute::Period(Some(period))),
            self.goal.clone().map(|goal| Attribute::Goal(Some(goal))),
            self.started_on.map(|date| Attribute::StartedOn(Some(date))),
            self.completed_on.map(|date| Attribute::CompletedOn(Some(date))),
            self.producing_since.map(|date| Attribute::ProducingSince(Some(date))),
            self.promised_output.map(|output| Attribute::PromisedOutput(Some(output))),
            self.promised_tax.map(|tax| Attribute::PromisedTax(Some(tax))),
            self.promised_jobs.map(|jobs| Attribute::PromisedJobs(Some(jobs))),
            many(&self.marks).map(|marks| Attribute::Marks(Some(marks))),
            self.remark.clone().map(|remark| Attribute::Remark(Some(remark))),
            (!self.extra.is_empty()).then(|| Attribute::Extra(Some(self.extra.clone()))),
            plan.map(|(plan, year)| Attribute::YearPlan(year, Some(plan))),
        ];
        let people = [
            (PersonRole::LeaderSponsor, &self.leader_sponsor),
            (PersonRole::ServiceOfficer, &self.service_officer),
        ];
        Some(LedgerRow {
            source: RowSource { sheet: sheet.into(), row },
            attributes: attributes.into_iter().flatten().collect(),
            people: people.into_iter().filter_map(|(role, name)| Some((role, name.clone()?))).collect(),
            figure: self.figure(),
        })
    }

    fn figure(&self) -> Option<(YearMonth, DispatchFigure)> {
        let figure = DispatchFigure {
            done_this_year: self.done,
            done_this_month: self.done_month,
            progress: self.progress.clone(),
            problems: self.problems.clone(),
        };
        self.month.filter(|_| !figure.is_empty()).map(|month| (month, figure))
    }
}
