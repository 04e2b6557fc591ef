//! Who asks, in which language, and from which moment the city is to be seen.

use crate::{
    Served,
    approvals::Desk,
    board::Board,
    front::Origin,
    look::{THEME_COOKIE, Theme},
    pages::frame::with_query,
    problem::Problem,
    query::{BadParameter, Query, encode, said},
    who::Who,
    windows::Window,
};
use axum::{
    extract::{FromRequestParts, Query as Parameters},
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use jiff::Timestamp;
use qinghuo_accounts::Site;
use qinghuo_domain::{
    City, Date, Field, Moment, Seq,
    access::{Action, Authority},
    command::{Actor as By, Command},
    project::Seen,
    refusal::Cause,
    rules::Rules,
};
use qinghuo_locale::{Language, Locale};
use qinghuo_office::{Actor, Head, Image, OfficeError, Order};
use std::{convert::Infallible, net::IpAddr, sync::Arc};

/// The cookie that keeps the chosen language.
pub const LANGUAGE_COOKIE: &str = "qinghuo_lang";
/// The cookie that keeps the acting name.
pub const ACTOR_COOKIE: &str = "qinghuo_actor";
/// The cookie that keeps the views of the table somebody gave a name.
pub const VIEWS_COOKIE: &str = "qinghuo_views";
/// A year, in seconds.
const KEPT_FOR: u32 = 31_536_000;

/// One request's circumstances.
pub struct Visit {
    /// The texts of the visitor's language.
    pub locale: &'static Locale,
    /// In which colours the visitor reads.
    pub theme: Theme,
    /// What this very request switches, by the cookies that keep it.
    pub switched: Vec<(&'static str, &'static str)>,
    /// Who comes.
    pub who: Who,
    /// From where.
    pub address: IpAddr,
    /// Whether nobody on the way can read it.
    pub is_encrypted: bool,
    /// The platform as the visitor calls it, without a path: for addresses that are copied elsewhere.
    pub origin: String,
    /// The views of the table this browser keeps, as written.
    pub views: Option<String>,
    /// The address's path.
    pub path: String,
    /// The address's parameters, in their order.
    pub pairs: Vec<(String, String)>,
    /// The moment of the request.
    pub now: Timestamp,
    /// The city's day of the request.
    pub today: Date,
}

impl FromRequestParts<Served> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Infallible> {
        let pairs: Vec<(String, String)> =
            Parameters::try_from_uri(&parts.uri).map(|Parameters(pairs)| pairs).unwrap_or_default();
        let asked =
            |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let to_language = asked("lang").and_then(Language::from_tag);
        let to_theme = asked("theme").and_then(Theme::from_key);
        let language_cookie = to_language.map(|language| (LANGUAGE_COOKIE, language.tag()));
        let theme_cookie = to_theme.map(|theme| (THEME_COOKIE, theme.key()));
        let language = to_language.unwrap_or_else(|| language(&parts.headers));
        let (now, today) = (served.app.clock)();
        let is_encrypted = parts.extensions.get::<Origin>().is_some_and(|origin| origin.is_encrypted);
        Ok(Self {
            locale: Locale::of(language),
            theme: to_theme.unwrap_or_else(|| theme(&parts.headers)),
            switched: language_cookie.into_iter().chain(theme_cookie).collect(),
            // The door put it there; where there was none, nobody is known.
            who: parts.extensions.get::<Who>().cloned().unwrap_or(Who::Stranger),
            address: crate::who::address(parts),
            is_encrypted,
            origin: origin(parts, served.app.site.as_ref(), is_encrypted),
            views: cookie(&parts.headers, VIEWS_COOKIE),
            path: parts.uri.path().to_owned(),
            pairs,
            now,
            today,
        })
    }
}

/// The platform's address where somebody said what it is, else the one the request was sent to; a host that is not plain is nobody's.
fn origin(parts: &Parts, site: Option<&Site>, is_encrypted: bool) -> String {
    if let Some(site) = site {
        return site.origin().to_owned();
    }
    let said = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = said.or_else(|| parts.uri.authority().map(|host| host.as_str()));
    let is_plain = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".:-[]".contains(c));
    let scheme = if is_encrypted { "https" } else { "http" };
    format!("{scheme}://{}", host.filter(is_plain).unwrap_or("127.0.0.1:8080"))
}

/// The language somebody chose before, else the one the browser likes best, else Chinese.
pub fn language(headers: &HeaderMap) -> Language {
    let remembered = cookie(headers, LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag));
    remembered.or_else(|| accepted(headers)).unwrap_or_default()
}

/// The theme somebody chose before, else as the system is set.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, THEME_COOKIE).and_then(|key| Theme::from_key(&key)).unwrap_or_default()
}

/// A cookie's value, percent-decoded.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'));
    let value = pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name)?.1;
    decode(value)
}

/// Undoes [`crate::query::encode`]; `None` when the bytes are no text.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(rest.next()?)? * 16 + digit(rest.next()?)?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A cookie to be kept.
pub fn set_cookie(name: &str, value: &str) -> Option<HeaderValue> {
    cookie_of(name, value, Some(KEPT_FOR), false)
}

/// A cookie that lasts so many seconds, or as long as the browser. Scripts do not see it, other sites do not send it with their forms, and a secure one
/// goes no way but an encrypted one.
fn cookie_of(name: &str, value: &str, seconds: Option<u32>, is_secure: bool) -> Option<HeaderValue> {
    let value = encode(value).replace(',', "%2C");
    let lasts = seconds.map(|seconds| format!("Max-Age={seconds}; ")).unwrap_or_default();
    let secure = if is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; {lasts}HttpOnly; SameSite=Lax{secure}")).ok()
}

/// An address to go back to, where it is one of our own.
pub fn own_address(back: &str) -> Option<&str> {
    let is_own = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n']);
    is_own.then_some(back)
}

/// The language of ours a browser likes best.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let text = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighed = text.split(',').enumerate().filter_map(|(place, part)| {
        let mut pieces = part.split(';');
        let language = Language::from_tag(pieces.next()?.trim())?;
        let weight =
            pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
        Some((language, weight, place))
    });
    let best = weighed.reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|(language, ..)| language)
}

/// The city as a query wants to see it, through the visitor's window.
pub struct View {
    /// The city and the head it is current to.
    pub image: Arc<Image>,
    /// The approvals of its projects.
    pub desk: Arc<Desk>,
    /// Every project from there.
    pub board: Arc<Board>,
    /// The last record that counts, by which whoever keeps a paper can tell whether history was rewritten.
    pub record: Head,
}

impl View {
    /// The last fact that counts.
    pub fn known(&self) -> Seq {
        self.board.at.known.min(self.image.city.head())
    }
}

impl Visit {
    /// A secret cookie, for so many seconds or as long as the browser runs; where the way is encrypted it goes no other way.
    pub fn cookie(&self, name: &str, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
        cookie_of(name, value, seconds, self.is_encrypted)
    }

    /// The address asked for, without the language and the theme, which have their own switches.
    pub fn address(&self) -> String {
        let pairs = self.pairs.iter().filter(|(name, _)| !["lang", "theme"].contains(&name.as_str()));
        let pairs = pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        with_query(&self.path, &pairs.collect::<Vec<_>>().join("&"))
    }

    /// What the address asks for, and what of it is not understood.
    pub fn query(&self) -> (Query, Vec<BadParameter>) {
        Query::read(&self.pairs)
    }

    /// A parameter of one page's own; what is not understood is left out and reported under `fault`.
    pub fn own<T>(
        &self,
        name: &str,
        fault: &'static str,
        read: impl Fn(&str) -> Option<T>,
        bad: &mut Vec<BadParameter>,
    ) -> Option<T> {
        let (name, value) = said(&self.pairs).find(|(given, _)| *given == name)?;
        let read = read(value);
        if read.is_none() {
            bad.push(BadParameter { name: name.to_owned(), value: value.to_owned(), fault });
        }
        read
    }

    /// The city as far as the visitor sees it, current to the last fact.
    ///
    /// # Errors
    /// The acting post gives nothing any more.
    pub fn window(&self, served: &Served) -> Result<Window, Problem> {
        let (image, rules) = (served.app.office.image(), served.app.office.rules());
        match &self.who {
            Who::Operator { .. } => Ok(served.whole(image)),
            Who::Stranger => Err(Problem::NotSignedIn),
            Who::Signed(_) => {
                let authority = self.authority(&image.city, &rules)?.ok_or(Problem::NoPost)?;
                Ok(served.windows.of(served, &authority, &image, &rules))
            }
        }
    }

    /// What the acting post gives; nothing where one works alone, bound by no role.
    ///
    /// # Errors
    /// The post gives nothing any more.
    pub fn authority<'a>(&self, city: &'a City, rules: &'a Rules) -> Result<Option<Authority<'a>>, Problem> {
        let Some(signed) = self.who.signed() else { return Ok(None) };
        let holder = signed.holder.ok_or(Problem::NoPost)?;
        Authority::of(city, rules, holder.post, self.today).map(Some).map_err(|_| Problem::NoPost)
    }

    /// The city as far as the visitor sees it.
    ///
    /// # Errors
    /// As [`Visit::window`].
    pub fn city(&self, served: &Served) -> Result<Arc<City>, Problem> {
        Ok(Arc::clone(&self.window(served)?.image.city))
    }

    /// Who acts, as orders name it.
    ///
    /// # Errors
    /// Nobody is named yet.
    pub fn actor(&self) -> Result<Actor, Problem> {
        self.who.actor().ok_or(Problem::ActorMissing)
    }

    /// An order for a command under a key, sent now by who acts; without a name where none is given, which is asked for before.
    pub fn order(&self, command: Command, key: impl Into<String>) -> Order {
        let actor = self.who.actor().unwrap_or_else(|| Actor::Operator(String::new()));
        Order::new(command, actor, key, self.now, self.today)
    }

    /// Who asks, for a decision that is only foreseen: nothing is looked up for it.
    pub fn by(&self) -> By<'static> {
        match self.who.holder() {
            None => By::Operator,
            Some(holder) => By::Post { post: holder.post, author: &|_| None },
        }
    }

    /// Why the acting post may not do something to a project, in words; nothing where it may.
    pub fn barred(&self, view: &View, action: Action, project: Seen<'_>) -> Option<String> {
        let authority = self.authority(&view.image.city, &view.board.rules);
        match authority {
            Ok(None) => None,
            Ok(Some(authority)) => {
                let bar = authority.bar(action, project)?;
                Some(self.locale.phrase("refusal", "code", &bar.cause()))
            }
            Err(problem) => Some(problem.words(self.locale)),
        }
    }

    /// Why the acting post may not change a field, in words; nothing where it may.
    pub fn barred_field(&self, view: &View, field: &Field) -> Option<String> {
        let authority = self.authority(&view.image.city, &view.board.rules).ok().flatten()?;
        let cause = authority.is_beyond(field).then_some(Cause::FieldNotAllowed)?;
        Some(self.locale.phrase("refusal", "code", &cause))
    }

    /// Whether the acting post does something at all, however far.
    pub fn does(&self, view: &View, action: Action) -> bool {
        let authority = self.authority(&view.image.city, &view.board.rules);
        authority.is_ok_and(|authority| authority.is_none_or(|authority| authority.reach(action).is_some()))
    }

    /// Whether a form must first ask for a name.
    pub fn needs_actor(&self) -> bool {
        self.who.actor().is_none()
    }

    /// The city as the query wants to see it. Blocks.
    ///
    /// # Errors
    /// The ledger's.
    pub fn view(&self, served: &Served, query: &Query) -> Result<View, Problem> {
        let office = &served.app.office;
        let Window { image, boards, desk } = self.window(served)?;
        let failed = |error: OfficeError| Problem::failed(&error);
        let (known, record) = match &query.known_at {
            // Not the head: so a board stays the same standpoint while facts come in.
            None => (Seq::LATEST, image.head),
            Some((_, at)) => {
                let known = office.known_at(*at).map_err(failed)?;
                (known, office.record(known).map_err(failed)?)
            }
        };
        let at = Moment { as_of: query.as_of.unwrap_or(self.today), known };
        let board = boards.of(&image.city, &office.city(), at, &office.rules());
        Ok(View { image, desk, board, record })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_language_of_ours_is_taken() {
        for (accept, want) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::Chinese)),
            ("en-US,en;q=0.9", Some(Language::English)),
            ("fr, en;q=0.3, zh;q=0.7", Some(Language::Chinese)),
            ("fr", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
            assert_eq!(accepted(&headers), want, "{accept}");
        }
    }

    #[test]
    fn cookies_carry_any_name() {
        for name in ["王芳", "a;b=c, d%\"", "x"] {
            let set = set_cookie(ACTOR_COOKIE, name).unwrap();
            let mut headers = HeaderMap::new();
            headers.insert(
                header::COOKIE,
                HeaderValue::from_str(&format!(
                    "other=1; {}",
                    set.to_str().unwrap().split(';').next().unwrap()
                ))
                .unwrap(),
            );
            assert_eq!(cookie(&headers, ACTOR_COOKIE).as_deref(), Some(name));
        }
        for broken in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decode(broken), None);
        }
    }
}
