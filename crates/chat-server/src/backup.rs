//! `chat-server backup` and `chat-server restore`.
//!
//! A backup is a folder with the log as one file, the files that the log names, a list of digests,
//! and a manifest, which is written last. It gets its final name only when it is complete and
//! checked, so that an incomplete backup is never mistaken for a complete one.

mod files;
mod layout;
mod manifest;
mod named;
mod restore;
mod sums;
mod unfinished;

pub(crate) use restore::run as restore;

use crate::{
    bar::Bar,
    cli::{BackupArgs, FolderArgs, StoreArgs},
    counted::counted,
    data_folder::DataFolder,
    error::StartError,
    serve::runtime,
    stored::Stored,
    verdict::Verdict,
    verify::print::{Form, finding},
};
use chat_audit::Scope;
use chat_blobs::{ObjectAttachmentStore, open_regular};
use chat_ports::AttachmentKey;
use chat_sqlite::SqliteLogAudit;
use files::Throttle;
use layout::{FILES, LOG, path_of};
use manifest::Manifest;
use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
use sums::SumsWriter;
use time::OffsetDateTime;
use unfinished::Unfinished;

/// Makes a backup, also of a running server.
pub(crate) fn run(args: &BackupArgs) -> Result<Verdict, StartError> {
    let from = existing(&args.folder)?;
    let unfinished = Unfinished::new(&args.out)?;
    let mut bar = Bar::new("the log");
    let mut throttle = Throttle::new(args.max_mib_per_second);
    let mut sums = SumsWriter::new(&unfinished.path)?;
    let mut manifest = Manifest::new(OffsetDateTime::now_utc());

    let copy = copy_log(&from, &unfinished, &mut throttle, &mut sums, &mut bar)?;
    // Only now: every file named in the copied log was stored before it was logged.
    let log = SqliteLogAudit::open(&copy)?;
    let mut copied = |key| {
        if copy_file(&from, &unfinished, key, &mut throttle, &mut sums)? {
            manifest.files += 1;
            bar.show(throttle.bytes() >> 20, || counted(manifest.files, "file"));
        }
        Ok(())
    };
    runtime()?.block_on(named::each_file(&log, &mut copied))?;
    bar.clear();
    drop(log);
    manifest.bytes = throttle.bytes();
    manifest.sums_sha256 = chat_domain::hex::encode(&sums.finish()?);

    let stored = Stored::open(&StoreArgs::of(&unfinished.path))?;
    let mut print = |found: &_| finding(Form::Text, found);
    let report = stored.verify(Scope::All, None, &mut print, &mut drop)?;
    drop(stored);
    (manifest.visits, manifest.entries) = (report.visits, report.entries);
    manifest.findings = report.findings;
    manifest.write(&unfinished.path)?;
    unfinished.publish(&args.out)?;
    manifest.print_summary("Backed up", &args.out)?;
    Ok(if report.is_sound() {
        Verdict::Sound
    } else {
        Verdict::Findings
    })
}

/// Copies a snapshot of the log. The snapshot is released after copying, so that the server's
/// write-ahead log can restart while the files are copied.
fn copy_log(
    from: &DataFolder,
    unfinished: &Unfinished,
    throttle: &mut Throttle,
    sums: &mut SumsWriter,
    bar: &mut Bar,
) -> Result<PathBuf, StartError> {
    let path = from.log();
    path.metadata().map_err(StartError::file(&path))?;
    let log = SqliteLogAudit::open(&path)?;
    let copy = unfinished.path.join(LOG);
    let mut before = 0;
    let copied = log.copy_to(&copy, |copied| {
        throttle.took(copied.bytes.saturating_sub(before));
        before = copied.bytes;
        bar.show(copied.bytes >> 20, || {
            format!("the log, {} of {} MiB", copied.bytes >> 20, copied.of >> 20)
        });
    });
    copied.map_err(|error| StartError::file(&path)(io::Error::other(error)))?;
    // Hashing reads nothing from the disk: the new file is still cached.
    let hashed =
        open_regular(&copy).and_then(|file| files::digest(file, &mut Throttle::new(u32::MAX)));
    sums.add(&hashed.map_err(StartError::file(&copy))?, Path::new(LOG))?;
    Ok(copy)
}

/// Copies a file, unless it was copied before; returns whether it was copied. A file that is absent
/// was discarded or is missing; the final check finds out which.
fn copy_file(
    from: &DataFolder,
    unfinished: &Unfinished,
    key: AttachmentKey,
    throttle: &mut Throttle,
    sums: &mut SumsWriter,
) -> Result<bool, StartError> {
    let name = Path::new(FILES).join(ObjectAttachmentStore::place_of(&key));
    let (source, to) = (from.path().join(&name), unfinished.path.join(&name));
    if to.exists() {
        return Ok(false);
    }
    let file = match open_regular(&source) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
            return Ok(false);
        }
        Err(error) => return Err(StartError::file(source)(error)),
    };
    let digest = files::copy(file, &to, throttle).map_err(StartError::file(source))?;
    sums.add(&digest, &name)?;
    Ok(true)
}

/// The data folder of the arguments, which must exist.
fn existing(args: &FolderArgs) -> Result<DataFolder, StartError> {
    DataFolder::existing(&path_of(args)?)
}
