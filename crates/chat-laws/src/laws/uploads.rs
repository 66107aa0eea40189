//! Upload ids (F7).

use super::verdict::ensure;
use crate::{law::Law, moment::Moment, naive::Upload, probe::ABSENT_CHAT};
use chat_domain::{
    Actor, AttachmentId, ChatKey, Command, FileName, FileRef, Refusal, RuleId, UploadId,
    chat::Sha256, decide,
};
use uuid::Uuid;

/// A retried upload gets the original receipt. Reusing the id for a different or discarded file is
/// refused.
pub(super) const AN_UPLOADS_ID_STAGES_ONCE: Law = Law {
    name: "an upload's id stages once",
    rules: &[RuleId::F7],
    check: an_uploads_id_stages_once,
};

fn an_uploads_id_stages_once(moment: &Moment<'_>) -> Result<(), String> {
    let (Actor::Person(by), Command::StageFile { chat, file, upload }) =
        (moment.actor, moment.command)
    else {
        return Ok(());
    };
    let Some(id) = *upload else {
        return Ok(());
    };
    let before = moment.notes_before();
    let mut own = before.uploads.values().filter(|upload| upload.by == by);
    if let Some(first) = own.find(|own| own.id == Some(id)) {
        let expected = if !before.takes_part(by) {
            Err(Refusal::Removed)
        } else if same(chat, file, first) {
            Ok(Vec::new())
        } else {
            Err(Refusal::UploadIdReused)
        };
        return ensure(*moment.answer == expected, || {
            format!("{:?}", moment.answer)
        });
    }
    if !moment.happened() {
        return Ok(());
    }
    let kept = moment.after.upload_of(by, id).map(|kept| &kept.file);
    ensure(kept == Some(file), || format!("{id} maps to {kept:?}"))?;
    let hears = |chat, file, expected| {
        let asked = stage(chat, file, id);
        let answer = decide(moment.after, moment.actor, &asked);
        ensure(answer == expected, || format!("{asked:?}: {answer:?}"))
    };
    hears(*chat, stored_again(file), Ok(Vec::new()))?;
    hears(*chat, file.clone(), Ok(Vec::new()))?;
    hears(ABSENT_CHAT, file.clone(), Err(Refusal::UploadIdReused))?;
    for other in others(file) {
        hears(*chat, other, Err(Refusal::UploadIdReused))?;
    }
    Ok(())
}

const fn stage(chat: ChatKey, file: FileRef, id: UploadId) -> Command {
    let upload = Some(id);
    Command::StageFile { chat, file, upload }
}

/// Whether an upload equals the original one, which is not discarded.
fn same(chat: &ChatKey, file: &FileRef, first: &Upload<'_>) -> bool {
    let attachment = file.attachment;
    let first_file = FileRef {
        attachment,
        ..first.file.clone()
    };
    !first.discarded && *chat == first.chat && *file == first_file
}

/// The same file with another id from the service.
fn stored_again(file: &FileRef) -> FileRef {
    FileRef {
        attachment: AttachmentId::new(Uuid::from_u128(!file.attachment.uuid().as_u128())),
        ..file.clone()
    }
}

/// The file with another name, type, size or digest.
fn others(file: &FileRef) -> Vec<FileRef> {
    let other = || stored_again(file);
    let Sha256(mut digest) = file.sha256;
    if let Some(byte) = digest.last_mut() {
        *byte = !*byte;
    }
    let mut others = vec![
        FileRef {
            media_type: "application/pdf".into(),
            ..other()
        },
        FileRef {
            size: file.size.wrapping_add(1),
            ..other()
        },
        FileRef {
            sha256: Sha256(digest),
            ..other()
        },
    ];
    if let Ok(name) = FileName::new("another.png") {
        others.push(FileRef { name, ..other() });
    }
    others
}
