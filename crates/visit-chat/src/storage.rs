//! The storage of the log and of the files, as the builder opens it.

use crate::{adapters::Adapters, error::BuildError};
use chat_blobs::ObjectAttachmentStore;
use std::{fs, path::PathBuf};

/// Where the log is kept.
pub(crate) enum Log {
    Memory,
    #[cfg(feature = "sqlite")]
    Sqlite(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(String),
}

/// Where files are kept.
pub(crate) enum Files {
    Memory,
    Folder(PathBuf),
    #[cfg(feature = "s3")]
    Bucket(Box<chat_blobs::S3Options>),
}

/// Opens the files, then the log.
pub(crate) async fn open(log: Log, files: Files) -> Result<Adapters, BuildError> {
    let files = files.open()?;
    let adapters = log.open().await?;
    Ok(match files {
        Some(files) => adapters.with_files(files),
        None => adapters,
    })
}

impl Files {
    /// The store; `None` for the one in memory.
    fn open(self) -> Result<Option<ObjectAttachmentStore>, BuildError> {
        match self {
            Self::Memory => Ok(None),
            Self::Folder(path) => {
                if let Err(source) = fs::create_dir_all(&path) {
                    return Err(BuildError::Folder { path, source });
                }
                let store = ObjectAttachmentStore::local(path);
                let store = store.map_err(|error| BuildError::Files(error.into()))?;
                Ok(Some(store))
            }
            #[cfg(feature = "s3")]
            Self::Bucket(options) => {
                let store = ObjectAttachmentStore::s3(&options);
                let store = store.map_err(|error| BuildError::Files(error.into()))?;
                Ok(Some(store))
            }
        }
    }
}

impl Log {
    async fn open(self) -> Result<Adapters, BuildError> {
        match self {
            Self::Memory => Ok(Adapters::in_memory()),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => {
                let log =
                    chat_sqlite::SqliteVisitLog::open(path, chat_sqlite::SqliteOptions::default());
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                Ok(Adapters::over_sqlite(log))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(connection) => {
                let options = chat_postgres::PostgresOptions::default();
                let log = chat_postgres::PostgresVisitLog::open(&connection, options).await;
                let log = log.map_err(|error| BuildError::Log(error.into()))?;
                Ok(Adapters::over_postgres(log))
            }
        }
    }
}
