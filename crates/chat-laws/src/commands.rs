//! Steps in the vocabulary of the rule catalogue: an actor and a command.
#![allow(
    clippy::unwrap_used,
    reason = "the texts of tests are valid; a test fails by panicking"
)]

use crate::cast::{NOW, participant};
use chat_domain::chat::Sha256;
use chat_domain::{
    Actor, AttachmentId, ChatKey, ChatNumber, ClientMessageId, Command, DisplayName, FileName,
    FileRef, MessageId, MessageText, NewParticipant, NoticeId, NoticeText, ParticipantEdit,
    PersonId, PolicyChoices, Reason, Recipient, Role, SecondIdentifier, SendMessage, UploadId,
    VisitEdit,
};
use time::Duration;
use uuid::Uuid;

/// An actor and their command.
pub type Step = (Actor, Command);

/// An id derived from a word, so that a test can refer to the same thing twice.
fn id(word: &str) -> Uuid {
    let fold = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_01b3);
    Uuid::from_u128(word.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// The id of the message with this text.
#[must_use]
pub fn message(text: &str) -> MessageId {
    MessageId::new(id(text))
}

/// The client id of the message with this text.
#[must_use]
pub fn client_id(text: &str) -> ClientMessageId {
    ClientMessageId::new(id(text))
}

/// A client's upload id.
#[must_use]
pub fn upload_id(word: &str) -> UploadId {
    UploadId::new(id(word))
}

/// The id of the file with this name.
#[must_use]
pub fn attachment(name: &str) -> AttachmentId {
    AttachmentId::new(id(name))
}

/// The id of the notice with this name.
#[must_use]
pub fn notice_id(name: &str) -> NoticeId {
    NoticeId::new(id(name))
}

/// The text of a notice.
#[must_use]
pub fn notice_text(text: &str) -> NoticeText {
    NoticeText::new(text).unwrap()
}

/// A message text.
#[must_use]
pub fn text(text: &str) -> MessageText {
    MessageText::new(text).unwrap()
}

/// A reason.
#[must_use]
pub fn reason(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// A file of a given size in bytes.
#[must_use]
pub fn file(name: &str, size: u64) -> FileRef {
    FileRef {
        attachment: attachment(name),
        name: FileName::new(name).unwrap(),
        media_type: "image/png".into(),
        size,
        sha256: Sha256([7; 32]),
    }
}

fn by(person: PersonId, command: Command) -> Step {
    (Actor::Person(person), command)
}

/// The host issues a command.
#[must_use]
pub fn host(command: Command) -> Step {
    (Actor::Host, command)
}

/// A person enters the waiting room.
#[must_use]
pub fn enters(person: PersonId) -> Step {
    by(person, Command::EnterWaitingRoom { person })
}

/// A person joins the call.
#[must_use]
pub fn joins(person: PersonId) -> Step {
    by(person, Command::JoinCall { person })
}

/// A person leaves the waiting room or the call.
#[must_use]
pub fn leaves(person: PersonId) -> Step {
    by(person, Command::Leave { person })
}

/// The service drops a person.
#[must_use]
pub fn drops(person: PersonId) -> Step {
    (Actor::Service, Command::Drop { person })
}

/// The host removes a person.
#[must_use]
pub fn removed(person: PersonId) -> Step {
    let reason = reason("left the group");
    host(Command::RemoveParticipant { person, reason })
}

/// The host adds a person of the cast.
#[must_use]
pub fn added(person: PersonId) -> Step {
    host(Command::AddParticipant(participant(person)))
}

/// The host adds a person and shares the earlier visit chat with them.
#[must_use]
pub fn added_with_history(person: PersonId) -> Step {
    host(Command::AddParticipant(NewParticipant {
        shares_history: true,
        ..participant(person)
    }))
}

/// The host ends the call.
#[must_use]
pub fn call_ends() -> Step {
    host(Command::EndCall)
}

/// The host completes the visit.
#[must_use]
pub fn completed() -> Step {
    host(Command::CompleteVisit)
}

/// The service completes the visit by its policy.
#[must_use]
pub const fn completed_by_policy() -> Step {
    (Actor::Service, Command::CompleteVisit)
}

/// The end of a follow-up.
#[must_use]
pub const fn follow_up_ends(by: Actor) -> Step {
    (by, Command::EndFollowUp)
}

/// The host cancels the visit.
#[must_use]
pub fn cancelled() -> Step {
    host(Command::CancelVisit)
}

/// The host marks the visit as a no-show.
#[must_use]
pub fn no_show() -> Step {
    host(Command::MarkNoShow)
}

/// The host marks the visit as left without being seen.
#[must_use]
pub fn left_unseen() -> Step {
    host(Command::MarkLeftWithoutBeingSeen)
}

/// The host undoes the removal of a person.
#[must_use]
pub fn returned(person: PersonId) -> Step {
    let reason = reason("removed by mistake");
    host(Command::UndoRemoval { person, reason })
}

/// The host moves the visit to another time, this many hours later than it was first scheduled for.
#[must_use]
pub fn moved(hours: u8) -> Step {
    let edit = VisitEdit {
        scheduled_for: Some(NOW + Duration::hours(hours.into())),
        ..VisitEdit::default()
    };
    host(Command::EditVisit(edit))
}

/// The host changes choices of the visit's policy.
#[must_use]
pub fn rechosen(policy: PolicyChoices) -> Step {
    let edit = VisitEdit {
        policy,
        ..VisitEdit::default()
    };
    host(Command::EditVisit(edit))
}

/// An edit of a person that changes nothing.
#[must_use]
pub const fn edit(person: PersonId) -> ParticipantEdit {
    ParticipantEdit {
        person,
        role: None,
        name: None,
        second_identifier: None,
    }
}

/// The host corrects a person's name.
#[must_use]
pub fn renamed(person: PersonId, name: &str) -> Step {
    let name = Some(DisplayName::new(name).unwrap());
    let edit = ParticipantEdit {
        name,
        ..edit(person)
    };
    host(Command::EditParticipant(edit))
}

/// The host corrects a person's second identifier; `None` drops it.
#[must_use]
pub fn identified(person: PersonId, identifier: Option<&str>) -> Step {
    host(Command::EditParticipant(ParticipantEdit {
        second_identifier: Some(identifier.map(|text| SecondIdentifier::new(text).unwrap())),
        ..edit(person)
    }))
}

/// The host corrects a person's role.
#[must_use]
pub fn becomes(person: PersonId, role: Role) -> Step {
    let edit = ParticipantEdit {
        role: Some(role),
        ..edit(person)
    };
    host(Command::EditParticipant(edit))
}

/// The host reopens the visit.
#[must_use]
pub fn reopened() -> Step {
    host(Command::ReopenVisit)
}

/// A person locks a chat.
#[must_use]
pub fn locks(person: PersonId, chat: ChatKey) -> Step {
    by(person, Command::LockChat { chat })
}

/// A person unlocks a chat.
#[must_use]
pub fn unlocks(person: PersonId, chat: ChatKey) -> Step {
    by(person, Command::UnlockChat { chat })
}

/// A person sends a message to the chat's recipient.
#[must_use]
pub fn says(person: PersonId, chat: ChatKey, words: &str) -> Step {
    let recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
    says_to(person, chat, recipient, words)
}

/// A person sends a message with any recipient.
#[must_use]
pub fn says_to(person: PersonId, chat: ChatKey, recipient: Recipient, words: &str) -> Step {
    sends(person, chat, recipient, words, &[])
}

/// A person sends a message with files; without text if `words` is empty.
#[must_use]
pub fn sends(
    person: PersonId,
    chat: ChatKey,
    recipient: Recipient,
    words: &str,
    files: &[&str],
) -> Step {
    let send = SendMessage {
        chat,
        recipient,
        message: message(words),
        client_id: client_id(words),
        text: (!words.is_empty()).then(|| text(words)),
        files: files.iter().map(|name| attachment(name)).collect(),
    };
    by(person, Command::SendMessage(send))
}

/// A person sends a message with files to the chat's recipient.
#[must_use]
pub fn says_with(person: PersonId, chat: ChatKey, words: &str, files: &[&str]) -> Step {
    sends(
        person,
        chat,
        Recipient::of(&chat, person).unwrap(),
        words,
        files,
    )
}

/// A person uploads a file for a chat.
#[must_use]
pub fn stages(person: PersonId, chat: ChatKey, name: &str) -> Step {
    stages_sized(person, chat, name, 1_000)
}

/// A person uploads a file of the given size in bytes for a chat.
#[must_use]
pub fn stages_sized(person: PersonId, chat: ChatKey, name: &str, size: u64) -> Step {
    let file = file(name, size);
    let upload = None;
    by(person, Command::StageFile { chat, file, upload })
}

/// A person uploads a file for a chat with a client upload id.
#[must_use]
pub fn uploads(person: PersonId, chat: ChatKey, file: FileRef, id: &str) -> Step {
    let upload = Some(upload_id(id));
    by(person, Command::StageFile { chat, file, upload })
}

/// A person discards a file.
#[must_use]
pub fn discards(person: PersonId, name: &str) -> Step {
    let attachment = attachment(name);
    by(person, Command::DiscardFile { attachment })
}

/// A person corrects the message with this text.
#[must_use]
pub fn corrects(person: PersonId, words: &str, new: &str) -> Step {
    let (message, text) = (message(words), text(new));
    by(person, Command::CorrectMessage { message, text })
}

/// A person retracts the message with this text.
#[must_use]
pub fn retracts(person: PersonId, words: &str) -> Step {
    let (message, reason) = (message(words), reason("sent in error"));
    by(person, Command::RetractMessage { message, reason })
}

/// A person marks a chat read up to an entry.
#[must_use]
pub fn reads(person: PersonId, chat: ChatKey, through: u64) -> Step {
    let through = ChatNumber(through);
    by(person, Command::MarkRead { chat, through })
}

/// A person hands the visit over from one provider to another.
#[must_use]
pub fn hands_over(actor: PersonId, from: PersonId, to: PersonId) -> Step {
    by(actor, Command::HandOver { from, to })
}

/// A person records that no message up to an entry needs an answer.
#[must_use]
pub fn sets_aside(person: PersonId, chat: ChatKey, through: u64) -> Step {
    let through = ChatNumber(through);
    by(person, Command::NoAnswerNeeded { chat, through })
}

/// An attendee sends a notice to the care team, under an id derived from a name.
#[must_use]
pub fn notifies(person: PersonId, name: &str, text: &str) -> Step {
    let (notice, text) = (notice_id(name), notice_text(text));
    by(person, Command::SendNotice { notice, text })
}

/// A person records that no notice of a sender up to the one with this name needs an answer.
#[must_use]
pub fn settles(person: PersonId, sender: PersonId, name: &str) -> Step {
    let notice = notice_id(name);
    by(person, Command::SettleNotice { sender, notice })
}

/// An overseer breaks the glass of a chat.
#[must_use]
pub fn breaks_glass(overseer: PersonId, chat: ChatKey) -> Step {
    let reason = reason("complaint 17");
    (
        Actor::Overseer(overseer),
        Command::BreakGlass { chat, reason },
    )
}
