//! What laws ask in order to see what would be answered.

use chat_domain::{
    ChatKey, ClientMessageId, Command, MessageId, MessageText, PersonId, Recipient, SendMessage,
};
use uuid::Uuid;

/// The id of a message that no log holds.
pub const UNSAID: MessageId = MessageId::new(Uuid::from_u128(u128::MAX));

/// A well-formed message of `person` in `chat`, under ids that no log holds.
#[must_use]
pub fn message(person: PersonId, chat: ChatKey) -> Command {
    Command::SendMessage(SendMessage {
        chat,
        recipient: Recipient::of(&chat, person).unwrap_or(Recipient::Everyone),
        message: UNSAID,
        client_id: ClientMessageId::new(UNSAID.uuid()),
        text: MessageText::new("May I?").ok(),
        files: Vec::new(),
    })
}
