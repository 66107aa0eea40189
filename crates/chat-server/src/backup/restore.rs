//! Restoring a data folder from a backup.

use super::{
    files::{self, Throttle},
    layout::{FILES, LOG, path_of, refusal},
    manifest::Manifest,
    sums::{SUMS, SumsReader},
    unfinished::Unfinished,
};
use crate::{
    cli::{RestoreArgs, StoreArgs},
    error::StartError,
    folder,
    stored::Stored,
    verdict::Verdict,
    verify::print::{Form, finding},
};
use chat_audit::Scope;
use chat_blobs::open_regular;
use chat_domain::hex;
use chat_sqlite::{FileLock, OpenError, SqliteLogAudit};
use std::{
    fs,
    io::{ErrorKind, Write as _},
    path::Path,
};

/// The restored data is assembled here, inside the data folder, which may be a separate volume.
const UNFINISHED: &str = "restore.unfinished";

/// Why a backup is rejected; the outer `Err` if that can't be determined.
type Checked<T> = Result<Result<T, String>, StartError>;

/// Copies a backup into a data folder that is empty and that no server uses, and publishes it only
/// if it is complete.
pub(crate) fn run(args: &RestoreArgs) -> Result<Verdict, StartError> {
    let to = path_of(&args.folder)?;
    folder::create(&to).map_err(StartError::file(&to))?;
    let _lock = claim(&to)?;
    let unfinished = Unfinished::at(to.join(UNFINISHED))?;
    match checked_copy(&args.backup, &unfinished.path)? {
        Ok(manifest) => {
            publish(&unfinished.path, &to).map_err(StartError::file(&to))?;
            drop(unfinished);
            manifest.print_summary("Restored", &to)?;
            Ok(Verdict::Sound)
        }
        Err(why) => {
            let line = format!("{}: not restored: {why}", args.backup.display());
            let printed = writeln!(std::io::stdout().lock(), "{line}");
            printed.map_err(StartError::file("standard output"))?;
            Ok(Verdict::Findings)
        }
    }
}

/// Takes the data folder's lock, as a server does, so that no server starts during the restore. A
/// folder that contains anything besides a lock is refused and left unchanged.
fn claim(folder: &Path) -> Result<FileLock, StartError> {
    let true_name = folder.canonicalize().map_err(StartError::file(folder))?;
    let log = true_name.join(LOG);
    let lock = FileLock::path(&log);
    let empty = || -> Result<bool, StartError> {
        for entry in fs::read_dir(&true_name).map_err(StartError::file(folder))? {
            if entry.map_err(StartError::file(folder))?.path() != lock {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let occupied = || {
        let what = "it is not empty: a backup can only be restored into an empty folder";
        refusal(folder, what)
    };
    // Creates no lock in a folder with other data.
    if !lock.exists() && !empty()? {
        return Err(occupied());
    }
    let held = FileLock::acquire(&log).map_err(|error| match error {
        OpenError::AlreadyOpen { .. } => refusal(
            folder,
            "a server or another restore is using it: stop that first",
        ),
        other => other.into(),
    })?;
    if empty()? { Ok(held) } else { Err(occupied()) }
}

fn checked_copy(backup: &Path, to: &Path) -> Checked<Manifest> {
    let manifest = match Manifest::read(backup)? {
        Ok(manifest) => manifest,
        Err(why) => return Ok(Err(why)),
    };
    if let Err(why) = copy_listed(backup, to, &manifest)? {
        return Ok(Err(why));
    }
    let findings = match findings(to)? {
        Ok(findings) => findings,
        Err(why) => return Ok(Err(why)),
    };
    Ok(if findings > manifest.findings {
        Err(format!("its contents are not sound: {findings} findings"))
    } else {
        Ok(manifest)
    })
}

/// Copies everything in the list and checks each file against its digest.
fn copy_listed(backup: &Path, to: &Path, manifest: &Manifest) -> Checked<()> {
    let mut throttle = Throttle::new(u32::MAX);
    let list = backup.join(SUMS);
    let digest = match open_regular(&list) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Err(format!("{SUMS} is missing")));
        }
        opened => opened.and_then(|file| files::digest(file, &mut throttle)),
    };
    let digest = digest.map_err(StartError::file(&list))?;
    if hex::encode(&digest) != manifest.sums_sha256 {
        return Ok(Err(format!("{SUMS} was changed or truncated")));
    }
    let (mut logs, mut count) = (0_u64, 0_u64);
    for line in SumsReader::open(backup).map_err(StartError::file(&list))? {
        let Some((digest, name)) = line.map_err(StartError::file(&list))? else {
            return Ok(Err(format!("{SUMS} is invalid")));
        };
        match name.starts_with(FILES) {
            true => count += 1,
            false if name == Path::new(LOG) => logs += 1,
            false => {
                return Ok(Err(format!(
                    "{} does not belong in a backup",
                    name.display()
                )));
            }
        }
        let from = backup.join(&name);
        let file = match open_regular(&from) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Err(format!("{} is missing", name.display())));
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Ok(Err(format!("{} is {error}", name.display())));
            }
            Err(error) => return Err(StartError::file(from)(error)),
        };
        let copied = files::copy(file, &to.join(&name), &mut throttle);
        if copied.map_err(StartError::file(from))? != digest {
            return Ok(Err(format!("{} was changed or truncated", name.display())));
        }
    }
    Ok(if (logs, count) == (1, manifest.files) {
        Ok(())
    } else {
        Err("its files differ from its manifest".to_owned())
    })
}

/// The number of findings of an audit. A log of an older schema is not audited: the server migrates
/// it when it starts.
fn findings(folder: &Path) -> Checked<u64> {
    match SqliteLogAudit::open(folder.join(LOG)) {
        Ok(_) => {}
        Err(OpenError::OlderSchema { .. }) => return Ok(Ok(0)),
        Err(error @ (OpenError::NotAVisitLog { .. } | OpenError::NewerSchema { .. })) => {
            return Ok(Err(error.to_string()));
        }
        Err(error) => return Err(error.into()),
    }
    let stored = Stored::open(&StoreArgs::of(folder))?;
    let mut print = |found: &_| finding(Form::Text, found);
    let report = stored.verify(Scope::All, None, &mut print, &mut drop)?;
    Ok(Ok(report.findings))
}

/// Files first: without a log there is nothing that a server would serve.
fn publish(from: &Path, to: &Path) -> std::io::Result<()> {
    files::create_folder(&from.join(FILES))?;
    files::sync_folders(from)?;
    for name in [FILES, LOG] {
        fs::rename(from.join(name), to.join(name))?;
    }
    folder::sync(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_sqlite::{SqliteOptions, SqliteVisitLog};

    #[test]
    fn server_cannot_start_during_a_restore() {
        let folder = tempfile::tempdir().unwrap();
        let open = || SqliteVisitLog::open(folder.path().join(LOG), SqliteOptions::default());
        let held = claim(folder.path()).unwrap();
        assert!(matches!(open(), Err(OpenError::AlreadyOpen { .. })));
        assert!(claim(folder.path()).is_err(), "nor a second restore");
        drop(held);
        open().unwrap();
        let why = claim(folder.path()).unwrap_err().to_string();
        assert!(why.contains("it is not empty"), "{why}");
    }
}
