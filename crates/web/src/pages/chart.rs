//! A year as a small picture, of one project or of many: the plan as a line, what was done as bars, month by month. The figures beside it say the same.

use qinghuo_domain::{
    Fen, YearMonth,
    money::MoneyUnit,
    project::Seen,
    views::{Standpoint, progress::due_by},
};
use qinghuo_locale::Locale;

/// The picture's size in its own units.
pub const WIDTH: i64 = 640;
const LEFT: i64 = 8;
const RIGHT: i64 = 8;
const TOP: i64 = 14;
/// Where the bars stand in the picture of a project, which has the page's width, and of the city, which is one instrument of many.
pub const LOW: i64 = 176;
pub const TALL: i64 = 256;
const STEP: i64 = (WIDTH - LEFT - RIGHT) / 12;
const BAR: i64 = 26;

/// The picture.
pub struct Chart {
    /// The months.
    pub months: Vec<Month>,
    /// The plan's line, as points.
    pub plan: String,
    /// The amount at the top of the picture.
    pub top: String,
    /// Where the bars stand.
    pub base: i64,
}

/// One month of it.
pub struct Month {
    /// 1 to 12.
    pub number: i8,
    /// The middle of its column.
    pub x: i64,
    /// What was reported as done by its end, and what should be.
    pub words: String,
    /// Left edge, top and height of its bar.
    pub bar: Option<(i64, i64, i64)>,
    /// Whether it is the month dispatched last.
    pub is_last: bool,
}

impl Month {
    /// The bar's width.
    #[expect(clippy::unused_self, reason = "templates read fields and call methods")]
    pub const fn width(&self) -> i64 {
        BAR
    }
}

/// Draws the year of the month dispatched last; `None` with neither plan nor figure.
pub fn draw(locale: &Locale, seen: Seen<'_>, from: Standpoint<'_>) -> Option<Chart> {
    let last = from.month;
    let months = (1..=12).filter_map(|month| YearMonth::new(last.year(), month));
    let figures: Vec<(YearMonth, Option<Fen>, Option<Fen>)> = months
        .map(|month| {
            let done =
                seen.dispatch(month).filter(|_| month <= last).and_then(|figure| figure.done_this_year);
            (month, due_by(seen, month, from.rules.curve.as_ref()), done)
        })
        .collect();
    of_year(locale, last, figures, (MoneyUnit::TenThousand, LOW))
}

/// Draws months up from a base, each with what should be done and what was; `None` with neither.
pub fn of_year(
    locale: &Locale,
    last: YearMonth,
    figures: Vec<(YearMonth, Option<Fen>, Option<Fen>)>,
    (unit, base): (MoneyUnit, i64),
) -> Option<Chart> {
    let top = figures.iter().flat_map(|(_, due, done)| [due, done]).flatten().copied().max()?;
    if top <= Fen::ZERO {
        return None;
    }
    let height = |amount: Fen| {
        let share = i128::from(amount.0.max(0)) * i128::from(base - TOP) / i128::from(top.0);
        i64::try_from(share).unwrap_or_default()
    };
    let amount = |amount: Fen| locale.amount(amount, unit);
    let mut plan = String::new();
    let mut columns = Vec::new();
    for (month, due, done) in figures {
        let x = LEFT + STEP * i64::from(month.month() - 1) + STEP / 2;
        if let Some(due) = due {
            plan.push_str(&format!("{x},{} ", base - height(due)));
        }
        let bar = done.map(|done| (x - BAR / 2, base - height(done), height(done).max(1)));
        let side = |side: Option<Fen>| side.map_or_else(|| "—".to_owned(), amount);
        let words = format!("{} / {}", side(done), side(due));
        columns.push(Month { number: month.month(), x, words, bar, is_last: month == last });
    }
    Some(Chart { months: columns, plan: plan.trim_end().to_owned(), top: amount(top), base })
}
