//! What a file is, and how much of it is read: bytes under a bound, in a known encoding.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::Serialize;
use std::{
    io::{self, Read},
    sync::Arc,
};

/// How much of a file is read at most. A plan of 80,000 tasks with everything MS Project writes of them fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of a file that has to be held whole: one that is no XML in UTF-8.
    pub held_bytes: u64,
    /// Bytes of one tag, text or line.
    pub piece_bytes: u64,
    /// Activities and groups.
    pub activities: usize,
    /// Links.
    pub links: usize,
    /// Calendars, and exceptions of one.
    pub calendar_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            held_bytes: 256 << 20,
            piece_bytes: 4 << 20,
            activities: 200_000,
            links: 1_000_000,
            calendar_entries: 20_000,
        }
    }
}

/// What a file that is no schedule looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksLike {
    /// No bytes at all.
    Empty,
    /// MS Project's own binary format: save it as XML.
    Mpp,
    /// A zip archive, perhaps a workbook.
    Zip,
    /// XML of something else.
    Xml,
    /// Something else.
    Unknown,
}

/// Why a file could not be read at all.
#[derive(Clone, Debug, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Unreadable {
    /// It is something else than a schedule.
    #[error("not a schedule")]
    NotASchedule {
        /// What it seems to be.
        looks_like: LooksLike,
    },
    /// It is a schedule without an activity.
    #[error("the schedule has no activity")]
    Empty,
    /// The file, or one piece of it, is larger than is read.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// More activities, links or calendar entries than are read.
    #[error("more than {limit} entries")]
    TooMany {
        /// The bound.
        limit: usize,
    },
    /// Elements lie in one another deeper than any schedule's.
    #[error("elements lie too deep")]
    TooDeep,
    /// It declares a document type or entities, which no schedule program writes.
    #[error("the file declares XML entities")]
    DeclaresEntities,
    /// It is written in characters that are not known.
    #[error("encoding {name} is not known")]
    Encoding {
        /// What the file calls them.
        name: Box<str>,
    },
    /// It is broken.
    #[error("the file is damaged in line {line}: {detail}")]
    Damaged {
        /// Where.
        line: u64,
        /// What the decoder said.
        detail: Box<str>,
    },
    /// It could not be fetched from where it lies.
    #[error("the file cannot be read")]
    Lost {
        /// What the system said.
        #[source]
        #[serde(skip)]
        error: Arc<io::Error>,
    },
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Lost { error: Arc::new(error) }
    }
}

/// How a schedule is written.
pub(crate) enum Shape {
    /// XML in UTF-8.
    Xml,
    /// XML in another encoding.
    XmlIn(&'static Encoding),
    /// Primavera's tables.
    Xer,
}

/// Looks at the first bytes of a file.
pub(crate) fn look(head: &[u8]) -> Result<Shape, Unreadable> {
    let not = |looks_like| Err(Unreadable::NotASchedule { looks_like });
    if let Some((encoding, _)) = Encoding::for_bom(head).filter(|(encoding, _)| *encoding != UTF_8) {
        return Ok(Shape::XmlIn(encoding));
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match text {
        [] => not(LooksLike::Empty),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => not(LooksLike::Mpp),
        [b'P', b'K', 3 | 5 | 7, ..] => not(LooksLike::Zip),
        [b'<', 0, ..] => Ok(Shape::XmlIn(UTF_16LE)),
        [0, b'<', ..] => Ok(Shape::XmlIn(UTF_16BE)),
        [b'<', ..] => match declared(text) {
            None => Ok(Shape::Xml),
            Some(name) => match Encoding::for_label(name.as_bytes()) {
                Some(encoding) if encoding == UTF_8 => Ok(Shape::Xml),
                Some(encoding) => Ok(Shape::XmlIn(encoding)),
                None => Err(Unreadable::Encoding { name: name.chars().take(40).collect::<String>().into() }),
            },
        },
        text if text.starts_with(b"ERMHDR") => Ok(Shape::Xer),
        _ => not(LooksLike::Unknown),
    }
}

/// The encoding an XML declaration names.
fn declared(text: &[u8]) -> Option<String> {
    let end = text.windows(2).take(400).position(|pair| pair == b"?>")?;
    let declaration = String::from_utf8_lossy(text.get(..end)?).into_owned();
    let after = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(after.get(1..)?.split(quote).next()?.to_owned())
}

/// Everything of a file.
fn whole(from: impl Read, limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    from.take(limits.held_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.held_bytes {
        return Err(Unreadable::TooLarge { limit: limits.held_bytes });
    }
    Ok(bytes)
}

/// Everything of a file whose encoding is known, its XML declaration left out: it would no longer be true.
pub(crate) fn decoded(
    from: impl Read,
    encoding: &'static Encoding,
    limits: &Limits,
) -> Result<String, Unreadable> {
    let bytes = whole(from, limits)?;
    let (text, _, is_broken) = encoding.decode(&bytes);
    if is_broken {
        return Err(Unreadable::Encoding { name: encoding.name().into() });
    }
    let text = text.trim_start();
    let declaration = text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    Ok(declaration.map_or(text, |(_, rest)| rest).to_owned())
}

/// Everything of a file that does not say its encoding, with the one it was taken for where that had to be guessed.
pub(crate) fn guessed(
    from: impl Read,
    limits: &Limits,
) -> Result<(String, Option<&'static str>), Unreadable> {
    let bytes = match String::from_utf8(whole(from, limits)?) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error.into_bytes(),
    };
    let (chinese, _, is_broken) = GB18030.decode(&bytes);
    if !is_broken && mostly_chinese(&bytes) {
        return Ok((chinese.into_owned(), Some("GBK")));
    }
    Ok((WINDOWS_1252.decode(&bytes).0.into_owned(), Some(WINDOWS_1252.name())))
}

/// Whether bytes beyond ASCII come in pairs, as those of Chinese do, and not alone between letters, as accented ones do.
fn mostly_chinese(bytes: &[u8]) -> bool {
    let runs = bytes.split(u8::is_ascii).filter(|run| !run.is_empty());
    let (even, all) = runs.fold((0_usize, 0_usize), |(even, all), run| {
        (even + usize::from(run.len().is_multiple_of(2)), all + 1)
    });
    even * 2 > all
}
