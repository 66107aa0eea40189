//! The adapters of one process, chosen by the settings.

#[cfg(feature = "cluster")]
pub(crate) mod cluster;
pub(crate) mod files;
mod local;
mod opened;
pub(crate) mod stored;

pub use opened::Adapters;

use crate::{
    data_folder::DataFolder,
    error::StartError,
    settings::{Settings, StorageKind},
};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};

impl Adapters {
    /// The defaults, for one process: SQLite for the log, a folder for the files, hints in memory. Must be called within
    /// a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], also if another process uses the folder.
    pub fn local(folder: &DataFolder) -> Result<Self, StartError> {
        local::open(folder, files::in_folder(&folder.files())?)
    }

    /// Those of the settings. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`], also if this program was built without one of them.
    pub async fn open(settings: &Settings, folder: &DataFolder) -> Result<Self, StartError> {
        settings.check_adapters()?;
        let files = files::open(settings, folder).await?;
        match settings.storage {
            StorageKind::Sqlite => local::open(folder, files),
            #[cfg(feature = "cluster")]
            StorageKind::Postgres => cluster::open(settings, files).await,
            #[cfg(not(feature = "cluster"))]
            StorageKind::Postgres => Err(StartError::NO_POSTGRES),
        }
    }
}

/// Migrates the log's schema, and returns its version. Must be called within a tokio runtime.
///
/// # Errors
/// [`StartError`], also if there is no log, or another process has an SQLite log open.
pub(crate) async fn migrate(settings: &Settings) -> Result<i64, StartError> {
    settings.check_adapters()?;
    match settings.storage {
        StorageKind::Sqlite => {
            let path = DataFolder::existing(&settings.data)?.log();
            path.metadata().map_err(StartError::file(&path))?;
            SqliteVisitLog::open(path, SqliteOptions::default())?;
            Ok(chat_sqlite::SCHEMA_VERSION.into())
        }
        #[cfg(feature = "cluster")]
        StorageKind::Postgres => {
            cluster::log(&settings.postgres).await?.close().await;
            Ok(chat_postgres::SCHEMA_VERSION.into())
        }
        #[cfg(not(feature = "cluster"))]
        StorageKind::Postgres => Err(StartError::NO_POSTGRES),
    }
}
