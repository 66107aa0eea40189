//! The ids of resources: those of the domain, or derived from them (UUIDv5), so that they never change.

use chat_domain::{AttachmentId, ChatKey, MessageId, NoticeId, PersonId, Seq, VisitId};
use uuid::Uuid;

/// A version of a message. The first has the message's id.
pub(crate) fn version(message: MessageId, version: u32) -> Uuid {
    match version {
        1 => message.uuid(),
        _ => named(message.uuid(), &format!("version {version}")),
    }
}

/// The thread of a chat.
pub(crate) fn thread(visit: VisitId, chat: ChatKey) -> Uuid {
    named(visit.uuid(), &format!("chat {chat}"))
}

/// A notice. Its sender's id for it is unique only among that sender's notices.
pub(crate) fn notice(visit: VisitId, sender: PersonId, notice: NoticeId) -> Uuid {
    named(visit.uuid(), &format!("notice {sender} {notice}"))
}

/// The provenance of a correction, by the version that it wrote.
pub(crate) fn correction(message: MessageId, version: u32) -> Uuid {
    named(message.uuid(), &format!("correction {version}"))
}

/// The provenance of a retraction.
pub(crate) fn retraction(message: MessageId) -> Uuid {
    named(message.uuid(), "retraction")
}

/// A person's first read of a chat.
pub(crate) fn first_read(visit: VisitId, chat: ChatKey, reader: PersonId) -> Uuid {
    named(visit.uuid(), &format!("first read of {chat} by {reader}"))
}

/// A broken glass. Only the host receives it, since the position could be guessed from the id (M7).
pub(crate) fn oversight(visit: VisitId, seq: Seq) -> Uuid {
    named(visit.uuid(), &format!("oversight {seq}"))
}

/// The bytes of a file, whose `DocumentReference` has the attachment's id.
pub(crate) fn binary(attachment: AttachmentId) -> Uuid {
    named(attachment.uuid(), "binary")
}

/// The bundle for a recipient: that of the host, or of a person.
pub(crate) fn bundle(visit: VisitId, person: Option<PersonId>) -> Uuid {
    let recipient = person.map_or_else(|| "host".to_owned(), |person| person.to_string());
    named(visit.uuid(), &format!("bundle {recipient}"))
}

fn named(space: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&space, name.as_bytes())
}
