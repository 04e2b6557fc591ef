//! The lanes against the calendar: a row for each item that applies, what was and what is expected as a bar, the plan of the first day under it, slack as a
//! tail, today as a line. The way to the start of works takes most of the width; what follows, often years, the rest.

use super::Teller;
use qinghuo_domain::{
    Date,
    procedure::{ItemKind, Lane, Milestone},
    step::{Promise, State, Stay},
    time::days_between,
    views::approval::{Step, network::Stretch},
};

/// Where the bars begin, and how wide they may be, in units of the drawing.
const LEFT: f64 = 250.0;
const WIDTH: f64 = 930.0;
/// The part of the width before the start of works.
const BEFORE_START: f64 = 0.72;
const ROW: f64 = 19.0;
const HEAD: f64 = 26.0;

/// The drawing.
pub struct Chart {
    pub width: f64,
    pub height: f64,
    pub today: Option<String>,
    pub start: String,
    pub months: Vec<Month>,
    pub lanes: Vec<LaneBand>,
    pub rows: Vec<Bar>,
}

pub struct Month {
    pub x: String,
    pub label: String,
    pub is_year: bool,
}

pub struct LaneBand {
    pub name: String,
    pub y: String,
    pub height: String,
}

pub struct Bar {
    pub label: String,
    pub href: String,
    pub y: String,
    pub text_y: String,
    pub middle: String,
    pub words: String,
    pub is_milestone: bool,
    pub is_critical: bool,
    pub tone: &'static str,
    pub x: String,
    pub width: String,
    /// What is still ahead of a bar under way, or all of it.
    pub ahead_x: String,
    pub ahead_width: String,
    pub plan_x: String,
    pub plan_width: String,
    pub slack_x: String,
    pub slack_width: String,
    /// Where it was handled in advance.
    pub pre: Option<(String, String)>,
    /// Where its clock stood.
    pub stops: Vec<(String, String)>,
    /// The first promised date and the one that stands.
    pub promises: Vec<(String, bool)>,
}

/// From days to the width of the drawing, in two scales.
struct Scale {
    begins: Date,
    start: Date,
    end: Date,
}

impl Scale {
    fn x(&self, day: Date) -> f64 {
        let share = |from: Date, to: Date| {
            f64::from(days_between(from, day).max(0)) / f64::from(days_between(from, to).max(1))
        };
        let x = if day <= self.start {
            share(self.begins, self.start) * BEFORE_START
        } else {
            BEFORE_START + share(self.start, self.end).min(1.0) * (1.0 - BEFORE_START)
        };
        LEFT + x * WIDTH
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Draws the lanes; `None` where there is nothing to draw.
pub fn draw(teller: &Teller<'_>) -> Option<Chart> {
    let approval = teller.approval;
    let drawn: Vec<&Step<'_>> = Lane::ALL
        .iter()
        .flat_map(|lane| approval.steps.iter().filter(move |step| step.item.lane == *lane))
        .filter(|step| approval.forecast.of(step.index).is_some())
        .filter(|step| teller.asked.lets_through(approval, step))
        .collect();
    let finish =
        |step: &&Step<'_>| approval.forecast.finish(step.index).max(approval.plan.finish(step.index));
    let end = drawn.iter().filter_map(finish).max()?;
    let (start_index, _) = approval.procedure.milestone(Milestone::Start)?;
    let start = approval.forecast.finish(start_index).max(approval.plan.finish(start_index))?;
    let scale = Scale { begins: approval.begins_on, start, end: end.max(start) };
    let mut chart = Chart {
        width: LEFT + WIDTH + 20.0,
        height: 0.0,
        today: None,
        start: number(scale.x(start)),
        months: months(&scale),
        lanes: Vec::new(),
        rows: Vec::new(),
    };
    let mut y = HEAD;
    for lane in Lane::ALL {
        let steps: Vec<&&Step<'_>> = drawn.iter().filter(|step| step.item.lane == *lane).collect();
        if steps.is_empty() {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let height = steps.len() as f64 * ROW + 18.0;
        chart.lanes.push(LaneBand {
            name: teller.locale.named("lane", lane.key()),
            y: number(y),
            height: number(height),
        });
        y += 16.0;
        for step in steps {
            chart.rows.extend(bar(teller, &scale, step, y));
            y += ROW;
        }
        y += 2.0;
    }
    chart.height = y + 6.0;
    let as_of = approval.as_of;
    chart.today = (as_of >= scale.begins && as_of <= scale.end).then(|| number(scale.x(as_of)));
    Some(chart)
}

fn bar(teller: &Teller<'_>, scale: &Scale, step: &Step<'_>, y: f64) -> Option<Bar> {
    let approval = teller.approval;
    let dates = approval.forecast.of(step.index)?;
    let is_over = step.is_settled();
    let Stretch { from, to } = dates.early;
    // What happened ends today at the latest; what is ahead begins there.
    let began = step.life.begun_on.is_some() || step.life.accepted_on.is_some();
    let until = if is_over { to } else { approval.as_of.clamp(from, to) };
    let (x, middle, right) = (scale.x(from), scale.x(if began { until } else { from }), scale.x(to));
    let plan = approval.plan.of(step.index);
    let late = if is_over { to } else { dates.late.to.max(to) };
    let locale = teller.locale;
    let mut words = locale.text_with(
        "page-approvals-bar",
        &[
            ("item", teller.label(step.index)),
            ("state", locale.named("state", step.life.state.key())),
            ("from", locale.day(from)),
            ("to", locale.day(to)),
            ("float", dates.total_float.to_string()),
        ],
    );
    for (key, of) in [
        ("page-lanes-pre", pre_handling(step, approval.as_of).into_iter().collect()),
        ("page-lanes-stop", stops(step, approval.as_of)),
    ] {
        for Stretch { from, to } in of {
            let told =
                [("kind", locale.text(key).into_owned()), ("from", locale.day(from)), ("to", locale.day(to))];
            words += &locale.text_with("page-lanes-stretch", &told);
        }
    }
    if dates.is_critical {
        words += &locale.text("value-join-sentence");
        words += &locale.text("page-items-critical");
    }
    let stretch = |Stretch { from, to }: Stretch| {
        let x = scale.x(from);
        (number(x), number((scale.x(to) - x).max(1.5)))
    };
    let promised = |promise: Option<(Date, &Promise)>, is_last: bool| {
        let (_, promise) = promise?;
        (promise.on >= scale.begins && promise.on <= scale.end)
            .then(|| (number(scale.x(promise.on)), is_last))
    };
    let first = promised(step.first_promise.filter(|_| step.moves > 0), false);
    Some(Bar {
        pre: pre_handling(step, approval.as_of).map(stretch),
        stops: stops(step, approval.as_of).into_iter().map(stretch).collect(),
        promises: first.into_iter().chain(promised(step.promise, true)).collect(),
        label: short(&teller.label(step.index)),
        href: teller.href_here(step.index),
        y: number(y + 4.0),
        text_y: number(y + 13.0),
        middle: number(y + 9.0),
        words,
        is_milestone: matches!(step.item.kind, ItemKind::Milestone | ItemKind::Merged),
        is_critical: dates.is_critical,
        tone: match step.life.state {
            State::PreHandling | State::PreReviewed => "pre",
            State::SpecialProcedure => "stands",
            _ if is_over => "done",
            _ => "open",
        },
        x: number(x),
        width: number((middle - x).max(if is_over { 2.0 } else { 0.0 })),
        ahead_x: number(middle),
        ahead_width: number(if is_over { 0.0 } else { (right - middle).max(2.0) }),
        plan_x: number(plan.map_or(x, |plan| scale.x(plan.early.from))),
        plan_width: number(
            plan.map_or(0.0, |plan| (scale.x(plan.early.to) - scale.x(plan.early.from)).max(1.0)),
        ),
        slack_x: number(right),
        slack_width: number(scale.x(late) - right),
    })
}

/// When an item was handled in advance.
fn pre_handling(step: &Step<'_>, as_of: Date) -> Option<Stretch> {
    let life = &step.life;
    let from =
        life.begun_on.filter(|_| life.pre_reviewed_on.is_some() || life.state == State::PreHandling)?;
    Some(Stretch { from, to: life.pre_reviewed_on.unwrap_or(as_of).max(from) })
}

/// When an item's clock stood.
fn stops(step: &Step<'_>, as_of: Date) -> Vec<Stretch> {
    let stretch = |stay: &Stay| Stretch { from: stay.from, to: stay.to.unwrap_or(as_of).max(stay.from) };
    step.life.stays.iter().map(stretch).collect()
}

/// The beginnings of months, as many as there is room for.
fn months(scale: &Scale) -> Vec<Month> {
    let mut months = Vec::new();
    let mut at = qinghuo_domain::YearMonth::of(scale.begins);
    let mut last = f64::MIN;
    while at.first_day() <= scale.end {
        let x = scale.x(at.first_day());
        if at.first_day() >= scale.begins && x - last >= 34.0 {
            let is_year = at.month() == 1 || months.is_empty();
            let label =
                if is_year { format!("{}.{}", at.year(), at.month()) } else { at.month().to_string() };
            months.push(Month { x: number(x), label, is_year });
            last = x;
        }
        let Some(next) = at.after() else { break };
        at = next;
    }
    months
}

/// As much of a label as fits beside the bars: a Chinese character is twice as wide as a Latin letter.
fn short(label: &str) -> String {
    const ROOM: usize = 36;
    let mut used = 0;
    let mut fits = String::new();
    for letter in label.chars() {
        used += if letter.is_ascii() { 1 } else { 2 };
        if used > ROOM {
            fits.push('…');
            break;
        }
        fits.push(letter);
    }
    fits
}
