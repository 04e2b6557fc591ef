//! Which project of the book a ledger row speaks of: by code, then by the same name, then by likeness of name, place and owner.
//!
//! Likeness compares pairs of neighbouring characters, each weighed by how rare it is in the book (so that 项目 or 工程 say little): four
//! tenths what both names share (Dice), six tenths how much of the shorter name the longer holds. Only certain matches are taken; everything likely but not certain is left for a person to decide.

use super::LedgerRow;
use crate::{
    Attribute, City, Seq,
    attribute::Text,
    command::Decision,
    project::{ProjectId, Seen},
    time::{Date, Moment},
};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Words that tell instalments and sections of one project apart.
const STAGE_WORDS: &str = include_str!("stage_words.txt");

/// From this likeness on a pair is worth a person's look.
const DOUBTFUL: f64 = 0.62;
/// Candidates shown for one row at most.
const SHOWN: usize = 5;
/// A pair of characters in more than this share of the names does not lead to candidates.
const COMMON: f64 = 0.15;

/// What a row was found to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Match {
    /// Why.
    pub ground: Ground,
    /// What follows from it, unless a person decides otherwise.
    pub decision: Decision,
    /// The projects it may be, most alike first.
    pub candidates: Vec<Candidate>,
}

/// Why a row was matched as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// It carries the code of a project of the book.
    Code,
    /// Name and place are the same.
    Name,
    /// It is like one or several projects; a person decides.
    Likeness,
    /// Its code and its name speak of different projects; a person decides.
    CodeAgainstName,
    /// An earlier row of the file was already taken for the same project.
    TakenByRow,
    /// Nothing in the book is like it.
    Nothing,
}

/// A project a row may be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The project.
    pub project: ProjectId,
    /// Likeness from 0 to 1.
    pub likeness: f64,
}

struct Known<'a> {
    seen: Seen<'a>,
    name: Box<str>,
    pairs: BTreeSet<(char, char)>,
}

/// Matches rows against the projects the book knows now.
pub struct Matcher<'a> {
    city: &'a City,
    known: Vec<Known<'a>>,
    by_name: HashMap<Box<str>, Vec<usize>>,
    by_id: HashMap<ProjectId, usize>,
    by_pair: HashMap<(char, char), Vec<u32>>,
}

impl<'a> Matcher<'a> {
    /// Looks through the book once.
    #[must_use]
    pub fn new(city: &'a City) -> Self {
        let mut matcher = Self {
            city,
            known: Vec::new(),
            by_name: HashMap::new(),
            by_id: HashMap::new(),
            by_pair: HashMap::new(),
        };
        for project in city.projects() {
            let seen = project.at(Moment { as_of: Date::MAX, known: Seq::LATEST });
            let (Some(name), None) = (seen.name(), seen.merged_into()) else { continue };
            let place = matcher.known.len();
            let name = plain(name);
            for former in
                std::iter::once(&*name).map(Box::from).chain(seen.former_names().into_iter().map(plain))
            {
                matcher.by_name.entry(former).or_default().push(place);
            }
            let pairs = pairs_of(&name);
            for pair in &pairs {
                matcher.by_pair.entry(*pair).or_default().push(u32::try_from(place).unwrap_or(u32::MAX));
            }
            matcher.by_id.insert(project.id, place);
            matcher.known.push(Known { seen, name, pairs });
        }
        matcher
    }

    /// Matches all rows of one import; no project is taken twice.
    #[must_use]
    pub fn match_all(&self, rows: &[LedgerRow]) -> Vec<Match> {
        let mut taken: BTreeSet<ProjectId> = BTreeSet::new();
        let mut found: Vec<Match> = rows.iter().map(|row| self.match_row(row)).collect();
        for row in &mut found {
            if let Decision::Existing(project) = row.decision
                && !taken.insert(project)
            {
                row.ground = Ground::TakenByRow;
                row.decision = Decision::Undecided;
            }
        }
        found
    }

    fn match_row(&self, row: &LedgerRow) -> Match {
        let stated = Stated::of(row);
        let alike = |place: usize| Candidate {
            project: self.known.get(place).map_or(ProjectId(0), |known| known.seen.project.id),
            likeness: self.likeness(&stated, place),
        };
        let same_name = self.by_name.get(&stated.name).map(Vec::as_slice).unwrap_or_default();
        let same_name: Vec<usize> =
            same_name.iter().copied().filter(|place| self.is_same_place(&stated, *place)).collect();
        let by_code = stated
            .codes
            .iter()
            .find_map(|code| self.city.holder(code))
            .and_then(|id| self.by_id.get(&id).copied());
        if let Some(place) = by_code {
            let candidate = alike(place);
            // A code copied from the row above is a common slip: name and code must not contradict one another.
            let contradicted = !same_name.is_empty() && !same_name.contains(&place);
            return if contradicted {
                let mut candidates: Vec<Candidate> = same_name.iter().map(|place| alike(*place)).collect();
                candidates.push(candidate);
                Match { ground: Ground::CodeAgainstName, decision: Decision::Undecided, candidates }
            } else {
                Match {
                    ground: Ground::Code,
                    decision: Decision::Existing(candidate.project),
                    candidates: vec![candidate],
                }
            };
        }
        if let [only] = same_name.as_slice() {
            let candidate = alike(*only);
            return Match {
                ground: Ground::Name,
                decision: Decision::Existing(candidate.project),
                candidates: vec![candidate],
            };
        }
        let mut candidates: Vec<Candidate> =
            if same_name.is_empty() { self.neighbours(&stated) } else { same_name }
                .into_iter()
                .map(alike)
                .collect();
        candidates.retain(|candidate| candidate.likeness >= DOUBTFUL);
        candidates.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.project.cmp(&b.project)));
        candidates.truncate(SHOWN);
        if candidates.is_empty() {
            Match { ground: Ground::Nothing, decision: Decision::New, candidates }
        } else {
            Match { ground: Ground::Likeness, decision: Decision::Undecided, candidates }
        }
    }

    /// Projects whose names share a rare pair of characters with the row's.
    fn neighbours(&self, stated: &Stated) -> Vec<usize> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rough bound"
        )]
        let common = 8.max((self.known.len() as f64 * COMMON) as usize);
        let mut found: Vec<u32> = stated
            .pairs
            .iter()
            .filter_map(|pair| self.by_pair.get(pair))
            .filter(|places| places.len() <= common)
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|place| place as usize).collect()
    }

    fn is_same_place(&self, stated: &Stated, place: usize) -> bool {
        let Some(known) = self.known.get(place) else { return false };
        let differ = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if a != b);
        !differ(stated.district.as_deref(), known.seen.district().map(|d| &**d))
            && !differ(stated.zone.as_deref(), known.seen.functional_zone().map(|z| &**z))
    }

    /// How alike a row and a project are: seven tenths the name, the rest place and owner where both state them.
    fn likeness(&self, stated: &Stated, place: usize) -> f64 {
        let Some(known) = self.known.get(place) else { return 0.0 };
        if stated.name == known.name {
            return if self.is_same_place(stated, place) { 1.0 } else { 0.9 };
        }
        let mut score = self.name_likeness(&stated.pairs, &known.pairs);
        if stage_words(&stated.name) != stage_words(&known.name) {
            score *= 0.7;
        }
        let (mut weight, mut sum) = (0.7, 0.7 * score);
        let mut side = |a: Option<f64>| {
            if let Some(a) = a {
                weight += 0.15;
                sum += 0.15 * a;
            }
        };
        side(
            (stated.district.is_some() || stated.zone.is_some())
                .then(|| f64::from(u8::from(self.is_same_place(stated, place)))),
        );
        let owners = stated.owner.as_deref().zip(known.seen.owner());
        side(owners.map(|(a, b)| self.name_likeness(&pairs_of(a), &pairs_of(&plain(b)))));
        sum / weight
    }

    fn name_likeness(&self, a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
        let weigh = |pairs: &mut dyn Iterator<Item = &(char, char)>| {
            pairs.map(|pair| self.rarity(*pair)).sum::<f64>()
        };
        let shared = weigh(&mut a.intersection(b));
        let (a, b) = (weigh(&mut a.iter()), weigh(&mut b.iter()));
        if a.min(b) == 0.0 { 0.0 } else { 0.4 * (2.0 * shared / (a + b)) + 0.6 * (shared / a.min(b)) }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of projects")]
    fn rarity(&self, pair: (char, char)) -> f64 {
        let held = self.by_pair.get(&pair).map_or(0, Vec::len) as f64;
        (1.0 + self.known.len() as f64 / (1.0 + held)).ln()
    }
}

/// What a row states of what matching looks at.
struct Stated {
    name: Box<str>,
    pairs: BTreeSet<(char, char)>,
    codes: Vec<crate::code::ProjectCode>,
    district: Option<Text>,
    zone: Option<Text>,
    owner: Option<Box<str>>,
}

impl Stated {
    fn of(row: &LedgerRow) -> Self {
        let mut stated = Self {
            name: Box::default(),
            pairs: BTreeSet::new(),
            codes: Vec::new(),
            district: None,
            zone: None,
            owner: None,
        };
        for attribute in &row.attributes {
            match attribute {
                Attribute::Name(Some(name)) => stated.name = plain(name),
                Attribute::Codes(Some(codes)) => stated.codes.clone_from(codes),
                Attribute::District(district) => stated.district.clone_from(district),
                Attribute::FunctionalZone(zone) => stated.zone.clone_from(zone),
                Attribute::Owner(owner) => stated.owner = owner.as_deref().map(plain),
                _ => {}
            }
        }
        stated.pairs = pairs_of(&stated.name);
        stated
    }
}

/// A name without what spreadsheets vary: blanks, brackets, quotes and punctuation, width and case.
fn plain(name: &str) -> Box<str> {
    let kept = name.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    });
    kept.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>().into()
}

fn pairs_of(plain_name: &str) -> BTreeSet<(char, char)> {
    plain_name.chars().zip(plain_name.chars().skip(1)).collect()
}

fn stage_words(plain_name: &str) -> Vec<&'static str> {
    STAGE_WORDS.lines().filter(|word| plain_name.contains(&*plain(word))).collect()
}
