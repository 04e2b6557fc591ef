//! Who the made-up city is run by when its book is opened: its units and the people in them. Names of people are invented. What changes among them stands
//! in [`crate::staff_changes`].

use crate::{
    Demo,
    chance::{About, Chance},
    rows,
};
use qinghuo_domain::{
    PostId, UnitId,
    attribute::{PersonId, Text},
    credit_code::CreditCode,
    post::Tenure,
    unit::{UnitCard, UnitKind},
};

/// What the playbook calls the statistics bureau.
const STATISTICS: &str = "statistics";
/// The key-project office's unit: the first of the list.
const OFFICE_UNIT: UnitId = UnitId(1);
/// The role of who fills in for an enterprise.
const FILLER: &str = "enterprise_filler";
/// Owners that have a unit of their own.
const OWNERS: usize = 20;
/// The posts of the city's office: role, and whether it is cleared for restricted projects.
const OFFICE: [(&str, bool); 7] = [
    ("project_office", true),
    ("administrator", true),
    ("project_office", false),
    ("city_leader", true),
    ("judge", false),
    ("auditor", true),
    ("public_viewer", false),
];
/// Departments whose head has a post too, by what the playbook calls them.
const HEADED: [&str; 3] = ["approval_service", "natural_resources", "housing"];
/// The place whose clerk and leader stand for theirs; of departments the first that has a head stands for them.
const EXEMPLARY: usize = 1;

/// The units and posts of the opening, in the order of their numbers.
#[derive(Default)]
pub(crate) struct Staff {
    pub(crate) cards: Vec<UnitCard>,
    pub(crate) posts: Vec<Held>,
    /// For each place of the lexicon the posts of its clerk and its leader.
    pub(crate) places: Vec<(PostId, PostId)>,
    /// The officers of the first projects, the second of whom hands over to the first.
    pub(crate) officers: Vec<PostId>,
}

/// A post as it is first held.
pub(crate) struct Held {
    pub(crate) holder: String,
    pub(crate) tenure: Tenure,
}

/// A post that stands for its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemplar {
    /// The role's key.
    pub role: Text,
    /// The post.
    pub post: PostId,
    /// Who holds it.
    pub person: PersonId,
}

impl Staff {
    fn found(&mut self, card: UnitCard) -> UnitId {
        self.cards.push(card);
        UnitId(self.cards.len() as u32)
    }

    /// The unit called by a word.
    pub(crate) fn unit(&self, word: &str) -> Option<UnitId> {
        let place = self.cards.iter().position(|card| card.words().any(|known| &**known == word))?;
        Some(UnitId(place as u32 + 1))
    }

    fn post(&mut self, unit: UnitId, role: &str, holder: String, cleared: bool) -> PostId {
        let person = self.person(&holder);
        let (role, until, deputy_for) = (role.into(), None, None);
        self.posts.push(Held { holder, tenure: Tenure { person, unit, role, until, deputy_for, cleared } });
        PostId(self.posts.len() as u32)
    }

    /// The number of a person: the office numbers them as they are first named.
    fn person(&self, holder: &str) -> PersonId {
        let mut names: Vec<&str> = Vec::new();
        for held in &self.posts {
            if !names.contains(&&*held.holder) {
                names.push(&held.holder);
            }
        }
        PersonId(names.iter().position(|name| *name == holder).unwrap_or(names.len()) as u32 + 1)
    }

    pub(crate) fn held(&self, post: PostId) -> Option<&Held> {
        self.posts.get((post.0 as usize).checked_sub(1)?)
    }

    /// The post that fills in for an owner with a unit of its own.
    pub(crate) fn filler(&self, owner: &str) -> Option<PostId> {
        let unit = self.unit(owner)?;
        let fills = |held: &Held| held.tenure.unit == unit && &*held.tenure.role == FILLER;
        let place = self.posts.iter().position(fills)?;
        Some(PostId(place as u32 + 1))
    }

    /// The number of somebody nobody named yet, when the opening is over.
    pub(crate) fn next_person(&self) -> PersonId {
        self.person("")
    }

    /// The number the next post gets when so many were taken after the opening.
    pub(crate) const fn later(&self, taken: u32) -> PostId {
        PostId(self.posts.len() as u32 + 1 + taken)
    }
}

fn card(name: &str, kind: UnitKind) -> UnitCard {
    UnitCard { name: name.into(), kind, parent: None, credit_code: None, known_as: Vec::new() }
}

/// The key-project office, which does what nobody else is said to do, and the administrator.
pub(crate) const OFFICE_POST: PostId = PostId(1);
pub(crate) const ADMINISTRATOR: PostId = PostId(2);

/// Invented names, each once.
struct Names<'a> {
    demo: &'a Demo<'a>,
    drawn: i32,
    taken: Vec<String>,
}

impl Names<'_> {
    fn next(&mut self) -> String {
        let [surnames, given] = &self.demo.lexicon.people;
        loop {
            let mut chance = Chance::of(self.demo.seed, About::Staff, 0, self.drawn);
            self.drawn += 1;
            let name = [chance.word(surnames), chance.word(given)].concat();
            // Of a short list of names every one may be taken: then one is given twice, and is the same person.
            let is_spent = self.drawn as usize > 50 + surnames.len() * given.len();
            if is_spent || !self.taken.contains(&name) {
                self.taken.push(name.clone());
                return name;
            }
        }
    }
}

impl Demo<'_> {
    /// Who runs the city.
    pub(crate) fn staffed(&self) -> Staff {
        let mut staff = Staff::default();
        let officers = self.first_officers();
        self.found_units(&mut staff);
        let mut names = Names { demo: self, drawn: 0, taken: officers.clone() };
        for (role, cleared) in OFFICE {
            staff.post(OFFICE_UNIT, role, names.next(), cleared);
        }
        self.staff_departments(&mut staff, &mut names);
        self.staff_places(&mut staff, &mut names, officers);
        self.staff_owners(&mut staff, &mut names);
        staff
    }

    /// A post for each role that somebody can look at the city through, when all is told.
    #[must_use]
    pub fn exemplars(&self) -> Vec<Exemplar> {
        let staff = &self.staff;
        let units = [
            self.lexicon.places.get(EXEMPLARY).and_then(|place| staff.unit(place.name)),
            HEADED.first().and_then(|department| staff.unit(department)),
        ];
        let preferred = |held: &Held| units.contains(&Some(held.tenure.unit));
        let roles = &self.playbook.access.policy.roles;
        let exemplar = |role: &Text| {
            let posts = staff.posts.iter().zip(1..).filter(|(held, _)| held.tenure.role == *role);
            let posts: Vec<(&Held, PostId)> = posts.map(|(held, number)| (held, PostId(number))).collect();
            let chosen = posts.iter().find(|(held, _)| preferred(held)).or(posts.first())?;
            Some(Exemplar { role: role.clone(), post: chosen.1, person: chosen.0.tenure.person })
        };
        roles.iter().filter_map(|role| exemplar(&role.key)).collect()
    }

    /// The officers of the first projects, whoever they are.
    fn first_officers(&self) -> Vec<String> {
        let mut officers: Vec<String> = Vec::new();
        for life in (0..self.sums.len()).filter_map(|number| self.life(number)) {
            let officer = rows::officer(&life, &self.lexicon);
            if !officer.is_empty() && !officers.contains(&officer) {
                officers.push(officer);
            }
            if officers.len() == 2 {
                break;
            }
        }
        officers
    }

    fn found_units(&self, staff: &mut Staff) {
        for unit in &self.lexicon.units {
            let parent = staff.unit(unit.parent);
            let known_as = unit.known_as.iter().map(|word| Text::from(*word)).collect();
            let kind = UnitKind::from_key(unit.kind).unwrap_or(UnitKind::Department);
            staff.found(UnitCard { parent, known_as, ..card(unit.name, kind) });
        }
        for place in &self.lexicon.places {
            let kind = if place.is_zone { UnitKind::FunctionalZone } else { UnitKind::District };
            let dictionaries = &self.playbook.dictionaries;
            let entries = dictionaries.districts.iter().chain(&dictionaries.zones);
            let also = entries.filter(|entry| &*entry.name.zh == place.name).flat_map(|entry| &entry.also);
            let known_as = also.map(|word| Text::from(&**word)).collect();
            staff.found(UnitCard { known_as, ..card(place.name, kind) });
        }
    }

    /// A clerk for every department, a head for some, and who checks the evidence for statistics.
    fn staff_departments(&self, staff: &mut Staff, names: &mut Names<'_>) {
        let departments = self.lexicon.units.iter().filter(|unit| unit.kind == UnitKind::Department.key());
        for department in departments {
            let Some(unit) = staff.unit(department.name) else { continue };
            let of = |keys: &[&str]| department.known_as.iter().any(|word| keys.contains(word));
            if of(&[STATISTICS]) {
                staff.post(unit, "statistics_officer", names.next(), false);
                continue;
            }
            staff.post(unit, "department_clerk", names.next(), false);
            if of(&HEADED) {
                staff.post(unit, "department_head", names.next(), false);
            }
        }
    }

    /// A clerk and a leader for every place, and posts for the officers.
    fn staff_places(&self, staff: &mut Staff, names: &mut Names<'_>, officers: Vec<String>) {
        for place in &self.lexicon.places {
            let Some(unit) = staff.unit(place.name) else { continue };
            let clerk = staff.post(unit, "district_clerk", names.next(), false);
            let leader = staff.post(unit, "district_leader", names.next(), false);
            staff.places.push((clerk, leader));
        }
        let first = self.lexicon.places.first().and_then(|place| staff.unit(place.name));
        for officer in officers {
            let Some(unit) = first else { continue };
            let post = staff.post(unit, "service_officer", officer, false);
            staff.officers.push(post);
        }
    }

    /// Units for the owners of the first projects, with who fills in and who answers for it.
    fn staff_owners(&self, staff: &mut Staff, names: &mut Names<'_>) {
        for life in (0..self.sums.len()).filter_map(|number| self.life(number)).take(OWNERS) {
            let owner = rows::owner(&life, &self.lexicon);
            if staff.unit(&owner).is_some() {
                continue;
            }
            let kind = if rows::is_public(&life) { UnitKind::PlatformCompany } else { UnitKind::Enterprise };
            let credit_code = self.credit_code(life.number, life.place.region);
            let unit = staff.found(UnitCard { credit_code, ..card(&owner, kind) });
            staff.post(unit, FILLER, names.next(), false);
            staff.post(unit, "enterprise_head", names.next(), false);
        }
    }

    /// A credit code nobody was given, with a right check character: a firm (91) of the place, a number that says it is made up.
    fn credit_code(&self, number: usize, region: &str) -> Option<CreditCode> {
        let mut chance = Chance::of(self.seed, About::Staff, number, 1);
        let body = format!("91{region:0<6}MADEM{:02}{:02}", number % 100, chance.between(0, 99));
        let of = |check: char| format!("{body}{check}").parse().ok();
        ('0'..='9').chain('A'..='Z').find_map(of)
    }
}
