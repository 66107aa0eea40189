//! The model's fixed ids, names and texts.
//!
//! Ids are derived from positions, not counted: the second message of a chat has the same id
//! whatever happened elsewhere. Different orders of the same steps therefore lead to the same
//! state.

use super::{
    cast::{Chat, Who},
    step::Msg,
};
use chat_domain::{
    AttachmentId, ClientMessageId, ClinicId, DisplayName, FileName, FileRef, MessageId,
    MessageText, NewParticipant, NoticeId, NoticeText, Reason, Role, SecondIdentifier, TextProblem,
    UploadId, VisitId, chat::Sha256,
};
use chat_laws::cast::{HELP, LOST};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// The clinic.
pub(super) const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));
/// The visit.
pub(super) const VISIT: VisitId = VisitId::new(Uuid::from_u128(0xF1));
/// The model's only point in time, since no rule depends on time.
pub(super) const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

/// Another time for the visit.
pub(super) const LATER: OffsetDateTime = NOW.saturating_add(Duration::HOUR);

/// The size in bytes of a file within the limit.
pub(super) const FILE: u64 = 1_000;

/// Names and texts.
#[derive(Clone, Debug)]
pub struct Words {
    pub(crate) text: MessageText,
    pub(crate) other_text: MessageText,
    pub(super) corrections: [MessageText; 3],
    /// Two notices of the rules, and one that they don't have.
    pub(super) help: NoticeText,
    pub(super) lost: NoticeText,
    pub(super) hungry: NoticeText,
    pub(crate) reason: Reason,
    pub(super) other_reason: Reason,
    pub(super) other_name: DisplayName,
    people: Vec<NewParticipant>,
    file_name: FileName,
    media_type: Arc<str>,
}

impl Words {
    /// Creates all texts.
    ///
    /// # Errors
    /// [`TextProblem`] if the domain rejects one.
    pub fn new() -> Result<Self, TextProblem> {
        let people = Who::ALL.into_iter().map(|who| {
            Ok(NewParticipant {
                person: who.person(),
                role: who.role(),
                name: DisplayName::new(who.name())?,
                second_identifier: match who.role() {
                    Role::Patient => Some(SecondIdentifier::new("born 1 May 1970")?),
                    _ => None,
                },
                shares_history: false,
            })
        });
        Ok(Self {
            text: MessageText::new("how are you?")?,
            other_text: MessageText::new("who are you?")?,
            corrections: [
                MessageText::new("the second version")?,
                MessageText::new("the third version")?,
                MessageText::new("the fourth version")?,
            ],
            help: NoticeText::new(HELP)?,
            lost: NoticeText::new(LOST)?,
            hungry: NoticeText::new("I am hungry")?,
            reason: Reason::new("for good reason")?,
            other_reason: Reason::new("for another reason")?,
            other_name: DisplayName::new("Another Name")?,
            people: people.collect::<Result<_, _>>()?,
            file_name: FileName::new("rash.png")?,
            media_type: "image/png".into(),
        })
    }

    pub(super) fn participants(&self, who: impl Iterator<Item = Who>) -> Vec<NewParticipant> {
        who.filter_map(|who| self.people.get(usize::from(who.code())).cloned())
            .collect()
    }

    pub(super) fn file(&self, chat: Chat, uploader: Who, size: u64) -> FileRef {
        FileRef {
            attachment: attachment_id(chat, uploader),
            name: self.file_name.clone(),
            media_type: Arc::clone(&self.media_type),
            size,
            sha256: Sha256([chat.code(); 32]),
        }
    }
}

/// The id of the message at this position.
pub(super) fn message_id(message: Msg) -> MessageId {
    MessageId::new(id(0x3E, message.chat.code(), message.number))
}

/// The message with this id.
pub(super) fn message_of(id: MessageId) -> Option<Msg> {
    let [.., chat, number] = id.uuid().into_bytes();
    Some(Msg {
        chat: Chat::coded(chat)?,
        number,
    })
}

/// The client id of the nth message that a sender writes in a chat. Different senders share ids.
pub(super) fn client_id(chat: Chat, nth: u8) -> ClientMessageId {
    ClientMessageId::new(id(0xC7, chat.code(), nth))
}

/// The id of a person's nth notice. Different people share ids.
pub(super) fn notice_id(number: u8) -> NoticeId {
    NoticeId::new(id(0x70, 0, number))
}

/// The id of a person's only file for a chat.
pub(super) fn attachment_id(chat: Chat, uploader: Who) -> AttachmentId {
    AttachmentId::new(id(0xA7, chat.code(), uploader.code()))
}

/// The id that the service gives to that file when it is uploaded again.
pub(super) fn stored_again(chat: Chat, uploader: Who) -> AttachmentId {
    AttachmentId::new(id(0xA8, chat.code(), uploader.code()))
}

/// The client id of a person's only upload for a chat. Different people share ids.
pub(super) fn upload_id(chat: Chat) -> UploadId {
    UploadId::new(id(0xC8, chat.code(), 0))
}

fn id(kind: u8, chat: u8, place: u8) -> Uuid {
    Uuid::from_u128(u128::from(kind) << 16 | u128::from(chat) << 8 | u128::from(place))
}
