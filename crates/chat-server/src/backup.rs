//! `chat-server backup` and `chat-server restore`.
//!
//! A backup is a folder with the log as one file, the files that the log names, a list of digests,
//! and a manifest, which is written last. It gets its final name only when it is complete and
//! checked, so that an incomplete backup is never mistaken for a complete one.

mod files;
mod manifest;
mod named;
mod restore;
mod sums;

pub(crate) use restore::run as restore;

use crate::{
    bar::Bar,
    cli::{BackupArgs, FolderArgs, StoreArgs, Verdict},
    counted::{count_of, counted},
    data_folder::DataFolder,
    error::StartError,
    folder,
    serve::runtime,
    settings::Settings,
    stored::Stored,
    verify::{Form, finding},
};
use chat_audit::Scope;
use chat_blobs::{ObjectAttachmentStore, open_regular};
use chat_ports::AttachmentKey;
use chat_sqlite::SqliteLogAudit;
use files::Throttle;
use manifest::Manifest;
use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};
use sums::SumsWriter;
use time::OffsetDateTime;

/// A backup uses the same names as a data folder.
const LOG: &str = "visits.sqlite3";
const FILES: &str = "files";

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
    print_summary("Backed up", &manifest, &args.out)?;
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

fn path_of(args: &FolderArgs) -> Result<PathBuf, StartError> {
    Ok(match &args.data {
        Some(data) => data.clone(),
        None => Settings::load(args.config.as_deref())?.data,
    })
}

/// A folder with a temporary name. Removed unless it is published.
struct Unfinished {
    path: PathBuf,
    published: bool,
}

impl Unfinished {
    fn new(to: &Path) -> Result<Self, StartError> {
        if to.symlink_metadata().is_ok() {
            return Err(refusal(to, "it already exists"));
        }
        let mut name = to.as_os_str().to_owned();
        name.push(".unfinished");
        Self::at(PathBuf::from(name))
    }

    fn at(path: PathBuf) -> Result<Self, StartError> {
        match fs::create_dir(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(refusal(
                &path,
                "a backup is being written there or was interrupted; if interrupted, remove it",
            )),
            made => {
                made.and_then(|()| private(&path))
                    .map_err(StartError::file(&path))?;
                Ok(Self {
                    path,
                    published: false,
                })
            }
        }
    }

    fn publish(mut self, to: &Path) -> Result<(), StartError> {
        let publish = || {
            files::sync_folders(&self.path)?;
            fs::rename(&self.path, to)?;
            folder::sync(folder::parent(to))
        };
        publish().map_err(StartError::file(to))?;
        self.published = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            eprintln!("can't remove {}: {error}", self.path.display());
        }
    }
}

fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

fn refusal(path: &Path, what: &str) -> StartError {
    StartError::Content {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

fn print_summary(what: &str, manifest: &Manifest, to: &Path) -> Result<(), StartError> {
    let line = format!(
        "{what} {}, {}, {}, {} MiB to {}",
        counted(manifest.visits, "visit"),
        count_of(manifest.entries, "entry", "entries"),
        counted(manifest.files, "file"),
        manifest.bytes.div_ceil(1 << 20),
        to.display()
    );
    writeln!(io::stdout().lock(), "{line}").map_err(StartError::file("standard output"))
}
