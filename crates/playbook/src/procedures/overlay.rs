//! A procedure written over another: what it drops, changes and adds; every row it does not name is the other's. So a variant repeats no row, and follows
//! the version of the other it names.
//!
//! What is wrong is told where the overlay is written: also what only comes of a row it left as it was.

use super::{
    Folder, Index, LAST_VERSION, file_of, file_of_earlier,
    network::Reference,
    template::{Draft, Part, Reader, code},
};
use crate::{
    diagnostic::{Fault, Nearest},
    nearest::nearest,
    reader::{Item as Written, Once, Parsed, Table},
};

/// An overlay as it is written.
pub(super) struct Overlay<'a> {
    /// The rows of the procedure it lies over.
    rows: Vec<(&'a str, Written<'a>)>,
    dropped: Vec<Reference<'a>>,
    changes: Vec<(&'a str, Written<'a>)>,
    added: Vec<Written<'a>>,
}

impl<'a> Overlay<'a> {
    /// Reads what a file that `extends` another does to it. `None` where the other is not known, which is told.
    pub(super) fn read(
        table: &mut Table<'a>,
        extends: Written<'a>,
        index: Option<(&Index<'a>, &Folder<'_, 'a>)>,
    ) -> Option<Self> {
        let base = extends.table(|table| {
            let key = table.must("procedure").and_then(|item| Some((item, item.key()?)));
            let version = table.must("version");
            let version = version.and_then(|item| Some((item, item.integer::<u32>(1..=LAST_VERSION)?)));
            Some((key?, version?))
        });
        let mut rows_of = |key| table.may(key).map_or(Some(Vec::new()), |item| item.list());
        let (dropped, changes, added) = (rows_of("dropped"), rows_of("changes"), rows_of("items"));
        let (index, folder) = index?;
        let base = base_of(index, folder, base?)?;
        let rows = base.value("items")?.list()?;
        // A row without a code is told where the other procedure is read.
        let coded = |row: Written<'a>| Some((row.peek("code")?.text()?, row));
        let rows: Vec<(&str, Written<'a>)> = rows.into_iter().map(coded).collect::<Option<_>>()?;
        let mut once = Once::new("item");
        let mut known = |item: Written<'a>| {
            let (_, code) = code(item)?;
            once.note(item, code);
            if !rows.iter().any(|(known, _)| *known == code) {
                let nearest = nearest(code, rows.iter().map(|(code, _)| *code));
                item.report(Fault::UnknownReference { kind: "item", nearest });
                return None;
            }
            Some(Reference { item, code })
        };
        let dropped: Vec<Option<Reference<'a>>> = dropped?.into_iter().map(&mut known).collect();
        let changed = |change: Written<'a>| {
            let Some(item) = change.peek("code") else {
                change.report(Fault::MissingKey { key: "code" });
                return None;
            };
            Some((known(item)?.code, change))
        };
        let changes: Vec<Option<_>> = changes?.into_iter().map(changed).collect();
        let (dropped, changes): (Option<_>, Option<_>) =
            (dropped.into_iter().collect(), changes.into_iter().collect());
        Some(Self { rows, dropped: dropped?, changes: changes?, added: added? })
    }

    /// All items: those of the other procedure, changed where it says so, and each it adds directly behind the one it names.
    pub(super) fn drafts(&self, reader: &mut Reader<'a, '_>) -> Vec<Option<Draft<'a>>> {
        let rows = self.rows.iter().filter(|(code, _)| !self.drops(code));
        let mut drafts: Vec<(Option<&str>, Option<Draft<'a>>)> = rows
            .map(|(code, row)| {
                let change = self.changes.iter().find(|(changed, _)| changed == code);
                let draft = match change {
                    Some((_, change)) => reader.item(*change, Part::Changed(*row)),
                    None => reader.item(*row, Part::Whole),
                };
                (Some(*code), draft)
            })
            .collect();
        let text = |row: &Written<'a>, key| row.peek(key).and_then(|item| item.as_str());
        let mut waiting: Vec<_> = self
            .added
            .iter()
            .map(|row| {
                let code = text(row, "code");
                let is_known = drafts.iter().any(|(known, _)| known.is_some() && *known == code);
                (text(row, "behind"), code, reader.item(*row, Part::Added { is_known }))
            })
            .collect();
        // One may stand behind another that is written further down.
        loop {
            let before = waiting.len();
            let mut left = Vec::new();
            for (behind, code, draft) in waiting {
                let place = drafts.iter().position(|(known, _)| known.is_some() && *known == behind);
                match place {
                    Some(place) => drafts.insert(place + 1, (code, draft)),
                    None => left.push((behind, code, draft)),
                }
            }
            waiting = left;
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        drafts.extend(waiting.into_iter().map(|(_, code, draft)| (code, draft)));
        drafts.into_iter().map(|(_, draft)| draft).collect()
    }

    /// Whether a reference is one the other procedure makes to an item that is dropped: told where it is dropped.
    pub(super) fn tells_of(&self, table: &Table<'a>, reference: &Reference<'a>) -> bool {
        !reference.item.is_written_in(table) && self.drops(reference.code)
    }

    /// Items that are dropped although others name them, which is told; how many.
    pub(super) fn refuse_gaps(&self, table: &Table<'a>, drafts: &[Draft<'a>]) -> usize {
        let mut gaps = 0;
        for dropped in &self.dropped {
            let names = |draft: &&Draft<'a>| {
                draft.references.all().any(|it| it.code == dropped.code && self.tells_of(table, &it))
            };
            let by: Vec<&str> = drafts.iter().filter(names).map(|draft| draft.item.code.as_str()).collect();
            if !by.is_empty() {
                dropped.item.report(Fault::StillNamed { by: by.join(" ").into() });
                gaps += 1;
            }
        }
        gaps
    }

    fn drops(&self, code: &str) -> bool {
        self.dropped.iter().any(|dropped| dropped.code == code)
    }
}

/// The file of the procedure an overlay lies over, in the version it names.
fn base_of<'a>(
    index: &Index<'a>,
    folder: &Folder<'_, 'a>,
    ((key_item, key), (version_item, version)): ((Written<'a>, &'a str), (Written<'a>, u32)),
) -> Option<&'a Parsed<'a>> {
    let Some(row) = index.rows.iter().find(|row| row.key == Some(key)) else {
        let nearest = nearest(key, index.keys.words());
        key_item.report(Fault::UnknownReference { kind: "procedure", nearest });
        return None;
    };
    let base = match row.earlier.contains(&version) {
        true => folder.file(&file_of_earlier(key, version))?,
        false => folder.file(&file_of(key))?,
    };
    if base.value("extends").is_some() {
        key_item.report(Fault::NotWhole {});
        return None;
    }
    let written: u32 = base.value("version")?.integer(1..=LAST_VERSION)?;
    if written != version {
        let nearest = Nearest(Some(written.to_string().into()));
        version_item.report(Fault::UnknownReference { kind: "procedure_version", nearest });
        return None;
    }
    Some(base)
}
