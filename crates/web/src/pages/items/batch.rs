//! One act on many items: those ticked on the list, or all that a filter lets through. First it is said what each would become and which are refused and
//! why; then it is done, and what was refused stays with its reasons. Each item is its own order, all of them one commit.

mod told;

use super::asked;
use crate::{
    Served,
    api::orders,
    batch::{After, Ground, MOST, Pick},
    pages::{
        approvals::{act_fields::may, acting::command, returned::Returned},
        page,
    },
    problem::Problem,
    visit::{View, Visit},
};
use axum::{Form as Body, extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{
    Date, Project, ProjectId, Refusal, Seq,
    command::Command,
    step::{Concern, Deed},
    views::approval::{Approval, Step},
};
use qinghuo_office::{Order, Rejection};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Where it is.
const PATH: &str = "/items/batch";

/// The act chosen for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Step(Deed),
    Promise,
    Explain,
}

impl Choice {
    fn read(key: &str) -> Option<Self> {
        match key {
            "promise" => Some(Self::Promise),
            "explain" => Some(Self::Explain),
            key => Deed::from_key(key).map(Self::Step),
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Step(deed) => deed.key(),
            Self::Promise => "promise",
            Self::Explain => "explain",
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Step(_) => "step",
            Self::Promise => "promise",
            Self::Explain => "explain",
        }
    }

    const fn deed(self) -> Option<Deed> {
        match self {
            Self::Step(deed) => Some(deed),
            _ => None,
        }
    }

    /// Whether it has a place on an item now.
    fn fits(self, approval: &Approval<'_>, step: &Step<'_>) -> bool {
        match self {
            // Papers are gathered one by one, each with its number.
            Self::Step(deed) => may(approval, step, deed) && deed.concerns() == Concern::Item,
            Self::Promise | Self::Explain => !step.is_settled(),
        }
    }
}

/// An item that was picked, as it stands now.
struct Chosen<'a> {
    pick: Pick,
    project: &'a Project,
    approval: &'a Approval<'a>,
    index: usize,
}

impl Chosen<'_> {
    fn step(&self) -> Option<&Step<'_>> {
        self.approval.steps.get(self.index)
    }
}

/// A reason in words, and the input of the form it is about.
type Reason = (Option<&'static str>, String);

/// What became of an item, or would.
enum Fate {
    /// Nothing was asked yet, or the form itself is faulty.
    Open,
    /// It was not ticked; why it would be refused, if it would.
    Left(Vec<Reason>),
    /// What it would become.
    Would(After),
    /// It is done.
    Done(Seq),
    /// It is refused; every reason.
    Refused(Vec<Reason>),
}

/// The items picked, and the choice of an act.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let mut asked = asked(served, visit)?;
        asked.bad.retain(|bad| !matches!(&*bad.name, "pick" | "act" | "all"));
        let picked = visit.pairs.iter().filter(|(name, _)| name == "pick").map(|(_, text)| text.clone());
        let mut texts: Vec<String> = picked.collect();
        if visit.pairs.iter().any(|(name, _)| name == "all") {
            let approvals = asked.view.desk.of(&asked.view.board, &served.app.playbook);
            let all = asked.filter.select(&approvals);
            texts.extend(all.iter().map(|one| format!("{}-{}", one.open.project, one.open.item)));
        }
        let act = visit.pairs.iter().find(|(name, value)| name == "act" && !value.is_empty());
        let choice = act.and_then(|(_, key)| Choice::read(key));
        let ticked = texts.iter().cloned().collect();
        let previewed = String::new();
        let sheet = Sheet { texts, ticked, choice, sent: None, is_to_be_done: false, previewed };
        sheet.answer(served, visit)
    })
    .await
}

/// A preview, or the doing of what was previewed.
pub async fn submit(
    State(served): State<Served>,
    visit: Visit,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let all = |wanted: &'static str| {
            pairs.iter().filter(move |(name, _)| *name == wanted).map(|(_, text)| text.clone())
        };
        let (texts, ticked) = (all("row").chain(all("pick")).collect(), all("pick").collect());
        let said: BTreeMap<String, String> =
            pairs.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect();
        let bad = |name: &str| Problem::BadBody(name.to_owned());
        let choice = said.get("act").and_then(|key| Choice::read(key)).ok_or_else(|| bad("act"))?;
        if !said.contains_key("key") {
            return Err(bad("key"));
        }
        let is_to_be_done = said.get("stage").is_some_and(|stage| stage == "do");
        let previewed = said.get("previewed").cloned().unwrap_or_default();
        let sent = Some(Returned::new(choice.what(), choice.deed(), said));
        Sheet { texts, ticked, choice: Some(choice), sent, is_to_be_done, previewed }.answer(served, visit)
    })
    .await
}

/// A request for many items.
struct Sheet {
    /// The items, as written.
    texts: Vec<String>,
    /// Those of them to be acted on.
    ticked: BTreeSet<String>,
    choice: Option<Choice>,
    /// What the form said; nothing while none was sent.
    sent: Option<Returned>,
    is_to_be_done: bool,
    /// What was previewed, to tell whether it is still what is asked.
    previewed: String,
}

impl Sheet {
    fn answer(mut self, served: &Served, visit: &Visit) -> Result<Response, Problem> {
        let view = visit.view(served, &crate::query::Query::default())?;
        let mut troubles = Vec::new();
        let picks = self.picks(visit, &mut troubles);
        let projects: BTreeMap<ProjectId, Arc<Project>> = picks
            .iter()
            .filter_map(|pick| Some((pick.project, Arc::clone(view.image.city.project(pick.project)?))))
            .collect();
        let approvals: BTreeMap<ProjectId, Approval<'_>> = projects
            .iter()
            .filter_map(|(id, project)| {
                let approval =
                    served.app.playbook.approval(project.at(view.board.at), view.board.standpoint())?;
                Some((*id, approval))
            })
            .collect();
        let chosen: Vec<Chosen<'_>> = picks
            .into_iter()
            .filter_map(|pick| {
                let approval = approvals.get(&pick.project);
                let index =
                    approval.and_then(|approval| approval.procedure.item(&pick.item)).map(|(index, _)| index);
                let Some(((project, approval), index)) = projects.get(&pick.project).zip(approval).zip(index)
                else {
                    let arguments = [("name", "pick".to_owned()), ("value", pick.text())];
                    troubles.push(visit.locale.text_with("page-bad-value", &arguments));
                    return None;
                };
                Some(Chosen { pick, project, approval, index })
            })
            .collect();
        let mut status = StatusCode::OK;
        let fates = match self.sent.take() {
            None => chosen.iter().map(|_| Fate::Open).collect(),
            Some(mut sent) => {
                if !chosen.is_empty() && !chosen.iter().any(|one| self.is_ticked(one)) {
                    sent.troubles.push(visit.locale.text("page-batch-nothing").into_owned());
                }
                let mut fates = self.fates(served, visit, &view, &chosen, &mut sent)?;
                tell_common(&mut fates, &mut sent);
                let refused = fates.iter().any(|fate| matches!(fate, Fate::Refused(_)));
                if refused || sent.is_faulty() {
                    status = StatusCode::UNPROCESSABLE_ENTITY;
                }
                self.sent = Some(sent);
                fates
            }
        };
        let shown = told::Told { served, visit, view: &view, chosen: &chosen, fates: &fates, troubles };
        shown.answer(&self, status)
    }

    fn is_ticked(&self, one: &Chosen<'_>) -> bool {
        self.ticked.contains(&one.pick.text())
    }

    /// The items named, each once, and no more than may be acted on at once.
    fn picks(&self, visit: &Visit, troubles: &mut Vec<String>) -> Vec<Pick> {
        let mut seen = BTreeSet::new();
        let mut picks = Vec::new();
        for text in &self.texts {
            match Pick::read(text) {
                Some(pick) if seen.insert(pick.clone()) => picks.push(pick),
                Some(_) => {}
                None => {
                    let value = text.chars().take(60).collect();
                    let arguments = [("name", "pick".to_owned()), ("value", value)];
                    troubles.push(visit.locale.text_with("page-bad-value", &arguments));
                }
            }
        }
        if picks.len() > MOST {
            troubles.push(visit.locale.count("page-batch-too-many", MOST));
            picks.truncate(MOST);
        }
        picks
    }

    /// What becomes of each item, or would.
    fn fates(
        &mut self,
        served: &Served,
        visit: &Visit,
        view: &View,
        chosen: &[Chosen<'_>],
        sent: &mut Returned,
    ) -> Result<Vec<Fate>, Problem> {
        let locale = visit.locale;
        let open = || chosen.iter().map(|_| Fate::Open).collect();
        let effective_on = sent.effective_on();
        if self.is_to_be_done && visit.needs_actor() {
            sent.troubles.push(locale.text("page-problem-actor-missing").into_owned());
        }
        let seen = sent.said("seen").and_then(|seen| seen.parse().ok()).map(Seq);
        let mut commands = Vec::with_capacity(chosen.len());
        for one in chosen {
            let mut own =
                sent.for_item(&one.pick.item, one.step().is_some_and(|step| step.promise.is_some()));
            let command = command(&served.app.playbook, one.project, seen, &mut own)?;
            sent.faults.extend(own.faults);
            commands.push(command);
        }
        if sent.is_faulty() {
            sent.tell_empty();
            return Ok(open());
        }
        let commands: Vec<Command> = commands.into_iter().flatten().collect();
        if commands.len() != chosen.len() {
            return Ok(open());
        }
        // What was previewed is what is done: something else is previewed first.
        let asked = sent.content();
        let is_to_be_done = self.is_to_be_done && self.previewed == asked;
        self.previewed = asked;
        self.is_to_be_done = is_to_be_done;
        let ground = Ground::of(served, visit, view, effective_on);
        let foreseen = chosen.iter().zip(&commands).map(|(one, command)| {
            match ground.foresee(one.approval, &one.pick, command.clone()) {
                Ok(_) if !self.is_ticked(one) => Fate::Left(Vec::new()),
                Ok(after) => Fate::Would(after),
                Err(refusals) if self.is_ticked(one) => Fate::Refused(in_words(visit, sent, &refusals)),
                Err(refusals) => Fate::Left(in_words(visit, sent, &refusals)),
            }
        });
        let mut fates: Vec<Fate> = foreseen.collect();
        if is_to_be_done {
            let ticked = chosen.iter().zip(commands).filter(|(one, _)| self.is_ticked(one));
            let done = do_all(served, visit, ticked, effective_on, sent);
            let places = fates.iter_mut().filter(|fate| !matches!(fate, Fate::Left(_)));
            places.zip(done).for_each(|(fate, done)| *fate = done);
        }
        Ok(fates)
    }
}

fn do_all<'a>(
    served: &Served,
    visit: &Visit,
    ticked: impl Iterator<Item = (&'a Chosen<'a>, Command)>,
    effective_on: Option<Date>,
    sent: &Returned,
) -> Vec<Fate> {
    let key = sent.said("key").unwrap_or_default();
    let wanted = ticked.map(|(one, command)| {
        let key = format!("{key}-{}", one.pick.text());
        Order { effective_on, ..visit.order(command, key) }
    });
    let answers = orders(served, wanted.collect());
    answers
        .into_iter()
        .map(|answer| match answer {
            Ok(receipt) => Fate::Done(receipt.first),
            Err(Rejection::Refused(refusals)) => Fate::Refused(in_words(visit, sent, &refusals)),
            Err(other) => {
                let problem = Problem::from(other);
                let words = problem.words(visit.locale);
                Fate::Refused(vec![(None, words)])
            }
        })
        .collect()
}

/// What every item is refused for lies with the form, not with the items: it is told once, over the form.
fn tell_common(fates: &mut [Fate], sent: &mut Returned) {
    let reasons = |fate: &Fate| match fate {
        Fate::Refused(reasons) | Fate::Left(reasons) => reasons.iter().cloned().collect(),
        _ => BTreeSet::new(),
    };
    let Some(first) = fates.first().filter(|_| fates.len() > 1).map(reasons) else { return };
    let common = fates.iter().map(reasons).fold(first, |common, reasons| &common & &reasons);
    for fate in fates.iter_mut() {
        if let Fate::Refused(reasons) | Fate::Left(reasons) = fate {
            reasons.retain(|reason| !common.contains(reason));
        }
        if matches!(fate, Fate::Refused(reasons) if reasons.is_empty()) {
            *fate = Fate::Open;
        }
    }
    common.into_iter().for_each(|(input, words)| sent.tell(input, words));
}

fn in_words(visit: &Visit, sent: &Returned, refusals: &[Refusal]) -> Vec<Reason> {
    let reason = |refusal: &Refusal| {
        (sent.input_of(&refusal.cause), visit.locale.phrase("refusal", "code", &refusal.cause))
    };
    refusals.iter().map(reason).collect()
}
