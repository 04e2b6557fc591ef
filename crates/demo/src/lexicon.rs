//! The words a made-up city is told in, read from the files in `texts/`. The first line of each says what its columns are.

use std::collections::HashMap;

/// A place of the dictionary.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    /// The region in project codes.
    pub(crate) region: &'static str,
    pub(crate) share: i64,
    /// How names of projects call it.
    pub(crate) short: &'static str,
    pub(crate) is_zone: bool,
    /// How many in a hundred projects there lie where springs are recharged or come out.
    pub(crate) springs: i64,
}

/// A kind of project.
pub(crate) struct Kind {
    pub(crate) key: &'static str,
    pub(crate) class: &'static str,
    pub(crate) area: &'static str,
    pub(crate) industry: &'static str,
    pub(crate) chain: &'static str,
    pub(crate) share: i64,
    /// How large such projects are, beside one another.
    pub(crate) scale: i64,
    pub(crate) lead: &'static str,
    pub(crate) subjects: Vec<&'static str>,
    pub(crate) forms: Vec<&'static str>,
    pub(crate) content: &'static str,
    /// Tonnes of standard coal such a project uses in a year.
    pub(crate) energy: i64,
    /// How many in a hundred are special construction projects, whose fire design is reviewed.
    pub(crate) fire: i64,
    /// How many in a hundred build for civil defence.
    pub(crate) defence: i64,
    /// How many in a hundred have underground pipelines.
    pub(crate) pipelines: i64,
}

/// A project whose name was in the news.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) place: &'static str,
    pub(crate) kind: &'static str,
}

/// A unit that is there whatever the projects.
pub(crate) struct UnitWords {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) known_as: Vec<&'static str>,
    /// The name of the unit it belongs to.
    pub(crate) parent: &'static str,
}

/// All of it.
pub(crate) struct Lexicon {
    pub(crate) places: Vec<Place>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) known: Vec<Known>,
    pub(crate) units: Vec<UnitWords>,
    /// First and second characters of the brands of made-up firms.
    pub(crate) brands: [Vec<&'static str>; 2],
    /// Surnames and given names of made-up people.
    pub(crate) people: [Vec<&'static str>; 2],
    sayings: HashMap<&'static str, Vec<&'static str>>,
}

/// Words of one cell.
const DIVIDER: char = '、';

/// The lines below the one that explains them.
fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().skip(1)
}

fn columns<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut cells = line.split('\t');
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

fn number(cell: &str) -> i64 {
    cell.parse().unwrap_or_default()
}

fn pair(file: &'static str) -> [Vec<&'static str>; 2] {
    let mut lines = lines(file);
    std::array::from_fn(|_| lines.next().unwrap_or_default().split(' ').collect())
}

impl Lexicon {
    pub(crate) fn read() -> Self {
        let places = lines(include_str!("texts/places.tsv")).map(|line| {
            let [name, region, share, short, sort, springs] = columns(line);
            Place {
                name,
                region,
                share: number(share),
                short,
                is_zone: sort == "zone",
                springs: number(springs),
            }
        });
        let kinds = lines(include_str!("texts/kinds.tsv")).map(|line| {
            let [
                key,
                class,
                area,
                industry,
                chain,
                share,
                scale,
                lead,
                subjects,
                forms,
                content,
                energy,
                fire,
                defence,
                pipelines,
            ] = columns(line);
            Kind {
                key,
                class,
                area,
                industry,
                chain,
                share: number(share),
                scale: number(scale),
                lead,
                subjects: subjects.split(DIVIDER).collect(),
                forms: forms.split(DIVIDER).collect(),
                content,
                energy: number(energy),
                fire: number(fire),
                defence: number(defence),
                pipelines: number(pipelines),
            }
        });
        let known = lines(include_str!("texts/known.tsv")).map(|line| {
            let [name, place, kind] = columns(line);
            Known { name, place, kind }
        });
        let units = lines(include_str!("texts/units.tsv")).map(|line| {
            let [name, kind, known_as, parent] = columns(line);
            let known_as = known_as.split(DIVIDER).filter(|word| !word.is_empty()).collect();
            UnitWords { name, kind, known_as, parent }
        });
        let files = [include_str!("texts/sayings.tsv"), include_str!("texts/approvals.tsv")];
        let sayings = files.into_iter().flat_map(lines).map(|line| {
            let [key, text] = columns(line);
            (key, text.split('|').collect())
        });
        Self {
            places: places.collect(),
            kinds: kinds.collect(),
            known: known.collect(),
            units: units.collect(),
            brands: pair(include_str!("texts/brands.txt")),
            people: pair(include_str!("texts/people.txt")),
            sayings: sayings.collect(),
        }
    }

    /// The ways something is said.
    pub(crate) fn ways(&self, key: &str) -> &[&'static str] {
        self.sayings.get(key).map_or(&[], Vec::as_slice)
    }

    /// The one way something is said, its gaps filled in turn.
    pub(crate) fn say(&self, key: &str, fills: &[&str]) -> String {
        filled(self.ways(key).first().copied().unwrap_or_default(), fills)
    }
}

/// A text with its gaps filled in turn.
pub(crate) fn filled(text: &str, fills: &[&str]) -> String {
    fills.iter().fold(text.to_owned(), |text, fill| text.replacen("{}", fill, 1))
}
