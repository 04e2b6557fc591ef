//! Zip containers: measured by their directory, inflated under a bound, and packed again uncompressed so that a decoder sees only what
//! was measured. Pictures, macros, drawings and links to other files are left behind.

use super::{Budget, Format, Limits, LooksLike, Unreadable, Workbook, ods, xlsb, xlsx};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The parts of a container that matter, by name, inflated.
pub(super) type Parts = BTreeMap<String, Vec<u8>>;

/// Below this size no ratio is suspicious.
const SMALL: u64 = 8 << 20;

/// Folders whose parts say nothing about cells.
const LEFT_BEHIND: [&str; 14] = [
    "media/",
    "drawings/",
    "charts/",
    "externalLinks/",
    "printerSettings/",
    "embeddings/",
    "ctrlProps/",
    "activeX/",
    "pivotCache/",
    "pivotTables/",
    "customXml/",
    "docProps/",
    "queryTables/",
    "Thumbnails/",
];

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Unreadable::damaged)?;
    if archive.len() > limits.entries {
        return Err(Unreadable::Bomb { part: format!("{} entries", archive.len()) });
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.replace('\\', "/")))
        .collect::<Result<_, _>>()
        .map_err(Unreadable::damaged)?;
    let has = |name: &str| names.iter().any(|part| part.eq_ignore_ascii_case(name));
    let format = if has("content.xml") && (has("mimetype") || has("META-INF/manifest.xml")) {
        Format::Ods
    } else if has("xl/workbook.bin") {
        Format::Xlsb
    } else if has("xl/workbook.xml") {
        Format::Xlsx
    } else {
        let looks_like = if names.iter().any(|name| name.starts_with("word/")) {
            LooksLike::Word
        } else if names.iter().any(|name| name.starts_with("ppt/")) {
            LooksLike::Slides
        } else {
            LooksLike::Zip
        };
        return Err(Unreadable::NotAWorkbook { looks_like });
    };
    let external_links = names.iter().any(|name| name.contains("externalLinks/"));
    let parts = inflate(&mut archive, format, limits)?;
    let mut budget = Budget::new(limits);
    let sheets = match format {
        Format::Ods => ods::read(&parts, limits, &mut budget)?,
        Format::Xlsb => xlsb::read(parts, limits, &mut budget)?,
        Format::Xlsx | Format::Xls => xlsx::read(parts, limits, &mut budget)?,
    };
    Ok(Workbook { format, sheets, external_links })
}

fn matters(name: &str, format: Format) -> bool {
    match format {
        Format::Ods => ["content.xml", "mimetype", "META-INF/manifest.xml"].contains(&name),
        _ => {
            let ending = name.rsplit('.').next().unwrap_or_default();
            ["xml", "rels", "bin"].iter().any(|known| ending.eq_ignore_ascii_case(known))
                && !LEFT_BEHIND.iter().any(|folder| name.contains(folder))
                && !name.ends_with("vbaProject.bin")
        }
    }
}

fn inflate(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    format: Format,
    limits: &Limits,
) -> Result<Parts, Unreadable> {
    let mut parts = Parts::new();
    let mut left = limits.inflated_bytes;
    for index in 0..archive.len() {
        if archive.by_index_data(index).is_ok_and(|entry| entry.encrypted()) {
            return Err(Unreadable::Encrypted);
        }
        let part = archive.by_index(index).map_err(Unreadable::damaged)?;
        let entry = part.entry();
        let name = entry.name().map_err(Unreadable::damaged)?.replace('\\', "/");
        let (declared, packed) = (entry.size(), entry.compressed_size());
        // A bomb is refused for what it is, whether or not the part would have been looked at.
        if declared > SMALL && declared / packed.max(1) > limits.ratio {
            return Err(Unreadable::Bomb { part: name });
        }
        if !matters(&name, format) {
            continue;
        }
        if declared > left {
            return Err(Unreadable::Bomb { part: name });
        }
        let bound = left.min(declared);
        let mut inflated = Vec::with_capacity(usize::try_from(bound.min(64 << 20)).unwrap_or(0));
        part.take(bound + 1).read_to_end(&mut inflated).map_err(Unreadable::damaged)?;
        if inflated.len() as u64 > bound {
            return Err(Unreadable::Bomb { part: name });
        }
        if declares_entities(&inflated) {
            return Err(Unreadable::DeclaresEntities { part: name });
        }
        left -= inflated.len() as u64;
        parts.insert(name, inflated);
    }
    Ok(parts)
}

/// Whether an XML part has a document type before its root element: the only place one can be.
fn declares_entities(xml: &[u8]) -> bool {
    let mut rest = xml.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(xml);
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        rest = rest.get(at..).unwrap_or_default();
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] => return true,
            _ => return false,
        };
        let Some(close) = rest.windows(end.len()).position(|window| window == end) else { return false };
        rest = rest.get(close + end.len()..).unwrap_or_default();
    }
    false
}

/// The parts as a container again, nothing compressed.
pub(super) fn pack(parts: &Parts) -> Result<Cursor<Vec<u8>>, Unreadable> {
    let size = parts.iter().map(|(name, part)| name.len() * 2 + part.len() + 160).sum();
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    for (name, part) in parts {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(name, stored).map_err(Unreadable::damaged)?;
        writer.write_all(part).map_err(Unreadable::damaged)?;
    }
    writer.finish().map_err(Unreadable::damaged)
}

#[cfg(test)]
mod tests {
    use super::declares_entities;

    #[test]
    fn a_document_type_is_seen_wherever_it_can_stand() {
        for (xml, want) in [
            ("<?xml version=\"1.0\"?><a/>", false),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", true),
            ("<!-- <!DOCTYPE --> <a><!-- x --></a>", false),
            ("<!-- long --><?pi?><!doctype a><a/>", true),
            ("", false),
        ] {
            assert_eq!(declares_entities(xml.as_bytes()), want, "{xml}");
        }
    }
}
