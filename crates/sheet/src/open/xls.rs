//! Workbooks of Excel 97 to 2003 ([MS-CFB], [MS-XLS]), also WPS `.et`.
//!
//! The stream of records is taken out of its container and walked first: it shows encryption, hidden rows, and how large a rectangle
//! each sheet would become, which the decoder allocates whole. Then the decoder gets that stream in a container built here, so that what
//! it reads is what was measured.

use super::{Budget, Format, Limits, LooksLike, Unreadable, Workbook, decode};
use crate::grid::{Grid, Merge, Row};
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xls};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

/// The largest rectangle around the cells of one sheet: all 65,536 rows of 128 columns.
const MOST_AREA: u64 = 65_536 * 128;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const SECTOR: usize = 512;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    let container = Container::read(bytes)
        .ok_or_else(|| Unreadable::damaged("the container's tables do not hold together"))?;
    if container.find("EncryptedPackage").is_some() {
        return Err(Unreadable::Encrypted);
    }
    let Some(entry) = container.find("Workbook").or_else(|| container.find("Book")) else {
        let looks_like = if container.find("WordDocument").is_some() {
            LooksLike::Word
        } else if container.find("PowerPoint Document").is_some() {
            LooksLike::Slides
        } else {
            LooksLike::Unknown
        };
        return Err(Unreadable::NotAWorkbook { looks_like });
    };
    let stream =
        container.stream(entry).ok_or_else(|| Unreadable::damaged("the workbook's stream is cut off"))?;
    let survey = survey(&stream)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(wrap(&stream))).map_err(|error| match error {
        calamine::XlsError::Password => Unreadable::Encrypted,
        error => Unreadable::damaged(error),
    })?;
    drop(stream);
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets {
        return Err(Unreadable::TooManySheets { limit: limits.sheets });
    }
    let mut budget = Budget::new(limits);
    let mut grids = Vec::new();
    for (index, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        let hidden = survey.hidden.get(&index).cloned().unwrap_or_default();
        let range = book.worksheet_range(&sheet.name).map_err(Unreadable::damaged)?;
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut rows: Vec<Row> = Vec::new();
        for (row, column, value) in range.used_cells() {
            let Some(cell) = decode(&borrowed(value), &budget) else { continue };
            budget.take(1)?;
            let number = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(first_row).saturating_add(1);
            let column = u16::try_from(column + first_column as usize).unwrap_or(u16::MAX);
            match rows.last_mut() {
                Some(last) if last.number == number => last.cells.push((column, cell)),
                _ => rows.push(Row { number, hidden: hidden.contains(&number), cells: vec![(column, cell)] }),
            }
        }
        let merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let merges = merges
            .into_iter()
            .filter(|merge| merge.start < merge.end)
            .filter_map(|merge| {
                Some(Merge {
                    top: merge.start.0 + 1,
                    left: u16::try_from(merge.start.1).ok()?,
                    bottom: merge.end.0.checked_add(1)?,
                    right: u16::try_from(merge.end.1).ok()?,
                })
            })
            .collect();
        grids.push(Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible, rows, merges));
    }
    Ok(Workbook { format: Format::Xls, sheets: grids, external_links: survey.external_links })
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
    }
}

/// The tables of a compound file.
struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    mini_next: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

impl<'a> Container<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let sector = match short(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Self {
            bytes,
            sector,
            next: Vec::new(),
            mini_next: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        let sectors = bytes.len() / sector;
        let mut tables: Vec<u32> = (0..109).filter_map(|index| long(bytes, 76 + index * 4)).collect();
        let (mut more, mut seen) = (long(bytes, 68)?, 0);
        while more < 0xFFFF_FFFA {
            let table = container.sector(more)?;
            tables.extend(longs(table).take(sector / 4 - 1));
            more = long(table, sector - 4)?;
            seen += 1;
            if seen > sectors {
                return None;
            }
        }
        for id in tables.into_iter().filter(|id| *id < 0xFFFF_FFFA).take(sectors) {
            container.next.extend(longs(container.sector(id)?));
        }
        let directory = container.chain(long(bytes, 48)?, usize::MAX)?;
        container.entries =
            directory.chunks_exact(128).filter_map(|entry| Entry::read(entry, sector)).collect();
        let root = container.entries.first()?;
        let (root_start, root_length) = (root.start, root.length);
        if long(bytes, 64)? > 0 {
            container.mini = container.chain(root_start, root_length)?;
            container.mini_next = longs(&container.chain(long(bytes, 60)?, usize::MAX)?).collect();
        }
        Some(container)
    }

    fn sector(&self, id: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(id).ok()?.checked_add(1)?).checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// A chain of sectors, at most `length` bytes; `None` when it leaves the file or runs in a circle.
    fn chain(&self, mut id: u32, length: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while id != END_OF_CHAIN && id != FREE && out.len() < length {
            out.extend_from_slice(self.sector(id)?);
            if out.len() > self.bytes.len() + self.sector {
                return None;
            }
            id = *self.next.get(usize::try_from(id).ok()?)?;
        }
        out.truncate(length);
        Some(out)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.length >= 4096 {
            return self.chain(entry.start, entry.length);
        }
        let mut out = Vec::new();
        let mut id = usize::try_from(entry.start).ok()?;
        while out.len() < entry.length {
            out.extend_from_slice(self.mini.get(id.checked_mul(64)?..)?.get(..64)?);
            id = usize::try_from(*self.mini_next.get(id)?).ok()?;
        }
        out.truncate(entry.length);
        Some(out)
    }
}

impl Entry {
    fn read(entry: &[u8], sector: usize) -> Option<Self> {
        let units: Vec<u16> =
            (0..32).filter_map(|index| short(entry, index * 2)).take_while(|unit| *unit != 0).collect();
        let high = if sector == SECTOR { 0 } else { long(entry, 124)? };
        let length = usize::try_from(u64::from(long(entry, 120)?) | u64::from(high) << 32).ok()?;
        Some(Self { name: String::from_utf16_lossy(&units), start: long(entry, 116)?, length })
    }
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|four| four.try_into().ok().map(u32::from_le_bytes))
}

/// What a walk over the records tells before anything is decoded.
#[derive(Default)]
struct Survey {
    hidden: BTreeMap<usize, BTreeSet<u32>>,
    external_links: bool,
}

fn survey(stream: &[u8]) -> Result<Survey, Unreadable> {
    let mut survey = Survey::default();
    let mut starts = BTreeMap::new();
    for (_, kind, body) in records(stream, 0).take_while(|(_, kind, _)| *kind != 0x000A) {
        match kind {
            // FilePass
            0x002F if short(body, 0) != Some(0) => return Err(Unreadable::Encrypted),
            // BoundSheet: where the sheet's own records begin
            0x0085 => {
                if let Some(start) = long(body, 0).and_then(|start| usize::try_from(start).ok()) {
                    starts.insert(starts.len(), start);
                }
            }
            // SupBook: 1025 stands for this workbook, 14849 for add-ins; anything else is another file
            0x01AE => survey.external_links |= !matches!(short(body, 2), Some(0x0401 | 0x3A01)),
            _ => {}
        }
    }
    for (index, start) in starts {
        if start >= stream.len() {
            return Err(Unreadable::damaged("a sheet begins behind the end of the file"));
        }
        let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
        let mut depth = 0;
        for (_, kind, body) in records(stream, start) {
            match kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => break,
                0x000A => depth -= 1,
                // Dimensions: allocated by the decoder as claimed
                0x0200 => claim(body)?,
                // Row: bit 5 of its flags hides it
                0x0208 => {
                    if let (Some(row), Some(flags)) = (short(body, 0), short(body, 12))
                        && flags & 0x20 != 0
                    {
                        survey.hidden.entry(index).or_default().insert(u32::from(row) + 1);
                    }
                }
                // Formula, Number, Label, BoolErr, RK, LabelSst, RString, MulRk
                0x0006 | 0x0203..=0x0205 | 0x027E | 0x00FD | 0x00D6 | 0x00BD => {
                    if let (Some(row), Some(column)) = (short(body, 0), short(body, 2)) {
                        let last = if kind == 0x00BD {
                            column.saturating_add(u16::try_from(body.len() / 6).unwrap_or(0))
                        } else {
                            column
                        };
                        rows = (rows.0.min(row), rows.1.max(row));
                        columns = (columns.0.min(column), columns.1.max(last));
                    }
                }
                _ => {}
            }
        }
        let side = |(first, last): (u16, u16)| u64::from(last.saturating_sub(first)) + 1;
        if side(rows) * side(columns) > MOST_AREA {
            return Err(too_many());
        }
    }
    Ok(survey)
}

fn too_many() -> Unreadable {
    Unreadable::TooManyCells { limit: usize::try_from(MOST_AREA).unwrap_or(usize::MAX) }
}

fn claim(body: &[u8]) -> Result<(), Unreadable> {
    let wide = |at| short(body, at).map(u64::from);
    let claimed = match body.len() {
        10 => wide(0).zip(wide(2)).zip(wide(4).zip(wide(6))),
        14 | 16 => long(body, 0).map(u64::from).zip(long(body, 4).map(u64::from)).zip(wide(8).zip(wide(10))),
        _ => None,
    };
    let Some(((first_row, last_row), (first_column, last_column))) = claimed else {
        return Err(Unreadable::damaged("a sheet does not say how large it is"));
    };
    let columns = if last_column < first_column || first_column > 0xFF {
        last_column
    } else {
        last_column - first_column
    };
    match last_row.checked_sub(first_row) {
        Some(rows) if rows * columns <= MOST_AREA * 2 => Ok(()),
        None if last_row == 0 => Ok(()),
        Some(_) => Err(too_many()),
        None => Err(Unreadable::damaged("a sheet ends before it begins")),
    }
}

fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (usize, u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (short(stream, at)?, usize::from(short(stream, at + 2)?));
        let body = stream.get(at + 4..at + 4 + length)?;
        let here = at;
        at += 4 + length;
        Some((here, kind, body))
    })
}

/// The stream in a compound file of its own: header, allocation table, directory, stream.
fn wrap(stream: &[u8]) -> Vec<u8> {
    // Streams below 4,096 bytes would live in the mini stream; a longer one needs none.
    let length = stream.len().max(4096);
    let data_sectors = length.div_ceil(SECTOR);
    let per_table = SECTOR / 4;
    // Tables describe themselves, the directory and the data; beyond 109 of them further sectors list the tables.
    let mut tables = 1;
    let mut lists = 0usize;
    while tables * per_table < data_sectors + 1 + tables + lists {
        tables += 1;
        lists = tables.saturating_sub(109).div_ceil(per_table - 1);
    }
    let number = |value: usize| u32::try_from(value).unwrap_or(FREE);
    let data_start = tables + lists + 1;
    let mut file = Vec::with_capacity(SECTOR * (data_start + data_sectors + 1));
    file.extend_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file.extend_from_slice(&[0; 16]);
    for half in [0x3Eu16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    let first_list = if lists > 0 { number(tables) } else { END_OF_CHAIN };
    for word in
        [0, number(tables), number(tables + lists), 0, 4096, END_OF_CHAIN, 0, first_list, number(lists)]
    {
        file.extend_from_slice(&word.to_le_bytes());
    }
    let mut listed = (0..tables).map(number);
    for _ in 0..109 {
        file.extend_from_slice(&listed.next().unwrap_or(FREE).to_le_bytes());
    }
    let mut words = Vec::with_capacity(tables * per_table);
    words.extend(std::iter::repeat_n(0xFFFF_FFFD, tables));
    words.extend(std::iter::repeat_n(0xFFFF_FFFC, lists));
    words.push(END_OF_CHAIN);
    words.extend((1..data_sectors).map(|sector| number(data_start + sector)));
    words.push(END_OF_CHAIN);
    words.resize(tables * per_table, FREE);
    for word in words {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for list in 0..lists {
        for _ in 0..per_table - 1 {
            file.extend_from_slice(&listed.next().unwrap_or(FREE).to_le_bytes());
        }
        let next = if list + 1 < lists { number(tables + list + 1) } else { END_OF_CHAIN };
        file.extend_from_slice(&next.to_le_bytes());
    }
    file.extend(directory_entry("Root Entry", 5, END_OF_CHAIN, 0));
    file.extend(directory_entry("Workbook", 2, number(data_start), number(length)));
    file.resize(SECTOR * (1 + data_start), 0);
    file.extend_from_slice(stream);
    file.resize(SECTOR * (1 + data_start + data_sectors), 0);
    file
}

fn directory_entry(name: &str, kind: u8, start: u32, length: u32) -> [u8; 128] {
    let mut entry = [0u8; 128];
    let units = name.encode_utf16().flat_map(u16::to_le_bytes);
    entry.iter_mut().zip(units).for_each(|(to, from)| *to = from);
    let fields: [(usize, &[u8]); 6] = [
        (64, &u16::try_from(name.len() * 2 + 2).unwrap_or(0).to_le_bytes()),
        (66, &[kind, 1]),
        (68, &[0xFF; 8]),
        (76, &if kind == 5 { 1u32 } else { FREE }.to_le_bytes()),
        (116, &start.to_le_bytes()),
        (120, &length.to_le_bytes()),
    ];
    for (at, bytes) in fields {
        entry.iter_mut().skip(at).zip(bytes).for_each(|(to, from)| *to = *from);
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_comes_out_of_the_container_it_was_put_in() {
        for length in [0usize, 1, 4096, 5000, 70_000, 9_000_000] {
            let stream: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let file = wrap(&stream);
            let container = Container::read(&file).unwrap();
            let out = container.stream(container.find("workbook").unwrap()).unwrap();
            assert_eq!(out.get(..length).unwrap(), stream, "{length}");
            assert!(out.len() == length.max(4096));
        }
    }

    #[test]
    fn a_circle_of_sectors_is_damage() {
        let mut file = wrap(&[7; 6000]);
        let table = SECTOR;
        let second_data_sector = table + 4 * 3;
        file[second_data_sector..second_data_sector + 4].copy_from_slice(&2u32.to_le_bytes());
        assert!(Container::read(&file).is_none_or(|container| {
            container
                .find("Workbook")
                .and_then(|entry| container.stream(entry))
                .is_none_or(|stream| stream.len() <= 6000)
        }));
    }
}
