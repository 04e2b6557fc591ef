//! A sheet's part: what stands around its cells ([`Outline`]), and its marked cells given their styles.

use super::{
    super::OutError,
    Tone,
    styles::Styles,
    xml::{Edits, Found, Part, Tag, Walk, is, prefix_of, relation_attribute, retag, value_of},
};
use crate::grid::{CellName, column_letters};
use quick_xml::events::BytesStart;
use std::{collections::BTreeMap, fmt::Write, ops::Range};

/// What is said about one cell.
pub(super) struct CellMark<'m> {
    /// The gravest of the tones.
    pub(super) tone: Tone,
    /// The findings.
    pub(super) said: Vec<(Tone, &'m str)>,
}

/// The marked cells of a sheet, by row and column.
pub(super) type CellMarks<'m> = BTreeMap<(u32, u16), CellMark<'m>>;

/// More merged ranges than any sheet has; what is beyond is not looked at.
const MOST_MERGES: usize = 50_000;
/// The same for runs of columns.
const MOST_RUNS: usize = 1_000;

/// Elements that stand behind `legacyDrawing` in the order the format prescribes.
const BEHIND_DRAWING: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "AlternateContent",
    "extLst",
];

/// A run of columns with one width and style.
struct Columns {
    first: u32,
    last: u32,
    width: Option<f64>,
    style: usize,
}

/// A sheet without its cells.
pub(super) struct Outline {
    prefix: String,
    columns: Vec<Columns>,
    merges: Vec<(CellName, CellName)>,
    dimension: Option<(Range<usize>, CellName, CellName)>,
    /// The relation of the drawing that holds the boxes of comments.
    pub(super) drawing: Option<String>,
    /// Where the reference to it would stand.
    drawing_at: usize,
    /// How a relation is named: a prefix, and a declaration of it.
    relation: (String, String),
}

impl Outline {
    pub(super) fn read(part: &Part, relations: &str) -> Result<Self, OutError> {
        let mut walk = Walk::over(part);
        let mut prefix = None;
        let mut relation = Default::default();
        let (mut columns, mut merges) = (Vec::new(), Vec::new());
        let (mut dimension, mut drawing, mut drawing_at, mut cells) = (None, None, None, false);
        while let Some(Found { tag, span, depth }) = walk.step()? {
            match tag {
                Tag::Open(tag) if depth == 0 && is(&tag, "worksheet") => {
                    prefix = Some(prefix_of(&tag));
                    relation = relation_attribute(&tag, relations);
                }
                Tag::Close(_) if depth == 0 => drawing_at = drawing_at.or(Some(span.start)),
                Tag::Open(tag) | Tag::Empty(tag) if depth == 1 || depth == 2 => {
                    match tag.local_name().as_ref() {
                        "dimension" => {
                            dimension = value_of(&tag, "ref")
                                .and_then(|range| corners(&range))
                                .map(|(first, last)| (span, first, last));
                        }
                        "col" if !cells && columns.len() < MOST_RUNS => columns.extend(Columns::read(&tag)),
                        "sheetData" => cells = true,
                        "mergeCell" if merges.len() < MOST_MERGES => {
                            merges.extend(value_of(&tag, "ref").and_then(|range| corners(&range)));
                        }
                        "legacyDrawing" => drawing = value_of(&tag, "id"),
                        name if depth == 1 && cells && BEHIND_DRAWING.contains(&name) => {
                            drawing_at = drawing_at.or(Some(span.start));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        match (prefix, drawing_at) {
            (Some(prefix), Some(drawing_at)) if cells => {
                Ok(Self { prefix, columns, merges, dimension, drawing, drawing_at, relation })
            }
            _ => Err(OutError::damaged(format_args!("{}: no cells", part.name))),
        }
    }

    /// Moves marks inside a merged range to its first cell, the only one of it that shows.
    pub(super) fn gather<'m>(&self, marks: &mut CellMarks<'m>) {
        for (first, last) in &self.merges {
            let inside: Vec<(u32, u16)> = marks
                .range((first.row, 0)..=(last.row, u16::MAX))
                .map(|(place, _)| *place)
                .filter(|place| {
                    (first.column..=last.column).contains(&place.1) && *place != (first.row, first.column)
                })
                .collect();
            for place in inside {
                if let Some(moved) = marks.remove(&place) {
                    let target = marks
                        .entry((first.row, first.column))
                        .or_insert(CellMark { tone: moved.tone, said: Vec::new() });
                    target.tone = target.tone.max(moved.tone);
                    target.said.extend(moved.said);
                }
            }
        }
    }

    /// The width of a column in pixels.
    pub(super) fn width(&self, column: u16) -> u32 {
        let number = u32::from(column) + 1;
        let known = self.columns.iter().find(|columns| (columns.first..=columns.last).contains(&number));
        let characters = known.and_then(|columns| columns.width).unwrap_or(8.43).clamp(0.0, 255.0);
        (characters * 7.0 + 5.0) as u32
    }

    fn style(&self, column: u16) -> usize {
        let number = u32::from(column) + 1;
        self.columns
            .iter()
            .find(|columns| (columns.first..=columns.last).contains(&number))
            .map_or(0, |columns| columns.style)
    }

    /// The part with its marked cells styled and, where it had none, a reference to the drawing of comments.
    pub(super) fn write(
        &self,
        part: &Part,
        marks: &CellMarks<'_>,
        styles: &mut Styles,
        drawing: Option<&str>,
    ) -> Result<String, OutError> {
        let mut edits = Edits::default();
        let created =
            Marker { outline: self, marks, styles, edits: &mut edits, created: Vec::new() }.run(part)?;
        if let (Some((span, first, last)), false) = (&self.dimension, created.is_empty()) {
            let (mut first, mut last) = (*first, *last);
            for (row, column) in created {
                first = CellName { row: first.row.min(row), column: first.column.min(column) };
                last = CellName { row: last.row.max(row), column: last.column.max(column) };
            }
            edits.replace(span.clone(), format!("<{}dimension ref=\"{first}:{last}\"/>", self.prefix));
        }
        if let Some(id) = drawing {
            let (relation, declaration) = &self.relation;
            edits.insert(
                self.drawing_at,
                format!("<{}legacyDrawing{declaration} {relation}:id=\"{id}\"/>", self.prefix),
            );
        }
        Ok(edits.apply(&part.text))
    }
}

impl Columns {
    fn read(tag: &BytesStart<'_>) -> Option<Self> {
        Some(Self {
            first: value_of(tag, "min")?.parse().ok()?,
            last: value_of(tag, "max")?.parse().ok()?,
            width: value_of(tag, "width").and_then(|width| width.parse().ok()),
            style: value_of(tag, "style").and_then(|style| style.parse().ok()).unwrap_or(0),
        })
    }
}

fn corners(range: &str) -> Option<(CellName, CellName)> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (first, last): (CellName, CellName) = (first.parse().ok()?, last.parse().ok()?);
    (first.row <= last.row && first.column <= last.column).then_some((first, last))
}

/// Goes through the rows in order and notes what must change.
struct Marker<'o, 'm> {
    outline: &'o Outline,
    marks: &'o CellMarks<'m>,
    styles: &'o mut Styles,
    edits: &'o mut Edits,
    created: Vec<(u32, u16)>,
}

impl Marker<'_, '_> {
    fn run(mut self, part: &Part) -> Result<Vec<(u32, u16)>, OutError> {
        let mut walk = Walk::over(part);
        let mut row = 0;
        let mut inside = false;
        while let Some(Found { tag, span, depth }) = walk.step()? {
            match tag {
                Tag::Open(tag) if depth == 1 && is(&tag, "sheetData") => inside = true,
                Tag::Empty(tag) if depth == 1 && is(&tag, "sheetData") => {
                    let rows = self.rows(1..u32::MAX)?;
                    if !rows.is_empty() {
                        self.edits.replace(
                            span,
                            format!("{}{rows}</{}>", retag(&tag, false, &[]), tag.name().as_ref()),
                        );
                    }
                }
                Tag::Close(_) if depth == 1 && inside => {
                    inside = false;
                    let rows = self.rows(row + 1..u32::MAX)?;
                    self.edits.insert(span.start, rows);
                }
                Tag::Open(tag) if inside && depth == 2 && is(&tag, "row") => {
                    row = self.enter(row, &tag, span.start)?;
                    self.cells_of(row, &tag, span, &mut walk)?;
                }
                Tag::Empty(tag) if inside && depth == 2 && is(&tag, "row") => {
                    row = self.enter(row, &tag, span.start)?;
                    let cells = self.cells(row, 0..u16::MAX, row_style(&tag))?;
                    if !cells.is_empty() {
                        let open = retag(&tag, false, &[("spans", None)]);
                        self.edits.replace(span, format!("{open}{cells}</{}>", tag.name().as_ref()));
                    }
                }
                _ => {}
            }
        }
        Ok(self.created)
    }

    /// The number of a row, with the marked rows that are missing before it.
    fn enter(&mut self, last: u32, tag: &BytesStart<'_>, at: usize) -> Result<u32, OutError> {
        let number = match value_of(tag, "r") {
            Some(text) => text.trim().parse().map_err(OutError::damaged)?,
            None => last.saturating_add(1),
        };
        if number <= last || number == u32::MAX {
            return Err(OutError::damaged("rows out of order"));
        }
        let missing = self.rows(last + 1..number)?;
        if !missing.is_empty() {
            self.edits.insert(at, missing);
        }
        Ok(number)
    }

    /// Goes through a row that holds cells, to its end.
    fn cells_of(
        &mut self,
        row: u32,
        tag: &BytesStart<'_>,
        span: Range<usize>,
        walk: &mut Walk<'_>,
    ) -> Result<(), OutError> {
        let marked = self.marks.range((row, 0)..=(row, u16::MAX)).next().is_some();
        let style = row_style(tag);
        let before = self.created.len();
        let mut next: u16 = 0;
        while let Some(Found { tag: cell, span: at, depth }) = walk.step()? {
            let (cell, empty) = match cell {
                Tag::Close(_) if depth == 2 => {
                    let cells = self.cells(row, next..u16::MAX, style)?;
                    self.edits.insert(at.start, cells);
                    break;
                }
                _ if !marked || depth != 3 => continue,
                Tag::Open(cell) => (cell, false),
                Tag::Empty(cell) => (cell, true),
                Tag::Close(_) => continue,
            };
            if !is(&cell, "c") {
                continue;
            }
            let column = match value_of(&cell, "r") {
                Some(name) => name.trim().parse::<CellName>().map_err(OutError::damaged)?.column,
                None => next,
            };
            if column < next || column >= 16_384 {
                return Err(OutError::damaged("cells out of order"));
            }
            let missing = self.cells(row, next..column, style)?;
            if !missing.is_empty() {
                self.edits.insert(at.start, missing);
            }
            if let Some(mark) = self.marks.get(&(row, column)) {
                let base = value_of(&cell, "s").and_then(|style| style.trim().parse().ok()).unwrap_or(0);
                let style = self.styles.marked(base, mark.tone)?.to_string();
                self.edits.replace(at, retag(&cell, empty, &[("s", Some(&style))]));
            }
            next = column + 1;
        }
        // `spans` would have to name the new cells too; it is only a hint to readers, and may be left out.
        if self.created.len() > before && value_of(tag, "spans").is_some() {
            self.edits.replace(span, retag(tag, false, &[("spans", None)]));
        }
        Ok(())
    }

    /// Whole rows for the marked cells between.
    fn rows(&mut self, between: Range<u32>) -> Result<String, OutError> {
        let mut out = String::new();
        let mut from = between.start;
        while from < between.end
            && let Some((&(row, _), _)) = self.marks.range((from, 0)..(between.end, 0)).next()
        {
            let cells = self.cells(row, 0..u16::MAX, None)?;
            let _ = write!(out, "<{0}row r=\"{row}\">{cells}</{0}row>", self.outline.prefix);
            from = row + 1;
        }
        Ok(out)
    }

    /// New cells for the marked ones between, in the style their row or column would give them.
    fn cells(&mut self, row: u32, between: Range<u16>, row_style: Option<usize>) -> Result<String, OutError> {
        let mut out = String::new();
        if between.is_empty() {
            return Ok(out);
        }
        for (&(_, column), mark) in self.marks.range((row, between.start)..(row, between.end)) {
            let base = row_style.unwrap_or_else(|| self.outline.style(column));
            let style = self.styles.marked(base, mark.tone)?;
            let _ = write!(
                out,
                "<{}c r=\"{}{row}\" s=\"{style}\"/>",
                self.outline.prefix,
                column_letters(column)
            );
            self.created.push((row, column));
        }
        Ok(out)
    }
}

/// The style a row gives to cells it does not hold.
fn row_style(tag: &BytesStart<'_>) -> Option<usize> {
    let custom = value_of(tag, "customFormat").is_some_and(|custom| custom == "1" || custom == "true");
    value_of(tag, "s").filter(|_| custom).and_then(|style| style.parse().ok())
}
