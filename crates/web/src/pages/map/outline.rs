//! A city's own map as outlines in a picture: degrees to whole units of the picture, latitudes stretched to true proportions, and points that fall on
//! the one before left out, which keeps the page small.

use super::Spot;
use qinghuo_playbook::own_map::{OwnMap, Ring, Shape};
use std::fmt::Write;

/// The picture's width in its own units.
const WIDTH: f64 = 720.0;
/// The highest picture.
const HIGHEST: f64 = 1200.0;
/// The space around the outlines.
const MARGIN: f64 = 4.0;
/// Half the room the words of a place take.
const WORDS: (i64, i64) = (44, 30);

/// The outlines by their places.
pub struct Drawing<'m> {
    map: &'m OwnMap,
    frame: Frame,
    /// The picture's width.
    pub width: i64,
    /// The picture's height.
    pub height: i64,
}

/// From degrees to the picture.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
}

impl<'m> Drawing<'m> {
    /// Of a map.
    pub fn of(map: &'m OwnMap) -> Self {
        let points = || map.shapes.iter().flat_map(|shape| &shape.rings).flatten();
        let (west, east) = ends(points().map(|(longitude, _)| *longitude));
        let (south, north) = ends(points().map(|(_, latitude)| *latitude));
        let narrowing = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (wide, high) = (((east - west) * narrowing).max(f64::EPSILON), (north - south).max(f64::EPSILON));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HIGHEST - 2.0 * MARGIN) / high);
        let frame = Frame { west, north, across: scale * narrowing, down: scale };
        let (width, height) = frame.place((east, south));
        Self { map, frame, width: width + whole(MARGIN), height: height + whole(MARGIN) }
    }

    /// A place's outline, and where its words stand: in the middle of its largest ring.
    pub fn spot(&self, place: &str) -> Option<Spot> {
        let shape = self.map.shapes.iter().find(|shape| &*shape.place == place)?;
        let largest = shape.rings.iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
        let (west, east) = ends(largest.iter().map(|(longitude, _)| *longitude));
        let (south, north) = ends(largest.iter().map(|(_, latitude)| *latitude));
        let (x, y) = self.frame.place((f64::midpoint(west, east), f64::midpoint(south, north)));
        Some(Spot { x: x - WORDS.0, y: y - WORDS.1, outline: Some(self.outline(shape)) })
    }

    fn outline(&self, shape: &Shape) -> String {
        let mut path = String::new();
        for ring in &shape.rings {
            let mut last = None;
            for point in ring.iter().map(|point| self.frame.place(*point)) {
                if last != Some(point) {
                    let letter = if last.is_none() { 'M' } else { 'L' };
                    // Writing to a string cannot fail.
                    let _ = write!(path, "{letter}{} {}", point.0, point.1);
                    last = Some(point);
                }
            }
            path.push('Z');
        }
        path
    }
}

impl Frame {
    fn place(&self, (longitude, latitude): (f64, f64)) -> (i64, i64) {
        let x = (longitude - self.west) * self.across + MARGIN;
        let y = (self.north - latitude) * self.down + MARGIN;
        (whole(x), whole(y))
    }
}

/// A measure of the picture as a whole number; none is beyond its frame.
#[expect(clippy::cast_possible_truncation, reason = "the picture is some hundred units wide and high")]
fn whole(measure: f64) -> i64 {
    measure.round() as i64
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
}

/// Twice a ring's area, whichever way round it runs.
fn area(ring: &Ring) -> f64 {
    let sides = ring.iter().zip(ring.iter().skip(1));
    sides.map(|((x1, y1), (x2, y2))| x1 * y2 - x2 * y1).sum::<f64>().abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_fill_the_picture_in_true_proportions() {
        let square = |west: f64, south: f64, side: f64| -> Ring {
            vec![
                (west, south),
                (west + side, south),
                (west + side, south + side),
                (west, south + side),
                (west, south),
            ]
        };
        let shape = |place: &str, rings| Shape { place: place.into(), rings };
        let map = OwnMap {
            approval: "1".into(),
            shapes: vec![
                shape("a", vec![square(116.0, 60.0, 1.0), square(116.9, 60.9, 0.000_01)]),
                shape("b", vec![square(117.0, 59.5, 1.0)]),
            ],
        };
        let drawing = Drawing::of(&map);
        // Two degrees of longitude at 60° are as wide as one and a half of latitude are high, times two thirds.
        assert_eq!(drawing.width, 720);
        assert!((1060..=1090).contains(&drawing.height), "{}", drawing.height);
        let outline = drawing.spot("a").unwrap().outline.unwrap();
        assert!(outline.starts_with('M') && outline.ends_with('Z') && outline.matches('Z').count() == 2);
        let tiny = outline.split('Z').nth(1).unwrap();
        assert_eq!(tiny.matches('L').count(), 0, "what is smaller than a unit is one point: {outline}");
        assert!(drawing.spot("c").is_none());
    }
}
