//! The adapters of a single process.

use super::{files::watched, opened::Adapters};
use crate::{data_folder::DataFolder, error::StartError, health::Dependency};
use chat_app::{Nodes, Ports};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::LocalFanout;
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::time::Duration;

/// SQLite for the log, these files, hints in memory.
pub(super) fn open(
    folder: &DataFolder,
    files: ObjectAttachmentStore,
) -> Result<Adapters, StartError> {
    let log = SqliteVisitLog::open(folder.log(), SqliteOptions::default())?;
    let ledger = log.upload_ledger();
    let (writes, reads) = (log.clone(), log.clone());
    let watched = vec![
        Dependency::vital("log writes", Duration::ZERO, move || {
            let log = writes.clone();
            async move { log.check_writes().await }
        }),
        Dependency::vital("log reads", Duration::ZERO, move || {
            let log = reads.clone();
            async move { log.check_reads().await }
        }),
        watched(files.clone()),
    ];
    Ok(Adapters {
        ports: Ports::new(log, files.clone(), ledger, LocalFanout::new()),
        files,
        nodes: Nodes::Single,
        watched,
    })
}
