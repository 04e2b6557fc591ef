//! The zip container of a workbook: parts read under a bound, and written out again with the untouched ones copied as compressed.

use super::{
    super::OutError,
    xml::{Part, Walk, escape, value_of},
};
use crate::open::{Limits, Unreadable};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::{Cursor, Read, Write as _},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Below this size no ratio is suspicious.
const SMALL: u64 = 8 << 20;
const WORKBOOK: &str = "xl/workbook.xml";
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Whether the bytes are a workbook in the new format with XML parts.
pub(super) fn holds_workbook(source: &[u8]) -> bool {
    source.len() as u64 <= Limits::default().file_bytes
        && source.starts_with(b"PK\x03\x04")
        && ZipArchive::new(Cursor::new(source)).is_ok_and(|archive| {
            archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(WORKBOOK))
        })
}

/// A container being changed.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where each part is, by its name in lower case: the format does not tell case apart.
    places: BTreeMap<String, usize>,
    changed: BTreeMap<usize, String>,
    added: Vec<Part>,
    /// How many bytes may still be inflated.
    left: u64,
    ratio: u64,
    types: Types,
}

/// What must be declared about added parts.
#[derive(Default)]
struct Types {
    overrides: Vec<(String, &'static str)>,
    vml: bool,
}

impl<'a> Package<'a> {
    pub(super) fn open(source: &'a [u8]) -> Result<Self, OutError> {
        let limits = Limits::default();
        let archive = ZipArchive::new(Cursor::new(source)).map_err(OutError::damaged)?;
        if archive.len() > limits.entries {
            return Err(OutError::Source(Unreadable::Bomb { part: format!("{} entries", archive.len()) }));
        }
        let mut places = BTreeMap::new();
        for (index, name) in archive.file_names().enumerate() {
            let name = name.map_err(OutError::damaged)?.replace('\\', "/").to_lowercase();
            if places.insert(name, index).is_some() {
                return Err(OutError::damaged("two parts of one name"));
            }
        }
        let (left, ratio) = (limits.inflated_bytes, limits.ratio);
        Ok(Self {
            archive,
            places,
            changed: BTreeMap::new(),
            added: Vec::new(),
            left,
            ratio,
            types: Types::default(),
        })
    }

    /// The workbook part.
    pub(super) fn workbook(&mut self) -> Result<Part, OutError> {
        self.part(WORKBOOK)?.ok_or_else(|| OutError::damaged("no workbook"))
    }

    /// A part as it now stands; `None` where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, OutError> {
        let Some(&index) = self.places.get(&name.to_lowercase()) else { return Ok(None) };
        let refuse = |unreadable| Err(OutError::Source(unreadable));
        if let Some(text) = self.changed.get(&index) {
            return Ok(Some(Part { name: name.to_owned(), text: text.clone() }));
        }
        if self.archive.by_index_data(index).is_ok_and(|entry| entry.encrypted()) {
            return refuse(Unreadable::Encrypted);
        }
        let entry = self.archive.by_index(index).map_err(OutError::damaged)?;
        let (declared, packed) = (entry.entry().size(), entry.entry().compressed_size());
        if declared > self.left || (declared > SMALL && declared / packed.max(1) > self.ratio) {
            return refuse(Unreadable::Bomb { part: name.to_owned() });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(declared.min(64 << 20)).unwrap_or(0));
        entry.take(declared + 1).read_to_end(&mut bytes).map_err(OutError::damaged)?;
        if bytes.len() as u64 > declared {
            return refuse(Unreadable::Bomb { part: name.to_owned() });
        }
        self.left -= declared;
        let text =
            String::from_utf8(bytes).map_err(|error| OutError::damaged(format_args!("{name}: {error}")))?;
        // A byte order mark is no content, and would shift the places of everything.
        let text = text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text);
        Ok(Some(Part { name: name.to_owned(), text }))
    }

    /// Puts a part in the place of the one of its name, or adds it.
    pub(super) fn put(&mut self, part: Part) {
        match self.places.get(&part.name.to_lowercase()) {
            Some(&index) => {
                self.changed.insert(index, part.text);
            }
            None => self.added.push(part),
        }
    }

    /// A name of this form that no part has.
    pub(super) fn free_name(&self, before: &str, after: &str) -> String {
        let taken = |name: &String| {
            self.places.contains_key(&name.to_lowercase())
                || self.added.iter().any(|part| part.name.eq_ignore_ascii_case(name))
        };
        let mut number = 1_usize;
        loop {
            let name = format!("{before}{number}{after}");
            if !taken(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// Declares what an added part is.
    pub(super) fn declare(&mut self, name: &str, content_type: &'static str) {
        self.types.overrides.push((name.to_owned(), content_type));
    }

    /// Declares that parts ending in `.vml` are drawings.
    pub(super) fn declare_drawings(&mut self) {
        self.types.vml = true;
    }

    fn write_types(&mut self) -> Result<(), OutError> {
        if self.types.overrides.is_empty() && !self.types.vml {
            return Ok(());
        }
        let part = self.part(CONTENT_TYPES)?.ok_or_else(|| OutError::damaged("no content types"))?;
        let mut known = BTreeSet::new();
        Walk::each(&part, |tag, _| {
            known.extend(value_of(tag, "PartName").map(|name| name.to_lowercase()));
            known.extend(value_of(tag, "Extension").map(|ending| ending.to_lowercase()));
        })?;
        let text = super::xml::append(&part, "Types", 0, |prefix| {
            let mut out = String::new();
            if self.types.vml && !known.contains("vml") {
                let _ = write!(
                    out,
                    "<{prefix}Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
                );
            }
            for (name, content_type) in &self.types.overrides {
                let name = format!("/{name}");
                if !known.contains(&name.to_lowercase()) {
                    let _ = write!(
                        out,
                        "<{prefix}Override PartName=\"{}\" ContentType=\"{content_type}\"/>",
                        escape(&name)
                    );
                }
            }
            out
        })?;
        self.put(Part { text, ..part });
        Ok(())
    }

    /// The container as bytes.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, OutError> {
        self.write_types()?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).map_err(OutError::damaged)?;
            let Some(text) = self.changed.get(&index) else {
                writer.raw_copy_file(entry).map_err(OutError::damaged)?;
                continue;
            };
            let name = entry.entry().name().map_err(OutError::damaged)?.into_owned();
            let time = entry.entry().last_modified().unwrap_or_default();
            drop(entry);
            writer.start_file(name, options().last_modified_time(time)).map_err(OutError::damaged)?;
            writer.write_all(text.as_bytes()).map_err(OutError::damaged)?;
        }
        for part in &self.added {
            writer.start_file(&part.name, options()).map_err(OutError::damaged)?;
            writer.write_all(part.text.as_bytes()).map_err(OutError::damaged)?;
        }
        Ok(writer.finish().map_err(OutError::damaged)?.into_inner())
    }
}

/// A level that costs half the time of the usual one and a few percent in size.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_level(Some(4))
}

/// The relations of a part to others.
pub(super) struct Relations {
    part: Part,
    /// Identity, type, and the part aimed at unless it is outside.
    known: Vec<(String, String, Option<String>)>,
    /// How many of them the part already has.
    written: usize,
}

impl Relations {
    pub(super) fn of(package: &mut Package<'_>, owner: &str) -> Result<Self, OutError> {
        let (folder, file) = owner.rsplit_once('/').unwrap_or(("", owner));
        let name = format!("{folder}/_rels/{file}.rels");
        let part = package.part(&name)?.unwrap_or_else(|| Part {
            name,
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
                <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"
                .to_owned(),
        });
        let mut known = Vec::new();
        Walk::each(&part, |tag, _| {
            if let (Some(id), Some(kind), Some(target)) =
                (value_of(tag, "Id"), value_of(tag, "Type"), value_of(tag, "Target"))
            {
                let outside =
                    value_of(tag, "TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
                known.push((id, kind, (!outside).then(|| resolve(folder, &target))));
            }
        })?;
        let written = known.len();
        Ok(Self { part, known, written })
    }

    /// Type and aim of the relation of this identity.
    pub(super) fn by_id(&self, id: &str) -> Option<(&str, &str)> {
        self.known
            .iter()
            .find(|(known, ..)| known == id)
            .and_then(|(_, kind, target)| Some((kind.as_str(), target.as_deref()?)))
    }

    /// The aim of the first relation whose type ends so.
    pub(super) fn by_kind(&self, ending: &str) -> Option<&str> {
        self.known
            .iter()
            .find(|(_, kind, _)| kind.ends_with(ending))
            .and_then(|(.., target)| target.as_deref())
    }

    /// Adds a relation and gives its identity.
    pub(super) fn add(&mut self, kind: &str, target: &str) -> String {
        let free = (1..=self.known.len() + 1)
            .map(|number| format!("rId{number}"))
            .find(|id| !self.known.iter().any(|(known, ..)| known == id))
            .unwrap_or_default();
        self.known.push((free.clone(), kind.to_owned(), Some(target.to_owned())));
        free
    }

    /// Puts what was added into the package.
    pub(super) fn write(self, package: &mut Package<'_>) -> Result<(), OutError> {
        let added = self.known.get(self.written..).unwrap_or_default();
        if added.is_empty() {
            return Ok(());
        }
        let text = super::xml::append(&self.part, "Relationships", 0, |prefix| {
            let line = |(id, kind, target): &(String, String, Option<String>)| {
                let target = target.as_deref().unwrap_or_default();
                format!(
                    "<{prefix}Relationship Id=\"{id}\" Type=\"{}\" Target=\"/{}\"/>",
                    escape(kind),
                    escape(target)
                )
            };
            added.iter().map(line).collect()
        })?;
        package.put(Part { text, ..self.part });
        Ok(())
    }
}

/// The name of the part a relation aims at.
fn resolve(folder: &str, target: &str) -> String {
    let joined = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn aims_are_found_from_the_folder_of_their_owner() {
        for (folder, target, want) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../comments1.xml", "xl/comments1.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(folder, target), want);
        }
    }
}
