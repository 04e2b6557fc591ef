//! Setting a sheet: its template, its JSON, the machine's fonts.

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, IntoValue, Str},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};
use typst_kit::fonts::{self, FontStore};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// The largest sheet read, in bytes.
pub const LARGEST: u64 = 64 << 20;

/// The templates, by the name a sheet's JSON gives as `template`.
const TEMPLATES: [(&str, &str); 2] =
    [("wall", include_str!("../templates/wall.typ")), ("project", include_str!("../templates/project.typ"))];
/// What both templates share.
const LOOK: &str = include_str!("../templates/look.typ");

/// How much smaller a sheet is set where that saves a page: a few last rows do not get a sheet of their own.
const SMALLER: &str = "1.12";

/// What went wrong.
#[derive(Debug)]
pub enum Trouble {
    /// The input is no sheet.
    Input(String),
    /// The typesetter refused.
    Setting(String),
    /// The machine has no font for Chinese.
    NoFont,
}

impl Trouble {
    /// The program's exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Setting(_) => 3,
            Self::NoFont => 4,
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(what) => write!(f, "the input is no sheet: {what}"),
            Self::Setting(what) => write!(f, "the sheet could not be set: {what}"),
            Self::NoFont => f.write_str("no font for Chinese is installed (Debian: fonts-noto-cjk)"),
        }
    }
}

/// The PDF of a sheet.
pub fn pdf(sheet: Vec<u8>) -> Result<Vec<u8>, Trouble> {
    let text = std::str::from_utf8(&sheet).map_err(|error| Trouble::Input(error.to_string()))?;
    let asked = template_of(text).ok_or_else(|| Trouble::Input("no template is named first".to_owned()))?;
    let template = TEMPLATES.iter().find(|(name, _)| *name == asked);
    let (_, template) = template.ok_or_else(|| Trouble::Input(format!("no template {asked}")))?;
    let mut workshop = Workshop::new(template, sheet)?;
    let failed = |errors: &[SourceDiagnostic]| {
        let words: Vec<&str> = errors.iter().map(|error| &*error.message).collect();
        Trouble::Setting(words.join("; "))
    };
    let mut document: PagedDocument = typst::compile(&workshop).output.map_err(|errors| failed(&errors))?;
    if document.pages().len() > 1 {
        workshop.library = library(SMALLER);
        let smaller: PagedDocument = typst::compile(&workshop).output.map_err(|errors| failed(&errors))?;
        if smaller.pages().len() < document.pages().len() {
            document = smaller;
        }
    }
    typst_pdf::pdf(&document, &PdfOptions::default()).map_err(|errors| failed(&errors))
}

/// The name in `{"template":"…"`, which a sheet begins with.
fn template_of(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix('{')?.trim_start().strip_prefix("\"template\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(name, _)| name)
}

/// What templates can ask for, with how much smaller they set everything.
fn library(scale: &str) -> LazyHash<Library> {
    let inputs = std::iter::once((Str::from("scale"), scale.into_value())).collect();
    LazyHash::new(Library::builder().with_inputs(inputs).build())
}

/// All a template can reach: itself, the look, the sheet and the fonts.
struct Workshop {
    library: LazyHash<Library>,
    fonts: FontStore,
    main: Source,
    look: Source,
    sheet: (FileId, Bytes),
}

impl Workshop {
    fn new(template: &str, sheet: Vec<u8>) -> Result<Self, Trouble> {
        let mut fonts = FontStore::new();
        fonts.extend(fonts::system());
        let can_write = |info: &FontInfo| info.coverage.contains(u32::from('项'));
        let families: Vec<&str> = fonts.book().families().map(|(family, _)| family).collect();
        let known = families.iter().any(|family| {
            let faces = fonts.book().select_family(&family.to_lowercase());
            faces.filter_map(|face| fonts.book().info(face)).any(can_write)
        });
        if !known {
            return Err(Trouble::NoFont);
        }
        Ok(Self {
            library: library("1"),
            fonts,
            main: Source::new(file("main.typ")?, template.to_owned()),
            look: Source::new(file("look.typ")?, LOOK.to_owned()),
            sheet: (file("sheet.json")?, Bytes::new(sheet)),
        })
    }
}

fn file(name: &str) -> Result<FileId, Trouble> {
    let path = VirtualPath::new(name).map_err(|error| Trouble::Setting(format!("{error:?}")))?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for Workshop {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.main, &self.look].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (known, bytes) = &self.sheet;
        match id == *known {
            true => Ok(bytes.clone()),
            false => Err(FileError::NotFound(id.vpath().get_without_slash().into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// The day stands in the sheet.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
