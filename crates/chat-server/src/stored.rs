//! Read-only access to stored logs and files, also while a server is running.

use crate::{
    adapters::stored,
    bar::Bar,
    cli::StoreArgs,
    counted::{count_of, counted},
    error::StartError,
    serve::runtime,
    settings::Settings,
};
use chat_audit::{Checkpoint, Finding, Head, Progress, Report, Scope, Verification};
use chat_ports::{AttachmentStore, LogAudit};
use std::io;
use tokio::runtime::Runtime;

/// Stored logs and files.
pub(crate) struct Stored {
    log: Box<dyn LogAudit>,
    files: Option<Box<dyn AttachmentStore>>,
    /// Where the connections are driven; declared last, so that they end first.
    runtime: Runtime,
}

impl Stored {
    /// Opens what exists; creates and changes nothing.
    ///
    /// # Errors
    /// [`StartError`] if there is no log, or it can't be read.
    pub(crate) fn open(args: &StoreArgs) -> Result<Self, StartError> {
        Self::of(&args.folder.settings()?, !args.no_files)
    }

    /// Opens what is stored where the settings say.
    ///
    /// # Errors
    /// [`StartError`] if there is no log, or it can't be read.
    pub(crate) fn of(settings: &Settings, with_files: bool) -> Result<Self, StartError> {
        let runtime = runtime()?;
        let log = runtime.block_on(stored::log(settings))?;
        let files = match with_files {
            true => Some(stored::store(settings)?),
            false => None,
        };
        Ok(Self {
            log,
            files,
            runtime,
        })
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
            log: &*self.log,
            files: self.files.as_deref(),
            scope,
            checkpoint,
        };
        // Until there is a count: the whole database is read first.
        let mut bar = Bar::new("the database");
        let mut printed = Ok(());
        let mut progress = |progress: Progress<'_>| match progress {
            Progress::Finding(finding) if printed.is_ok() => {
                printed = bar.beside(|| found(finding))
            }
            Progress::Finding(_) => {}
            Progress::Head(newest) => head(*newest),
            Progress::Counts(report) => bar.show(report.entries, || counts(report)),
        };
        let report = self.runtime.block_on(verification.run(&mut progress));
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
