//! A bulletin as a Word document, in the layout of official papers (GB/T 9704-2012: A4, margins 37/35/28/26 mm, lines of 28 points, body in size 3 FangSong with headings in HeiTi).
//! The fonts are named, not embedded: Word and WPS on an office computer have them, and fall back where they have not.

use super::{Bulletin, Cell, Column, Part, Table};
use docx_rs::{
    AlignmentType, Docx, Footer, HeightRule, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph,
    Run, RunFonts, Shading, SpecialIndentType, TableAlignmentType, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};
use std::io::Cursor;

/// Twips: twentieths of a point.
const TWIPS_OF_MM: f64 = 56.692_913;
/// What the margins leave of an A4 page, in twips.
const TEXT_WIDTH: usize = 8845;
/// Sizes in half points: size 2, size 3, and that of tables.
const TITLE: usize = 44;
const BODY: usize = 32;
const SMALL: usize = 18;

/// The document could not be put together.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be put together")]
pub struct NotWritten(#[source] Box<dyn std::error::Error + Send + Sync>);

/// The bytes of the .docx file.
///
/// # Errors
/// When the archive cannot be written.
pub fn word(bulletin: &Bulletin) -> Result<Vec<u8>, NotWritten> {
    let mut document = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(
            PageMargin::new().top(mm(37.0)).bottom(mm(35.0)).left(mm(28.0)).right(mm(26.0)).footer(mm(20.0)),
        )
        .default_fonts(fonts(Face::Body))
        .default_size(BODY)
        .footer(Footer::new().add_paragraph(
            Paragraph::new().align(AlignmentType::Center).size(28).add_page_num(PageNum::new()),
        ));
    document = document
        .add_paragraph(centred(&bulletin.title, Face::Title, TITLE).line_spacing(exact(36).after(200)));
    for line in bulletin.synthetic.iter() {
        document = document.add_paragraph(centred(line, Face::Heading, 24));
    }
    document = document.add_paragraph(centred(&bulletin.basis.join("  "), Face::Note, 24));
    for part in &bulletin.parts {
        document = write_part(document, part);
    }
    // The hash is long: small enough, it stays on one line.
    let notes = bulletin.notes.iter().map(|note| (note, 21)).chain([(&bulletin.record, 15)]);
    for (note, size) in notes {
        document = document.add_paragraph(
            Paragraph::new()
                .line_spacing(exact(18))
                .add_run(Run::new().add_text(note).size(size).fonts(fonts(Face::Note))),
        );
    }
    // Behind everything else, so that the paper itself stays short.
    if let Some(part) = &bulletin.appendix {
        document = write_part(document, part);
    }
    let mut written = document.build();
    written.document = with_headers(written.document);
    let mut bytes = Cursor::new(Vec::new());
    written.pack(&mut bytes).map_err(|error| NotWritten(error.into()))?;
    Ok(bytes.into_inner())
}

/// The head of each table repeats over pages. The library has no word for it, so it is put in where a table begins with a row that is not to be split:
/// no other row does both.
fn with_headers(document: Vec<u8>) -> Vec<u8> {
    const BEGINS: &str = "</w:tblGrid><w:tr><w:trPr><w:cantSplit /></w:trPr>";
    const HEADED: &str = "</w:tblGrid><w:tr><w:trPr><w:cantSplit /><w:tblHeader /></w:trPr>";
    String::from_utf8(document)
        .map_or_else(|error| error.into_bytes(), |text| text.replace(BEGINS, HEADED).into_bytes())
}

fn write_part(document: Docx, part: &Part) -> Docx {
    let mut document = document.add_paragraph(
        Paragraph::new()
            .keep_next(true)
            .outline_lvl(0)
            .line_spacing(exact(28).before(120))
            .add_run(Run::new().add_text(&part.heading).size(BODY).fonts(fonts(Face::Heading))),
    );
    for words in &part.paragraphs {
        document = document.add_paragraph(
            Paragraph::new()
                .line_spacing(exact(28))
                .align(AlignmentType::Both)
                .indent(None, Some(SpecialIndentType::FirstLine(640)), None, None)
                .add_run(Run::new().add_text(words).size(BODY)),
        );
    }
    match &part.table {
        Some(table) => document.add_table(write_table(table)).add_paragraph(Paragraph::new().size(12)),
        None => document,
    }
}

fn write_table(table: &Table) -> docx_rs::Table {
    let widths: Vec<usize> = table.columns.iter().map(|column| width(column, &table.columns)).collect();
    let header = table.columns.iter().zip(&widths).map(|(column, width)| {
        let words = Run::new().add_text(&column.header).size(SMALL).bold().fonts(fonts(Face::Heading));
        let words = Paragraph::new().align(AlignmentType::Center).add_run(words);
        cell(*width).shading(Shading::new().fill("E8EEF4")).add_paragraph(words)
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns).zip(&widths);
        TableRow::new(cells.map(|((it, column), width)| write_cell(it, column, *width)).collect())
            .cant_split()
    });
    let rows = std::iter::once(TableRow::new(header.collect()).cant_split()).chain(rows).collect();
    docx_rs::Table::new(rows)
        .set_grid(widths)
        .width(TEXT_WIDTH, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
}

fn write_cell(it: &Cell, column: &Column, width: usize) -> TableCell {
    let words = |text: &str| Run::new().add_text(text).size(SMALL);
    let aligned = if column.is_number { AlignmentType::Right } else { AlignmentType::Left };
    match it {
        Cell::Text { text } => {
            cell(width).add_paragraph(Paragraph::new().align(aligned).add_run(words(text)))
        }
        Cell::Light { signal, word } => cell(width).add_paragraph(
            Paragraph::new().align(AlignmentType::Center).add_run(words(word).bold().color(ink(signal))),
        ),
        Cell::Bar { percent, is_behind } => bar(*percent, *is_behind, width),
    }
}

/// A bar as a small table of one filled and one empty cell: every program that opens tables shows it.
fn bar(percent: u32, is_behind: bool, width: usize) -> TableCell {
    let whole = width.saturating_sub(200).max(100);
    let filled = (whole * percent as usize / 100).clamp(1, whole);
    let fill = if is_behind { "C2410C" } else { "0B5FA5" };
    let strip = |width: usize, fill: &str| {
        TableCell::new()
            .width(width, WidthType::Dxa)
            .shading(Shading::new().fill(fill))
            .add_paragraph(Paragraph::new().line_spacing(exact(6)).size(4))
    };
    let mut strips = vec![strip(filled, fill)];
    if filled < whole {
        strips.push(strip(whole - filled, "E5E7EB"));
    }
    let grid = if filled < whole { vec![filled, whole - filled] } else { vec![whole] };
    let inner = docx_rs::Table::without_borders(vec![
        TableRow::new(strips).row_height(130.0).height_rule(HeightRule::Exact),
    ])
    .set_grid(grid)
    .width(whole, WidthType::Dxa)
    .layout(TableLayoutType::Fixed);
    cell(width).add_table(inner).add_paragraph(Paragraph::new().line_spacing(exact(2)).size(2))
}

/// Nobody reads a light by its colour alone: its word stands there.
const fn ink(signal: &str) -> &'static str {
    match signal.as_bytes() {
        b"red" => "B42318",
        b"yellow" => "8A5A00",
        b"green" => "1B6E3C",
        _ => "475467",
    }
}

fn cell(width: usize) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center)
}

fn width(column: &Column, columns: &[Column]) -> usize {
    let all: u32 = columns.iter().map(|column| column.width).sum();
    TEXT_WIDTH * column.width as usize / all.max(1) as usize
}

fn centred(text: &str, face: Face, size: usize) -> Paragraph {
    Paragraph::new()
        .align(AlignmentType::Center)
        .line_spacing(exact(28))
        .add_run(Run::new().add_text(text).size(size).fonts(fonts(face)))
}

/// Lines of so many points, exactly.
fn exact(points: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(points * 20)
}

#[expect(clippy::cast_possible_truncation, reason = "millimetres of a page")]
fn mm(millimetres: f64) -> i32 {
    (millimetres * TWIPS_OF_MM).round() as i32
}

#[derive(Clone, Copy)]
enum Face {
    Title,
    Heading,
    Body,
    Note,
}

/// The faces the standard names, by the names Windows and WPS know them under.
fn fonts(face: Face) -> RunFonts {
    let east_asia = match face {
        Face::Title => "FZXiaoBiaoSong-B05S",
        Face::Heading => "SimHei",
        Face::Body => "FangSong",
        Face::Note => "KaiTi",
    };
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(east_asia)
}
