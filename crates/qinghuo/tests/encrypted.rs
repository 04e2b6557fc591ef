//! A city whose files are encrypted: nothing of it can be read from the disk, its backups are as closed as itself, and a key can be given, changed and
//! taken away.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const NAME: &str = "泉城密钥试验中心";

fn qinghuo(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qinghuo"));
    command.env_clear().current_dir(dir).args(["--actor", "张敏", "--lang", "zh"]).args(arguments);
    command.output().unwrap()
}

fn done(dir: &Path, arguments: &[&str]) -> String {
    let output = qinghuo(dir, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The exit code, and what was said.
fn refused(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = qinghuo(dir, arguments);
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn files(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn holds(path: &Path, text: &[u8]) -> bool {
    fs::read(path).unwrap().windows(text.len()).any(|window| window == text)
}

fn head(dir: &Path, options: &[&str]) -> String {
    let audit = done(dir, &[&["audit", "--json"], options].concat());
    let told: serde_json::Value = serde_json::from_str(&audit).unwrap();
    told["head"].to_string()
}

#[test]
fn nothing_can_be_read_without_the_key_and_everything_with_it() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    done(dir, &["key", "one.key"]);
    done(dir, &["key", "two.key"]);
    let sealed = ["--data", "sealed", "--key-file", "one.key"];
    let with = |arguments: &[&'static str]| [&sealed[..], arguments].concat();
    done(dir, &with(&["register", NAME, "site=历城区"]));
    assert!(done(dir, &with(&["show", "P1"])).contains(NAME));
    let first = head(dir, &sealed);

    // Neither in the database nor its log, the snapshot, or a backup.
    done(dir, &with(&["backup", "sealed.db"]));
    let looked_at: Vec<PathBuf> =
        files(&dir.join("sealed")).into_iter().chain([dir.join("sealed.db")]).collect();
    assert!(looked_at.len() >= 3, "{looked_at:?}");
    for path in &looked_at {
        for text in [NAME.as_bytes(), b"ProjectRegistered", b"CREATE TABLE"] {
            assert!(!holds(path, text), "{}: {}", path.display(), String::from_utf8_lossy(text));
        }
    }

    // Without the key, and with another one.
    let (exit, said) = refused(dir, &["--data", "sealed", "show", "P1"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("已加密"), "{said}");
    let (exit, said) = refused(dir, &["--data", "sealed", "--key-file", "two.key", "show", "P1"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("不能用这个密钥打开"), "{said}");
    assert_eq!(head(dir, &sealed), first, "a wrong key changes nothing");

    // The same key, another key, and none: each restores to the same head.
    let open = ["--data", "open"];
    done(dir, &["--data", "again", "--key-file", "one.key", "restore", "sealed.db"]);
    done(
        dir,
        &["--data", "other", "--key-file", "two.key", "restore", "sealed.db", "--backup-key-file", "one.key"],
    );
    done(dir, &["--data", "open", "restore", "sealed.db", "--backup-key-file", "one.key"]);
    assert_eq!(head(dir, &["--data", "again", "--key-file", "one.key"]), first);
    assert_eq!(head(dir, &["--data", "other", "--key-file", "two.key"]), first);
    assert_eq!(head(dir, &open), first);
    assert!(holds(&dir.join("open/city.db"), NAME.as_bytes()), "the search would find it");
    assert_eq!(refused(dir, &["--data", "no", "restore", "sealed.db"]).0, 3);
    assert!(!dir.join("no").exists(), "nothing is left of what was refused");

    // A plain city is given a key by way of a backup, and is not taken for an encrypted one before.
    let (exit, said) = refused(dir, &["--data", "open", "--key-file", "one.key", "show", "P1"]);
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("没有加密"), "{said}");
    done(dir, &["--data", "open", "backup", "open.db"]);
    done(dir, &["--data", "closed", "--key-file", "two.key", "restore", "open.db"]);
    assert_eq!(head(dir, &["--data", "closed", "--key-file", "two.key"]), first);
    // And it goes on.
    done(dir, &["--data", "closed", "--key-file", "two.key", "register", "乙"]);
    assert_ne!(head(dir, &["--data", "closed", "--key-file", "two.key"]), first);
}

#[test]
fn a_key_is_new_its_owners_alone_and_nothing_else_is_taken_for_one() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path();
    done(dir, &["key", "one.key"]);
    let (exit, said) = refused(dir, &["key", "one.key"]);
    assert_eq!(exit, 4, "{said}");
    let key = fs::read_to_string(dir.join("one.key")).unwrap();
    assert_eq!(key.trim().len(), 64);
    fs::write(dir.join("short.key"), &key[..40]).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let (exit, said) = refused(dir, &["--key-file", "short.key", "register", "甲"]);
        assert_eq!(exit, 3, "{said}");
        assert!(said.contains("chmod 600"), "{said}");
        fs::set_permissions(dir.join("short.key"), fs::Permissions::from_mode(0o600)).unwrap();
        let mode = fs::metadata(dir.join("one.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (exit, said) = refused(dir, &["--key-file", "short.key", "register", "甲"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("64 位"), "{said}");
    assert!(!said.contains(&key[..40]), "a key is never shown");
    assert_eq!(refused(dir, &["--key-file", "no.key", "register", "甲"]).0, 3);
    assert!(!dir.join("data").exists());
}
