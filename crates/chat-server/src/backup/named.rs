//! The files that a log names.

use crate::error::StartError;
use chat_audit::VerifyError;
use chat_domain::{Event, FileRef, Seq, log::from_stored};
use chat_ports::{AttachmentKey, LogAudit as _, UploadQuery};
use chat_sqlite::SqliteLogAudit;

/// Visits, entries or uploads per read.
const PAGE: usize = 256;

/// Every file that an entry names, and every unfinished upload. May contain duplicates.
pub(super) async fn each_file(
    log: &SqliteLogAudit,
    each: &mut dyn FnMut(AttachmentKey) -> Result<(), StartError>,
) -> Result<(), StartError> {
    let mut after = None;
    loop {
        let visits = log.visits(after, PAGE).await.map_err(VerifyError::from)?;
        let Some(last) = visits.last() else { break };
        after = Some(last.visit);
        for visit in &visits {
            let mut seq = Seq::ZERO;
            loop {
                let entries = log.entries(visit.visit, seq, PAGE).await;
                let entries = entries.map_err(VerifyError::from)?;
                let Some(last) = entries.last() else { break };
                seq = last.seq;
                // An unreadable entry names no files, and is a finding of the check.
                let read = entries.iter().filter_map(|e| from_stored(&e.body).ok());
                for file in read.flat_map(|entry| files_of(entry.event)) {
                    let attachment = file.attachment;
                    each(AttachmentKey {
                        visit: visit.visit,
                        attachment,
                    })?;
                }
            }
        }
    }
    let mut query = UploadQuery {
        stages: None,
        received_before: None,
        after: None,
        limit: PAGE,
    };
    loop {
        let uploads = log
            .uploads(query.clone())
            .await
            .map_err(VerifyError::from)?;
        let Some(last) = uploads.last() else {
            return Ok(());
        };
        query.after = Some(last.cursor());
        uploads.iter().try_for_each(|upload| each(upload.key))?;
    }
}

fn files_of(event: Event) -> Vec<FileRef> {
    match event {
        Event::FileStaged { file, .. } => vec![file],
        Event::MessageSent { files, .. } => files,
        _ => Vec::new(),
    }
}
