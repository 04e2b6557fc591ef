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
    visit::{View, Visit},
};
use qinghuo_domain::{
    City, ProjectId, Seq,
    access::{Action, Told, Topic},
    rules::{Rules, Signal},
};
use qinghuo_locale::{Language, Locale, signal_key};
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
    /// In words, when the city is not seen as it is now.
    pub banner: Option<String>,
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
    /// Title of the page.
    pub title: String,
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
        let locale = visit.locale;
        let day = locale.day(view.board.at.as_of);
        let banner = match (&query.as_of, &query.known_at) {
            (None, None) => None,
            (_, None) => Some(locale.text_with("page-as-of", &[("day", day)])),
            (_, Some((_, at))) => {
                let known = crate::time::wall_clock(*at);
                Some(locale.text_with("page-as-of-known", &[("day", day), ("known", known)]))
            }
        };
        let head = view.image.head;
        let hash = head.hash.to_string().chars().take(12).collect();
        let foot = Foot { seq: head.seq, hash, rules: served.app.office.rules().name.to_string() };
        Self {
            actor: acting(served, visit),
            post: post(served, visit),
            is_signed: visit.who.signed().is_some(),
            section,
            entries: entries(visit, &view.image.city, &view.board.rules),
            here: with_query(&visit.path, &query.address()),
            moment: query.moment_address(),
            banner,
            now: with_query(&visit.path, &query.now().address()),
            is_veiled: visit
                .authority(&view.image.city, &view.board.rules)
                .is_ok_and(|own| own.is_some_and(|own| !own.role.hidden.is_empty())),
            told: view.board.told,
            is_synthetic: view.image.city.is_synthetic(view.known()),
            foot: Some(foot),
            title,
            ..Self::bare(locale, visit.theme)
        }
    }

    /// Around a page about the visitor, which says nothing about projects.
    pub fn of_person(served: &Served, visit: &Visit, here: &str, title: String) -> Self {
        let is_synthetic = served.app.office.city().is_synthetic(Seq::LATEST);
        let mut frame = Self {
            here: here.to_owned(),
            title,
            is_synthetic,
            section: "organisation",
            ..Self::bare(visit.locale, visit.theme)
        };
        frame.actor = acting(served, visit);
        frame.post = post(served, visit);
        frame.is_signed = visit.who.signed().is_some();
        if let Ok(window) = visit.window(served) {
            let rules = served.app.office.rules();
            frame.entries = entries(visit, &window.image.city, &rules);
        }
        frame
    }

    /// Around a page that says nothing about the city.
    pub fn bare(locale: &'static Locale, theme: Theme) -> Self {
        Self {
            locale,
            theme,
            actor: None,
            post: None,
            is_signed: false,
            section: "",
            entries: ENTRIES.map(|(section, path, key, _)| (section, path, key)).into(),
            here: "/projects".to_owned(),
            moment: String::new(),
            banner: None,
            now: String::new(),
            is_veiled: false,
            told: Told::default(),
            is_synthetic: false,
            foot: None,
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

/// The entries of the navigation the visitor may follow.
fn entries(visit: &Visit, city: &City, rules: &Rules) -> Vec<(&'static str, &'static str, &'static str)> {
    let authority = visit.authority(city, rules);
    let may = |needs: Needs| match &authority {
        Ok(None) => true,
        Ok(Some(own)) => {
            needs.action().is_none_or(|action| own.reach(action).is_some())
                && own.role.told().all_of(needs.topic())
        }
        Err(_) => needs == Needs::SignIn,
    };
    let entries = ENTRIES.into_iter().filter(|(.., needs)| may(*needs));
    entries.map(|(section, path, key, _)| (section, path, key)).collect()
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

/// A path with its parameters.
pub fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
