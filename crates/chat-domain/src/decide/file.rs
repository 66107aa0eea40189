//! Uploaded files that no message carries yet (F5 to F7, V5, V6).

use super::person;
use crate::{
    access::{may_upload, open_in},
    chat::{ChatKey, FileRef, Upload, UploadFate},
    event::Event,
    id::{AttachmentId, UploadId},
    log::Actor,
    refusal::Refusal,
    visit::VisitState,
};

/// Stages a file where its uploader may write (W2), within the limits (F6, V5).
pub(super) fn stage(
    state: &VisitState,
    actor: Actor,
    chat: &ChatKey,
    file: &FileRef,
    upload: Option<UploadId>,
) -> Result<Vec<Event>, Refusal> {
    let me = person(state, actor)?;
    // F7 comes before the gate and the limits, as for messages: a retry stores nothing.
    if let Some(first) = upload.and_then(|id| state.upload_of(me, id)) {
        return if repeats(first, chat, file) {
            Ok(Vec::new())
        } else {
            Err(Refusal::UploadIdReused) // F7
        };
    }
    may_upload(state, me, chat, file.size)?;
    if state.uploads.contains_key(&file.attachment) {
        return Err(Refusal::IdInUse); // G1
    }
    Ok(vec![Event::FileStaged {
        chat: *chat,
        file: file.clone(),
        upload,
    }])
}

/// Whether the upload is a retry of `first`. A discarded file can't be restored by uploading again
/// under the same upload id.
fn repeats(first: &Upload, chat: &ChatKey, file: &FileRef) -> bool {
    first.fate != UploadFate::Discarded
        && first.chat == *chat
        && first.file.has_the_content_of(file)
}

/// V6: the uploader may discard a file while its chat is open, the host at any time.
pub(super) fn discard(
    state: &VisitState,
    actor: Actor,
    attachment: AttachmentId,
) -> Result<Vec<Event>, Refusal> {
    let upload = match actor {
        Actor::Host if state.ids.is_some() => state.uploads.get(&attachment),
        _ => {
            let me = person(state, actor)?;
            let own = state.uploads.get(&attachment).filter(|u| u.by == me); // M7
            own.map(|own| open_in(state, &own.chat).map(|()| own))
                .transpose()?
        }
    };
    match upload.ok_or(Refusal::FileUnknown)?.fate {
        UploadFate::Waiting => Ok(vec![Event::FileDiscarded { attachment }]),
        UploadFate::Carried(_) => Err(Refusal::FileAlreadySent), // V6
        UploadFate::Discarded => Ok(Vec::new()),
    }
}
