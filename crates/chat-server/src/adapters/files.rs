//! The store of the sent files.

use crate::{
    data_folder::DataFolder,
    error::StartError,
    folder,
    health::{Dependency, FRESH},
    settings::{FilesKind, Settings},
};
use chat_blobs::ObjectAttachmentStore;
use chat_ports::PortError;
use std::path::{Path, PathBuf};

/// The store of the settings. A missing folder is created; a bucket in which a file could replace another is refused.
pub(super) async fn open(
    settings: &Settings,
    folder: &DataFolder,
) -> Result<ObjectAttachmentStore, StartError> {
    match settings.files {
        FilesKind::Folder => in_folder(&folder_of(settings, folder)),
        FilesKind::S3 => {
            let files = bucket(settings)?;
            prove(&files).await?;
            Ok(files)
        }
    }
}

/// Files in a folder, which is created if it is missing.
pub(super) fn in_folder(path: &Path) -> Result<ObjectAttachmentStore, StartError> {
    folder::create(path).map_err(StartError::file(path))?;
    ObjectAttachmentStore::local(path).map_err(StartError::file(path))
}

/// The folder of the files.
pub(crate) fn folder_of(settings: &Settings, folder: &DataFolder) -> PathBuf {
    let chosen = settings.files_folder.clone();
    chosen.unwrap_or_else(|| folder.files())
}

/// The bucket.
#[cfg(feature = "cluster")]
pub(crate) fn bucket(settings: &Settings) -> Result<ObjectAttachmentStore, StartError> {
    let options = settings.s3.options()?;
    let bucket = ObjectAttachmentStore::s3(&options);
    bucket.map_err(|error| StartError::Settings(format!("s3: {error}")))
}

/// The bucket, which this program was built without.
#[cfg(not(feature = "cluster"))]
pub(crate) fn bucket(_: &Settings) -> Result<ObjectAttachmentStore, StartError> {
    Err(StartError::NotBuilt("files = \"s3\""))
}

/// Refuses a store in which a file could replace another. One that does not answer is not refused: uploads fail, and
/// messages work.
async fn prove(files: &ObjectAttachmentStore) -> Result<(), StartError> {
    match files.check_writes().await {
        Err(error @ PortError::Invalid(_)) => Err(StartError::Settings(format!("s3: {error}"))),
        Err(error) => {
            tracing::warn!(%error, "the files' store does not answer; uploads fail");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// The files, for `/readyz`.
pub(super) fn watched(files: ObjectAttachmentStore) -> Dependency {
    Dependency::minor("files", FRESH, move || {
        let files = files.clone();
        async move { files.check().await }
    })
}
