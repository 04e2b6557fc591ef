//! `qinghuo-verify [--key-file FILE] [--anchor FILE]... LEDGER`: says whether a ledger is what was written, in words and by its exit code. What is examined, and how, is
//! in the library beside this.

mod words;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use qinghuo_verify::anchor::{self, Anchor, NoAnchor};
use qinghuo_verify::chain::{Fault, Hash};
use qinghuo_verify::{Finding, Key, Report, Trouble, verify};
use words::Words;

/// An anchor is small; a file of more bytes is none.
const LARGEST_ANCHOR: u64 = 64 << 20;
/// A key is smaller still.
const LARGEST_KEY: u64 = 4096;

/// How the program ends; the numbers are those of `qinghuo`.
#[derive(Clone, Copy)]
enum Exit {
    Sound = 0,
    Failed = 1,
    Usage = 2,
    Unreadable = 3,
    Damaged = 5,
}

/// What was asked.
struct Asked {
    words: Words,
    ledger: PathBuf,
    anchors: Vec<PathBuf>,
    key: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let words = language(&arguments);
    let asks_help = arguments.iter().any(|argument| argument == "--help" || argument == "-h");
    let (said, exit) = match asked(&arguments, words) {
        _ if asks_help => (usage(words), Exit::Sound),
        None => (usage(words), Exit::Usage),
        Some(asked) => examine(&asked).unwrap_or_else(|stop| stop),
    };
    // Nobody may be listening any more; the exit code still tells.
    let _ = match exit {
        Exit::Sound => writeln!(io::stdout(), "{said}"),
        _ => writeln!(io::stderr(), "{said}"),
    };
    ExitCode::from(exit as u8)
}

/// The language of `--lang`, else of `QINGHUO_LANG`, else Chinese.
fn language(arguments: &[OsString]) -> Words {
    let mut before = arguments.iter().zip(arguments.iter().skip(1));
    let given = before.find_map(|(name, value)| (name == "--lang").then_some(value.clone()));
    let tag = given.or_else(|| env::var_os("QINGHUO_LANG"));
    tag.and_then(|tag| Words::of(tag.to_str()?)).unwrap_or(Words::Chinese)
}

fn asked(arguments: &[OsString], words: Words) -> Option<Asked> {
    let (mut ledger, mut anchors, mut key) = (None, Vec::new(), None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--anchor") => anchors.push(arguments.next()?.into()),
            Some("--key-file") => key = Some(arguments.next()?.into()),
            Some("--lang") => Words::of(arguments.next()?.to_str()?).map(|_| ())?,
            Some(option) if option.starts_with('-') => return None,
            _ if ledger.is_some() => return None,
            _ => ledger = Some(argument.into()),
        }
    }
    Some(Asked { words, ledger: ledger?, anchors, key })
}

fn usage(words: Words) -> String {
    ["usage", "usage-ledger", "usage-anchor", "usage-key", "usage-exit"]
        .map(|key| words.say(key, &[]))
        .join("\n")
}

fn examine(asked: &Asked) -> Result<(String, Exit), (String, Exit)> {
    let words = asked.words;
    let anchors: Vec<Anchor> =
        asked.anchors.iter().map(|path| anchor_in(words, path)).collect::<Result<_, _>>()?;
    let key = asked.key.as_deref().map(|path| key_in(words, path)).transpose()?;
    let report = verify(&asked.ledger, key.as_ref(), &anchors)
        .map_err(|trouble| troubled(words, &asked.ledger, &trouble))?;
    Ok(if report.findings.is_empty() {
        (sound(asked, &report, &anchors), Exit::Sound)
    } else {
        (unsound(asked, &report), Exit::Damaged)
    })
}

fn anchor_in(words: Words, path: &Path) -> Result<Anchor, (String, Exit)> {
    let shown = shown(path);
    let told = |key, more: &str| (words.say(key, &[&shown, more]), Exit::Unreadable);
    let small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST_ANCHOR);
    let bytes = if small { fs::read(path).ok() } else { None };
    let bytes = bytes.ok_or_else(|| told("trouble-not-there", ""))?;
    anchor::read(&String::from_utf8_lossy(&bytes)).map_err(|no| match no {
        NoAnchor::Line(line) => told("anchor-line", &line.to_string()),
        NoAnchor::Sum => told("anchor-sum", ""),
    })
}

fn key_in(words: Words, path: &Path) -> Result<Key, (String, Exit)> {
    let told = |key| (words.say(key, &[&shown(path)]), Exit::Unreadable);
    let small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST_KEY);
    let text = if small { fs::read_to_string(path).ok() } else { None };
    Key::of(&text.ok_or_else(|| told("trouble-not-there"))?).ok_or_else(|| told("not-a-key"))
}

fn troubled(words: Words, path: &Path, trouble: &Trouble) -> (String, Exit) {
    let (key, said, exit) = match trouble {
        Trouble::NotThere => ("trouble-not-there", "", Exit::Unreadable),
        Trouble::NotALedger => ("trouble-not-a-ledger", "", Exit::Unreadable),
        Trouble::Changed => ("trouble-changed", "", Exit::Failed),
        Trouble::Busy => ("trouble-busy", "", Exit::Failed),
        Trouble::Engine(said) => ("trouble-engine", said.as_str(), Exit::Failed),
    };
    (words.say(key, &[&shown(path), said]), exit)
}

fn sound(asked: &Asked, report: &Report, anchors: &[Anchor]) -> String {
    let (words, chain) = (asked.words, &report.chain);
    let (seq, hash) = (chain.seq.to_string(), chain.hash.to_string());
    let recorded_at = if chain.recorded_at.is_empty() { "-" } else { &chain.recorded_at };
    let mut said = vec![
        words.say("sound", &[&seq, &report.attachments.to_string()]),
        words.say("head", &[&seq, &hash, recorded_at]),
    ];
    said.extend(anchors.iter().zip(&asked.anchors).map(|(anchor, path)| {
        let head = anchor.records.last().map_or(0, |(seq, _)| *seq);
        words.say("anchor-holds", &[&shown(path), &head.to_string()])
    }));
    said.join("\n")
}

fn unsound(asked: &Asked, report: &Report) -> String {
    let words = asked.words;
    let mut said = vec![words.say("unsound", &[&report.findings.len().to_string()])];
    said.extend(report.findings.iter().map(|finding| format!("  {}", told(asked, report, finding))));
    if report.findings.iter().any(|finding| matches!(finding, Finding::Record(..))) {
        let (seq, hash) = (report.chain.seq.to_string(), report.chain.hash.to_string());
        said.push(words.say("good-up-to", &[&seq, &hash]));
    }
    said.join("\n")
}

fn told(asked: &Asked, report: &Report, finding: &Finding) -> String {
    let words = asked.words;
    let anchor = |at: &usize| asked.anchors.get(*at).map(|path| shown(path)).unwrap_or_default();
    let name = |hash: &Option<Hash>| hash.map_or_else(|| "-".to_owned(), |hash| hash.to_string());
    match finding {
        Finding::Record(seq, fault) => {
            words.say("record", &[&seq.to_string(), &words.say(fault_key(*fault), &[])])
        }
        Finding::NoHead => words.say("no-head", &[]),
        Finding::AttachmentMissing(hash) => words.say("attachment-missing", &[&hash.to_string()]),
        Finding::AttachmentAltered(hash) => words.say("attachment-altered", &[&name(hash)]),
        Finding::Structure(report) => words.say("structure", &[&tame(report)]),
        Finding::BehindAnchor { anchor: at, anchored } => {
            words.say("behind-anchor", &[&anchor(at), &anchored.to_string(), &report.chain.seq.to_string()])
        }
        Finding::Rewritten { anchor: at, same, other } => {
            words.say("rewritten", &[&anchor(at), &same.to_string(), &other.to_string()])
        }
    }
}

const fn fault_key(fault: Fault) -> &'static str {
    match fault {
        Fault::Missing => "missing",
        Fault::OutOfPlace => "out-of-place",
        Fault::Unreadable => "unreadable",
        Fault::BrokenLink => "broken-link",
        Fault::WrongHash => "wrong-hash",
        Fault::MalformedTime => "malformed-time",
        Fault::TimeWentBack => "time-went-back",
        Fault::BeyondHead => "beyond-head",
        Fault::HeadDisagrees => "head-disagrees",
    }
}

fn shown(path: &Path) -> String {
    tame(&path.display().to_string())
}

/// A text of somebody else's making, without what would steer a terminal.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
