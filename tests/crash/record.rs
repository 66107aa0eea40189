//! A client's record of the answers, compared with the log.

use chat_domain::{Actor, Entry, Event};
use std::collections::BTreeMap;
use uuid::Uuid;
use visit_chat_tests::Visit;

/// The answers to one client's messages in one chat.
pub(crate) struct Record {
    pub(crate) visit: Visit,
    pub(crate) author: Uuid,
    pub(crate) chat: String,
    /// The number and the text of each acknowledged message, by its client id.
    pub(crate) acknowledged: BTreeMap<Uuid, (u64, String)>,
    /// The numbers in the order of sending.
    pub(crate) in_order: Vec<u64>,
    /// The client ids of refused messages.
    pub(crate) refused: Vec<Uuid>,
    /// Number of messages without an answer at first.
    pub(crate) settled: usize,
    /// Number of those that were already stored when the server was killed.
    pub(crate) survived: usize,
}

impl Record {
    /// Checks that the log contains exactly the acknowledged messages: once, in order, unchanged.
    pub(crate) fn check(&self, entries: &[Entry]) {
        let mut stored = BTreeMap::new();
        for entry in entries {
            let Event::MessageSent {
                chat,
                number,
                client_id,
                text,
                ..
            } = &entry.event
            else {
                continue;
            };
            let Actor::Person(author) = entry.actor else {
                panic!("only people write")
            };
            if author.uuid() == self.author && chat.to_string() == self.chat {
                let text = text.as_ref().unwrap().as_str().to_owned();
                let earlier = stored.insert(client_id.uuid(), (number.0, text));
                assert_eq!(earlier, None, "{client_id} is stored twice");
            }
        }
        assert_eq!(stored, self.acknowledged);
        assert!(
            self.in_order.is_sorted_by(|a, b| a < b),
            "in the order of sending"
        );
        assert!(
            self.refused.iter().all(|id| !stored.contains_key(id)),
            "refused, yet stored"
        );
    }
}
