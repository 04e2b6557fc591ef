//! The boxes of comments: a drawing in the old vector language, which programs still ask for beside every comment.

use super::{
    cells::{CellMarks, Outline},
    comments,
    xml::Part,
};
use std::fmt::Write;

/// Shapes are numbered in blocks of this many; a drawing names the blocks it uses.
const BLOCK: usize = 1024;
/// How wide a box is, in pixels and in half-width characters.
const BOX: (u32, usize) = (250, 34);
/// The height of a row, in pixels.
const ROW: usize = 20;
const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u16 = 16_383;

const NAMESPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];

/// A drawing that holds nothing yet.
pub(super) fn new(name: String) -> Part {
    let spaces: String =
        NAMESPACES.iter().map(|(prefix, space)| format!(" xmlns:{prefix}=\"{space}\"")).collect();
    let text = format!(
        "<xml{spaces}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"\"/></o:shapelayout></xml>"
    );
    Part { name, text }
}

/// Adds a box for each of these cells. `block` is the first block of numbers that no drawing uses, and is moved on. `None` when the
/// part has no end, so that nothing can be added.
///
/// Drawings are rarely well-formed XML (programs write `<br>` into them), so they are not parsed: only their end and the list of blocks
/// are looked for.
pub(super) fn add(
    part: &Part,
    cells: &[(u32, u16)],
    marks: &CellMarks<'_>,
    outline: &Outline,
    block: &mut usize,
) -> Option<String> {
    let end = part.text.rfind("</xml>")?;
    let (head, tail) = part.text.split_at(end);
    let mut out = with_blocks(head, *block, blocks_for(cells));
    let declared: String = NAMESPACES
        .iter()
        .filter(|(prefix, space)| !head.contains(&format!("xmlns:{prefix}=\"{space}\"")))
        .map(|(prefix, space)| format!(" xmlns:{prefix}=\"{space}\""))
        .collect();
    if !head.contains("id=\"_x0000_t202\"") {
        let _ = write!(
            out,
            "<v:shapetype{declared} id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
             <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"
        );
    }
    for (number, &(row, column)) in cells.iter().enumerate() {
        let lines = marks.get(&(row, column)).map_or(3, |mark| comments::lines(mark, BOX.1));
        let _ = write!(
            out,
            "<v:shape{declared} id=\"_x0000_s{id}\" type=\"#_x0000_t202\" \
             style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:188pt;height:{height}pt;z-index:{order};visibility:hidden\" \
             fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
             <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>\
             <x:Row>{at}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
            id = *block * BLOCK + 1 + number,
            height = (lines.min(20) + 1) * 13,
            order = number + 1,
            anchor = anchor(row, column, lines, outline),
            at = row - 1,
        );
    }
    *block += blocks_for(cells);
    out.push_str(tail);
    Some(out)
}

fn blocks_for(cells: &[(u32, u16)]) -> usize {
    if cells.is_empty() { 0 } else { cells.len() / BLOCK + 1 }
}

/// The first block after those a drawing names.
pub(super) fn free_block(text: &str) -> usize {
    let named = blocks(text).map(|(from, to)| text.get(from..to).unwrap_or_default()).unwrap_or_default();
    named
        .split(',')
        .filter_map(|block| block.trim().parse::<usize>().ok())
        .max()
        .map_or(1, |last| last.min(1 << 20) + 1)
}

/// Where a drawing names its blocks.
fn blocks(text: &str) -> Option<(usize, usize)> {
    let map = text.find(":idmap")?;
    let tag_end = map + text.get(map..)?.find('>')?;
    let from = map + text.get(map..tag_end)?.find("data=")? + "data=".len() + 1;
    let quote = text.get(from - 1..from)?;
    let to = from + text.get(from..tag_end)?.find(quote)?;
    Some((from, to))
}

fn with_blocks(head: &str, first: usize, count: usize) -> String {
    let Some((from, to)) = blocks(head) else { return head.to_owned() };
    let named = head.get(from..to).unwrap_or_default();
    let mut list: Vec<String> = Vec::from_iter((!named.is_empty()).then(|| named.to_owned()));
    list.extend((first..first + count).map(|block| block.to_string()));
    format!(
        "{}{}{}",
        head.get(..from).unwrap_or_default(),
        list.join(","),
        head.get(to..).unwrap_or_default()
    )
}

/// Where a box begins and ends: column, pixels into it, row, pixels into it, twice. To the right of its cell; to the left at the edge.
fn anchor(row: u32, column: u16, lines: usize, outline: &Outline) -> String {
    let left = if column > LAST_COLUMN - 40 { column - 40 } else { column + 1 };
    let (mut right, mut pixels) = (left, BOX.0 + 15);
    while pixels > outline.width(right) && right < LAST_COLUMN && right - left < 30 {
        pixels -= outline.width(right);
        right += 1;
    }
    let top = (row - 1).saturating_sub(1);
    let rows = u32::try_from((lines.min(20) + 1) * 16 / ROW + 1).unwrap_or(2);
    let bottom = (top + rows).min(LAST_ROW);
    format!("{left}, 15, {top}, 4, {right}, {}, {bottom}, 10", pixels.min(outline.width(right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_named_once_and_go_on_after_the_last() {
        for (text, free, with) in [
            ("<o:idmap v:ext=\"edit\" data=\"1,3\"/>", 4, "<o:idmap v:ext=\"edit\" data=\"1,3,4,5\"/>"),
            ("<o:idmap data='2' v:ext='edit'/>", 3, "<o:idmap data='2,3,4' v:ext='edit'/>"),
            ("<o:idmap data=\"\"/>", 1, "<o:idmap data=\"1,2\"/>"),
            ("<xml>", 1, "<xml>"),
            ("<o:idmap data=", 1, "<o:idmap data="),
        ] {
            assert_eq!(free_block(text), free, "{text}");
            assert_eq!(with_blocks(text, free, 2), with);
        }
    }
}
