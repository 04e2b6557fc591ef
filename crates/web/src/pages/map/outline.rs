//! A city's own map as outlines in a picture: degrees to whole units of the picture, latitudes stretched to true proportions, and points left out that
//! nobody would see missing, which keeps the page small.

use super::{Room, Spot};
use qinghuo_playbook::own_map::{OwnMap, Ring, Shape};
use std::{collections::BTreeMap, fmt::Write};

/// The picture's width in its own units.
const WIDTH: f64 = 720.0;
/// The highest picture.
const HIGHEST: f64 = 1200.0;
/// The space around the outlines.
const MARGIN: f64 = 4.0;
/// How far an outline may run from the border it stands for.
const TOLERANCE: f64 = 0.6;
/// A ring that covers less than so many square units is nothing anybody sees.
const SPECK: f64 = 2.0;
/// Where the words of a place stand is looked for at so many places across and down.
const LOOKS: u32 = 24;
/// How far from every border all the words of a place can stand, and its name with its light.
const ALL_WORDS: f64 = 36.0;
const NAME_ALONE: f64 = 15.0;

/// A point of the picture.
type Point = (f64, f64);

/// The outlines by their places, drawn once for as long as the rules hold.
pub struct Drawing {
    places: BTreeMap<Box<str>, Spot>,
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

impl Drawing {
    /// Of a map.
    pub fn of(map: &OwnMap) -> Self {
        let points = || map.shapes.iter().flat_map(|shape| &shape.rings).flatten();
        let (west, east) = ends(points().map(|(longitude, _)| *longitude));
        let (south, north) = ends(points().map(|(_, latitude)| *latitude));
        let narrowing = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (wide, high) = (((east - west) * narrowing).max(f64::EPSILON), (north - south).max(f64::EPSILON));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HIGHEST - 2.0 * MARGIN) / high);
        let frame = Frame { west, north, across: scale * narrowing, down: scale };
        let (width, height) = frame.place((east, south));
        let places = map.shapes.iter().filter_map(|shape| Some((shape.place.clone(), frame.spot(shape)?)));
        Self { places: places.collect(), width: whole(width + MARGIN), height: whole(height + MARGIN) }
    }

    /// Where a place is in the picture.
    pub fn spot(&self, place: &str) -> Option<Spot> {
        self.places.get(place).cloned()
    }
}

/// The outline of rings as a path. Of several, specks are left out; of one, never all.
fn outline(rings: &[Vec<Point>]) -> String {
    let largest = rings.iter().map(|ring| area(ring)).fold(0.0, f64::max);
    let mut path = String::new();
    for ring in rings.iter().filter(|ring| area(ring) >= SPECK.min(largest)) {
        let mut at: Option<(i64, i64)> = None;
        for (x, y) in thinned(ring).into_iter().map(|(x, y)| (whole(x), whole(y))) {
            // Writing to a string cannot fail.
            let _ = match at {
                None => write!(path, "M{x} {y}l"),
                Some(last) if last == (x, y) => continue,
                // A minus divides as well as a blank does.
                Some((u, v)) => {
                    let (right, down) = (x - u, y - v);
                    let lead = if path.ends_with('l') || right < 0 { "" } else { " " };
                    let between = if down < 0 { "" } else { " " };
                    write!(path, "{lead}{right}{between}{down}")
                }
            };
            at = Some((x, y));
        }
        if path.ends_with('l') {
            path.pop();
        }
        path.push('Z');
    }
    path
}

/// A closed line with no more points than it takes to stay within [`TOLERANCE`] of it (Douglas and Peucker), the closing one left out.
fn thinned(ring: &[Point]) -> Vec<Point> {
    let open = ring.get(..ring.len().saturating_sub(1)).unwrap_or_default();
    let Some(first) = open.first() else { return Vec::new() };
    // A ring has no ends of its own: it is cut where it is farthest from where it begins.
    let far = open.iter().enumerate().max_by(|(_, a), (_, b)| apart(first, a).total_cmp(&apart(first, b)));
    let far = far.map_or(0, |(index, _)| index);
    let mut kept = vec![false; ring.len()];
    let mut spans = vec![(0, far), (far, ring.len() - 1)];
    while let Some((from, to)) = spans.pop() {
        let (Some(start), Some(end)) = (ring.get(from), ring.get(to)) else { continue };
        for end in [from, to] {
            if let Some(kept) = kept.get_mut(end) {
                *kept = true;
            }
        }
        let inner = ring.iter().enumerate().take(to).skip(from + 1);
        let farthest = inner.map(|(index, point)| (index, off(point, start, end)));
        if let Some((index, distance)) = farthest.max_by(|a, b| a.1.total_cmp(&b.1))
            && distance > TOLERANCE
        {
            spans.extend([(from, index), (index, to)]);
        }
    }
    open.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// The place inside rings that is farthest from all of them, and how far.
fn inmost(rings: &[Vec<Point>]) -> Option<(Point, f64)> {
    let largest = rings.iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
    let (west, east) = ends(largest.iter().map(|(x, _)| *x));
    let (north, south) = ends(largest.iter().map(|(_, y)| *y));
    let rings: Vec<Vec<Point>> = rings.iter().map(|ring| closed(thinned(ring))).collect();
    let at = |from: f64, to: f64, step: u32| from + (to - from) * (f64::from(step) + 0.5) / f64::from(LOOKS);
    let looks = (0..LOOKS).flat_map(|down| (0..LOOKS).map(move |across| (across, down)));
    let looked = looks.filter_map(|(across, down)| {
        let point = (at(west, east, across), at(north, south, down));
        is_inside(&point, &rings).then(|| (point, to_border(&point, &rings)))
    });
    let middle = ((f64::midpoint(west, east), f64::midpoint(north, south)), 0.0);
    Some(looked.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(middle))
}

/// A line with its first point again at its end.
fn closed(mut ring: Vec<Point>) -> Vec<Point> {
    ring.extend(ring.first().copied());
    ring
}

/// Whether a point lies inside, holes left out: a line from it to one side crosses the borders an odd number of times.
fn is_inside((x, y): &Point, rings: &[Vec<Point>]) -> bool {
    let crossed = sides(rings)
        .filter(|((x1, y1), (x2, y2))| (y1 > y) != (y2 > y) && *x < (x2 - x1) * (y - y1) / (y2 - y1) + x1);
    crossed.count() % 2 == 1
}

/// How far a point is from the nearest border.
fn to_border(point: &Point, rings: &[Vec<Point>]) -> f64 {
    sides(rings).map(|(start, end)| off(point, start, end)).fold(f64::INFINITY, f64::min)
}

fn sides(rings: &[Vec<Point>]) -> impl Iterator<Item = (&Point, &Point)> {
    rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().skip(1)))
}

/// How far a point is from the line between two others.
fn off((x, y): &Point, start: &Point, end: &Point) -> f64 {
    let (along, down) = (end.0 - start.0, end.1 - start.1);
    let length = along * along + down * down;
    let share = if length > 0.0 { ((x - start.0) * along + (y - start.1) * down) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    apart(&(*x, *y), &(start.0 + share * along, start.1 + share * down))
}

fn apart(a: &Point, b: &Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

impl Frame {
    fn place(&self, (longitude, latitude): (f64, f64)) -> Point {
        ((longitude - self.west) * self.across + MARGIN, (self.north - latitude) * self.down + MARGIN)
    }

    /// A place's outline, and where its words stand: as far from its borders as can be.
    fn spot(&self, shape: &Shape) -> Option<Spot> {
        let drawn = |ring: &Ring| ring.iter().map(|point| self.place(*point)).collect();
        let rings: Vec<Vec<Point>> = shape.rings.iter().map(drawn).collect();
        let ((x, y), room) = inmost(&rings)?;
        let room = match room {
            ALL_WORDS.. => Room::All,
            NAME_ALONE.. => Room::Name,
            _ => Room::Light,
        };
        Some(Spot { x: whole(x), y: whole(y), outline: Some(outline(&rings)), room })
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
fn area(ring: &[Point]) -> f64 {
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
        assert!(outline.starts_with('M') && outline.ends_with('Z'), "{outline}");
        assert_eq!(outline.matches('Z').count(), 1, "what is smaller than a unit is not drawn: {outline}");
        assert!(drawing.spot("c").is_none());
    }

    /// A ring around the middle of a picture, of so many points and this far out.
    fn circle(points: u32, radius: f64) -> Vec<Point> {
        let turn = |step| f64::from(step) * std::f64::consts::TAU / f64::from(points);
        (0..=points)
            .map(|step| turn(step % points))
            .map(|turn| (200.0 + radius * turn.cos(), 200.0 + radius * turn.sin()))
            .collect()
    }

    #[test]
    fn an_outline_has_no_more_points_than_one_sees() {
        let fine = circle(20_000, 100.0);
        let few = closed(thinned(&fine));
        assert!((12..60).contains(&few.len()), "{}", few.len());
        let farthest =
            fine.iter().map(|point| to_border(point, std::slice::from_ref(&few))).fold(0.0, f64::max);
        assert!(farthest <= TOLERANCE, "{farthest}");
        assert!(outline(&[fine]).len() < 400);
        let square = closed(vec![(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]);
        assert_eq!(outline(&[square]), "M0 0l10 0 0 10-10 0Z");
        assert_eq!(
            outline(&[closed(vec![(3.0, 3.0), (3.1, 3.0), (3.1, 3.1)])]),
            "M3 3Z",
            "one alone is drawn, however small"
        );
    }

    #[test]
    fn words_stand_inside_and_off_the_holes() {
        let (around, hole) = (circle(90, 100.0), circle(90, 60.0));
        let rings = [around, hole];
        let (point, room) = inmost(&rings).unwrap();
        assert!(is_inside(&point, &rings), "{point:?}");
        let out = apart(&point, &(200.0, 200.0));
        assert!((70.0..90.0).contains(&out) && (14.0..=21.0).contains(&room), "{point:?} {room}");
        // A hook: the middle of the box around it is not in it.
        let hook =
            closed(vec![(0.0, 0.0), (100.0, 0.0), (100.0, 10.0), (10.0, 10.0), (10.0, 100.0), (0.0, 100.0)]);
        let (point, _) = inmost(std::slice::from_ref(&hook)).unwrap();
        assert!(is_inside(&point, &[hook]), "{point:?}");
    }
}
