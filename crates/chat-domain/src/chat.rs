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

use serde::{Deserialize, Serialize};

/// What the log says of one chat. A chat that nothing was ever said of has the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatState {
    /// The number of the chat's newest entry; 0 while there is none.
    pub last: ChatNumber,
    /// The care side has written here (W4).
    pub started: bool,
    /// The care team has locked the chat for attendees (W6).
    pub locked: bool,
}
