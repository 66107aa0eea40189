//! A message on its way to the followers of its visit.

use bytes::Bytes;
use chat_domain::{ChatKey, ReaderNumber, VisitId, view::MessageView};
use std::{any::TypeId, sync::OnceLock};

/// How a transport writes a message.
pub trait Encode: 'static {
    /// The bytes that the transport sends for it.
    fn encode(delivery: &Delivery) -> Bytes;
}

/// The current version of a new, corrected or retracted message. Readers of the same content and numbers share
/// one value and its encoding.
pub struct Delivery {
    /// The visit.
    pub visit: VisitId,
    /// The chat.
    pub chat: ChatKey,
    /// The readers' number of the entry, for resuming.
    pub number: ReaderNumber,
    /// The current version of the message.
    pub message: MessageView,
    encoded: OnceLock<(TypeId, Bytes)>,
}

impl Delivery {
    pub(crate) fn new(
        visit: VisitId,
        (chat, number): (ChatKey, ReaderNumber),
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

    /// The bytes that a transport sends for it. The first transport's encoding is cached and shared; any
    /// other transport encodes at each call.
    pub fn encoded<E: Encode>(&self) -> Bytes {
        let own = TypeId::of::<E>();
        let first = || (own, E::encode(self));
        match self.encoded.get_or_init(first) {
            (by, bytes) if *by == own => bytes.clone(),
            _ => E::encode(self),
        }
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
