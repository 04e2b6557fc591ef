//! The language of the pages, shown in the pages themselves: colours with their contrast as computed, type, lights, figures, spacing, controls.

use super::{
    frame::{Frame, Lamp},
    html, page,
};
use crate::{
    Served,
    look::{PAIRS, PALETTES, Palette},
    query::SIGNALS,
    visit::Visit,
};
use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use qinghuo_domain::{Fen, money::MoneyUnit};
use qinghuo_locale::Locale;

#[derive(Template)]
#[template(path = "style.html")]
struct Page {
    frame: Frame,
    themes: Vec<(&'static str, String)>,
    colours: Vec<Colour>,
    sizes: [(&'static str, &'static str); 6],
    lamps: Vec<(Lamp, String)>,
    amounts: Vec<Amount>,
}

/// A colour in all themes.
struct Colour {
    name: &'static str,
    role: String,
    shown: Vec<Shade>,
}

/// A colour in one theme.
struct Shade {
    theme: &'static str,
    value: &'static str,
    /// The contrast with the worst of the grounds it stands on, and what is asked of it.
    contrast: Option<(String, String)>,
}

/// The same amount in the units pages use.
struct Amount {
    wan: String,
    yi: String,
    gap: String,
    gap_tone: &'static str,
}

/// The page.
pub async fn show(State(served): State<Served>, visit: Visit) -> Response {
    page(served, visit, |served, visit| {
        let locale = visit.locale;
        let title = locale.text("page-style").into_owned();
        let shown = Page {
            themes: PALETTES
                .iter()
                .map(|palette| (palette.key, locale.named("style-theme", palette.key)))
                .collect(),
            colours: colours(locale),
            sizes: [
                ("1.875rem", "hero"),
                ("1.375rem", "head"),
                ("1rem", "part"),
                ("0.875rem", "text"),
                ("0.8125rem", "label"),
                ("0.75rem", "note"),
            ],
            lamps: SIGNALS
                .into_iter()
                .map(|signal| {
                    let lamp = Lamp::new(locale, signal);
                    let meaning = locale.named("page-signal", lamp.key);
                    (lamp, meaning)
                })
                .collect(),
            amounts: [(2_661_034, 1234), (120_450, -35), (980, -2187)]
                .map(|(wan, gap)| amount(locale, wan, gap))
                .into(),
            frame: Frame::aside(served, visit, "style", title),
        };
        html(StatusCode::OK, &shown)
    })
    .await
}

fn colours(locale: &Locale) -> Vec<Colour> {
    let names = PALETTES.first().map(|palette| palette.colours.as_slice()).unwrap_or_default();
    let colour = |(name, _): &(&'static str, &'static str)| Colour {
        name,
        role: locale.named("style-colour", name),
        shown: PALETTES.iter().map(|palette| shade(palette, name)).collect(),
    };
    names.iter().map(colour).collect()
}

fn shade(palette: &Palette, name: &str) -> Shade {
    let of_it = PAIRS.iter().filter(|(drawn, ..)| *drawn == name);
    let worst = of_it
        .flat_map(|(_, grounds, least)| grounds.iter().map(move |ground| (ground, *least)))
        .filter_map(|(ground, least)| Some((palette.contrast(name, ground)?, least)))
        .min_by(|(a, least_a), (b, least_b)| (a / least_a).total_cmp(&(b / least_b)));
    Shade {
        theme: palette.key,
        value: palette.value(name).unwrap_or_default(),
        contrast: worst.map(|(contrast, least)| (format!("{contrast:.1}"), format!("{least:.1}"))),
    }
}

fn amount(locale: &Locale, wan: i64, gap: i64) -> Amount {
    let fen = Fen(wan * MoneyUnit::TenThousand.in_fen());
    Amount {
        wan: locale.amount(fen, MoneyUnit::TenThousand),
        yi: locale.amount(fen, MoneyUnit::HundredMillion),
        gap: super::projects::signed(gap),
        gap_tone: super::projects::tone(Some(gap)),
    }
}
