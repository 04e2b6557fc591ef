//! `serve`: the pages, until somebody stops them.

use super::{account, text};
use crate::{
    exit::{Exit, Stop},
    session::Session,
    telling,
    words::Words,
};
use anyhow::Context as _;
use clap::{ArgAction, ArgMatches, Command, value_parser};
use qinghuo_accounts::Site;
use qinghuo_oidc::{Client, Provider};
use qinghuo_web::{App, Front, NotACertificate, Printer, Tls};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};
use tokio::net::TcpListener;

const ADDRESS: &str = "127.0.0.1:8080";
/// What one account, or one address nobody signed in from, may ask a second over time, where nothing else is said.
const REQUESTS_A_SECOND: u32 = 100;

pub fn arguments(command: Command, words: Words) -> Command {
    command
        .arg(words.option("listen", "address"))
        .arg(words.option("tls-certificate", "file").requires("tls-key"))
        .arg(words.option("tls-key", "file").requires("tls-certificate"))
        .arg(words.option("gateway", "address").action(ArgAction::Append))
        .arg(words.option("requests-a-second", "count").value_parser(value_parser!(u32)))
        .arg(words.option("public-url", "url"))
        .arg(words.option("oidc-issuer", "url").requires("oidc-client-id"))
        .arg(words.option("oidc-client-id", "name").requires("oidc-issuer"))
        .arg(words.option("oidc-secret-file", "file").requires("oidc-issuer"))
}

pub fn run(session: &Session, given: &ArgMatches) -> anyhow::Result<Exit> {
    let words = session.words;
    let address = given.get_one::<String>("listen").map_or(ADDRESS, String::as_str);
    let address: SocketAddr = address.parse().map_err(|_| {
        Stop::with(Exit::Usage, words.say_with("cli-error-not-an-address", &[("given", address)]))
    })?;
    let front = front(words, given)?;
    let scheme = if front.tls.is_some() { "https" } else { "http" };
    let site = match given.get_one::<String>("public-url") {
        None => None,
        Some(url) => Some(Site::of(url).ok_or_else(|| {
            Stop::with(Exit::Usage, words.say_with("cli-error-not-a-site", &[("given", url)]))
        })?),
    };
    let book = session.open()?;
    let accounts = session.accounts()?;
    // Asked for once a start: the code printed before is void from now on.
    let set_up = accounts.setup_code().map_err(|trouble| account::trouble(words, &trouble))?;
    let clock = session.clock;
    let mut app = App {
        site,
        provider: None,
        office: book.office.clone(),
        accounts: accounts.clone(),
        playbook: Arc::new(book.playbook.clone()),
        printer: printer(),
        clock: Arc::new(move || (clock.now(), clock.today())),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("runtime")?;
    let cannot = |error: io::Error| {
        let said = [("address", &*address.to_string()), ("detail", &*telling::io(words, &error))];
        Stop::with(Exit::Failed, words.say_with("cli-cannot-serve", &said))
    };
    let listener = runtime.block_on(TcpListener::bind(address)).map_err(cannot)?;
    let local = listener.local_addr().map_err(cannot)?;
    // On one's own machine browsers take this name for safe; any other address is for its keeper to say.
    if app.site.is_none() && local.ip().is_loopback() {
        app.site = Site::of(&format!("{scheme}://localhost:{}", local.port()));
    }
    app.provider = provider(words, given, app.site.as_ref())?.map(Arc::new);
    let at = format!("{scheme}://{local}");
    for key in ["cli-serving", "cli-serving-other"] {
        session.screen.say(&words.say_with(key, &[("address", &at)]));
    }
    if let Some(code) = &set_up {
        let said = [("address", &*at), ("code", code.reveal())];
        session.screen.note(&words.say_with("cli-serving-set-up", &said));
        if !address.ip().is_loopback() {
            session.screen.note(&words.text("cli-serving-open-to-all"));
        }
    }
    session.screen.note(&words.text("cli-serving-stop"));
    runtime.block_on(async { qinghuo_web::serve(listener, app, front, stopped()?).await }).map_err(cannot)?;
    book.office.close().map_err(|error| session.failed(&error))?;
    session.screen.note(&words.text("cli-stopped"));
    Ok(Exit::Done)
}

/// How the pages stand to the network: what is given, each thing wrong with it told at once.
fn front(words: Words, given: &ArgMatches) -> anyhow::Result<Front> {
    let mut wrong = Vec::new();
    let mut read = |name| {
        let path = given.get_one::<String>(name)?;
        std::fs::read(path)
            .map_err(|error| {
                let said = [("path", &**path), ("detail", &*telling::io(words, &error))];
                wrong.push(words.say_with("cli-unreadable", &said));
            })
            .ok()
    };
    let files = (read("tls-certificate"), read("tls-key"));
    let tls = match files {
        (Some(certificate), Some(key)) => Tls::from_pem(&certificate, &key)
            .map_err(|trouble| {
                let (key, detail) = match &trouble {
                    NotACertificate::NoCertificate => ("cli-tls-no-certificate", String::new()),
                    NotACertificate::NoKey => ("cli-tls-no-key", String::new()),
                    NotACertificate::Unusable(_) => ("cli-tls-unusable", telling::chain(&trouble)),
                };
                wrong.push(words.say_with(key, &[("detail", &detail)]));
            })
            .ok(),
        _ => None,
    };
    let mut gateways = Vec::new();
    for gateway in given.get_many::<String>("gateway").into_iter().flatten() {
        match gateway.parse::<IpAddr>() {
            Ok(address) => gateways.push(address.to_canonical()),
            Err(_) => wrong.push(words.say_with("cli-error-not-a-gateway", &[("given", gateway)])),
        }
    }
    let pace = given.get_one::<u32>("requests-a-second").copied().unwrap_or(REQUESTS_A_SECOND);
    match wrong.is_empty() {
        true => Ok(Front { tls, gateways, requests_a_second: (pace > 0).then_some(pace) }),
        false => Err(Stop::with(Exit::Usage, wrong.join("\n"))),
    }
}

/// The house whose identities are taken beside our own, where one is named.
fn provider(words: Words, given: &ArgMatches, site: Option<&Site>) -> anyhow::Result<Option<Provider>> {
    let Some(issuer) = given.get_one::<String>("oidc-issuer") else { return Ok(None) };
    let usage = |key, given: &str| Stop::with(Exit::Usage, words.say_with(key, &[("given", given)]));
    let site = site.ok_or_else(|| usage("cli-oidc-without-site", issuer))?;
    let secret = match given.get_one::<String>("oidc-secret-file") {
        None => None,
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| {
                let said = [("path", file.as_str()), ("detail", &*telling::io(words, &error))];
                Stop::with(Exit::Failed, words.say_with("cli-oidc-secret-unread", &said))
            })?;
            Some(text.trim().to_owned())
        }
    };
    let client = Client {
        issuer: issuer.clone(),
        id: text(given, "oidc-client-id").to_owned(),
        secret,
        back: format!("{}{}", site.origin(), qinghuo_web::IDENTITY_BACK),
    };
    Provider::new(client).map(Some).map_err(|_| usage("cli-oidc-issuer-unfit", issuer))
}

/// The printer stands beside this program.
pub fn printer() -> Printer {
    let name = format!("qinghuo-print{}", std::env::consts::EXE_SUFFIX);
    Printer::new(
        std::env::current_exe().map_or_else(|_| PathBuf::from(&name), |here| here.with_file_name(&name)),
    )
}

/// Ends when the terminal (Ctrl+C) or the system (SIGTERM) asks for it.
#[cfg(unix)]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the terminal asks for it (Ctrl+C).
#[cfg(not(unix))]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
