//! The page of a batch: the items with what becomes of each, the acts that have a place, the form of the one chosen.

use super::{Choice, Chosen, Fate, PATH, Sheet};
use crate::{
    Served,
    approvals::{item_name, unit_name},
    batch::after_words,
    pages::{
        approvals::{
            act_fields::{Field, fields},
            returned::day,
        },
        frame::Frame,
        html,
    },
    problem::Problem,
    query::Query,
    visit::{View, Visit},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use qinghuo_domain::{step::Deed, views::approval::Step};
use qinghuo_locale::Locale;

#[derive(Template)]
#[template(path = "items_batch.html")]
struct Page {
    frame: Frame,
    troubles: Vec<String>,
    summary: String,
    rows: Vec<Row>,
    done: Vec<Row>,
    acts: Vec<(&'static str, String, bool)>,
    form: Option<Form>,
    needs_actor: bool,
}

/// The form of the act chosen.
struct Form {
    act: &'static str,
    title: String,
    who: String,
    clock: String,
    fields: Vec<Field>,
    day: Field,
    key: String,
    seen: u64,
    previewed: String,
    /// Whether what is shown was previewed, and how many can be done.
    ready: Option<(usize, String)>,
}

struct Row {
    pick: String,
    is_ticked: bool,
    code: String,
    name: String,
    href: String,
    project: String,
    project_href: String,
    unit: String,
    state: String,
    due: String,
    after: Vec<String>,
    reasons: Vec<String>,
    fact: Option<String>,
}

/// What is to be told.
pub struct Told<'a> {
    pub served: &'a Served,
    pub visit: &'a Visit,
    pub view: &'a View,
    pub chosen: &'a [Chosen<'a>],
    pub fates: &'a [Fate],
    pub troubles: Vec<String>,
}

impl Told<'_> {
    pub(super) fn answer(mut self, sheet: &Sheet, status: StatusCode) -> Result<Response, Problem> {
        let locale = self.visit.locale;
        let query = Query::default();
        let title = locale.text("page-batch").into_owned();
        let mut frame = Frame::new(self.served, self.visit, self.view, &query, "items", title);
        let picks: Vec<String> = self.chosen.iter().map(|one| format!("pick={}", one.pick.text())).collect();
        let act = sheet.choice.map(|choice| format!("act={}", choice.key()));
        frame.here = crate::pages::frame::with_query(
            PATH,
            &picks.into_iter().chain(act).collect::<Vec<_>>().join("&"),
        );
        let (mut rows, mut done) = (Vec::new(), Vec::new());
        for (one, fate) in self.chosen.iter().zip(self.fates) {
            let row = self.row(&frame, one, fate);
            if matches!(fate, Fate::Done(_)) { done.push(row) } else { rows.push(row) }
        }
        if let Some(sent) = &sheet.sent {
            self.troubles.extend(sent.troubles.iter().cloned());
        }
        let shown = Page {
            troubles: std::mem::take(&mut self.troubles),
            summary: locale.count("page-items-summary", rows.len()),
            acts: self.acts(sheet.choice),
            form: sheet.choice.filter(|_| !rows.is_empty()).map(|choice| self.form(sheet, choice)),
            rows,
            done,
            needs_actor: self.visit.needs_actor(),
            frame,
        };
        html(status, &shown)
    }

    fn row(&self, frame: &Frame, one: &Chosen<'_>, fate: &Fate) -> Row {
        let (locale, playbook) = (self.visit.locale, &self.served.app.playbook);
        let step = one.step();
        let reach =
            step.filter(|step| !step.is_settled()).and_then(|step| step.clock).map(|clock| clock.binding());
        let unit = step.and_then(|step| step.item.units.first());
        let code = one.pick.item.to_string();
        Row {
            pick: one.pick.text(),
            is_ticked: !matches!(fate, Fate::Refused(_) | Fate::Left(_)),
            name: item_name(
                locale,
                playbook,
                &one.approval.procedure.key,
                one.index,
                step.and_then(Step::own_name).map(|name| &**name),
            ),
            href: format!("/projects/{}/approvals?item={code}#{code}", one.pick.project),
            project: {
                let seen = one.project.at(self.view.board.at);
                seen.name().map(|name| name.to_string()).unwrap_or_default()
            },
            project_href: frame.project(&one.pick.project),
            unit: unit.map(|key| unit_name(locale, playbook, key)).unwrap_or_default(),
            state: step.map(|step| locale.named("state", step.life.state.key())).unwrap_or_default(),
            due: reach.map(|reach| locale.day(reach.due_on)).unwrap_or_default(),
            after: match fate {
                Fate::Would(after) => after_words(locale, after),
                _ => Vec::new(),
            },
            reasons: match fate {
                Fate::Refused(reasons) | Fate::Left(reasons) => {
                    reasons.iter().map(|(_, words)| words.clone()).collect()
                }
                _ => Vec::new(),
            },
            fact: match fate {
                Fate::Done(seq) => Some(format!("#{seq}")),
                _ => None,
            },
            code,
        }
    }

    /// The acts that have a place on at least one of the items, with how many.
    fn acts(&self, chosen: Option<Choice>) -> Vec<(&'static str, String, bool)> {
        let locale = self.visit.locale;
        let is_open = |(_, fate): &(&Chosen<'_>, &Fate)| !matches!(fate, Fate::Done(_));
        let open = || self.chosen.iter().zip(self.fates).filter(is_open).map(|(one, _)| one);
        let all = Deed::ALL.iter().copied().map(Choice::Step).chain([Choice::Promise, Choice::Explain]);
        let act = |choice: Choice| {
            let fits = |one: &&Chosen<'_>| one.step().is_some_and(|step| choice.fits(one.approval, step));
            let count = open().filter(fits).count();
            let title = title(locale, choice);
            let words = locale.text_with("page-batch-act", &[("act", title), ("count", count.to_string())]);
            (count > 0 || chosen == Some(choice)).then(|| (choice.key(), words, chosen == Some(choice)))
        };
        all.filter_map(act).collect()
    }

    fn form(&self, sheet: &Sheet, choice: Choice) -> Form {
        let locale = self.visit.locale;
        // Where one of them is promised, the form asks what moving a promise needs.
        let step = self.chosen.iter().filter_map(Chosen::step).find(|step| step.promise.is_some());
        let playbook = &self.served.app.playbook;
        let back = sheet.sent.as_ref();
        let can = self.fates.iter().filter(|fate| matches!(fate, Fate::Would(_))).count();
        let today = self.visit.today.to_string();
        Form {
            act: choice.key(),
            title: title(locale, choice),
            who: choice.deed().map(|deed| locale.named("role", deed.role().key())).unwrap_or_default(),
            clock: locale.named("clock", choice.key()),
            fields: fields((self.visit, playbook), choice.what(), choice.deed(), step, back),
            day: day(locale, back, &today, &today),
            key: self.served.form_key(self.visit.now),
            seen: self.view.image.city.head().0,
            previewed: sheet.previewed.clone(),
            ready: (can > 0).then(|| (can, locale.count("page-batch-do", can))),
        }
    }
}

fn title(locale: &Locale, choice: Choice) -> String {
    match choice {
        Choice::Step(deed) => locale.named("deed", deed.key()),
        Choice::Promise => locale.text("page-act-promise").into_owned(),
        Choice::Explain => locale.text("page-act-explain").into_owned(),
    }
}
