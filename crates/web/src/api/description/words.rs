//! The words of the description: where the locale files hold what is said of an address, a parameter, a member or a value.

use super::notation::{Address, Word};
use qinghuo_locale::Locale;

/// Shapes that count by the values of a vocabulary, and its words.
const COUNTED: [(&str, &str); 3] =
    [("lights", "signal"), ("punctualities", "punctuality"), ("libraryentries", "library-entry")];
/// Vocabularies whose words stand under another name.
const FAMILIES: [(&str, &str); 12] = [
    ("signal-address", "signal"),
    ("link-kind", "link"),
    ("special-procedure", "special"),
    ("aim", "war-map-aim"),
    ("outcome", "war-map-outcome"),
    ("verdict", "effect"),
    ("board-group", "dimension"),
    ("change-kind", "page-change"),
    ("person-role", "field"),
    ("rules-part", "years-part"),
    ("since-then", "years"),
    ("error", "page-problem"),
];

/// The first of these keys the locale has; where it has none, the last shows itself.
fn first(locale: &Locale, keys: &[String]) -> String {
    let found = keys.iter().find(|key| locale.has(key)).or(keys.last());
    found.map(|key| locale.text(key).into_owned()).unwrap_or_default()
}

fn dashed(name: &str) -> String {
    name.replace('_', "-").to_lowercase()
}

/// What an address is called.
pub fn title(locale: &Locale, address: &Address) -> String {
    locale.named("api-title", address.key)
}

/// What an address gives or does.
pub fn about(locale: &Locale, address: &Address) -> String {
    locale.named("api-at", address.key)
}

/// What a parameter asks for; the same name may ask for another thing at another address.
pub fn parameter(locale: &Locale, address: &Address, name: &str) -> String {
    let name = dashed(name);
    let own = format!("api-in-{name}");
    let filter = format!("page-dimension-{name}");
    first(locale, &[format!("api-in-{}-{name}", address.key), own.clone(), filter, own])
}

/// Whether a parameter asks for another thing here than elsewhere.
pub fn is_of_its_own(locale: &Locale, address: &Address, name: &str) -> bool {
    locale.has(&format!("api-in-{}-{}", address.key, dashed(name)))
}

/// What a header says.
pub fn header(locale: &Locale, name: &str) -> String {
    locale.named("api-header", &dashed(name))
}

/// What a member says; the same name may say another thing in another shape.
pub fn member(locale: &Locale, shape: &str, name: &str) -> String {
    let (shape, name) = (dashed(shape), dashed(name));
    let counted = COUNTED.iter().find(|(of, _)| *of == shape).map(|(_, family)| format!("{family}-{name}"));
    let plain = format!("api-is-{name}");
    let own = counted.unwrap_or_else(|| format!("api-of-{shape}-{name}"));
    first(locale, &[own, plain.clone(), format!("field-{name}"), plain])
}

/// What one of several is: a command, an act, a field, a reason.
pub fn alternative(locale: &Locale, of: &str, key: &str) -> String {
    let (of, key) = (dashed(of), dashed(key));
    let own = format!("api-one-{of}-{key}");
    let known = match &*of {
        "act" => format!("deed-{key}"),
        _ => format!("field-{key}"),
    };
    first(locale, &[own.clone(), known, own])
}

/// What a shape is, where that is said of it.
pub fn shape(locale: &Locale, name: &str) -> Option<String> {
    let key = format!("api-shape-{}", dashed(name));
    locale.has(&key).then(|| locale.text(&key).into_owned())
}

/// What kind of value a scalar is.
pub fn scalar(locale: &Locale, name: &str) -> String {
    locale.named("api-kind", name)
}

/// What a value of a vocabulary is called; nothing where its name says it.
pub fn value(locale: &Locale, of: &str, value: &str) -> Option<String> {
    let (of, value) = (dashed(of), dashed(value));
    let family = FAMILIES.iter().find(|(name, _)| *name == of).map_or(&*of, |(_, family)| family);
    let keys = [format!("{family}-{value}"), format!("api-value-{of}-{value}")];
    keys.iter().find(|key| locale.has(key)).map(|key| locale.text(key).into_owned())
}

/// What a group of addresses is called.
pub fn group(locale: &Locale, key: Word) -> String {
    locale.named("api-group", key)
}

/// What whoever comes needs.
pub fn needs(locale: &Locale, needs: &str) -> String {
    let key = dashed(needs);
    first(locale, &[format!("api-needs-{key}"), format!("action-{key}")])
}

/// What a status means.
pub fn status(locale: &Locale, status: u16) -> String {
    locale.named("api-status", &status.to_string())
}
