//! What tables look like: the formats of title, notes, header and cells.

use super::{Hue, Kind};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// The face of body text on every office machine that may open the file.
const FACE: &str = "SimSun";
/// The face of titles.
const TITLE_FACE: &str = "SimHei";
const RULE: u32 = 0x9A_A5B1;

/// Where in the table a cell stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Totals,
}

/// The formats of a column's cells, made once: the writer numbers formats, not cells.
pub(super) struct Look {
    /// Text and empty cells.
    pub(super) plain: Format,
    /// Text that must not be taken for a formula when it is edited.
    pub(super) quoted: Format,
    /// Numbers.
    pub(super) figure: Format,
    /// Whole numbers.
    pub(super) whole: Format,
    /// Days.
    pub(super) date: Format,
    green: Format,
    yellow: Format,
    red: Format,
    blue: Format,
    grey: Format,
}

impl Look {
    pub(super) fn of(kind: Kind, part: Part) -> Self {
        let base = match part {
            Part::Body => ruled(),
            Part::Totals => {
                ruled().set_bold().set_border_top(FormatBorder::Double).set_background_color(0xF3_F5F8_u32)
            }
        };
        let text = base.clone().set_text_wrap();
        let plain = match kind {
            Kind::Text => text.clone().set_align(FormatAlign::Left).set_indent(1),
            Kind::Date => text.clone().set_align(FormatAlign::Center),
            Kind::Integer | Kind::Decimal { .. } | Kind::Percent => {
                text.clone().set_align(FormatAlign::Right).set_indent(1)
            }
        };
        let number =
            |format: &str| base.clone().set_align(FormatAlign::Right).set_indent(1).set_num_format(format);
        let light = |back: u32, ink: u32| {
            text.clone()
                .set_align(FormatAlign::Center)
                .set_bold()
                .set_background_color(back)
                .set_font_color(ink)
        };
        Self {
            quoted: plain.clone().set_quote_prefix(),
            figure: match kind {
                Kind::Integer => number("#,##0"),
                Kind::Decimal { places: 0 } => number("#,##0"),
                Kind::Decimal { places } => {
                    number(&format!("#,##0.{}", "0".repeat(usize::from(places.min(9)))))
                }
                Kind::Percent => number("0.00%"),
                Kind::Text | Kind::Date => number("General"),
            },
            whole: match kind {
                Kind::Percent => number("0.00%"),
                // A number among text is a sequence number or a code: no separators.
                Kind::Text | Kind::Date => base.clone().set_align(FormatAlign::Center).set_num_format("0"),
                Kind::Integer | Kind::Decimal { .. } => number("#,##0"),
            },
            date: base.clone().set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
            green: light(0xE2_F4E8, 0x1B_6B3A),
            yellow: light(0xFF_F3CD, 0x7A_5900),
            red: light(0xFB_DDDD, 0x9C_1C1C),
            blue: light(0xDF_ECFA, 0x1F_4E8C),
            grey: light(0xEC_EEF1, 0x55_5F6B),
            plain,
        }
    }

    pub(super) fn signal(&self, hue: Hue) -> &Format {
        match hue {
            Hue::Green => &self.green,
            Hue::Yellow => &self.yellow,
            Hue::Red => &self.red,
            Hue::Blue => &self.blue,
            Hue::Grey => &self.grey,
        }
    }
}

fn faced() -> Format {
    Format::new().set_font_name(FACE).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

fn ruled() -> Format {
    faced().set_border(FormatBorder::Thin).set_border_color(RULE)
}

pub(super) fn header() -> Format {
    ruled().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(0xDC_E6F1_u32)
}

pub(super) fn title() -> Format {
    faced()
        .set_font_name(TITLE_FACE)
        .set_font_size(16)
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
}

pub(super) fn note(quoted: bool) -> Format {
    let note =
        faced().set_font_size(9).set_font_color(0x55_5F6B_u32).set_text_wrap().set_align(FormatAlign::Left);
    if quoted { note.set_quote_prefix() } else { note }
}
