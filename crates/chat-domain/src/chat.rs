//! Chats, their messages and their files, and notices, which belong to no chat.

mod file;
mod key;
mod message;
mod notices;
mod number;
mod positions;
mod readable;
mod reading;
mod recipient;
mod unseen;
mod waiting;

pub use file::{FileRef, Sha256, Upload, UploadFate};
pub use key::{ChatKey, DirectPair, NotAChatKey};
pub use message::{Correction, Fingerprint, MessageState, Retraction};
pub use notices::{Notice, NoticeStatus, Notices};
pub use number::{ChatNumber, ReaderNumber};
pub use positions::ChatPositions;
pub use readable::Readable;
pub use reading::{CurrentVersion, ReadMark, Reading};
pub use recipient::Recipient;
pub use unseen::{Reminders, Unseen};
pub use waiting::{SetAside, Waiting, WaitingMessage};

use crate::rules::Rules;

/// The state of one chat; the default if the log does not mention it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChatState {
    /// The number of the chat's newest entry; 0 if there is none.
    pub last: ChatNumber,
    /// The care side has started the chat (W4).
    pub started: bool,
    /// Number of unretracted messages from the care side that no attendee has answered, if
    /// retracting them unread undoes the start by the rules of the visit. 0 once the start is
    /// permanent (W4).
    pub unanswered: u64,
    /// The care team has locked the chat for attendees (W6).
    pub locked: bool,
}

impl ChatState {
    /// Records a message (W4, W5, W7). One from the care side starts the chat; one from an attendee
    /// makes an existing start permanent.
    pub(crate) const fn note_message(&mut self, by_care_side: bool, rules: &Rules) {
        if !by_care_side {
            self.unanswered = 0;
            return;
        }
        let permanent = self.started && self.unanswered == 0;
        if rules.retracting_takes_back_start && !permanent {
            self.unanswered = self.unanswered.saturating_add(1);
        }
        self.started = true;
    }

    /// Records the retraction of a message from the care side (W4). One that an attendee has read
    /// makes an existing start permanent.
    pub(crate) const fn note_retraction(&mut self, was_read: bool) {
        if was_read {
            self.unanswered = 0;
        } else if self.unanswered > 0 {
            self.unanswered -= 1;
            self.started = self.unanswered > 0;
        }
    }
}
