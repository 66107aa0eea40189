//! Read-only access to a data folder, also while a server is running.

use crate::{
    bar::Bar,
    cli::StoreArgs,
    counted::{count_of, counted},
    data_folder::DataFolder,
    error::StartError,
    serve::runtime,
    settings::Settings,
};
use chat_audit::{Checkpoint, Finding, Head, Progress, Report, Scope, Verification};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::MemoryAttachmentStore;
use chat_ports::AttachmentStore;
use chat_sqlite::SqliteLogAudit;
use std::io;

/// The logs and files of a data folder.
pub(crate) struct Stored {
    log: SqliteLogAudit,
    files: Option<Box<dyn AttachmentStore>>,
}

impl Stored {
    /// Opens an existing folder; creates and changes nothing.
    ///
    /// # Errors
    /// [`StartError`] if there is no log, or it can't be read.
    pub(crate) fn open(args: &StoreArgs) -> Result<Self, StartError> {
        let folder = match &args.folder.data {
            Some(data) => DataFolder::existing(data)?,
            None => DataFolder::existing(&Settings::load(args.folder.config.as_deref())?.data)?,
        };
        let path = folder.log();
        path.metadata().map_err(StartError::file(&path))?;
        let log = SqliteLogAudit::open(&path)?;
        let files = match args.no_files {
            true => None,
            false => Some(files(&folder)?),
        };
        Ok(Self { log, files })
    }

    /// Checks, and passes on every finding and the head of every checked log.
    ///
    /// # Errors
    /// [`StartError`] if reading or writing output fails.
    pub(crate) fn verify(
        &self,
        scope: Scope,
        checkpoint: Option<&Checkpoint>,
        found: &mut (dyn FnMut(&Finding) -> io::Result<()> + Send),
        head: &mut (dyn FnMut(Head) + Send),
    ) -> Result<Report, StartError> {
        let verification = Verification {
            log: &self.log,
            files: self.files.as_deref(),
            scope,
            checkpoint,
        };
        // Until there is a count: the whole database file is read first.
        let mut bar = Bar::new("the database's file");
        let mut printed = Ok(());
        let mut progress = |progress: Progress<'_>| match progress {
            Progress::Finding(finding) if printed.is_ok() => {
                printed = bar.beside(|| found(finding))
            }
            Progress::Finding(_) => {}
            Progress::Head(newest) => head(*newest),
            Progress::Counts(report) => bar.show(report.entries, || counts(report)),
        };
        let report = runtime()?.block_on(verification.run(&mut progress));
        bar.clear();
        printed.map_err(StartError::file("standard output"))?;
        Ok(report?)
    }
}

fn counts(report: &Report) -> String {
    format!(
        "{}, {}, {}, {}",
        counted(report.visits, "visit"),
        count_of(report.entries, "entry", "entries"),
        counted(report.files, "file"),
        counted(report.findings, "finding"),
    )
}

fn files(folder: &DataFolder) -> Result<Box<dyn AttachmentStore>, StartError> {
    let path = folder.files();
    // A missing folder contains no files: each one that was sent is missing.
    if !path.exists() {
        return Ok(Box::new(MemoryAttachmentStore::new()));
    }
    let store = ObjectAttachmentStore::existing(&path).map_err(StartError::file(&path))?;
    Ok(Box::new(store))
}
