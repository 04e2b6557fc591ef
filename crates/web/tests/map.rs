//! A city's own map end to end: a made-up GeoJSON of the twelve districts, laid out as such files come, is read with the rules and drawn on the map, the
//! cockpit and the big screen. What is wrong with such a file is in crates/playbook/tests/broken.txt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use city::City;
use qinghuo_playbook::{BUNDLED, Playbook};
use qinghuo_web::App;
use serde_json::{Value, json};
use std::sync::Arc;

/// West, south, width and height in degrees, made up: four small districts in the middle of large ones, as cities are.
const DISTRICTS: [(&str, &str, [f64; 4]); 12] = [
    ("历下区", "370102", [117.02, 36.62, 0.12, 0.08]),
    ("市中区", "370103", [116.90, 36.52, 0.12, 0.14]),
    ("槐荫区", "370104", [116.82, 36.62, 0.08, 0.12]),
    ("天桥区", "370105", [116.90, 36.66, 0.12, 0.12]),
    ("历城区", "370112", [117.14, 36.40, 0.24, 0.48]),
    ("长清区", "370113", [116.52, 36.30, 0.30, 0.40]),
    ("章丘区", "370114", [117.38, 36.42, 0.30, 0.54]),
    ("济阳区", "370115", [116.95, 36.90, 0.35, 0.30]),
    ("莱芜区", "370116", [117.38, 36.12, 0.40, 0.30]),
    ("钢城区", "370117", [117.66, 35.98, 0.14, 0.14]),
    ("平阴县", "370124", [116.22, 36.02, 0.30, 0.30]),
    ("商河县", "370126", [117.00, 37.20, 0.35, 0.30]),
];

/// A closed ring along the sides of a box, of so many points a side, going in and out by a little as borders do.
fn ring([west, south, wide, high]: [f64; 4], points: u32) -> Vec<[f64; 2]> {
    let corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
    let mut ring = Vec::new();
    for side in corners.windows(2) {
        for step in 0..points {
            let share = f64::from(step) / f64::from(points);
            let wave = (share * 40.0).sin() * (share * std::f64::consts::PI).sin() * 0.02;
            let [x, y] = [0, 1].map(|axis| side[0][axis] + (side[1][axis] - side[0][axis]) * share + wave);
            ring.push([west + x * wide, south + y * high]);
        }
    }
    ring.push(ring[0]);
    ring
}

/// The file; all of it moved by some degrees.
fn geojson(points: u32, moved: [f64; 2]) -> Value {
    let move_ring =
        |ring: Vec<[f64; 2]>| ring.into_iter().map(|[x, y]| [x + moved[0], y + moved[1]]).collect::<Vec<_>>();
    let features = DISTRICTS.iter().enumerate().map(|(index, (name, code, place))| {
        let own = move_ring(ring(*place, points));
        let geometry = match index {
            // A district around another's land, and one of two parts.
            4 => {
                let hole = move_ring(ring([117.22, 36.55, 0.08, 0.08], points));
                json!({ "type": "Polygon", "coordinates": [own, hole] })
            }
            5 => {
                let island = move_ring(ring([116.60, 36.74, 0.06, 0.05], points));
                json!({ "type": "MultiPolygon", "coordinates": [[own], [island]] })
            }
            _ => json!({ "type": "Polygon", "coordinates": [own] }),
        };
        // Some offices write names, some only codes, as text or as a number.
        let properties = match index % 3 {
            0 => json!({ "name": name, "level": "district", "center": place[..2] }),
            1 => json!({ "adcode": code.parse::<u32>().unwrap() }),
            _ => json!({ "XZQMC": name, "XZQDM": code }),
        };
        json!({ "type": "Feature", "properties": properties, "geometry": geometry })
    });
    json!({
        "type": "FeatureCollection",
        "approval": "虚构审图号 (2024) 0000",
        "crs": { "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::4490" } },
        "features": features.collect::<Vec<_>>(),
    })
}

fn playbook(map: &str) -> Playbook {
    let files: Vec<(&str, &str)> = BUNDLED.into_iter().chain([("map.geojson", map)]).collect();
    qinghuo_playbook::load(&files).unwrap_or_else(|faults| panic!("{}", faults[0]))
}

/// The city with this map.
fn mapped(map: &Value) -> City {
    let mut city = City::small();
    let app =
        App { playbook: Arc::new(playbook(&map.to_string())), ..City::app(&city.office, &city.accounts) };
    city.router = qinghuo_web::router(app, qinghuo_web::Front::default());
    city
}

/// What is drawn: the paths.
fn paths(page: &str) -> Vec<&str> {
    page.split("<path class=\"tile tile-").skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

#[tokio::test]
async fn the_map_is_drawn_with_its_approval_number_wherever_places_are() {
    let city = mapped(&geojson(30, [0.0, 0.0]));
    for address in ["/map", "/", "/screen"] {
        let page = city.get(address).await;
        let text = page.text();
        assert_eq!(paths(text).len(), 12, "{address}");
        assert!(!text.contains("<rect class=\"tile"), "no tiles beside it: {address}");
        assert!(text.contains("虚构审图号 (2024) 0000"), "{address}");
        for (name, ..) in DISTRICTS {
            assert!(
                text.contains(&format!("<title>{name}：")),
                "the small ones are told too: {name} on {address}"
            );
        }
    }
    let page = city.get("/map").await;
    assert!(page.text().contains("审图号"));
    let (holed, parts) = (paths(page.text())[4], paths(page.text())[5]);
    assert_eq!(
        (holed.matches('Z').count(), parts.matches('Z').count()),
        (2, 2),
        "the hole and the second part"
    );
    assert!(holed.contains("evenodd"));
    let places =
        page.text().split("class=\"tile-words\"").skip(1).map(|rest| rest.split("</g>").next().unwrap());
    let (whole, short): (Vec<&str>, Vec<&str>) = places.partition(|words| words.contains("tile-gap"));
    assert!(whole.len() >= 5 && short.len() >= 4, "large places have all their words, small ones less");
}

#[tokio::test]
async fn a_fine_border_costs_a_page_no_more_than_a_coarse_one() {
    let coarse = mapped(&geojson(40, [0.0, 0.0])).get("/map").await;
    let fine = mapped(&geojson(3000, [0.0, 0.0])).get("/map").await;
    let drawn = |page: &str| paths(page).iter().map(|path| path.len()).sum::<usize>();
    let (coarse, fine) = (drawn(coarse.text()), drawn(fine.text()));
    assert!(fine < coarse * 2 && fine < 20_000, "{coarse} {fine}");
}

/// GCJ-02 is some hundred metres off WGS 84 hereabouts, nearly the same everywhere in one city.
#[tokio::test]
async fn the_datum_does_not_matter() {
    let [wgs, gcj] = [[0.0, 0.0], [0.006_1, 0.000_4]].map(|moved| mapped(&geojson(30, moved)));
    let drawn = |text: &str| paths(text).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (wgs, gcj) = (wgs.get("/map").await, gcj.get("/map").await);
    let numbers = |path: &str| path.matches([' ', '-']).count();
    for (one, other) in drawn(wgs.text()).iter().zip(drawn(gcj.text())) {
        assert!(numbers(one).abs_diff(numbers(&other)) <= 6, "{one}\n{other}");
    }
}

#[tokio::test]
async fn who_is_not_on_the_map_is_named_beside_it() {
    let mut map = geojson(10, [0.0, 0.0]);
    map["features"].as_array_mut().unwrap().retain(|feature| feature["properties"]["adcode"] != 370_104);
    map["features"].as_array_mut().unwrap().truncate(4);
    let page = mapped(&map).get("/map").await;
    assert_eq!(paths(page.text()).len(), 4);
    assert!(page.text().contains("长清区 1</a>") && page.text().contains("章丘区 1</a>"));
}

#[test]
fn a_mark_of_the_encoding_in_front_is_no_fault() {
    let map = format!("\u{feff}{}", geojson(4, [0.0, 0.0]));
    assert_eq!(playbook(&map).own_map.unwrap().shapes.len(), 12);
}
