//! The sheet that lists all findings, each with a way to its cell.

use super::{
    super::{MOST_UNITS, fit, lines_in},
    MOST_HEADING, Mark, MarkSummary,
    patch::Book,
    styles::Styles,
    xml::escape,
};
use std::{collections::BTreeSet, fmt::Write};

/// Links of one sheet that programs accept.
const MOST_LINKS: usize = 60_000;
/// The widths of its columns: sheet, cell, severity, text.
const WIDTHS: [usize; 4] = [26, 10, 10, 90];

/// The text of the sheet's part.
pub(super) fn write(
    marks: &[Mark],
    summary: &MarkSummary,
    rewritten: bool,
    book: &Book,
    styles: &mut Styles,
) -> String {
    let look = styles.for_list(&marks.iter().map(|mark| mark.tone).collect());
    let known: BTreeSet<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let further = rewritten.then_some(summary.rewritten_note.as_str());
    let notes = summary.notes.iter().map(String::as_str).chain(further).filter(|note| !note.is_empty());

    let (mut rows, mut merges, mut row) = (String::new(), String::new(), 0_usize);
    let heading = std::iter::once((summary.title.as_str(), look.title, 26))
        .chain(notes.map(|note| (note, look.note, 16)));
    for (text, style, points) in heading.take(MOST_HEADING - 1) {
        row += 1;
        // A merged cell does not grow with its text.
        let height = (points * lines_in(text, WIDTHS.iter().sum::<usize>() * 16 / points)).min(400);
        let _ = write!(
            rows,
            "<row r=\"{row}\" ht=\"{height}\" customHeight=\"1\">{}</row>",
            cell("A", row, style, text)
        );
        let _ = write!(merges, "<mergeCell ref=\"A{row}:D{row}\"/>");
    }
    row += 1;
    let header = row;
    let headers = &summary.headers;
    let _ = write!(
        rows,
        "<row r=\"{row}\">{}{}{}{}</row>",
        cell("A", row, look.header, &headers.sheet),
        cell("B", row, look.header, &headers.cell),
        cell("C", row, look.header, &headers.severity),
        cell("D", row, look.header, &headers.text),
    );
    let (mut links, mut linked) = (String::new(), 0);
    for mark in marks {
        row += 1;
        let at = mark.cell.map(|at| at.to_string()).unwrap_or_default();
        let toned = look.tones.get(&mark.tone).copied().unwrap_or(look.text);
        let _ = write!(
            rows,
            "<row r=\"{row}\" ht=\"{}\" customHeight=\"1\">{}{}{}{}</row>",
            (5 + 13 * lines_in(&mark.text, 88).max(lines_in(&mark.sheet, 24))).min(400),
            cell("A", row, look.text, &mark.sheet),
            cell("B", row, look.link, &at),
            cell("C", row, toned, summary.words.of(mark.tone)),
            cell("D", row, look.text, &mark.text),
        );
        if !at.is_empty() && known.contains(mark.sheet.as_str()) && linked < MOST_LINKS {
            linked += 1;
            let place = format!("'{}'!{at}", mark.sheet.replace('\'', "''"));
            let _ = write!(links, "<hyperlink ref=\"B{row}\" location=\"{}\"/>", escape(&place));
        }
    }
    let widths: String = (1..)
        .zip(WIDTHS)
        .map(|(number, width)| {
            format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
        })
        .collect();
    let view = match book.has_views {
        true => format!(
            "<sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\"><pane ySplit=\"{header}\" topLeftCell=\"A{}\" \
             activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\"/></sheetView></sheetViews>",
            header + 1
        ),
        false => String::new(),
    };
    let links = if links.is_empty() { links } else { format!("<hyperlinks>{links}</hyperlinks>") };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"{space}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:D{row}\"/>{view}\
         <sheetFormatPr defaultRowHeight=\"15\"/><cols>{widths}</cols><sheetData>{rows}</sheetData><autoFilter ref=\"A{header}:D{row}\"/>\
         <mergeCells>{merges}</mergeCells>{links}\
         <pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C&amp;9&amp;P / &amp;N</oddFooter>\
         </headerFooter></worksheet>",
        space = escape(&book.namespace),
    )
}

/// A cell of text; never a formula, whatever it begins with.
fn cell(column: &str, row: usize, style: usize, text: &str) -> String {
    if text.is_empty() {
        return format!("<c r=\"{column}{row}\" s=\"{style}\"/>");
    }
    let text = escape(fit(text, MOST_UNITS));
    format!(
        "<c r=\"{column}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
    )
}
