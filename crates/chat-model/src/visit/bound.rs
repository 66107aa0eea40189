//! The bound on messages, corrections and uploads.

use chat_domain::VisitState;

/// Limits beyond which a state is not expanded. The step that exceeds a limit is still taken and
/// judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Maximum number of messages per chat.
    pub messages_per_chat: usize,
    /// Maximum number of messages in all chats.
    pub messages: usize,
    /// Maximum number of corrections per message.
    pub corrections: usize,
    /// Maximum number of uploads, each by a different person or for a different chat.
    pub uploads: usize,
}

impl Bound {
    /// Whether a state is within the bound.
    #[must_use]
    pub fn holds(&self, state: &VisitState) -> bool {
        let in_chat = |chat| state.messages.values().filter(|m| m.chat == chat).count();
        state.messages.len() <= self.messages
            && state.uploads.len() <= self.uploads
            && (state.messages.values()).all(|m| {
                m.corrections() <= self.corrections && in_chat(m.chat) <= self.messages_per_chat
            })
    }
}
