//! Marks put into a workbook of the new format, part by part.

use super::{
    super::{MOST_COLUMNS, MOST_ROWS, OutError, name::SheetNames},
    Mark, MarkSummary,
    cells::{CellMark, CellMarks, Outline},
    comments::{self, Comments},
    drawing, listing,
    package::{Package, Relations},
    styles::Styles,
    xml::{Part, Walk, append, escape, relation_attribute, value_of},
};
use crate::open::{Limits, Unreadable};
use quick_xml::events::BytesStart;
use std::collections::{BTreeMap, BTreeSet};

/// What the workbook part says of its sheets.
pub(super) struct Book {
    part: Part,
    relations: Relations,
    /// Its sheets, in order.
    pub(super) sheets: Vec<Sheet>,
    /// The namespace of spreadsheet elements; there are two, and one file keeps to one of them.
    pub(super) namespace: String,
    /// Whether the workbook has windows that the view of a sheet can refer to.
    pub(super) has_views: bool,
    /// The namespace of relations, which their types begin with.
    relation_space: String,
    /// How a relation is named in the part: a prefix, and a declaration of it.
    relation: (String, String),
    next_id: u32,
}

/// A sheet of the workbook.
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Its part; `None` for a sheet without cells, such as a chart.
    part: Option<String>,
}

const WORKSHEET: &str = "/worksheet";

impl Book {
    fn read(package: &mut Package<'_>) -> Result<Self, OutError> {
        let part = package.workbook()?;
        let relations = Relations::of(package, &part.name)?;
        let (mut sheets, mut next_id, mut has_views) = (Vec::new(), 1, false);
        let (mut namespace, mut relation_space, mut root) = (None, None, None);
        Walk::each(&part, |tag, depth| match tag.local_name().as_ref() {
            "workbook" if depth == 0 => {
                namespace = namespace_of(tag);
                root = Some(tag.to_owned());
            }
            "workbookView" => has_views = true,
            "sheet" if depth == 2 => {
                let id = value_of(tag, "sheetId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                next_id = next_id.max(id.saturating_add(1));
                let aim = value_of(tag, "id")
                    .and_then(|id| relations.by_id(&id).map(|(kind, aim)| (kind.to_owned(), aim.to_owned())));
                let part = aim.and_then(|(kind, aim)| {
                    let space = kind.strip_suffix(WORKSHEET)?.to_owned();
                    relation_space = Some(space);
                    Some(aim)
                });
                sheets.push(Sheet { name: value_of(tag, "name").unwrap_or_default(), part });
            }
            _ => {}
        })?;
        let limit = Limits::default().sheets;
        if sheets.len() > limit {
            return Err(OutError::Source(Unreadable::TooManySheets { limit }));
        }
        match (namespace, relation_space, root) {
            (Some(namespace), Some(relation_space), Some(root)) => {
                let relation = relation_attribute(&root, &relation_space);
                Ok(Self { part, relations, sheets, namespace, has_views, relation_space, relation, next_id })
            }
            _ => Err(OutError::damaged("no sheets")),
        }
    }

    fn relation_type(&self, kind: &str) -> String {
        format!("{}{kind}", self.relation_space)
    }

    /// Adds a sheet behind the others.
    fn add(mut self, wanted: &str, text: String, package: &mut Package<'_>) -> Result<(), OutError> {
        let mut names = SheetNames::default();
        for sheet in &self.sheets {
            names.take(&sheet.name);
        }
        let name = names.free(wanted);
        let path = package.free_name("xl/worksheets/sheet", ".xml");
        let kind = self.relation_type(WORKSHEET);
        let id = self.relations.add(&kind, &path);
        let (relation, declaration) = &self.relation;
        let text_of_book = append(&self.part, "sheets", 1, |prefix| {
            format!(
                "<{prefix}sheet{declaration} name=\"{}\" sheetId=\"{}\" {relation}:id=\"{id}\"/>",
                escape(&name),
                self.next_id
            )
        })?;
        package.declare(&path, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml");
        package.put(Part { name: path, text });
        package.put(Part { text: text_of_book, ..self.part });
        self.relations.write(package)
    }
}

/// The namespace an element is in.
fn namespace_of(tag: &BytesStart<'_>) -> Option<String> {
    let name = tag.name();
    let wanted =
        name.as_ref().split_once(':').map_or("xmlns".to_owned(), |(prefix, _)| format!("xmlns:{prefix}"));
    let attribute =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == wanted)?;
    Some(attribute.value.into_owned())
}

/// Marks the workbook. `rewritten` says whether it was written anew from another format.
pub(super) fn patch(
    source: &[u8],
    marks: &[Mark],
    summary: &MarkSummary,
    rewritten: bool,
) -> Result<Vec<u8>, OutError> {
    let mut package = Package::open(source)?;
    let mut book = Book::read(&mut package)?;
    let (mut styles, new_styles) = read_styles(&mut package, &mut book)?;
    let mut by_sheet = group(marks);
    let mut parts_seen = BTreeSet::new();
    // New drawings take numbers behind one block for each sheet, which is what programs give them.
    let mut block = book.sheets.len() + 1;
    for sheet in &book.sheets {
        if let Some(cells) = by_sheet.remove(sheet.name.as_str())
            && let Some(name) = &sheet.part
            && parts_seen.insert(name.to_lowercase())
        {
            mark_sheet(&mut package, &book, name, cells, &mut styles, summary, &mut block)?;
        }
    }
    let list = listing::write(marks, summary, rewritten, &book, &mut styles);
    let styles = styles.write();
    if new_styles {
        package
            .declare(&styles.name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml");
    }
    package.put(styles);
    book.add(&summary.sheet_name, list, &mut package)?;
    package.finish()
}

/// The styles, and whether the workbook had none.
fn read_styles(package: &mut Package<'_>, book: &mut Book) -> Result<(Styles, bool), OutError> {
    if let Some(name) = book.relations.by_kind("/styles").map(str::to_owned)
        && let Some(part) = package.part(&name)?
    {
        return Ok((Styles::read(part)?, false));
    }
    let name = package.free_name("xl/styles", ".xml");
    let kind = book.relation_type("/styles");
    book.relations.add(&kind, &name);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{}\"></styleSheet>",
        escape(&book.namespace)
    );
    Ok((Styles::read(Part { name, text })?, true))
}

/// The marks by sheet and cell; those of places no sheet has are only listed.
fn group(marks: &[Mark]) -> BTreeMap<&str, CellMarks<'_>> {
    let mut sheets: BTreeMap<&str, CellMarks<'_>> = BTreeMap::new();
    for mark in marks {
        if let Some(cell) = mark.cell
            && (1..=MOST_ROWS).contains(&(cell.row as usize))
            && usize::from(cell.column) < MOST_COLUMNS
        {
            let cells = sheets.entry(mark.sheet.as_str()).or_default();
            let marked = cells
                .entry((cell.row, cell.column))
                .or_insert(CellMark { tone: mark.tone, said: Vec::new() });
            marked.tone = marked.tone.max(mark.tone);
            marked.said.push((mark.tone, mark.text.as_str()));
        }
    }
    sheets
}

fn mark_sheet(
    package: &mut Package<'_>,
    book: &Book,
    name: &str,
    mut marks: CellMarks<'_>,
    styles: &mut Styles,
    summary: &MarkSummary,
    block: &mut usize,
) -> Result<(), OutError> {
    let part = package.part(name)?.ok_or_else(|| OutError::damaged(format_args!("{name} is missing")))?;
    let outline = Outline::read(&part, &book.relation_space)?;
    outline.gather(&mut marks);
    let mut relations = Relations::of(package, name)?;

    let comments_name = relations.by_kind("/comments").map(str::to_owned);
    let comments_name = match comments_name {
        Some(name) => name,
        None => {
            let name = package.free_name("xl/comments", ".xml");
            relations.add(&book.relation_type("/comments"), &name);
            name
        }
    };
    let comments = match package.part(&comments_name)? {
        Some(part) => part,
        None => {
            package.declare(
                &comments_name,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
            );
            comments::new(comments_name, &book.namespace)
        }
    };
    let comments = Comments::read(comments)?;
    let mut boxes = comments.cells();
    let (comments, fresh) = comments.write(&marks, summary);
    package.put(comments);

    let drawing_name =
        outline.drawing.as_deref().and_then(|id| relations.by_id(id)).map(|(_, aim)| aim.to_owned());
    let (drawing, reference) = match drawing_name {
        Some(name) => match package.part(&name)? {
            Some(part) => (part, None),
            None => return Err(OutError::damaged(format_args!("{name} is missing"))),
        },
        None if outline.drawing.is_some() => return Err(OutError::damaged("a drawing without a part")),
        None => {
            let name = package.free_name("xl/drawings/vmlDrawing", ".vml");
            let id = relations.add(&book.relation_type("/vmlDrawing"), &name);
            (drawing::new(name), Some(id))
        }
    };
    // A drawing that was there has the boxes of the comments that were there.
    if reference.is_some() {
        boxes.extend(&fresh);
    } else {
        boxes = fresh;
    }
    *block = drawing::free_block(&drawing.text).max(*block);
    let text = drawing::add(&drawing, &boxes, &marks, &outline, block)
        .ok_or_else(|| OutError::damaged(format_args!("{}: no end", drawing.name)))?;
    package.declare_drawings();
    package.put(Part { text, ..drawing });

    let text = outline.write(&part, &marks, styles, reference.as_deref())?;
    package.put(Part { text, ..part });
    relations.write(package)
}
