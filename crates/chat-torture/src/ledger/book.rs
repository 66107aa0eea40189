//! The clients' knowledge.

use super::{
    known::Known,
    message::{Fate, Messages, Receipt, StoredFile},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An upload.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The visit's index in the round.
    pub(crate) visit: usize,
    /// The uploader.
    pub(crate) by: Uuid,
    /// The file, once the server acknowledged it.
    pub(crate) file: Option<StoredFile>,
}

/// A requested or acknowledged removal of a participant.
#[derive(Clone, Debug)]
pub(crate) struct Removal {
    /// The visit's index in the round.
    pub(crate) visit: usize,
    /// A chat that they could read before.
    pub(crate) chat: String,
    /// Whether they are removed.
    pub(crate) known: Known,
}

/// All requests and answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    /// Messages by client id.
    pub(crate) messages: Messages,
    /// Uploads by upload id.
    pub(crate) uploads: BTreeMap<Uuid, Upload>,
    /// Removals by person.
    pub(crate) removals: BTreeMap<Uuid, Removal>,
    /// The token of each person.
    pub(crate) tokens: BTreeMap<Uuid, String>,
    /// The number of messages whose receipt came only after a retry.
    pub(crate) settled_later: u64,
}

impl Book {
    /// Records that a message is stored. Returns the earlier receipt if it differs.
    pub(crate) fn store(&mut self, client_id: Uuid, receipt: Receipt) -> Option<Receipt> {
        let message = self.messages.get_mut(&client_id)?;
        let earlier = message.receipt().filter(|earlier| **earlier != receipt);
        let earlier = earlier.cloned();
        self.settled_later += u64::from(message.doubtful && message.fate == Fate::Asked);
        message.fate = Fate::Stored(receipt);
        earlier
    }

    /// Records that a message was refused. It may still be stored if an earlier attempt got no
    /// answer.
    pub(crate) fn refuse(&mut self, client_id: Uuid) {
        if let Some(message) = self.messages.get_mut(&client_id)
            && !message.doubtful
        {
            message.fate = Fate::Refused;
        }
    }

    /// Records that no answer came.
    pub(crate) fn doubt(&mut self, client_id: Uuid) {
        if let Some(message) = self.messages.get_mut(&client_id) {
            message.doubtful = true;
        }
    }

    /// Whether the person's removal was requested.
    pub(crate) fn may_be_removed(&self, person: Uuid) -> bool {
        self.removals.contains_key(&person)
    }

    /// The person's token; empty if unknown.
    pub(crate) fn token(&self, person: Uuid) -> &str {
        self.tokens.get(&person).map_or("", String::as_str)
    }
}
