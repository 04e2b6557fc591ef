//! What stands around every page: where one is, from which moment the city is seen, who acts, and the small signs used everywhere.

use super::{
    account::{person_name, post_words},
    organisation::role_name,
};
use crate::{
    Served,
    asset::{ADDRESSES, icon},
    door::Needs,
    look::Theme,
    query::Query,
    visit::{View, Visit, decode},
    who::Who,
};
use qinghuo_domain::{
    Date, ProjectId, Seq,
    access::{Action, Told, Topic},
    rules::Signal,
};
use qinghuo_locale::{Language, Locale, signal_key};
use qinghuo_office::Image;
use std::borrow::Cow;

/// What stands around a page.
pub struct Frame {
    /// The texts.
    pub locale: &'static Locale,
    /// In which colours it is read.
    pub theme: Theme,
    /// Who acts.
    pub actor: Option<String>,
    /// The post that acts, by unit and role.
    pub post: Option<String>,
    /// Whether the visitor signed in.
    pub is_signed: bool,
    /// Which entry of the navigation is this page's.
    pub section: &'static str,
    /// The entries of the navigation: section, address, text.
    pub entries: Vec<(&'static str, &'static str, &'static str)>,
    /// The address of this page without the language, to come back to.
    pub here: String,
    /// The moment's part of an address, which links to other pages carry on.
    pub moment: String,
    /// From when the city is seen, on a page that says something about it.
    pub seen: Option<SeenFrom>,
    /// The same page as seen now.
    pub now: String,
    /// Whether the acting post does not see some fields.
    pub is_veiled: bool,
    /// What can be told to it: an instrument that rests on what it does not see is left out.
    pub told: Told,
    /// Whether figures made up for a demonstration are in the book.
    pub is_synthetic: bool,
    /// The ledger's head and the rules, for the foot of the page.
    pub foot: Option<Foot>,
    /// What the visitor may do at all, however far.
    may: Vec<Action>,
    /// In words, where the rules are those of a year that is over or yet to come.
    pub overrun: Option<String>,
    /// Title of the page.
    pub title: String,
}

/// From when the city is seen: in words, and as the form says it in which it is chosen.
pub struct SeenFrom {
    /// In words.
    pub words: String,
    /// Whether it is seen as it is now.
    pub is_now: bool,
    /// The day chosen.
    pub as_of: String,
    /// The moment chosen up to which facts are known.
    pub known_at: String,
    /// The first day the book tells of, where nothing is in it yet.
    pub first: Option<Date>,
}

impl SeenFrom {
    fn of(locale: &Locale, query: &Query, view: &View) -> Self {
        let day = locale.day(view.board.at.as_of);
        let words = match &query.known_at {
            None => locale.text_with("page-as-of", &[("day", day)]),
            Some((_, at)) => {
                let known = crate::time::wall_clock(*at);
                locale.text_with("page-as-of-known", &[("day", day), ("known", known)])
            }
        };
        Self {
            words,
            is_now: query.as_of.is_none() && query.known_at.is_none(),
            as_of: query.as_of.map(|day| day.to_string()).unwrap_or_default(),
            known_at: query.known_at.as_ref().map(|(text, _)| text.clone()).unwrap_or_default(),
            first: if view.board.rows.is_empty() { first(view) } else { None },
        }
    }
}

/// The first day the book tells of, as far as a view knows it.
fn first(view: &View) -> Option<Date> {
    let entries = view.image.city.projects().flat_map(|project| project.entries());
    let told = entries.filter(|entry| entry.seq <= view.known() && entry.retracted_by().is_none());
    told.map(|entry| entry.effective_on).min()
}

/// What a page was made from, so that it can be made again.
pub struct Foot {
    /// The last record.
    pub seq: u64,
    /// The beginning of its hash.
    pub hash: String,
    /// The rules.
    pub rules: String,
}

/// The navigation: section, address, text, and what one needs to be offered it.
const ENTRIES: [(&str, &str, &str, Needs); 13] = [
    ("cockpit", "/", "page-cockpit", Needs::To(Action::See)),
    ("projects", "/projects", "page-projects", Needs::To(Action::See)),
    ("dispatch", "/dispatch", "dispatch", Needs::Of(Action::See, Topic::Filing)),
    ("board", "/board", "war-map", Needs::To(Action::See)),
    ("items", "/items", "page-items", Needs::Of(Action::See, Topic::Handling)),
    ("bottlenecks", "/bottlenecks", "page-bottlenecks", Needs::Of(Action::See, Topic::Handling)),
    ("paper", "/bulletin", "page-paper", Needs::Of(Action::See, Topic::Lights)),
    ("totals", "/totals", "page-totals", Needs::To(Action::See)),
    ("compare", "/compare", "compare", Needs::To(Action::SeeHistory)),
    ("imports", "/imports", "page-imports", Needs::To(Action::Import)),
    ("playbook", "/playbook", "playbook", Needs::SignIn),
    ("rules", "/rules", "page-rules", Needs::SignIn),
    ("organisation", "/units", "organisation", Needs::SignIn),
];

impl Frame {
    /// Around a page that says something about the city.
    pub fn new(
        served: &Served,
        visit: &Visit,
        view: &View,
        query: &Query,
        section: &'static str,
        title: String,
    ) -> Self {
        Self {
            here: with_query(&visit.path, &query.address()),
            moment: query.moment_address(),
            seen: Some(SeenFrom::of(visit.locale, query, view)),
            now: with_query(&visit.path, &query.now().address()),
            is_synthetic: view.image.city.is_synthetic(view.known()),
            foot: Some(Foot::of(served, &view.image)),
            told: view.board.told,
            ..Self::around(served, visit, section, title)
        }
    }

    /// Around a page that says nothing of the projects: about the visitor, rules and units, or what went wrong. The moment one came with goes on with the links.
    pub fn aside(served: &Served, visit: &Visit, section: &'static str, title: String) -> Self {
        let image = served.app.office.image();
        Self {
            here: visit.address(),
            moment: visit.query().0.moment_address(),
            is_synthetic: image.city.is_synthetic(Seq::LATEST),
            foot: (!matches!(visit.who, Who::Stranger)).then(|| Foot::of(served, &image)),
            ..Self::around(served, visit, section, title)
        }
    }

    /// What stands around any page of a visitor, whatever it says.
    fn around(served: &Served, visit: &Visit, section: &'static str, title: String) -> Self {
        let (image, rules) = (served.app.office.image(), served.app.office.rules());
        let authority = visit.authority(&image.city, &rules);
        let is_stranger = matches!(visit.who, Who::Stranger);
        let may = match &authority {
            Ok(None) => Action::ALL.to_vec(),
            Ok(Some(own)) => {
                Action::ALL.iter().copied().filter(|action| own.reach(*action).is_some()).collect()
            }
            Err(_) => Vec::new(),
        };
        let told = match &authority {
            Ok(Some(own)) => own.role.told(),
            Ok(None) | Err(_) => Told::default(),
        };
        Self {
            actor: acting(served, visit),
            post: post(served, visit),
            is_signed: visit.who.signed().is_some(),
            section,
            entries: if is_stranger { Vec::new() } else { entries(&may, &told) },
            may,
            told,
            is_veiled: authority.is_ok_and(|own| own.is_some_and(|own| !own.role.hidden.is_empty())),
            overrun: overrun(served, visit),
            title,
            ..Self::bare(visit.locale, visit.theme)
        }
    }

    /// Around a page for whoever is not known.
    pub fn bare(locale: &'static Locale, theme: Theme) -> Self {
        Self {
            locale,
            theme,
            actor: None,
            post: None,
            is_signed: false,
            section: "",
            entries: Vec::new(),
            here: "/".to_owned(),
            moment: String::new(),
            seen: None,
            now: String::new(),
            is_veiled: false,
            told: Told::default(),
            is_synthetic: false,
            foot: None,
            may: Vec::new(),
            overrun: None,
            title: locale.text("page-brand").into_owned(),
        }
    }

    /// The text of a key.
    pub fn t(&self, key: &'static str) -> Cow<'static, str> {
        self.locale.text(key)
    }

    /// Whether what rests on a topic is told to the visitor.
    pub const fn tells(&self, topic: Topic) -> bool {
        self.told.of(topic)
    }

    /// Whether the visitor does something at all, by its stable name: what would only be refused is not offered.
    pub fn may(&self, action: &str) -> bool {
        self.may.iter().any(|may| may.key() == action)
    }

    /// The tag of the page's language.
    pub fn tag(&self) -> &'static str {
        match self.locale.language() {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// This page in the other language.
    pub fn other_language(&self) -> String {
        let other = match self.locale.language() {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        self.here_with("lang", other.tag())
    }

    /// The theme as the kit's style sheet reads it; nothing where the system decides.
    pub fn kit_theme(&self) -> Option<&'static str> {
        (self.theme != Theme::System).then(|| self.theme.key())
    }

    /// The word of the theme.
    pub fn theme_word(&self) -> String {
        self.locale.named("page-theme", self.theme.key())
    }

    /// This page in the next theme.
    pub fn other_theme(&self) -> String {
        self.here_with("theme", self.theme.next().key())
    }

    fn here_with(&self, name: &str, value: &str) -> String {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}{name}={value}", self.here)
    }

    /// Addresses of the embedded files.
    pub fn assets(&self) -> &'static [String; 3] {
        &ADDRESSES
    }

    /// The address of the style sheet with the words of the page's language.
    pub fn words(&self) -> &'static str {
        crate::asset::words(self.locale.language())
    }

    /// An icon as inline SVG. Only literal names come in, so nothing foreign is ever left unescaped.
    pub fn icon(&self, name: &'static str) -> &'static str {
        icon(name)
    }

    /// A link to another page that keeps the moment.
    pub fn to(&self, path: &str) -> String {
        with_query(path, &self.moment)
    }

    /// Where the form leads in which the moment is chosen, and what it keeps of this page's address.
    pub fn elsewhen(&self) -> (&str, Vec<(String, String)>) {
        let (path, query) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let kept = pairs.filter(|(name, _)| !["as_of", "known_at", "page"].contains(name));
        let kept = kept.filter_map(|(name, value)| Some((name.to_owned(), decode(value)?)));
        (path, kept.collect())
    }

    /// That the book begins later than on the day chosen, and this page on its first day.
    pub fn beginning(&self) -> Option<(String, String)> {
        let day = self.seen.as_ref()?.first?;
        let (path, mut kept) = self.elsewhen();
        kept.push(("as_of".to_owned(), day.to_string()));
        let pairs = kept.iter().map(|(name, value)| format!("{name}={}", crate::query::encode(value)));
        let words = self.locale.text_with("page-book-begins", &[("day", self.locale.day(day))]);
        Some((words, with_query(path, &pairs.collect::<Vec<_>>().join("&"))))
    }

    /// Where to name who acts, and come back; where one signs in, to the account.
    pub fn actor_address(&self) -> String {
        if self.is_signed {
            return "/account".to_owned();
        }
        format!("/actor?back={}", crate::query::encode(&self.here))
    }

    /// A link to a project that keeps the moment.
    pub fn project(&self, id: &ProjectId) -> String {
        self.to(&format!("/projects/{id}"))
    }
}

/// The entries of the navigation that may be followed by whoever may do so much and is told so much.
fn entries(may: &[Action], told: &Told) -> Vec<(&'static str, &'static str, &'static str)> {
    let is_open = |needs: Needs| {
        needs.action().is_none_or(|action| may.contains(&action)) && told.all_of(needs.topic())
    };
    let entries = ENTRIES.into_iter().filter(|(.., needs)| is_open(*needs));
    entries.map(|(section, path, key, _)| (section, path, key)).collect()
}

impl Foot {
    fn of(served: &Served, image: &Image) -> Self {
        let hash = image.head.hash.to_string().chars().take(12).collect();
        Self { seq: image.head.seq, hash, rules: served.app.office.rules().name.to_string() }
    }
}

/// That no rules are made for the year a visit falls in, where that is so.
fn overrun(served: &Served, visit: &Visit) -> Option<String> {
    let (year, today) = (&served.app.playbook.year, visit.today);
    let said = [("year", today.year().to_string()), ("rules", served.app.office.rules().name.to_string())];
    (!year.covers(today)).then(|| visit.locale.text_with("page-rules-overrun", &said))
}

/// Who acts: the name given, or the person with the role.
fn acting(served: &Served, visit: &Visit) -> Option<String> {
    match visit.who.holder() {
        None if visit.who.signed().is_some() => Some(person_name(served, visit)),
        None => visit.who.name().map(str::to_owned),
        Some(holder) => {
            let city = served.app.office.city();
            let role = city.post(holder.post).map(|post| post.tenure.role.to_string()).unwrap_or_default();
            let role = role_name(visit.locale, &served.app.playbook, &role);
            let said = [("name", person_name(served, visit)), ("role", role)];
            Some(visit.locale.text_with("account-acting", &said))
        }
    }
}

/// The post that acts, by unit and role.
fn post(served: &Served, visit: &Visit) -> Option<String> {
    let holder = visit.who.holder()?;
    Some(post_words(served, visit.locale, &served.app.office.city(), holder.post))
}

/// A light as a page shows it: shape and colour by its key, always with its word.
pub struct Lamp {
    /// The stable key, which names shape and colour.
    pub key: &'static str,
    /// The word.
    pub word: String,
}

impl Lamp {
    /// Of a signal.
    pub fn new(locale: &Locale, signal: Signal) -> Self {
        Self { key: signal_key(signal), word: locale.signal(signal) }
    }
}

/// A path with its parameters; they stand before the place on the page it leads to.
pub fn with_query(path: &str, query: &str) -> String {
    match path.split_once('#') {
        _ if query.is_empty() => path.to_owned(),
        None => format!("{path}?{query}"),
        Some((path, place)) => format!("{path}?{query}#{place}"),
    }
}
