//! What is stored, for reading only.

use super::files;
use crate::{
    data_folder::DataFolder,
    error::StartError,
    settings::{FilesKind, Settings, StorageKind},
};
use chat_blobs::ObjectAttachmentStore;
use chat_memory::MemoryAttachmentStore;
use chat_ports::{AttachmentStore, LogAudit};
use chat_sqlite::SqliteLogAudit;

/// A snapshot of the log. Must be called within a tokio runtime, which drives its connection.
///
/// # Errors
/// [`StartError`] if there is none, or it can't be read.
pub(crate) async fn log(settings: &Settings) -> Result<Box<dyn LogAudit>, StartError> {
    settings.check_adapters()?;
    match settings.storage {
        StorageKind::Sqlite => {
            let path = DataFolder::existing(&settings.data)?.log();
            path.metadata().map_err(StartError::file(&path))?;
            Ok(Box::new(SqliteLogAudit::open(&path)?))
        }
        #[cfg(feature = "cluster")]
        StorageKind::Postgres => {
            let connection = settings.postgres.connection()?;
            let log = chat_postgres::PostgresLogAudit::open(connection.expose()).await?;
            Ok(Box::new(log))
        }
        #[cfg(not(feature = "cluster"))]
        StorageKind::Postgres => Err(StartError::NO_POSTGRES),
    }
}

/// The files.
///
/// # Errors
/// [`StartError`] if they can't be read.
pub(crate) fn store(settings: &Settings) -> Result<Box<dyn AttachmentStore>, StartError> {
    if settings.files == FilesKind::S3 {
        return Ok(Box::new(files::bucket(settings)?));
    }
    let path = files::folder_of(settings, &DataFolder::existing(&settings.data)?);
    // A missing folder contains no files: each one that was sent is missing.
    if !path.exists() {
        return Ok(Box::new(MemoryAttachmentStore::new()));
    }
    let store = ObjectAttachmentStore::existing(&path).map_err(StartError::file(&path))?;
    Ok(Box::new(store))
}
