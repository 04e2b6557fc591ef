//! Files that appear whole or not at all, and stay after a power cut.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::LedgerError;

/// A file under construction beside the place it is meant for; removed unless it gets there.
pub(crate) struct Draft {
    path: PathBuf,
    target: PathBuf,
}

impl Draft {
    /// A name no other draft has; the file itself is not created.
    pub(crate) fn of(target: &Path) -> Draft {
        static DRAFTS: AtomicU64 = AtomicU64::new(0);
        let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
        let mut name = target.file_name().map_or_else(OsString::new, OsString::from);
        name.push(format!(".draft-{}-{number}", process::id()));
        let path = target.with_file_name(name);
        // What a killed process of the same number may have left.
        let _ = fs::remove_file(&path);
        Draft { path, target: target.to_owned() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the draft in its place, over whatever is there.
    pub(crate) fn replace(self) -> Result<(), LedgerError> {
        sync_file(&self.path)?;
        fs::rename(&self.path, &self.target).map_err(LedgerError::io(&self.target))?;
        sync_parent(&self.target)
    }

    /// Puts the draft in its place unless something is there already ([`LedgerError::AlreadyExists`]).
    pub(crate) fn publish(self) -> Result<(), LedgerError> {
        sync_file(&self.path)?;
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(self.in_the_way()),
            // A file system without hard links, such as that of a memory stick: claim the name, then fill it.
            Err(_) => {
                OpenOptions::new().write(true).create_new(true).open(&self.target).map_err(|error| {
                    match error.kind() {
                        ErrorKind::AlreadyExists => self.in_the_way(),
                        _ => LedgerError::io(&self.target)(error),
                    }
                })?;
                fs::rename(&self.path, &self.target).map_err(LedgerError::io(&self.target))?;
            }
        }
        sync_parent(&self.target)
    }

    fn in_the_way(&self) -> LedgerError {
        LedgerError::AlreadyExists { path: self.target.clone() }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

fn sync_file(path: &Path) -> Result<(), LedgerError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(LedgerError::io(path))
}

/// Makes the directory entry of `path` last. A bare file name lies in the current directory.
pub(crate) fn sync_parent(path: &Path) -> Result<(), LedgerError> {
    let parent = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Ok(()),
    };
    sync_file(parent)
}
