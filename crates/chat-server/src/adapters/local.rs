//! The adapters of a single process.

use super::{
    files::watched as watched_files,
    opened::{Adapters, watched_log},
};
use crate::{data_folder::DataFolder, error::StartError};
use chat_blobs::ObjectAttachmentStore;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};

/// SQLite for the log, these files, hints in memory.
pub(super) fn open(
    folder: &DataFolder,
    files: ObjectAttachmentStore,
) -> Result<Adapters, StartError> {
    let log = SqliteVisitLog::open(folder.log(), SqliteOptions::default())?;
    let checks = watched_log(
        &log,
        |log: SqliteVisitLog| async move { log.check_writes().await },
        |log: SqliteVisitLog| async move { log.check_reads().await },
    );
    let mut watched = Vec::from(checks);
    watched.push(watched_files(files.clone()));
    Ok(Adapters {
        opened: visit_chat::Adapters::sqlite(log, files),
        watched,
    })
}
