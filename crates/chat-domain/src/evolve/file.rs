//! What entries about files change.

use crate::{
    chat::{ChatKey, FileRef, Upload, UploadFate},
    id::{AttachmentId, MessageId, PersonId, UploadId},
    visit::VisitState,
};
use std::sync::Arc;

pub(super) fn stage(
    state: &mut VisitState,
    by: PersonId,
    chat: &ChatKey,
    file: &FileRef,
    upload: Option<UploadId>,
) {
    discard(state, file.attachment); // the rules never permit a second file under one id
    let staged = Upload {
        by,
        chat: *chat,
        file: file.clone(),
        fate: UploadFate::Waiting,
    };
    state.uploads.insert(file.attachment, Arc::new(staged));
    if let Some(upload) = upload {
        state.upload_ids.insert((by, upload), file.attachment);
    }
    let bytes = state.policy.counted(file.size);
    let uploaded = state.uploaded.entry(by).or_default(); // V5
    uploaded.files = uploaded.files.saturating_add(1);
    uploaded.bytes += u128::from(bytes);
}

/// V6: a discarded file's bytes no longer count, and no later entry restores it.
pub(super) fn discard(state: &mut VisitState, file: AttachmentId) {
    let Some(upload) = state.uploads.get_mut(&file) else {
        return;
    };
    if upload.fate == UploadFate::Discarded {
        return;
    }
    let upload = Arc::make_mut(upload);
    upload.fate = UploadFate::Discarded;
    let bytes = state.policy.counted(upload.file.size);
    if let Some(uploaded) = state.uploaded.get_mut(&upload.by) {
        uploaded.bytes = uploaded.bytes.saturating_sub(bytes.into());
    }
}

pub(super) fn carry(upload: &mut Upload, message: MessageId) {
    if upload.fate != UploadFate::Discarded {
        upload.fate = UploadFate::Carried(message);
    }
}
