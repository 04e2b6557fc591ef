//! The wizard over one file: how it was understood, what was found, what would become of its rows, and the step into the book. Every change is
//! a plain form; what was said so far is kept with the draft, and the page is made anew from file, answers and book each time.

use super::{
    WORKBOOK, commit, doubts, download, marked_name, summary, understood, understood::Understood, upload,
};
use crate::{
    Served,
    drafts::{Draft, lock},
    pages::{frame::Frame, html, page},
    problem::Problem,
    query::encode,
    time,
    visit::Visit,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use qinghuo_domain::{Refusal, YearMonth};
use qinghuo_intake::{Asked, Decided, Doubtful, HeaderRows, Intake, Mapped, key};
use qinghuo_office::{Image, Rejection};
use qinghuo_sheet::{SheetKind, SheetReading};
use std::{
    hash::{DefaultHasher, Hasher},
    sync::Arc,
};

#[derive(Template)]
#[template(path = "draft.html")]
struct Page {
    frame: Frame,
    address: String,
    file: String,
    format: String,
    size: String,
    alerts: Vec<String>,
    /// Why it would be refused as it stands, each with the address of its row.
    refusals: Vec<(String, String)>,
    /// How many reasons there are, in words.
    refused: Option<String>,
    figures: Vec<summary::Figure>,
    steps: [summary::Step; 5],
    is_synthetic: bool,
    says_synthetic: bool,
    is_remembered: bool,
    sheets: Vec<summary::Sheet>,
    year: String,
    month: String,
    effective_on: String,
    effective_as_found: String,
    when_as_found: String,
    today: String,
    shown: Option<Understood>,
    /// Where the columns of the sheet shown are corrected; nothing where that is here.
    correct: Option<String>,
    roles: Vec<(&'static str, String)>,
    units: Vec<(String, String)>,
    findings: Vec<understood::Found>,
    more_findings: Option<String>,
    held: String,
    checks: Vec<understood::Checked>,
    more_checks: Option<String>,
    doubts: Vec<doubts::Doubt>,
    more_doubts: Option<String>,
    told: doubts::Told,
    absent: usize,
    is_absent_asked: bool,
    unchanged: String,
    obstacle: Option<String>,
    needs_actor: bool,
    digest: String,
}

/// What a page has to say beyond the draft itself.
#[derive(Default)]
struct Said {
    alerts: Vec<String>,
    refusals: Vec<Refusal>,
}

/// The draft with an intake of it in the city as it is.
struct Look {
    image: Arc<Image>,
    intake: Arc<Intake>,
}

impl Look {
    fn at(served: &Served, visit: &Visit, draft: &Draft) -> Result<Self, Problem> {
        let image = visit.window(served)?.image;
        let city = (&*image.city, image.head.seq);
        let intake = served.drafts.intake(draft, city, &served.app.office.rules(), visit.today);
        let intake = intake.map_err(|no| Problem::failed(&no))?;
        Ok(Self { image, intake })
    }

    /// What would be taken in, as a number: what is committed must be what was shown.
    fn digest(&self) -> Result<String, Problem> {
        let shown = serde_json::to_vec(&(
            self.intake.command(),
            &self.intake.preview,
            self.intake.effective_on,
            &self.intake.corrections,
        ));
        let mut hasher = DefaultHasher::new();
        hasher.write(&shown.map_err(|error| Problem::failed(&error))?);
        Ok(format!("{:016x}", hasher.finish()))
    }
}

/// The wizard.
pub async fn show(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let Some(draft) = served.drafts.find(&id, visit.who.holder().map(|holder| holder.post)) else {
            return upload::lost(served, visit);
        };
        let draft = lock(&draft);
        if let Some(import) = draft.import {
            return Ok(Redirect::to(&format!("/imports/{import}")).into_response());
        }
        render(served, visit, &draft, Said::default(), StatusCode::OK)
    })
    .await
}

/// The file with what was found, doubted and would be refused marked at its cells.
pub async fn marked(State(served): State<Served>, Path(id): Path<String>, visit: Visit) -> Response {
    page(served, visit, move |served, visit| {
        let Some(draft) = served.drafts.find(&id, visit.who.holder().map(|holder| holder.post)) else {
            return upload::lost(served, visit);
        };
        let draft = lock(&draft);
        let look = Look::at(served, visit, &draft)?;
        let Intake { reading, preview, .. } = &*look.intake;
        let refusals = commit::refusals(served, visit, &look.intake);
        let marked = qinghuo_intake::marked(
            visit.locale,
            &draft.bytes,
            reading,
            Some(preview),
            &refusals,
            visit.today,
        );
        let marked = marked.map_err(|error| Problem::failed(&error))?;
        Ok(download(&marked_name(visit, &draft.file), WORKBOOK, marked))
    })
    .await
}

/// What a form of the wizard asks for.
pub async fn change(
    State(served): State<Served>,
    Path(id): Path<String>,
    visit: Visit,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    page(served, visit, move |served, visit| {
        let Some(draft) = served.drafts.find(&id, visit.who.holder().map(|holder| holder.post)) else {
            return upload::lost(served, visit);
        };
        let mut draft = lock(&draft);
        if let Some(import) = draft.import {
            return Ok(Redirect::to(&format!("/imports/{import}")).into_response());
        }
        let sent = Sent(pairs);
        match sent.one("act") {
            "understand" => understand(served, visit, &mut draft, &sent),
            "decide" => {
                decide(&mut draft.asked, &sent);
                Ok(Redirect::to(&format!("/imports/drafts/{id}#doubts")).into_response())
            }
            "commit" => take_in(served, visit, &mut draft, &sent),
            "discard" => {
                drop(draft);
                served.drafts.discard(&id);
                Ok(Redirect::to("/imports").into_response())
            }
            other => Err(Problem::BadBody(other.chars().take(40).collect())),
        }
    })
    .await
}

/// A form as it came in.
struct Sent(Vec<(String, String)>);

impl Sent {
    fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, text)| text.trim()).unwrap_or_default()
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// What is sent for parts of something, named `stem/part/sheet`.
    fn parts<'a>(&'a self, stem: &'a str) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.0.iter().filter_map(move |(field, text)| {
            let mut pieces = field.splitn(3, '/');
            let (found, part, sheet) = (pieces.next()?, pieces.next()?, pieces.next()?);
            (found == stem).then_some((part, sheet, text.as_str()))
        })
    }
}

/// Takes what was said of the file's sheets, columns and days.
fn understand(served: &Served, visit: &Visit, draft: &mut Draft, sent: &Sent) -> Result<Response, Problem> {
    let look = Look::at(served, visit, draft)?;
    let before = draft.asked.clone();
    let mut said = Said::default();
    let mut trouble = |key: &'static str| said.alerts.push(visit.locale.text(key).into_owned());
    let asked = &mut draft.asked;
    asked.synthetic = sent.one("synthetic") == "yes";
    // What the form showed as understood was not said by anybody.
    let was_understood = before.effective_on.is_none().then(|| look.intake.effective_on.to_string());
    asked.effective_on = match sent.one("effective_on") {
        "" => None,
        text if was_understood.as_deref() == Some(text) => None,
        text => time::day(text).or_else(|| {
            trouble("page-input-effective-on");
            None
        }),
    };
    let understood = summary::month(&look.intake.reading.sheets);
    (asked.year, asked.month) = match (sent.one("year"), sent.one("month")) {
        ("", "") => (None, None),
        ("", month) if before.year.is_none() && month.parse().ok() == understood => (None, None),
        (_, month) if !month.is_empty() => match month.parse::<YearMonth>() {
            Ok(month) => (Some(month.year()), Some(month.month())),
            Err(_) => {
                trouble("import-not-a-month");
                (before.year, before.month)
            }
        },
        (year, _) => match year.parse().ok().filter(|year| (1990..=2200).contains(year)) {
            Some(year) => (Some(year), None),
            None => {
                trouble("import-not-a-year");
                (before.year, before.month)
            }
        },
    };
    let sheets = || look.intake.reading.sheets.iter().chain(&look.intake.left_out);
    let taken: Vec<Box<str>> = sheets()
        .filter(|sheet| sent.all("sheet").any(|name| *name == *sheet.name))
        .map(|sheet| sheet.name.clone())
        .collect();
    if taken.is_empty() {
        trouble("import-no-sheet");
    } else {
        asked.sheets = if taken.len() == sheets().count() { Vec::new() } else { taken };
    }
    for sheet in sheets() {
        columns(asked, sheet, sent);
        if !header(asked, sheet, sent) {
            trouble("import-not-header-rows");
        }
    }
    // Read otherwise, the file has other rows: what was decided about the former ones does not hold for them.
    let reads = |asked: &Asked| {
        (asked.year, asked.month, asked.sheets.clone(), asked.columns.clone(), asked.headers.clone())
    };
    if reads(asked) != reads(&before) {
        asked.decisions.clear();
        asked.doubtful = None;
    }
    if let Err(no) = Look::at(served, visit, draft) {
        draft.asked = before;
        return Err(no);
    }
    if said.alerts.is_empty() {
        let here = sent.one("here");
        let sheet = if here.is_empty() { String::new() } else { format!("?sheet={}", encode(here)) };
        return Ok(Redirect::to(&format!("/imports/drafts/{}{sheet}#sheet", draft.id)).into_response());
    }
    render(served, visit, draft, said, StatusCode::UNPROCESSABLE_ENTITY)
}

/// Columns whose meaning or unit the form changes.
fn columns(asked: &mut Asked, sheet: &SheetReading, sent: &Sent) {
    for (letters, _, role) in sent.parts("role").filter(|(_, of, _)| *of == &*sheet.name) {
        let unit = sent.parts("unit").find(|(column, of, _)| *column == letters && *of == &*sheet.name);
        let unit = unit.map(|(_, _, unit)| unit).unwrap_or_default();
        let meaning = if unit.is_empty() { role.to_owned() } else { format!("{role}:{unit}") };
        let Ok(mapped) = Mapped::read(Some(sheet.name.clone()), &format!("{letters}={meaning}")) else {
            continue;
        };
        let known = sheet.columns.iter().find(|column| column.column == mapped.column.column);
        let is_money = mapped.column.role.is_money();
        let is_same = match known {
            Some(known) => {
                known.role == mapped.column.role
                    && (!is_money || mapped.column.unit.is_none() || known.unit == mapped.column.unit)
            }
            None => mapped.column.role == qinghuo_sheet::Role::Extra,
        };
        if is_same {
            continue;
        }
        asked.columns.retain(|old| old.sheet != mapped.sheet || old.column.column != mapped.column.column);
        asked.columns.push(mapped);
    }
}

/// The header's rows, where the form moves them; whether they are rows at all.
fn header(asked: &mut Asked, sheet: &SheetReading, sent: &Sent) -> bool {
    let row = |end: &str| {
        let found = sent.parts("header").find(|(part, of, _)| *part == end && *of == &*sheet.name);
        found.map(|(_, _, text)| text.trim())
    };
    let (Some(first), Some(last)) = (row("first"), row("last")) else { return true };
    let known = sheet.header_rows.map(|(first, last)| (first.to_string(), last.to_string()));
    if known.unwrap_or_default() == (first.to_owned(), last.to_owned()) {
        return true;
    }
    let rows = first.parse::<u32>().ok().zip(last.parse::<u32>().ok());
    let Some(rows) = rows.filter(|(first, last)| *first >= 1 && first <= last && last - first < 10) else {
        return false;
    };
    asked.headers.retain(|known| known.sheet != sheet.name);
    asked.headers.push(HeaderRows { sheet: sheet.name.clone(), rows });
    // Columns named under another header say nothing of this one.
    asked.columns.retain(|known| known.sheet.as_ref() != Some(&sheet.name));
    true
}

/// Takes decisions about doubtful rows.
fn decide(asked: &mut Asked, sent: &Sent) {
    for (row, sheet, choice) in sent.parts("row") {
        let Some(decided) = Decided::read(&format!("{sheet}!{row}={choice}")) else { continue };
        asked.decisions.retain(|known| known.row != decided.row || known.sheet != decided.sheet);
        asked.decisions.push(decided);
    }
    if let Some(doubtful) = Doubtful::from_key(sent.one("rest")) {
        asked.doubtful = Some(doubtful);
    }
}

/// Takes the file into the book, if it is still what was shown.
fn take_in(served: &Served, visit: &Visit, draft: &mut Draft, sent: &Sent) -> Result<Response, Problem> {
    let look = Look::at(served, visit, draft)?;
    let alert =
        |key: &'static str| Said { alerts: vec![visit.locale.text(key).into_owned()], ..Said::default() };
    if visit.needs_actor() {
        let said = alert("page-problem-actor-missing");
        return render(served, visit, draft, said, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if sent.one("digest") != look.digest()? {
        return render(served, visit, draft, alert("import-changed-meanwhile"), StatusCode::CONFLICT);
    }
    if summary::obstacle(&look.intake).is_some() {
        return render(served, visit, draft, Said::default(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let key = format!("import/{}", draft.id);
    match commit::commit(served, visit, &look.intake, &draft.bytes, &key) {
        Ok(receipt) => {
            let city = served.app.office.city();
            let import = city.imports().find(|import| import.seq == receipt.first).map(|import| import.id);
            draft.import = import;
            let address = import.map_or_else(|| "/imports".to_owned(), |id| format!("/imports/{id}"));
            // What is in the ledger need not be kept twice.
            draft.bytes = Vec::new();
            Ok(Redirect::to(&address).into_response())
        }
        Err(Rejection::Refused(refusals)) => {
            let status = Problem::Refused(refusals.clone()).status();
            render(served, visit, draft, Said { refusals, ..Said::default() }, status)
        }
        Err(other) => Err(other.into()),
    }
}

fn render(
    served: &Served,
    visit: &Visit,
    draft: &Draft,
    said: Said,
    status: StatusCode,
) -> Result<Response, Problem> {
    let locale = visit.locale;
    let look = Look::at(served, visit, draft)?;
    let Look { image, intake } = &look;
    let address = format!("/imports/drafts/{}", draft.id);
    let mut frame = Frame::aside(served, visit, "imports", draft.file.clone());
    frame.here.clone_from(&address);
    let asked_for =
        |name: &str| visit.pairs.iter().find(|(given, _)| given == name).map(|(_, text)| text.as_str());
    let all = || intake.reading.sheets.iter().chain(&intake.left_out);
    let here = asked_for("sheet").and_then(|name| all().find(|sheet| *sheet.name == *name));
    let here = here.or_else(|| all().find(|sheet| sheet.kind == SheetKind::Ledger)).or_else(|| all().next());
    let findings = understood::numbered(intake.reading.sheets.iter());
    let (listed, more_findings) = understood::listed(locale, &address, &findings);
    let (checks, more_checks) = understood::checks(locale, &address, &intake.reading.sheets);
    let (doubts, more_doubts) = doubts::doubts(locale, &address, intake, &image.city);
    let on_page = |name: &str| {
        asked_for(name).and_then(|page| page.parse::<usize>().ok()).map_or(0, |page| page.saturating_sub(1))
    };
    let told = doubts::Teller {
        locale,
        draft: &address,
        city: &image.city,
        names: &served.app.office.people(),
        pages: doubts::LISTS.map(on_page),
    };
    let told = told.told(intake);
    let more = |count: usize| (count > 0).then(|| locale.count("import-more", count));
    let refusals = match said.refusals.is_empty() {
        true => commit::refusals(served, visit, intake),
        false => said.refusals,
    };
    let asked = &draft.asked;
    let month = asked.year.zip(asked.month).and_then(|(year, month)| YearMonth::new(year, month));
    // What was understood stands in the form, to be confirmed or put right.
    let month = month.or_else(|| summary::month(&intake.reading.sheets).filter(|_| asked.year.is_none()));
    let correct = asked_for("correct").is_none().then(|| {
        let sheet = here.map(|here| format!("&sheet={}", encode(&here.name))).unwrap_or_default();
        format!("{address}?correct=yes{sheet}#mapping")
    });
    let empty = intake.rows.is_empty().then(|| locale.text("import-no-rows").into_owned());
    let obstacle = summary::obstacle(intake).map(|key| locale.text(key).into_owned());
    let left = (!refusals.is_empty()).then(|| locale.text("import-refused-left").into_owned());
    let page = Page {
        correct,
        file: draft.file.clone(),
        format: key(&intake.reading.format),
        size: summary::size(draft.bytes.len()),
        alerts: said.alerts.into_iter().chain(empty).collect(),
        refusals: refusals
            .iter()
            .take(100)
            .map(|refusal| summary::refused(locale, &address, refusal))
            .collect(),
        refused: (!refusals.is_empty()).then(|| locale.count("import-refused-count", refusals.len())),
        steps: summary::steps(locale, intake, refusals.len()),
        held: summary::held(intake),
        figures: summary::figures(intake),
        is_synthetic: intake.synthetic,
        says_synthetic: intake.reading.synthetic,
        is_remembered: intake.remembered,
        sheets: all().map(|sheet| summary::chosen(locale, &address, intake, sheet, here)).collect(),
        year: asked.year.filter(|_| month.is_none()).map(|year| year.to_string()).unwrap_or_default(),
        month: month.map(|month| month.to_string()).unwrap_or_default(),
        effective_on: asked.effective_on.unwrap_or(intake.effective_on).to_string(),
        effective_as_found: locale.day(intake.effective_on),
        when_as_found: summary::when(locale, &intake.reading.sheets),
        today: visit.today.to_string(),
        shown: here.map(|sheet| {
            let row = asked_for("row").and_then(|row| row.parse().ok());
            Understood::of(locale, &address, sheet, &findings, row)
        }),
        roles: understood::roles(locale),
        units: understood::units(locale),
        findings: listed,
        more_findings: more(more_findings),
        checks,
        more_checks: more(more_checks),
        doubts,
        more_doubts: more(more_doubts),
        told,
        absent: intake.preview.absent.len(),
        is_absent_asked: asked_for("absent").is_some(),
        unchanged: locale.count("import-unchanged-count", intake.counts().unchanged),
        obstacle: obstacle.or(left),
        needs_actor: visit.needs_actor(),
        digest: look.digest()?,
        address,
        frame,
    };
    html(status, &page)
}
