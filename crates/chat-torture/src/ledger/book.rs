//! The whole of what the clients know.

use super::{
    Fate, StoredFile,
    message::{Messages, Receipt},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whether something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Known {
    /// It was not asked for.
    No,
    /// It was asked for, and may have been done.
    Asked,
    /// The server said that it was done.
    Done,
}

/// An upload.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The place of its visit in the round.
    pub(crate) visit: usize,
    /// Who uploaded it.
    pub(crate) by: Uuid,
    /// The file, once the server said that it has it.
    pub(crate) file: Option<StoredFile>,
}

/// Somebody who was removed, or is about to be.
#[derive(Clone, Debug)]
pub(crate) struct Removal {
    /// The place of the visit in the round.
    pub(crate) visit: usize,
    /// A chat that they read before.
    pub(crate) chat: String,
    /// Whether they are.
    pub(crate) known: Known,
}

/// All that clients asked for and were told.
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
    /// How many messages got their receipt only when they were sent again.
    pub(crate) settled_later: u64,
}

impl Book {
    /// The server said that a message is stored. Answers with the receipt that it got before, if that
    /// was another one.
    pub(crate) fn store(&mut self, client_id: Uuid, receipt: Receipt) -> Option<Receipt> {
        let message = self.messages.get_mut(&client_id)?;
        let earlier = message.receipt().filter(|earlier| **earlier != receipt);
        let earlier = earlier.cloned();
        self.settled_later += u64::from(message.doubtful && message.fate == Fate::Asked);
        message.fate = Fate::Stored(receipt);
        earlier
    }

    /// The server said that a message is not stored. It may still be, if an earlier try got no answer.
    pub(crate) fn refuse(&mut self, client_id: Uuid) {
        if let Some(message) = self.messages.get_mut(&client_id)
            && !message.doubtful
        {
            message.fate = Fate::Refused;
        }
    }

    /// No answer came.
    pub(crate) fn doubt(&mut self, client_id: Uuid) {
        if let Some(message) = self.messages.get_mut(&client_id) {
            message.doubtful = true;
        }
    }

    /// Whether somebody's removal was asked for.
    pub(crate) fn may_be_removed(&self, person: Uuid) -> bool {
        self.removals.contains_key(&person)
    }

    /// Somebody's token; an empty one for a stranger.
    pub(crate) fn token(&self, person: Uuid) -> &str {
        self.tokens.get(&person).map_or("", String::as_str)
    }
}
