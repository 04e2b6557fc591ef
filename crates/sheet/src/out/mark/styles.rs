//! The styles of a workbook: a cell's style cloned with another fill, and the few styles of the added list.

use super::{
    super::OutError,
    Tone,
    xml::{Edits, Part, Tag, Walk, is, prefix_of, retag},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The order the format prescribes.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];
/// The format's bound on styles of cells, less room for those of the list.
const MOST_STYLES: usize = 64_000 - 20;

/// The styles of the added list, by number.
pub(super) struct ListStyles {
    pub(super) title: usize,
    pub(super) note: usize,
    pub(super) header: usize,
    pub(super) text: usize,
    pub(super) link: usize,
    pub(super) tones: BTreeMap<Tone, usize>,
}

/// A list of styles within the part: what there is, and what is to be added.
struct Section {
    name: &'static str,
    /// The children there are.
    children: Vec<Range<usize>>,
    /// Their end; for an empty or a missing element, where it is or would be.
    place: Place,
    added: Vec<String>,
}

enum Place {
    /// Before the end tag, and the start tag with its right count.
    Inside {
        open: Range<usize>,
        end: usize,
    },
    Empty(Range<usize>),
    Missing(usize),
}

/// The styles part, growing.
pub(super) struct Styles {
    part: Part,
    prefix: String,
    fonts: Section,
    fills: Section,
    borders: Section,
    cells: Section,
    tones: BTreeMap<Tone, usize>,
    marked: BTreeMap<(usize, Tone), usize>,
}

impl Styles {
    pub(super) fn read(part: Part) -> Result<Self, OutError> {
        let prefix = root_prefix(&part)?;
        let section = |name, default: &str| Section::find(&part, name, default, &prefix);
        let fonts = section("fonts", "<@font><@sz val=\"11\"/><@name val=\"SimSun\"/></@font>")?;
        // The first two fills are the format's own and cannot mean anything else.
        let fills = section(
            "fills",
            "<@fill><@patternFill patternType=\"none\"/></@fill>|<@fill><@patternFill patternType=\"gray125\"/></@fill>",
        )?;
        let borders =
            section("borders", "<@border><@left/><@right/><@top/><@bottom/><@diagonal/></@border>")?;
        let cells = section("cellXfs", "<@xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>")?;
        Ok(Self {
            part,
            prefix,
            fonts,
            fills,
            borders,
            cells,
            tones: BTreeMap::new(),
            marked: BTreeMap::new(),
        })
    }

    /// The style that is this one with the fill of a tone.
    pub(super) fn marked(&mut self, base: usize, tone: Tone) -> Result<usize, OutError> {
        // A style the part does not have means the first; where no more fit, the colour matters more than the clone.
        let base =
            if base >= self.cells.children.len() || self.cells.len() >= MOST_STYLES { 0 } else { base };
        if let Some(&known) = self.marked.get(&(base, tone)) {
            return Ok(known);
        }
        let fill = self.tone(tone).to_string();
        let clone = match self.cells.children.get(base).and_then(|span| self.part.text.get(span.clone())) {
            Some(xf) => with_fill(xf, &fill)?,
            None => self.prefixed(&format!(
                "<@xf numFmtId=\"0\" fontId=\"0\" fillId=\"{fill}\" borderId=\"0\" applyFill=\"1\"/>"
            )),
        };
        let number = self.cells.add(clone);
        self.marked.insert((base, tone), number);
        Ok(number)
    }

    fn tone(&mut self, tone: Tone) -> usize {
        if let Some(&fill) = self.tones.get(&tone) {
            return fill;
        }
        // What spreadsheet programs themselves call bad, neutral and input.
        let colour = match tone {
            Tone::Error => "FFFFC7CE",
            Tone::Warning => "FFFFEB9C",
            Tone::Note => "FFDDEBF7",
        };
        let fill = self.add_fill(colour);
        self.tones.insert(tone, fill);
        fill
    }

    fn add_fill(&mut self, colour: &str) -> usize {
        let fill = format!(
            "<@fill><@patternFill patternType=\"solid\"><@fgColor rgb=\"{colour}\"/><@bgColor indexed=\"64\"/></@patternFill></@fill>"
        );
        self.fills.add(self.prefixed(&fill))
    }

    /// Adds the styles of the list.
    pub(super) fn for_list(&mut self, tones: &BTreeSet<Tone>) -> ListStyles {
        const MIDDLE: &str = "vertical=\"center\"";
        const CENTRE: &str = "horizontal=\"center\" vertical=\"center\"";
        let font = |kind: &str, size: u8, colour: &str| {
            self.prefixed(&format!("<@font>{kind}<@sz val=\"{size}\"/>{colour}<@name val=\"SimSun\"/><@family val=\"3\"/></@font>"))
        };
        let plain = font("", 10, "");
        let bold = font("<@b/>", 10, "");
        let large = font("<@b/>", 14, "");
        let blue = font("<@u/>", 10, "<@color rgb=\"FF1F4E8C\"/>");
        let [plain, bold, large, blue] = [plain, bold, large, blue].map(|font| self.fonts.add(font));
        let side = |name: &str| format!("<@{name} style=\"thin\"><@color rgb=\"FF9AA5B1\"/></@{name}>");
        let ruled = format!(
            "<@border>{}{}{}{}<@diagonal/></@border>",
            side("left"),
            side("right"),
            side("top"),
            side("bottom")
        );
        let ruled = self.borders.add(self.prefixed(&ruled));
        let head = self.add_fill("FFDCE6F1");
        let fills: Vec<(Tone, usize)> = tones.iter().map(|tone| (*tone, self.tone(*tone))).collect();
        let mut style = |font: usize, fill: usize, border: usize, align: &str| {
            let xf = format!(
                "<@xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\" quotePrefix=\"1\" applyFont=\"1\" \
                 applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><@alignment {align} wrapText=\"1\"/></@xf>"
            );
            let xf = xf.replace('@', &self.prefix);
            self.cells.add(xf)
        };
        ListStyles {
            title: style(large, 0, 0, MIDDLE),
            note: style(plain, 0, 0, MIDDLE),
            header: style(bold, head, ruled, CENTRE),
            text: style(plain, 0, ruled, MIDDLE),
            link: style(blue, 0, ruled, CENTRE),
            tones: fills.into_iter().map(|(tone, fill)| (tone, style(plain, fill, ruled, CENTRE))).collect(),
        }
    }

    /// The part with all that was added.
    pub(super) fn write(self) -> Part {
        let mut edits = Edits::default();
        for section in [&self.fonts, &self.fills, &self.borders, &self.cells] {
            section.write(&self.part, &self.prefix, &mut edits);
        }
        Part { text: edits.apply(&self.part.text), name: self.part.name }
    }

    /// `@` stands for the prefix of the part's elements.
    fn prefixed(&self, xml: &str) -> String {
        xml.replace('@', &self.prefix)
    }
}

impl Section {
    fn find(part: &Part, name: &'static str, default: &str, prefix: &str) -> Result<Self, OutError> {
        let mut walk = Walk::over(part);
        let mut children = Vec::new();
        let mut open = None;
        let mut child = 0;
        let mut place = None;
        let rank = |name: &str| ORDER.iter().position(|known| *known == name);
        while let Some(found) = walk.step()? {
            match (&found.tag, found.depth) {
                (Tag::Open(tag), 1) if is(tag, name) && open.is_none() => open = Some(found.span),
                (Tag::Empty(tag), 1) if is(tag, name) => place = Some(Place::Empty(found.span)),
                (Tag::Open(tag) | Tag::Empty(tag), 1)
                    if open.is_none() && rank(tag.local_name().as_ref()) > rank(name) =>
                {
                    place = Some(Place::Missing(found.span.start));
                }
                (Tag::Open(_), 2) if open.is_some() => child = found.span.start,
                (Tag::Empty(_), 2) if open.is_some() => children.push(found.span),
                (Tag::Close(_), 2) if open.is_some() => children.push(child..found.span.end),
                (Tag::Close(_), 1) => {
                    if let Some(open) = open.take() {
                        place = Some(Place::Inside { open, end: found.span.start });
                    }
                }
                (Tag::Close(_), 0) if place.is_none() => place = Some(Place::Missing(found.span.start)),
                _ => {}
            }
            if place.is_some() {
                break;
            }
        }
        let place = place.ok_or_else(|| OutError::damaged(format_args!("{}: no root", part.name)))?;
        let added = match place {
            Place::Inside { .. } => Vec::new(),
            Place::Empty(_) | Place::Missing(_) => {
                default.split('|').map(|xml| xml.replace('@', prefix)).collect()
            }
        };
        Ok(Self { name, children, place, added })
    }

    fn len(&self) -> usize {
        self.children.len() + self.added.len()
    }

    /// Adds an entry and gives its number.
    fn add(&mut self, xml: String) -> usize {
        self.added.push(xml);
        self.len() - 1
    }

    fn write(&self, part: &Part, prefix: &str, edits: &mut Edits) {
        let whole = || {
            format!(
                "<{prefix}{0} count=\"{1}\">{2}</{prefix}{0}>",
                self.name,
                self.len(),
                self.added.concat()
            )
        };
        match &self.place {
            _ if self.added.is_empty() => {}
            Place::Inside { open, end } => {
                if let Some(tag) = part.text.get(open.clone()).and_then(|tag| recount(tag, self.len())) {
                    edits.replace(open.clone(), tag);
                }
                edits.insert(*end, self.added.concat());
            }
            Place::Empty(span) => edits.replace(span.clone(), whole()),
            Place::Missing(at) => edits.insert(*at, whole()),
        }
    }
}

fn root_prefix(part: &Part) -> Result<String, OutError> {
    match Walk::over(part).step()?.map(|found| found.tag) {
        Some(Tag::Open(tag)) if is(&tag, "styleSheet") => Ok(prefix_of(&tag)),
        _ => Err(OutError::damaged(format_args!("{}: no style sheet", part.name))),
    }
}

/// The start tag of a list with its right count.
fn recount(tag: &str, count: usize) -> Option<String> {
    let part = Part { name: String::new(), text: tag.to_owned() };
    match Walk::over(&part).step() {
        Ok(Some(found)) => match &found.tag {
            Tag::Open(tag) => Some(retag(tag, false, &[("count", Some(&count.to_string()))])),
            _ => None,
        },
        _ => None,
    }
}

/// A style with another fill.
fn with_fill(xf: &str, fill: &str) -> Result<String, OutError> {
    let part = Part { name: "xf".to_owned(), text: xf.to_owned() };
    let changes = [("fillId", Some(fill)), ("applyFill", Some("1"))];
    let mut edits = Edits::default();
    match Walk::over(&part).step()? {
        Some(found) => match &found.tag {
            Tag::Open(tag) => edits.replace(found.span, retag(tag, false, &changes)),
            Tag::Empty(tag) => edits.replace(found.span, retag(tag, true, &changes)),
            Tag::Close(_) => {}
        },
        None => return Err(OutError::damaged("an empty style")),
    }
    Ok(edits.apply(xf))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(text: &str) -> Styles {
        Styles::read(Part { name: "s".into(), text: text.into() }).unwrap()
    }

    #[test]
    fn a_style_keeps_everything_but_its_fill() {
        let mut book = styles(
            "<x:styleSheet><x:fills count=\"1\"><x:fill/></x:fills><x:cellXfs count=\"2\"><x:xf fontId=\"3\" fillId=\"0\"/>\
             <x:xf fontId=\"4\" applyFill=\"0\"><x:alignment/></x:xf></x:cellXfs></x:styleSheet>",
        );
        assert_eq!(book.marked(1, Tone::Error).unwrap(), 2);
        assert_eq!(book.marked(1, Tone::Error).unwrap(), 2);
        assert_eq!(book.marked(99, Tone::Error).unwrap(), 3);
        assert_eq!(book.marked(0, Tone::Error).unwrap(), 3);
        let text = book.write().text;
        assert!(text.contains("<x:cellXfs count=\"4\">"), "{text}");
        assert!(
            text.contains("<x:xf fontId=\"4\" applyFill=\"1\" fillId=\"1\"><x:alignment/></x:xf>"),
            "{text}"
        );
        assert!(text.contains("<x:xf fontId=\"3\" fillId=\"1\" applyFill=\"1\"/></x:cellXfs>"), "{text}");
    }

    #[test]
    fn missing_lists_come_with_what_the_format_counts_on_and_in_its_order() {
        let mut book = styles("<styleSheet xmlns=\"m\"><fonts/><cellStyles/></styleSheet>");
        assert_eq!(book.marked(0, Tone::Note).unwrap(), 1);
        let text = book.write().text;
        let order: Vec<usize> =
            ["<fonts", "<fills count=\"3\"", "<borders", "<cellXfs count=\"2\"", "<cellStyles"]
                .map(|tag| text.find(tag).unwrap())
                .into();
        assert!(order.is_sorted(), "{text}");
        assert!(text.contains("fillId=\"2\""), "{text}");
    }
}
