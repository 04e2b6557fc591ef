//! The look: which theme somebody wants, and the colours of the themes as numbers, so that what must be legible is computed and not believed.
//!
//! The colours themselves are data (`assets/look/*.css`); this module reads them. What it does not hold: type, spacing, shapes (`qinghuo.css`).

use std::sync::LazyLock;

/// The cookie that keeps the chosen theme.
pub const THEME_COOKIE: &str = "qinghuo_theme";

/// The declarations of the light theme.
const LIGHT: &str = include_str!("../assets/look/light.css");
/// The declarations of the dark theme.
const DARK: &str = include_str!("../assets/look/dark.css");
/// The declarations of the command hall's theme.
const SCREEN: &str = include_str!("../assets/look/screen.css");

/// In which colours somebody wants to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which the switch goes round.
    pub const ALL: [Self; 3] = [Self::System, Self::Dark, Self::Light];

    /// Its stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.key() == key)
    }

    /// What the switch turns to.
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }
}

/// A colour, by its channels.
type Colour = [u8; 3];

/// One theme's colours by name, in their order.
pub struct Palette {
    /// Its stable name.
    pub key: &'static str,
    /// The colours.
    pub colours: Vec<(&'static str, &'static str)>,
}

/// The palettes of all themes.
pub static PALETTES: LazyLock<[Palette; 3]> = LazyLock::new(|| {
    [("light", LIGHT), ("dark", DARK), ("screen", SCREEN)]
        .map(|(key, text)| Palette { key, colours: text.lines().filter_map(declared).collect() })
});

/// The name and value of a line that declares a colour.
fn declared(line: &'static str) -> Option<(&'static str, &'static str)> {
    let (name, value) = line.strip_prefix("--")?.strip_suffix(';')?.split_once(": ")?;
    channels(value).map(|_| (name, value))
}

fn channels(value: &str) -> Option<Colour> {
    let digits = value.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// Colours that stand on one another: what is drawn, the grounds it is drawn on, and the least contrast (WCAG 2.2: 4.5 for text, 3 for signs).
pub const PAIRS: [(&str, &[&str], f64); 19] = [
    ("ink", &GROUNDS, TEXT),
    ("quiet", &GROUNDS, TEXT),
    ("accent", &["paper", "ground", "wash", "notice"], TEXT),
    ("red", &GROUNDS, TEXT),
    ("yellow", &GROUNDS, TEXT),
    ("green", &GROUNDS, TEXT),
    ("blue", &GROUNDS, TEXT),
    ("grey", &GROUNDS, TEXT),
    ("on-primary", &["primary", "primary-strong"], TEXT),
    ("on-bar", &["bar"], TEXT),
    ("bar-quiet", &["bar"], TEXT),
    ("on-brand", &["brand"], TEXT),
    ("on-notice", &["notice"], TEXT),
    ("on-warn", &["warn"], TEXT),
    ("yellow-sign", &GROUNDS, SIGN),
    ("edge", &["paper"], SIGN),
    ("plan", &["paper"], SIGN),
    ("accent", &["track"], SIGN),
    ("red", &["track"], SIGN),
];
const GROUNDS: [&str; 3] = ["paper", "ground", "wash"];
const TEXT: f64 = 4.5;
const SIGN: f64 = 3.0;

impl Palette {
    /// The value of a colour.
    pub fn value(&self, name: &str) -> Option<&'static str> {
        self.colours.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The contrast between two of its colours; `None` when it has not both.
    pub fn contrast(&self, a: &str, b: &str) -> Option<f64> {
        let luminance = |name| self.value(name).and_then(channels).map(luminance);
        let (a, b) = (luminance(a)?, luminance(b)?);
        Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
    }
}

/// Relative luminance (WCAG 2.2).
fn luminance([red, green, blue]: Colour) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_computed_as_the_standard_says() {
        let palette = Palette {
            key: "test",
            colours: vec![("black", "#000000"), ("white", "#ffffff"), ("grey", "#777777")],
        };
        let rounded = |a, b| (palette.contrast(a, b).unwrap() * 100.0).round() / 100.0;
        assert!((rounded("black", "white") - 21.0).abs() < 1e-9);
        assert!((rounded("grey", "white") - 4.48).abs() < 1e-9);
        assert_eq!(palette.contrast("grey", "pink"), None);
    }

    #[test]
    fn what_must_be_legible_is_in_every_theme() {
        let mut faint = Vec::new();
        for palette in PALETTES.iter() {
            for (name, grounds, least) in PAIRS {
                for ground in grounds {
                    let contrast = palette.contrast(name, ground).unwrap_or_default();
                    if contrast < least {
                        faint.push(format!("{}: {name} on {ground} {contrast:.2} < {least}", palette.key));
                    }
                }
            }
        }
        assert_eq!(faint, Vec::<String>::new());
    }

    #[test]
    fn every_theme_declares_the_same_colours_and_every_colour_the_styles_name() {
        let [light, others @ ..] = &*PALETTES;
        let names = |palette: &Palette| palette.colours.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        for other in others {
            assert_eq!(names(light), names(other), "{}", other.key);
        }
        let styles = include_str!("../assets/qinghuo.css");
        for used in styles.split("var(--").skip(1).filter_map(|rest| rest.split([')', ',']).next()) {
            // The words of columns come from the sheet of the page's language.
            let is_known = used.starts_with("tblr-")
                || ["l", "u"].contains(&used)
                || light.value(used).is_some()
                || styles.contains(&format!("--{used}:"));
            assert!(is_known, "{used}");
        }
        let literal = styles.lines().filter(|line| line.contains('#') && !line.trim_start().starts_with('#'));
        let literal: Vec<&str> = literal
            .filter(|line| {
                line.split('#').skip(1).any(|rest| {
                    let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
                    matches!(digits, 3 | 6)
                        && !rest.chars().nth(digits).is_some_and(|c| c.is_alphanumeric() || c == '-')
                })
            })
            .collect();
        assert_eq!(literal, Vec::<&str>::new(), "colours are named, not written");
    }
}
