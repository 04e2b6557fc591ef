//! One room per subcommand: what may be given, and what is then done. All of them are thin: rules are in the domain, files in their own crates.

pub mod account;
mod anchor;
mod audit;
mod backup;
mod batch;
mod bottlenecks;
mod bulletin;
mod changes;
mod cockpit;
mod demo;
mod dispatch;
mod evidence;
mod exempt;
mod export;
mod history;
mod import;
mod imports;
mod item;
mod items;
pub mod key;
mod list;
mod merge;
mod migrate;
mod network;
mod person;
mod phase;
mod playbook;
mod post;
mod procedure;
mod restore;
mod role;
mod schedule;
mod serve;
mod set;
mod show;
mod split;
mod step;
mod tasks;
mod tell;
mod totals;
mod undo;
mod unit;
mod wall;
mod works;

use crate::{exit::Exit, session::Session, words::Words};
use clap::{ArgMatches, Command};

/// One subcommand.
pub struct Subcommand {
    /// Its name, also the stem of its texts: `cli-<name>-about`.
    pub name: &'static str,
    /// Adds its arguments.
    pub arguments: fn(Command, Words) -> Command,
    /// Does it.
    pub run: fn(&Session, &ArgMatches) -> anyhow::Result<Exit>,
}

macro_rules! subcommands {
    ($($name:literal $room:ident $arguments:ident $run:ident),* $(,)?) => {
        /// All of them, in the order of the help page: the main road first, then looking, changing, and looking after.
        pub const ALL: &[Subcommand] =
            &[$(Subcommand { name: $name, arguments: $room::$arguments, run: $room::$run }),*];
    };
}

subcommands! {
    "serve" serve arguments run,
    "demo" demo arguments run,
    "import" import arguments run,
    "imports" imports arguments run,
    "undo" undo arguments run,
    "export" export arguments run,
    "bulletin" bulletin arguments run,
    "wall" wall arguments run,
    "network" network arguments run,
    "evidence" evidence arguments run,
    "works" works arguments run,
    "cockpit" cockpit arguments run,
    "show" show arguments run,
    "schedule" schedule arguments run,
    "items" items arguments run,
    "bottlenecks" bottlenecks arguments run,
    "history" history arguments run,
    "totals" totals arguments run,
    "changes" changes arguments run,
    "tasks" tasks arguments run,
    "register" set register_arguments register,
    "set" set arguments run,
    "file" dispatch arguments run,
    "approve" dispatch approve_arguments approve,
    "advance" phase advance_arguments advance,
    "return" phase return_arguments return_back,
    "assign" step assign_arguments assign,
    "migrate" migrate arguments run,
    "step" step arguments run,
    "item" item arguments run,
    "promise" step promise_arguments promise,
    "explain" step explain_arguments explain,
    "list" list arguments run,
    "exempt" exempt arguments run,
    "merge" merge arguments run,
    "split" split arguments run,
    "unit" unit arguments run,
    "post" post arguments run,
    "person" person arguments run,
    "role" role arguments run,
    "do" tell arguments run,
    "account" account arguments run,
    "audit" audit arguments run,
    "anchor" anchor arguments run,
    "backup" backup arguments run,
    "restore" restore arguments run,
    "key" key arguments run,
    "playbook" playbook arguments run,
}

/// Options of everything that shows the city.
fn views(command: Command, words: Words) -> Command {
    let heading = words.say("cli-view-options");
    let view = |argument: clap::Arg| argument.help_heading(heading.clone());
    command
        .arg(view(words.option("as-of", "date")))
        .arg(view(words.option("known-at", "moment")))
        .arg(view(words.flag("json")))
}

/// Options of everything that changes the city.
fn changes_of(command: Command, words: Words) -> Command {
    let heading = words.say("cli-change-options");
    let change = |argument: clap::Arg| argument.help_heading(heading.clone());
    command.arg(change(words.option("effective-on", "date"))).arg(change(words.option("key", "key")))
}

/// A text that must have been given, because its argument is required.
fn text<'a>(given: &'a ArgMatches, name: &str) -> &'a str {
    given.get_one::<String>(name).map_or("", String::as_str)
}
