//! The store of the sent files.

use super::finding::{Findings, in_full, within};
use crate::{
    adapters::files,
    data_folder::DataFolder,
    settings::{FilesKind, Settings},
};
use chat_blobs::ObjectAttachmentStore;

/// Writes, reads and removes a small file.
pub(super) async fn check(settings: &Settings, findings: &mut Findings) {
    let (store, place) = match settings.files {
        FilesKind::S3 => (
            files::bucket(settings).map_err(|error| in_full(&error)),
            "the bucket".to_owned(),
        ),
        FilesKind::Folder => {
            let Ok(folder) = DataFolder::existing(&settings.data) else {
                return; // reported already
            };
            let path = files::folder_of(settings, &folder);
            if !path.exists() {
                let detail = format!("{} does not exist", path.display());
                let advice = "nothing, if this server is new: `serve` creates it; otherwise correct files_folder";
                return findings.warning("files", &detail, advice);
            }
            let store = ObjectAttachmentStore::existing(&path);
            (
                store.map_err(|error| in_full(&error)),
                path.display().to_string(),
            )
        }
    };
    let probed = match store {
        Ok(store) => within(async move { store.probe().await }).await,
        Err(error) => Err(error),
    };
    match probed {
        Ok(()) => {
            let detail = format!("{place}: a file was written, read and removed");
            findings.ok("files", &detail);
        }
        Err(error) => findings.failed(
            "files",
            &format!("{place}: {error}"),
            "check the disk and its owner, or the bucket and its key; uploads and downloads fail until then",
        ),
    }
}
