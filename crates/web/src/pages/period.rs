//! The choice of a period: those around the day as tabs, and a form of two days; the same wherever something is counted of a period.

use crate::load::Period;
use qinghuo_domain::Date;
use qinghuo_locale::Locale;

/// The choice.
pub struct Periods {
    /// What it is the period of.
    pub title: String,
    /// The period shown.
    pub words: String,
    /// The periods around the day: words, address, whether it is the one shown.
    pub tabs: Vec<(String, String, bool)>,
    /// Where the form leads, and what it carries along.
    pub action: &'static str,
    pub kept: Vec<(&'static str, String)>,
    /// Its days, as they were typed where they are no period.
    pub from: String,
    pub to: String,
}

impl Periods {
    /// The choice on a page; `address` is the page's with another period.
    pub fn of(
        locale: &Locale,
        (title, action): (&str, &'static str),
        (period, typed): (&Period, &[(String, String)]),
        as_of: Date,
        kept: Vec<(&'static str, String)>,
        address: impl Fn(&Period) -> String,
    ) -> Self {
        let tab = |words: String, one: &Period| (words, address(one), one == period);
        let all = locale.text("page-period-all").into_owned();
        let around = Period::around(as_of).into_iter();
        let around =
            around.filter_map(|name| Some(tab(Period::label(locale, &name), &Period::named(&name)?)));
        let (from, to) = period.days();
        let day = |name: &str, day: Option<Date>| match day {
            Some(day) => day.to_string(),
            None => typed
                .iter()
                .find(|(typed, _)| typed == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default(),
        };
        Self {
            title: locale.text(title).into_owned(),
            words: period.words(locale).unwrap_or_else(|| all.clone()),
            tabs: [tab(all, &Period::default())].into_iter().chain(around).collect(),
            action,
            kept,
            from: day("period_from", from),
            to: day("period_to", to),
        }
    }
}
