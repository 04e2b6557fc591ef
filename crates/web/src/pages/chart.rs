//! A year as a small picture, of one project or of many: the plan as a line, what was done as bars, month by month, over a scale of round amounts.
//! The figures beside it say the same.

use qinghuo_domain::{
    Fen, YearMonth,
    money::MoneyUnit,
    project::Seen,
    views::{Standpoint, progress::due_by},
};
use qinghuo_locale::Locale;

/// The size of a picture in its own units, which come to about a pixel where it is shown.
#[derive(Clone, Copy)]
pub struct Size {
    width: i64,
    /// Where the bars stand.
    base: i64,
}

/// Of the city's year, which is one instrument of many.
pub const CITY: Size = Size { width: 440, base: 236 };
/// Of a project's year, which has the width of its page.
const PROJECT: Size = Size { width: 880, base: 200 };

const TOP: i64 = 12;
/// What a digit of the scale takes, and the gap before the first column.
const DIGIT: i64 = 7;
const GAP: i64 = 10;
/// Lines of the scale above its zero, at most.
const LINES: u128 = 5;

/// The picture.
pub struct Chart {
    /// Its width.
    pub width: i64,
    /// The months.
    pub months: Vec<Month>,
    /// The plan's line, as points.
    pub plan: String,
    /// The lines of the scale, each with its height and amount.
    pub scale: Vec<(i64, String)>,
    /// Where the lines of the scale begin.
    pub left: i64,
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
    /// Left edge, top, width and height of its bar.
    pub bar: Option<(i64, i64, i64, i64)>,
    /// Whether it is the month dispatched last.
    pub is_last: bool,
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
    of_year(locale, last, figures, MoneyUnit::TenThousand, PROJECT)
}

/// Draws months up from a base, each with what should be done and what was; `None` with neither.
pub fn of_year(
    locale: &Locale,
    last: YearMonth,
    figures: Vec<(YearMonth, Option<Fen>, Option<Fen>)>,
    unit: MoneyUnit,
    size: Size,
) -> Option<Chart> {
    let most = figures.iter().flat_map(|(_, due, done)| [due, done]).flatten().copied().max()?;
    if most <= Fen::ZERO {
        return None;
    }
    let Size { width, base } = size;
    let step = step(most);
    let lines = u128::from(most.0.unsigned_abs()).div_ceil(step);
    let height = |amount: Fen| {
        let share = i128::from(amount.0.max(0)) * i128::from(base - TOP) / (lines * step) as i128;
        i64::try_from(share).unwrap_or_default()
    };
    let amount = |amount: Fen| locale.amount(amount, unit);
    let line = |number: u128| Fen(i64::try_from(number * step).unwrap_or(i64::MAX));
    let scale: Vec<(i64, String)> = (0..=lines).map(line).map(|at| (base - height(at), amount(at))).collect();
    let longest = scale.iter().map(|(_, words)| words.chars().count()).max().unwrap_or_default();
    let left = DIGIT * i64::try_from(longest).unwrap_or_default() + GAP;
    let column = (width - left) / 12;
    let bar = column * 11 / 20;
    let mut plan = String::new();
    let mut columns = Vec::new();
    for (month, due, done) in figures {
        let x = left + column * i64::from(month.month() - 1) + column / 2;
        if let Some(due) = due {
            plan.push_str(&format!("{x},{} ", base - height(due)));
        }
        let drawn = done.map(|done| {
            let tall = height(done).max(1);
            (x - bar / 2, base - tall, bar, tall)
        });
        let side = |side: Option<Fen>| side.map_or_else(|| "—".to_owned(), amount);
        let words = format!("{} / {}", side(done), side(due));
        columns.push(Month { number: month.month(), x, words, bar: drawn, is_last: month == last });
    }
    Some(Chart { width, months: columns, plan: plan.trim_end().to_owned(), scale, left, base })
}

/// The least of 1, 2 and 5 times a power of ten that reaches an amount in so many lines.
fn step(most: Fen) -> u128 {
    let least = u128::from(most.0.unsigned_abs()).div_ceil(LINES);
    let mut power = 1;
    while power * 10 <= least {
        power *= 10;
    }
    [1, 2, 5].map(|times| times * power).into_iter().find(|step| *step >= least).unwrap_or(10 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;

    #[test]
    fn the_scale_has_round_steps_and_holds_everything() {
        for (most, want) in [(1, 1), (5, 1), (6, 2), (10, 2), (26, 10), (357_393, 100_000), (100_000, 20_000)]
        {
            assert_eq!(step(Fen(most)), want, "{most}");
        }
        for most in 1_i64..5_000 {
            let step = step(Fen(most));
            let lines = u128::from(most.unsigned_abs()).div_ceil(step);
            assert!((2..=LINES).contains(&lines) || most < 6, "{most}: {lines} lines of {step}");
        }
    }

    #[test]
    fn bars_and_plan_stand_on_the_same_scale() {
        let yi = |amount: i64| Some(Fen(amount * 10_000_000_000));
        let month = |month| YearMonth::new(2026, month).unwrap();
        let figures = vec![(month(1), yi(100), yi(50)), (month(2), yi(400), None)];
        let locale = Locale::of(Language::Chinese);
        let chart = of_year(locale, month(1), figures, MoneyUnit::HundredMillion, CITY).unwrap();
        let words: Vec<&str> = chart.scale.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["0", "100", "200", "300", "400"]);
        assert_eq!(chart.scale.last().map(|(y, _)| *y), Some(TOP));
        let (_, y, _, tall) = chart.months[0].bar.unwrap();
        assert_eq!((y + tall, tall), (chart.base, (CITY.base - TOP) / 8));
        assert!(chart.plan.starts_with(&format!(
            "{},{} ",
            chart.months[0].x,
            CITY.base - (CITY.base - TOP) / 4
        )));
        assert!(of_year(locale, month(1), vec![(month(1), yi(0), None)], MoneyUnit::Yuan, CITY).is_none());
    }
}
