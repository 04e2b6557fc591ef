//! `map.geojson`: a city's own map of its places, if it has one. A map that is shown to the public must be an approved one, so the file carries its
//! approval number (审图号) beside its features, and pages show it under the map. No boundary ships with the program.
//!
//! Read are a FeatureCollection, of each feature its name or code and its Polygon or MultiPolygon; all else in the file is left alone. Which datum its
//! degrees are in does not matter, as long as it is one for all: the map is laid on no other.

use crate::{
    diagnostic::{Fault, Nearest},
    dictionary::{Dictionaries, PlaceEntry},
    nearest::nearest,
    reader::Document,
};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// The name of the file.
pub const FILE: &str = "map.geojson";

/// Largest map accepted, in bytes: borders come in finer detail than rules.
const SIZE_LIMIT: usize = 8 << 20;

/// The properties that name a place, and those that hold its code, the first that is there; as open data and surveying offices write them.
const NAMES: [&str; 3] = ["name", "NAME", "XZQMC"];
const CODES: [&str; 4] = ["code", "adcode", "XZQDM", "CODE"];

/// The longest approval number, in characters.
const LONGEST_APPROVAL: usize = 60;

/// A city's own map.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnMap {
    /// The approval number.
    pub approval: Box<str>,
    /// The places that are drawn.
    pub shapes: Vec<Shape>,
}

/// A place as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its official name.
    pub place: Box<str>,
    /// Its rings, of all its polygons, outer and inner alike.
    pub rings: Vec<Ring>,
}

/// A closed line: longitudes and latitudes in degrees, the first point again at the end.
pub type Ring = Vec<(f64, f64)>;

#[derive(Deserialize)]
struct Collection<'t> {
    #[serde(rename = "type")]
    kind: Option<String>,
    approval: Option<String>,
    #[serde(borrow)]
    features: Option<Vec<&'t RawValue>>,
}

/// Reads the file. Names are checked against the dictionary where that could be read.
pub(crate) fn read(doc: &Document<'_>, dictionaries: Option<&Dictionaries>) -> Option<OwnMap> {
    if doc.is_larger_than(SIZE_LIMIT) {
        return None;
    }
    // Some editors put a mark of the encoding in front.
    let text = doc.text().strip_prefix('\u{feff}').unwrap_or(doc.text());
    let collection: Collection<'_> = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => {
            let at = doc.offset(error.line(), error.column());
            doc.report(at..at, Fault::BadJson { detail: error.to_string().into() });
            return None;
        }
    };
    if collection.kind.as_deref() != Some("FeatureCollection") {
        doc.report(0..0, Fault::BadJson { detail: "not a FeatureCollection".into() });
    }
    let approval = approval(doc, collection.approval);
    let Some(features) = collection.features else {
        doc.report(0..0, Fault::MissingKey { key: "features" });
        return None;
    };
    if features.is_empty() {
        doc.report(0..0, Fault::MissingEntry { kind: "map_place", key: "features" });
    }
    let mut seen = BTreeMap::new();
    let shapes: Vec<Option<Shape>> = features
        .into_iter()
        .map(|raw| {
            let span = doc.span_of(raw.get());
            let feature: Value = serde_json::from_str(raw.get()).unwrap_or_default();
            let name = name(doc, &span, &feature, dictionaries, &mut seen);
            let mut wrong = BTreeSet::new();
            let rings = rings(&feature, &mut wrong);
            for what in wrong {
                doc.report(span.clone(), Fault::BadGeometry { what });
            }
            Some(Shape { place: name?, rings: rings? })
        })
        .collect();
    Some(OwnMap { approval: approval?, shapes: shapes.into_iter().collect::<Option<_>>()? })
}

fn approval(doc: &Document<'_>, approval: Option<String>) -> Option<Box<str>> {
    let Some(approval) = approval else {
        doc.report(0..0, Fault::MissingKey { key: "approval" });
        return None;
    };
    let approval = approval.trim();
    let is_good = (1..=LONGEST_APPROVAL).contains(&approval.chars().count());
    if !is_good {
        doc.report(0..0, Fault::BadApproval {});
    }
    is_good.then(|| approval.into())
}

/// The official name of the place a feature draws, each place once.
fn name(
    doc: &Document<'_>,
    span: &Range<usize>,
    feature: &Value,
    dictionaries: Option<&Dictionaries>,
    seen: &mut BTreeMap<Box<str>, usize>,
) -> Option<Box<str>> {
    let property = |keys: &[&str]| {
        let properties = feature.get("properties")?;
        keys.iter().find_map(|key| match properties.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let (name, code) = (property(&NAMES), property(&CODES));
    let Some(written) = name.as_ref().or(code.as_ref()) else {
        doc.report(span.clone(), Fault::MissingKey { key: "name" });
        return None;
    };
    let dictionaries = dictionaries?;
    let entries = || dictionaries.districts.iter().chain(&dictionaries.zones);
    let is_named = |entry: &&PlaceEntry| {
        name.as_ref()
            .is_some_and(|name| *entry.name.zh == **name || entry.also.iter().any(|also| **also == **name))
    };
    let is_coded = |entry: &&PlaceEntry| code.is_some() && entry.code.as_deref() == code.as_deref();
    let Some(entry) = entries().find(is_named).or_else(|| entries().find(is_coded)) else {
        let nearest: Nearest = nearest(written, entries().map(|entry| entry.name.zh.as_ref()));
        doc.report(span.clone(), Fault::UnknownReference { kind: "place", nearest });
        return None;
    };
    let place: Box<str> = entry.name.zh.as_ref().into();
    let line = doc.place(span.start).line;
    if let Some(first_line) = seen.get(&place) {
        doc.report(span.clone(), Fault::Repeated { kind: "map_place", first_line: *first_line });
        return None;
    }
    seen.insert(place.clone(), line);
    Some(place)
}

/// The rings of a feature; `None` where its geometry is not one or more polygons of closed rings in degrees, with all that is wrong with it.
fn rings(feature: &Value, wrong: &mut BTreeSet<&'static str>) -> Option<Vec<Ring>> {
    let Some(polygons) = polygons(feature) else {
        wrong.insert("kind");
        return None;
    };
    let rings: Vec<Option<Ring>> = polygons.into_iter().flatten().map(|value| ring(value, wrong)).collect();
    if rings.is_empty() {
        wrong.insert("short");
        return None;
    }
    rings.into_iter().collect()
}

/// The polygons of a feature as lists of rings.
fn polygons(feature: &Value) -> Option<Vec<&Vec<Value>>> {
    let geometry = feature.get("geometry")?;
    let coordinates = geometry.get("coordinates")?.as_array()?;
    match geometry.get("type")?.as_str()? {
        "Polygon" => Some(vec![coordinates]),
        "MultiPolygon" => coordinates.iter().map(Value::as_array).collect(),
        _ => None,
    }
}

fn ring(value: &Value, wrong: &mut BTreeSet<&'static str>) -> Option<Ring> {
    let points = value.as_array().map(|points| points.iter().map(point).collect::<Option<Ring>>());
    let Some(Some(ring)) = points else {
        wrong.insert("degrees");
        return None;
    };
    let fault = match ring.len() {
        ..4 => Some("short"),
        _ if ring.first() != ring.last() => Some("open"),
        _ => None,
    };
    wrong.extend(fault);
    fault.is_none().then_some(ring)
}

fn point(value: &Value) -> Option<(f64, f64)> {
    let [longitude, latitude, ..] = value.as_array()?.as_slice() else { return None };
    let (longitude, latitude) = (longitude.as_f64()?, latitude.as_f64()?);
    ((-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude))
        .then_some((longitude, latitude))
}
