//! The bound: how much may be said in a state from which steps are taken.

use chat_domain::VisitState;

/// What a state may hold at most to be gone on from. A step that leads beyond it is taken and judged
/// all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Messages of one chat.
    pub messages_per_chat: usize,
    /// Messages of all chats.
    pub messages: usize,
    /// Corrections of one message.
    pub corrections: usize,
    /// Uploads, each of another person for another chat.
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
