//! Text from people, validated once at the boundary. `Debug` never prints it.
//!
//! `Deserialize` trusts its input: it reads the product's log, which must still load after a check is
//! tightened. Untrusted text goes through `new`.

mod clean;
mod display_name;
mod file_name;
mod message_text;
mod notice;
mod reason;
#[cfg(test)]
mod tests;

pub use chat_text::NameFault;
pub use display_name::{DisplayName, Looks, SecondIdentifier};
pub use file_name::FileName;
pub use message_text::MessageText;
pub use notice::{NotNoticeTexts, NoticeText, NoticeTexts};
pub use reason::Reason;

use thiserror::Error;

/// Why a text was refused. Quotes no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum TextProblem {
    /// Empty after trimming and cleaning.
    #[error("the text is empty")]
    Empty,
    /// More characters than allowed.
    #[error("the text has {actual} characters; {max} are allowed")]
    TooLong {
        /// The limit in characters.
        max: usize,
        /// The actual number of characters.
        actual: usize,
    },
    /// A character that can misrepresent the text: NUL, another control, or a direction override.
    #[error("the text contains the character U+{code_point:04X}, which is not allowed")]
    ForbiddenCharacter {
        /// The Unicode code point.
        code_point: u32,
    },
    /// A file's name that could mislead a person or a file system.
    #[error("the file's name {0}")]
    InvalidFileName(NameFault),
}

/// A text newtype: shared storage, redacted `Debug`, serialized as a plain string.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}
use text_type;
