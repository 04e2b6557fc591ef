//! Stories: command scripts with their transcripts, run with the real binary in a directory of their own under a held clock.
//!
//! A story is a text file under `stories/`. What its lines begin with says what they are:
//!
//! | line | is |
//! |---|---|
//! | `# …` | a remark |
//! | `@now …` | the clock from here on |
//! | `@lang …` | the language from here on |
//! | `@alter FILE: A => B` | one byte string in a file is replaced by another of the same length, as a tamperer would |
//! | `> FILE` | a file, its lines down to a lone `>`; of a name in `.xlsx` the cells are divided by `\|` |
//! | `$ …` | a command, words in double quotes kept together; below it what it answered (`! ` is standard error), and `[exit n]` unless that is 0 |
//!
//! Hashes are shown as `<hash>`; lines of progress are left out. To write the answers anew, run with `UPDATE_STORIES=1` and read the difference.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is how a test fails"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const LEDGER: &[u8] = include_bytes!("../../sheet/tests/ledgers/jinan_2024_dispatch.xlsx");

fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories")
}

macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                play(stringify!($name));
            }
        )*

        #[test]
        fn every_story_is_played() {
            let told: Vec<String> = fs::read_dir(stories()).unwrap()
                .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
                .filter(|name| ![$(stringify!($name)),*].contains(&&**name))
                .collect();
            assert!(told.is_empty(), "not in the table: {told:?}");
        }
    };
}

stories! {
    a_demo_city,
    a_ledger_goes_in,
    two_axes_of_time,
    the_second_ledger,
    columns_corrected,
    daily_work,
    evidence,
    rules_say_no,
    wrong_input,
    undone_to_nothing,
    a_tampered_ledger,
    for_machines,
    playbooks,
    in_english,
    works,
    approvals,
    units_and_posts,
    many_items,
    kept_elsewhere,
}

fn play(name: &str) {
    let path = stories().join(name).with_extension("txt");
    let told = fs::read_to_string(&path).unwrap();
    let played = Stage::new().play(&told);
    if env::var_os("UPDATE_STORIES").is_some() {
        fs::write(&path, &played).unwrap();
    } else if played != told {
        let differs = played.lines().zip(told.lines()).position(|(a, b)| a != b);
        let line = differs.unwrap_or_else(|| played.lines().count().min(told.lines().count()));
        let from =
            |text: &str| text.lines().skip(line.saturating_sub(2)).take(8).collect::<Vec<_>>().join("\n");
        panic!("{name}, line {}:\n--- told\n{}\n--- played\n{}\n", line + 1, from(&told), from(&played));
    }
}

/// Where a story is played.
struct Stage {
    dir: tempfile::TempDir,
    now: String,
    lang: String,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("jinan.xlsx"), LEDGER).unwrap();
        Self { dir, now: "2024-07-05T09:00:00+08:00".into(), lang: "zh".into() }
    }

    /// Plays a story and tells it with the answers it got.
    fn play(&mut self, told: &str) -> String {
        let mut played = String::new();
        let mut lines = told.lines().peekable();
        let is_told = |line: &str| ["# ", "@", "> ", "$ "].iter().any(|begin| line.starts_with(begin));
        while let Some(line) = lines.next() {
            if !is_told(line) {
                // An answer, which is written anew below its command, or a blank line above the first.
                if played.is_empty() || line.is_empty() && lines.peek().is_some_and(|next| is_told(next)) {
                    played.push('\n');
                }
                continue;
            }
            played.push_str(line);
            played.push('\n');
            if let Some(file) = line.strip_prefix("> ") {
                let content: Vec<&str> = lines.by_ref().take_while(|line| *line != ">").collect();
                content.iter().for_each(|line| played.push_str(&format!("{line}\n")));
                played.push_str(">\n");
                self.put(file, &content);
            } else if let Some(now) = line.strip_prefix("@now ") {
                self.now = now.to_owned();
            } else if let Some(lang) = line.strip_prefix("@lang ") {
                self.lang = lang.to_owned();
            } else if let Some(alteration) = line.strip_prefix("@alter ") {
                self.alter(alteration);
            } else if let Some(command) = line.strip_prefix("$ ") {
                played.push_str(&self.run(command));
            }
        }
        played
    }

    fn put(&self, file: &str, content: &[&str]) {
        let path = self.dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if !file.ends_with(".xlsx") {
            return fs::write(path, content.join("\n")).unwrap();
        }
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(content) {
            for (column, cell) in (0..).zip(line.split('|').map(str::trim)) {
                match cell.parse::<f64>() {
                    _ if cell.is_empty() => {}
                    Ok(number) => {
                        sheet.write_number(row, column, number).unwrap();
                    }
                    Err(_) => {
                        sheet.write_string(row, column, cell).unwrap();
                    }
                }
            }
        }
        book.save(path).unwrap();
    }

    fn alter(&self, alteration: &str) {
        let (file, texts) = alteration.split_once(": ").unwrap();
        let (from, to) = texts.split_once(" => ").unwrap();
        assert_eq!(from.len(), to.len(), "another length would show by itself");
        let path = self.dir.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        let at =
            bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect("nothing to alter");
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        fs::write(path, bytes).unwrap();
    }

    fn run(&self, command: &str) -> String {
        let mut words = split(command).into_iter();
        assert_eq!(words.next().as_deref(), Some("qinghuo"), "{command}");
        let output = Command::new(env!("CARGO_BIN_EXE_qinghuo"))
            .env_clear()
            .env("QINGHUO_LANG", &self.lang)
            .env("QINGHUO_DATA", "city")
            .env("QINGHUO_ACTOR", "张三")
            .args(["--now", &self.now])
            .args(words)
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let mut said = String::from_utf8(output.stdout).unwrap();
        for line in String::from_utf8(output.stderr).unwrap().lines().filter(|line| !is_progress(line)) {
            said.push_str(&format!("! {line}\n"));
        }
        match output.status.code() {
            Some(0) => {}
            code => said.push_str(&format!("[exit {}]\n", code.unwrap_or(-1))),
        }
        without_hashes(&said)
    }
}

/// Whether a line only says how far the work is: whether it is said at all depends on how busy the machine is.
fn is_progress(line: &str) -> bool {
    let before = line.strip_suffix('%').or_else(|| line.strip_suffix('s'));
    before.is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// The words of a command line.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

/// Hashes change with every detail of what they cover; that they hold is for `audit` to say.
fn without_hashes(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let (mut shown, mut word) = (String::new(), String::new());
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else {
            shown.push_str(if is_hash(&word) { "<hash>" } else { &word });
            word.clear();
            if c != '\0' {
                shown.push(c);
            }
        }
    }
    shown
}
