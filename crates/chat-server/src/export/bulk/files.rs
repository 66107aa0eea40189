//! The files that messages carry, beside the resources.

use super::{durable::Unfinished, folder::Folder, problem, source::failed};
use crate::{error::StartError, folder};
use chat_domain::{FileRef, chat::Sha256};
use chat_ports::{AttachmentKey, AttachmentStore, PortError, VisitKey};
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256 as Digest};
use std::{fs, path::Path};

/// The folder of the files, whose names are the ids of their `DocumentReference`.
pub(super) const FOLDER: &str = "files";

/// Copies a visit's files, chunk by chunk. Those that an earlier run copied are kept.
pub(super) async fn copy(
    store: &dyn AttachmentStore,
    visit: VisitKey,
    files: Vec<FileRef>,
    to: &mut Folder,
) -> Result<(), StartError> {
    if files.is_empty() {
        return Ok(());
    }
    let beside = to.path.join(FOLDER);
    folder::create(&beside).map_err(StartError::file(&beside))?;
    for file in files {
        let path = beside.join(file.attachment.to_string());
        let known = fs::metadata(&path).is_ok_and(|known| known.len() == file.size);
        let wrong = match known {
            true => None,
            false => copy_one(store, visit, &file, &path).await?,
        };
        match wrong {
            None => to.progress.files = to.progress.files.saturating_add(1),
            Some(wrong) => {
                let (file, visit) = (file.attachment, visit.visit);
                problem::add(
                    &mut to.output,
                    &format!("file {file} of visit {visit}: {wrong}"),
                )?;
            }
        }
    }
    Ok(())
}

/// Copies a file; returns what is wrong with it, if anything.
async fn copy_one(
    store: &dyn AttachmentStore,
    visit: VisitKey,
    file: &FileRef,
    path: &Path,
) -> Result<Option<&'static str>, StartError> {
    let attachment = file.attachment;
    let unreadable = |error: PortError| failed(visit, &error.into());
    let mut read = match store.read(AttachmentKey { visit, attachment }, None).await {
        Err(PortError::NotFound) => return Ok(Some("it is missing")),
        read => read.map_err(unreadable)?,
    };
    let mut copy = Unfinished::new(path).map_err(StartError::file(path))?;
    let mut digest = Digest::new();
    while let Some(chunk) = read.chunks.try_next().await.map_err(unreadable)? {
        digest.update(&chunk);
        copy.write(&chunk).map_err(StartError::file(path))?;
    }
    let same = Sha256(digest.finalize().into()) == file.sha256;
    let done = if same { copy.finish() } else { copy.discard() };
    done.map_err(StartError::file(path))?;
    Ok((!same).then_some("it is not what was sent"))
}
