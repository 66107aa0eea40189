//! Commands in the words of the catalogue: each is who acts and what they ask for.

use crate::people::participant;
use chat_domain::chat::Sha256;
use chat_domain::{
    Actor, AttachmentId, ChatKey, ClientMessageId, Command, FileName, FileRef, MessageId,
    MessageText, PersonId, Reason, Recipient, SendMessage,
};
use uuid::Uuid;

pub type Step = (Actor, Command);

/// An id that is made from a word, so that a test can name the same thing twice.
fn id(word: &str) -> Uuid {
    let fold = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_01b3);
    Uuid::from_u128(word.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// The id of the message with this text.
pub fn message(text: &str) -> MessageId {
    MessageId::new(id(text))
}

pub fn client_id(text: &str) -> ClientMessageId {
    ClientMessageId::new(id(text))
}

pub fn attachment(name: &str) -> AttachmentId {
    AttachmentId::new(id(name))
}

pub fn text(text: &str) -> MessageText {
    MessageText::new(text).unwrap()
}

pub fn reason(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// A file of a given size in bytes.
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

pub fn host(command: Command) -> Step {
    (Actor::Host, command)
}

pub fn enters(person: PersonId) -> Step {
    by(person, Command::EnterWaitingRoom { person })
}

pub fn joins(person: PersonId) -> Step {
    by(person, Command::JoinCall { person })
}

pub fn leaves(person: PersonId) -> Step {
    by(person, Command::Leave { person })
}

pub fn removed(person: PersonId) -> Step {
    let reason = reason("left the group");
    host(Command::RemoveParticipant { person, reason })
}

pub fn added(person: PersonId) -> Step {
    host(Command::AddParticipant(participant(person)))
}

pub fn call_ends() -> Step {
    host(Command::EndCall)
}

pub fn completed() -> Step {
    host(Command::CompleteVisit)
}

pub fn cancelled() -> Step {
    host(Command::CancelVisit)
}

pub fn no_show() -> Step {
    host(Command::MarkNoShow)
}

pub fn reopened() -> Step {
    host(Command::ReopenVisit)
}

pub fn locks(person: PersonId, chat: ChatKey) -> Step {
    by(person, Command::LockChat { chat })
}

pub fn unlocks(person: PersonId, chat: ChatKey) -> Step {
    by(person, Command::UnlockChat { chat })
}

/// A message to whom the chat is for.
pub fn says(person: PersonId, chat: ChatKey, words: &str) -> Step {
    let recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
    says_to(person, chat, recipient, words)
}

pub fn says_to(person: PersonId, chat: ChatKey, recipient: Recipient, words: &str) -> Step {
    sends(person, chat, recipient, words, &[])
}

/// A message with files; no words for files alone.
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

/// A message to whom the chat is for, with files.
pub fn says_with(person: PersonId, chat: ChatKey, words: &str, files: &[&str]) -> Step {
    sends(
        person,
        chat,
        Recipient::of(&chat, person).unwrap(),
        words,
        files,
    )
}

pub fn stages(person: PersonId, chat: ChatKey, name: &str) -> Step {
    stages_sized(person, chat, name, 1_000)
}

pub fn stages_sized(person: PersonId, chat: ChatKey, name: &str, size: u64) -> Step {
    let file = file(name, size);
    by(person, Command::StageFile { chat, file })
}

pub fn corrects(person: PersonId, words: &str, new: &str) -> Step {
    let (message, text) = (message(words), text(new));
    by(person, Command::CorrectMessage { message, text })
}

pub fn retracts(person: PersonId, words: &str) -> Step {
    let (message, reason) = (message(words), reason("sent in error"));
    by(person, Command::RetractMessage { message, reason })
}

pub fn breaks_glass(overseer: PersonId, chat: ChatKey) -> Step {
    let reason = reason("complaint 17");
    (
        Actor::Overseer(overseer),
        Command::BreakGlass { chat, reason },
    )
}
