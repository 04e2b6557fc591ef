//! A project's approval network as a schedule other programs open (MSPDI), and what that schedule does not carry: the same for page, API and command line.

use qinghuo_domain::{
    ProjectId,
    views::approval::{Approval, Step},
};
use qinghuo_interchange::{
    approval::{self, Left},
    mspdi,
};
use qinghuo_locale::{Language, Locale};
use qinghuo_playbook::Playbook;
use serde_json::{Map, Value, json};

/// The schedule.
pub struct Network {
    /// What its file is called.
    pub file: String,
    /// The file.
    pub xml: String,
    /// Items written.
    pub items: usize,
    /// Links written.
    pub links: usize,
    /// What is not carried: what, in words, and the codes of the items it is about.
    pub left: Vec<(Left, String, Vec<String>)>,
}

impl Network {
    /// The network of a project's approvals.
    #[must_use]
    pub fn of(
        locale: &Locale,
        playbook: &Playbook,
        (project, name): (ProjectId, &str),
        is_synthetic: bool,
        approval: &Approval<'_>,
    ) -> Self {
        let mut title = format!("{project} {name}");
        if is_synthetic {
            title.push_str(&format!("({})", locale.text("network-synthetic")));
        }
        let (calendar, words) = (&playbook.rules.calendar, locale.text("network-calendar"));
        let plan = approval::plan(approval, calendar, &title, &words, |index| {
            item(locale, playbook, approval, index)
        });
        Self {
            file: format!("{project}-{}.xml", approval.as_of),
            xml: mspdi::write(&plan),
            items: plan.activities.len(),
            links: plan.links.len(),
            left: left_out(locale, playbook, approval),
        }
    }

    /// As the API and the command line give it, the file itself left out.
    #[must_use]
    pub fn json(&self) -> Map<String, Value> {
        let left = self
            .left
            .iter()
            .map(|(left, words, items)| json!({ "what": left.key(), "words": words, "items": items }));
        let mut told = Map::new();
        told.insert("activities".into(), self.items.into());
        told.insert("links".into(), self.links.into());
        told.insert("not_carried".into(), left.collect());
        told
    }
}

/// What a schedule of these approvals does not carry: what, in words, and the codes of the items it is about.
pub fn left_out(
    locale: &Locale,
    playbook: &Playbook,
    approval: &Approval<'_>,
) -> Vec<(Left, String, Vec<String>)> {
    let code =
        |index: usize| approval.steps.get(index).map(|step| step.item.code.to_string()).unwrap_or_default();
    let words = |(left, items): (Left, Vec<usize>)| {
        (left, locale.named("network-left", left.key()), items.into_iter().map(code).collect())
    };
    approval::left_out(approval, &playbook.rules.calendar).into_iter().map(words).collect()
}

/// The name of an item.
pub(crate) fn item<'a>(
    locale: &Locale,
    playbook: &'a Playbook,
    approval: &'a Approval<'_>,
    index: usize,
) -> &'a str {
    if let Some(own) = approval.steps.get(index).and_then(Step::own_name) {
        return own;
    }
    let template = playbook.procedures.template_of(&approval.procedure);
    let words = template.and_then(|template| template.words.get(index));
    words.map_or("", |words| match locale.language() {
        Language::Chinese => &*words.name.zh,
        Language::English => &*words.name.en,
    })
}
