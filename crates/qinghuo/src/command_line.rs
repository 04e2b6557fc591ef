//! The command line: what may be given, in the user's language, and what is said when it is not understood.

use crate::{
    exit::{Exit, Stop},
    subcommands,
    words::Words,
};
use clap::{
    ArgAction, ArgMatches, Command,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::ffi::OsString;

/// What parsing led to.
pub enum Asked {
    /// A subcommand by its name, with its arguments and the global ones.
    Run(String, ArgMatches),
    /// A page of help, or the version.
    Read(String),
}

/// The whole command line.
pub fn command(words: Words) -> Command {
    let global = |argument: clap::Arg| argument.global(true).help_heading(words.say("cli-global-options"));
    let mut command = Command::new("qinghuo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.say("cli-about"))
        .after_help(words.say("cli-after-help"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_help_heading(words.say("cli-commands"))
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(global(words.option("data", "directory")))
        .arg(global(words.option("key-file", "file")))
        .arg(global(words.option("playbook", "directory")).id("rules"))
        .arg(global(words.option("actor", "name")))
        .arg(global(words.option("lang", "language").value_parser(["zh", "en"])))
        .arg(global(words.option("now", "moment")).hide(true))
        .arg(words.flag("version").short('V').action(ArgAction::Version));
    for subcommand in subcommands::ALL {
        command = command.subcommand((subcommand.arguments)(
            Command::new(subcommand.name).about(words.say(&format!("cli-{}-about", subcommand.name))),
            words,
        ));
    }
    dressed(command, words, "qinghuo")
}

/// Gives a command and those below it the localised frame: usage line, headings, the help option.
fn dressed(command: Command, words: Words, path: &str) -> Command {
    let mut usage = path.to_owned();
    for argument in command.get_arguments().filter(|a| a.is_required_set() && !a.is_positional()) {
        let value = argument.get_value_names().into_iter().flatten().next();
        let (long, value) =
            (argument.get_long().unwrap_or_default(), value.map_or("", |value| value.as_str()));
        usage.push_str(&format!(" --{long} <{value}>"));
    }
    if command.has_subcommands() {
        usage.push_str(&format!(" <{}>", words.text("cli-value-command")));
    }
    for argument in command.get_positionals() {
        let value =
            argument.get_value_names().into_iter().flatten().next().map_or("", |value| value.as_str());
        let many = if matches!(argument.get_action(), ArgAction::Append) { "…" } else { "" };
        usage.push_str(&match argument.is_required_set() {
            true => format!(" <{value}>{many}"),
            false => format!(" [{value}]{many}"),
        });
    }
    usage.push_str(&format!(" [{}]", words.text("cli-options")));
    let nested = command.get_name() != "qinghuo" && command.has_subcommands();
    let template =
        format!("{{about-with-newline}}\n{} {usage}\n\n{{all-args}}{{after-help}}", words.text("cli-usage"),);
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = command.help_template(template).disable_help_flag(true).arg(
        words.flag("help").short('h').action(ArgAction::Help).help_heading(words.say("cli-global-options")),
    );
    if nested {
        command = command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .subcommand_help_heading(words.say("cli-commands"));
    }
    for name in names {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |below| dressed(below, words, &path));
    }
    command
}

/// Reads the command line.
///
/// # Errors
/// A [`Stop`] that says what is not understood.
pub fn read(arguments: Vec<OsString>, words: Words) -> anyhow::Result<Asked> {
    match command(words).try_get_matches_from(arguments) {
        Ok(mut given) => match given.remove_subcommand() {
            Some((name, given)) => Ok(Asked::Run(name, given)),
            None => Err(Stop::with(Exit::Usage, words.say("cli-error-command-missing"))),
        },
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Asked::Read(error.render().to_string())),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Err(Stop::with(Exit::Usage, error.render().to_string()))
            }
            _ => Err(Stop::with(Exit::Usage, explained(&error, words))),
        },
    }
}

/// What the parser found wrong, in the user's language.
fn explained(error: &clap::Error, words: Words) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let (key, given) = match error.kind() {
        ErrorKind::UnknownArgument => ("cli-error-argument-unknown", argument),
        ErrorKind::InvalidSubcommand => {
            ("cli-error-command-unknown", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => ("cli-error-command-missing", String::new()),
        ErrorKind::MissingRequiredArgument => ("cli-error-argument-missing", argument),
        ErrorKind::ArgumentConflict => ("cli-error-argument-twice", argument),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            ("cli-error-value-missing", argument)
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            ("cli-error-value-missing", argument)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("cli-error-value-wrong", argument),
        ErrorKind::TooManyValues => ("cli-error-value-superfluous", argument),
        ErrorKind::InvalidUtf8 => ("cli-error-not-text", argument),
        _ => ("cli-error-other", argument),
    };
    let value = context(ContextKind::InvalidValue);
    let mut said = words.say_with(key, &[("given", &given), ("value", &value)]);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().map(context).find(|near| !near.is_empty()) {
        said.push_str(&words.say_with("cli-error-perhaps", &[("near", &near)]));
    }
    let valid = context(ContextKind::ValidValue);
    if error.kind() == ErrorKind::InvalidValue && !valid.is_empty() {
        said.push_str(&words.say_with("cli-error-one-of", &[("valid", &valid)]));
    }
    said.push('\n');
    said.push_str(&words.say("cli-error-see-help"));
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use qinghuo_locale::Language;

    fn every(command: &Command, see: &mut dyn FnMut(&Command)) {
        see(command);
        command.get_subcommands().for_each(|below| every(below, see));
    }

    #[test]
    fn the_command_line_is_sound_and_fully_in_words() {
        for language in Language::ALL {
            let mut built = command(Words::of(language));
            built.build();
            built.clone().debug_assert();
            every(&built, &mut |command| {
                let help = command.clone().render_long_help().to_string();
                assert!(!help.contains("cli-"), "{}: {help}", command.get_name());
                let foreign = ["Usage:", "Options:", "Commands:", "Arguments:", "Print help"];
                if language == Language::Chinese {
                    assert!(foreign.iter().all(|word| !help.contains(word)), "{help}");
                }
            });
        }
    }

    #[test]
    fn mistakes_are_explained_in_both_languages() {
        let table = [
            ("cokpit", "cockpit"),
            ("cockpit --jason", "--json"),
            ("totals", "--by"),
            ("show", ""),
            ("cockpit --lang fr", "zh"),
            ("undo I1 --reason", "--reason"),
            ("playbook", ""),
            ("cockpit extra", "extra"),
            ("cockpit --data", "--data"),
        ];
        for language in Language::ALL {
            for (line, named) in table {
                let arguments = format!("qinghuo {line}");
                let arguments = arguments.split(' ').map(OsString::from).collect();
                let Err(stop) = read(arguments, Words::of(language)) else { panic!("{line} was understood") };
                let stop = stop.downcast::<Stop>().unwrap();
                assert_eq!(stop.exit, Exit::Usage, "{line}");
                assert!(stop.words.contains(named), "{line}: {}", stop.words);
                assert!(!stop.words.contains("cli-") && !stop.words.contains("{$"), "{line}: {}", stop.words);
                assert!(!stop.words.contains("error:"), "{line}: {}", stop.words);
            }
        }
    }
}
