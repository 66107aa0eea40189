//! Chats and what is in them.

mod file;
mod key;
mod message;
mod number;
mod recipient;

pub use file::{FileRef, Sha256, Upload, UploadFate};
pub use key::{ChatKey, DirectPair, NotAChatKey};
pub use message::{Correction, Fingerprint, MessageState, Retraction};
pub use number::ChatNumber;
pub use recipient::Recipient;

use crate::rules::Rules;

/// What the log says of one chat. A chat that nothing was ever said of has the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChatState {
    /// The number of the chat's newest entry; 0 while there is none.
    pub last: ChatNumber,
    /// The care side has started the chat (W4).
    pub started: bool,
    /// Messages of the care side that stand and that no attendee has answered, where the rules let
    /// retracting them take back the start. 0 once the chat is started for good (W4).
    pub unanswered: u64,
    /// The care team has locked the chat for attendees (W6).
    pub locked: bool,
}

impl ChatState {
    /// Counts a message (W4, W5, W7): the care side's starts the chat, an attendee's only confirms
    /// the start.
    pub(crate) const fn note_message(&mut self, by_care_side: bool, rules: &Rules) {
        if !by_care_side {
            self.unanswered = 0;
            return;
        }
        let for_good = self.started && self.unanswered == 0;
        if rules.retracting_takes_back_start && !for_good {
            self.unanswered = self.unanswered.saturating_add(1);
        }
        self.started = true;
    }

    /// Counts the retraction of a message of the care side (W4).
    pub(crate) const fn note_retraction(&mut self) {
        if self.unanswered > 0 {
            self.unanswered -= 1;
            self.started = self.unanswered > 0;
        }
    }
}
