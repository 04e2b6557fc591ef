//! Files the pages refer to: embedded, addressed by a hash of their content, kept by browsers for ever.

use crate::{compression::accepts_gzip, labels::sheet};
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use qinghuo_locale::Language;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

struct Asset {
    stem: &'static str,
    extension: &'static str,
    kind: &'static str,
    content: &'static [u8],
    gzipped: Option<&'static [u8]>,
    hash: u64,
}

impl Asset {
    fn new(stem: &'static str, extension: &'static str, kind: &'static str, content: &'static [u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        content.hash(&mut hasher);
        Self { stem, extension, kind, content, gzipped: None, hash: hasher.finish() }
    }

    fn file(&self) -> String {
        format!("{}-{:016x}.{}", self.stem, self.hash, self.extension)
    }
}

/// Our style sheet: the colours of each theme under its selector, then what is drawn with them. What is printed is light whatever the screen is.
const STYLE: &str = concat!(
    ":root,[data-look=light]{",
    include_str!("../assets/look/light.css"),
    "}@media screen and (prefers-color-scheme:dark){:root:not([data-bs-theme]){",
    include_str!("../assets/look/dark.css"),
    "}}@media screen{[data-bs-theme=dark],[data-look=dark]{",
    include_str!("../assets/look/dark.css"),
    "}[data-look=screen]{",
    include_str!("../assets/look/screen.css"),
    "}}",
    include_str!("../assets/qinghuo.css"),
    include_str!("../assets/organisation.css"),
);

static ASSETS: LazyLock<[Asset; 8]> = LazyLock::new(|| {
    let tabler = include_bytes!("../assets/vendor/tabler.min.css");
    let gzipped = include_bytes!("../assets/vendor/tabler.min.css.gz");
    let css = "text/css; charset=utf-8";
    let script = "text/javascript; charset=utf-8";
    [
        Asset { gzipped: Some(gzipped), ..Asset::new("tabler", "css", css, tabler) },
        Asset::new("qinghuo", "css", css, STYLE.as_bytes()),
        Asset::new("qinghuo", "js", script, include_bytes!("../assets/qinghuo.js")),
        Asset::new("passkey", "js", script, include_bytes!("../assets/passkey.js")),
        Asset::new("words-zh", "css", css, sheet(Language::Chinese).leak().as_bytes()),
        Asset::new("words-en", "css", css, sheet(Language::English).leak().as_bytes()),
        Asset::new("war_map", "css", css, include_bytes!("../assets/war_map.css")),
        Asset::new("war_map", "js", script, include_bytes!("../assets/war_map.js")),
    ]
});

/// The addresses of the files every page refers to: the kit's style sheet, our own, our script.
pub static ADDRESSES: LazyLock<[String; 3]> = LazyLock::new(|| {
    let [kit, style, script, ..] = &*ASSETS;
    [kit, style, script].map(address)
});

/// The address of the script that speaks with authenticators.
pub static PASSKEY: LazyLock<String> = LazyLock::new(|| {
    let [_, _, _, script, ..] = &*ASSETS;
    address(script)
});

/// The address of the style sheet with the words of a language.
pub fn words(language: Language) -> &'static str {
    static WORDS: LazyLock<[String; 2]> = LazyLock::new(|| {
        let [_, _, _, _, chinese, english, ..] = &*ASSETS;
        [chinese, english].map(address)
    });
    let [chinese, english] = &*WORDS;
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// The addresses of what only the board refers to: its style sheet and its script.
pub static WAR_MAP: LazyLock<[String; 2]> = LazyLock::new(|| {
    let [.., style, script] = &*ASSETS;
    [style, script].map(address)
});

fn address(asset: &Asset) -> String {
    format!("/assets/{}", asset.file())
}

/// Answers with one file.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.file() == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match asset.gzipped.filter(|_| accepts_gzip(&headers)) {
        Some(gzipped) => (common, [(header::CONTENT_ENCODING, "gzip")], gzipped).into_response(),
        None => (common, asset.content).into_response(),
    }
}

/// The icons of the kit as inline SVG, without what our style sheet says of all of them: pages hold many.
static ICONS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    macro_rules! icons {
        ($($name:literal),*) => {
            [$(($name, include_str!(concat!("../assets/vendor/icons/", $name, ".svg")))),*]
        };
    }
    let icons = icons!(
        "alert-triangle",
        "arrow-down",
        "arrow-up",
        "circle-check",
        "clock",
        "download",
        "file-spreadsheet",
        "filter",
        "history",
        "language",
        "lock",
        "search",
        "sun",
        "user",
        "x"
    );
    let drawn = |file: &str| {
        let lines = file
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("<path") && !line.contains(r#"stroke="none""#));
        format!(
            r#"<svg class="icon" viewBox="0 0 24 24">{}</svg>"#,
            lines.collect::<String>().replace(" />", "/>")
        )
    };
    icons.into_iter().map(|(name, file)| (name, drawn(file))).collect()
});

/// An icon of the kit; an unknown name shows nothing.
pub fn icon(name: &str) -> &'static str {
    ICONS.iter().find(|(known, _)| *known == name).map_or("", |(_, drawn)| drawn)
}
