//! A clinic's data, and copies of it to damage.

use crate::{
    check::verify,
    history::{Source, run_part},
};
use chat_audit::Checkpoint;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use time::OffsetDateTime;

/// The clinic's data, and an old backup of its log. The checkpoint is newer than the backup, and the logs
/// have grown since.
pub(crate) struct Clinic {
    folder: TempDir,
    pub(crate) checkpoint: Checkpoint,
}

/// A copy of the clinic's data, to damage.
pub(crate) struct Copy(TempDir);

impl Copy {
    pub(crate) fn log(&self) -> PathBuf {
        self.0.path().join("visits.sqlite3")
    }

    pub(crate) fn files(&self) -> PathBuf {
        self.0.path().join("files")
    }
}

impl Clinic {
    pub(crate) fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (here, source) = (folder.path(), Source::default());
        let visits = run_part(here, &source, async |past| past.begin().await);
        fs::copy(here.join("visits.sqlite3"), here.join("old")).unwrap();
        run_part(here, &source, async |past| {
            past.continue_visits(&visits).await
        });
        let (report, findings, heads) = verify(&copy(here), None).unwrap();
        assert!(report.is_sound(), "{findings:?}");
        let checkpoint = Checkpoint::new(OffsetDateTime::now_utc(), heads).unwrap();
        run_part(here, &source, async |past| past.grow(&visits).await);
        Self { folder, checkpoint }
    }

    pub(crate) fn copy(&self) -> Copy {
        copy(self.folder.path())
    }

    /// The log from the old backup.
    pub(crate) fn old_log(&self) -> PathBuf {
        self.folder.path().join("old")
    }
}

fn copy(from: &Path) -> Copy {
    let to = Copy(tempfile::tempdir().unwrap());
    fs::copy(from.join("visits.sqlite3"), to.log()).unwrap();
    copy_folder(&from.join("files"), &to.files());
    to
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
