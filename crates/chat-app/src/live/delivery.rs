//! A message on its way to those who follow its visit.

use bytes::Bytes;
use chat_domain::{ChatKey, ChatNumber, VisitId, view::MessageView};
use std::sync::OnceLock;

/// A message that is new, corrected or retracted, as it stands now. All who are shown the same share
/// one value, and what a transport makes of it is made once.
pub struct Delivery {
    /// The visit.
    pub visit: VisitId,
    /// The chat.
    pub chat: ChatKey,
    /// The number of the entry, to be named when resuming.
    pub number: ChatNumber,
    /// The message as it stands now.
    pub message: MessageView,
    encoded: OnceLock<Bytes>,
}

impl Delivery {
    pub(crate) fn new(
        visit: VisitId,
        (chat, number): (ChatKey, ChatNumber),
        message: MessageView,
    ) -> Self {
        Self {
            visit,
            chat,
            number,
            message,
            encoded: OnceLock::new(),
        }
    }

    /// The bytes that the process's one transport sends for it: made by the first call, shared by
    /// all others.
    pub fn encoded(&self, encode: impl FnOnce(&Self) -> Bytes) -> Bytes {
        self.encoded.get_or_init(|| encode(self)).clone()
    }
}

impl PartialEq for Delivery {
    fn eq(&self, other: &Self) -> bool {
        (self.visit, self.chat, self.number, &self.message)
            == (other.visit, other.chat, other.number, &other.message)
    }
}

impl Eq for Delivery {}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("chat", &self.chat)
            .field("number", &self.number)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}
