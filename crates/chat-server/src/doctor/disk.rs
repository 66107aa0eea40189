//! The data folder and its disk.

use super::finding::{Findings, in_full};
use crate::{data_folder::DataFolder, health::write_probe, settings::Settings};
use rustix::fs::statvfs;
use std::{
    fs::{File, TryLockError},
    path::Path,
};

const MIB: u64 = 1024 * 1024;

/// Free space below which the operator is warned.
const LITTLE: u64 = 1024 * MIB;

/// Free space below which uploads and messages fail soon.
const TOO_LITTLE: u64 = 100 * MIB;

/// Checks the data folder, the spool in it, and the free space.
pub(super) fn check(settings: &Settings, findings: &mut Findings) {
    let path = settings.data.display().to_string();
    let Ok(folder) = DataFolder::existing(&settings.data) else {
        match settings.data.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => findings.warning(
                "data folder",
                &format!("{path} does not exist"),
                "nothing, if this server is new: `serve` creates it; otherwise correct data",
            ),
            _ => findings.failed(
                "data folder",
                &format!("{path} can't be opened"),
                "correct data, or the folder's owner",
            ),
        }
        return;
    };
    match in_use(folder.path()) {
        true => findings.ok(
            "data folder",
            &format!("{path}, in use by a running server"),
        ),
        false => findings.ok("data folder", &format!("{path}, not in use")),
    }
    space("disk of the data folder", folder.path(), findings);
    let spool = folder.spool();
    if !spool.exists() {
        return;
    }
    space("disk of the spool", &spool, findings);
    match write_probe(&spool) {
        Ok(()) => findings.ok("spool", "it can be written"),
        Err(error) => findings.failed(
            "spool",
            &in_full(&error),
            "make room, or give the folder to the server's user; uploads fail until then",
        ),
    }
}

/// Whether a server holds the folder's lock. Shared, so that two checks don't see each other.
fn in_use(folder: &Path) -> bool {
    let lock = File::open(folder.join("lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

fn space(check: &'static str, path: &Path, findings: &mut Findings) {
    let free = match statvfs(path) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => {
            let advice = "check the disk";
            return findings.failed(check, &error.to_string(), advice);
        }
    };
    let (detail, advice) = (format!("{} MiB free", free / MIB), "make room");
    if free < TOO_LITTLE {
        findings.failed(check, &detail, advice);
    } else if free < LITTLE {
        findings.warning(check, &detail, advice);
    } else {
        findings.ok(check, &detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_is_in_use_while_a_server_holds_its_lock() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(dir.path()).unwrap();
        assert!(!in_use(folder.path()), "there is no lock yet");
        let lock = folder.lock().unwrap();
        assert!(in_use(folder.path()));
        drop(lock);
        assert!(!in_use(folder.path()));
        assert!(folder.lock().is_ok(), "the check holds nothing");
    }
}
