//! Files that messages carry.

use super::ChatKey;
use crate::{
    hex,
    id::{AttachmentId, MessageId, PersonId},
    text::FileName,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, sync::Arc};

/// A stored file that was judged acceptable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// The stored file.
    pub attachment: AttachmentId,
    /// The name to show.
    pub name: FileName,
    /// The canonical media type that the verdict found, such as `image/png`.
    pub media_type: Arc<str>,
    /// Bytes.
    pub size: u64,
    /// The digest of the stored bytes.
    pub sha256: Sha256,
}

impl FileRef {
    /// Whether a screen shows it as a picture rather than a link.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }

    /// Whether the two are one file to their uploader (F7): the same bytes under the same name.
    /// The service may have stored them under different ids.
    #[must_use]
    pub fn has_the_content_of(&self, other: &Self) -> bool {
        let Self {
            attachment: _,
            name,
            media_type,
            size,
            sha256,
        } = self;
        (name, media_type, size, sha256)
            == (&other.name, &other.media_type, &other.size, &other.sha256)
    }
}

/// A file that was uploaded for one chat by one person, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Who uploaded it.
    pub by: PersonId,
    /// The chat it was uploaded for; it can't be sent in another.
    pub chat: ChatKey,
    /// The file.
    pub file: FileRef,
    /// What became of it.
    pub fate: UploadFate,
}

impl Upload {
    /// The message that carries it.
    #[must_use]
    pub const fn message(&self) -> Option<MessageId> {
        match self.fate {
            UploadFate::Carried(message) => Some(message),
            UploadFate::Waiting | UploadFate::Discarded => None,
        }
    }
}

/// What became of an uploaded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFate {
    /// It may be sent by its uploader; nobody reads it (F5).
    Waiting,
    /// A message carries it; who may read that one reads it (F5).
    Carried(MessageId),
    /// It was given up: nobody sends or reads it (V6).
    Discarded,
}

/// A SHA-256 digest (FIPS 180-4), written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(&self.0, f)
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?.to_ascii_lowercase();
        let wrong = || D::Error::custom("a SHA-256 digest has 64 hexadecimal digits");
        hex::decode(&digits).map(Self).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_shown_and_documents_are_links() {
        let of = |media_type: &str| {
            let json = serde_json::json!({
                "attachment": "01890000-0000-7000-8000-000000000001",
                "name": "it",
                "media_type": media_type,
                "size": 1,
                "sha256": "00".repeat(32),
            });
            serde_json::from_value::<FileRef>(json).unwrap()
        };
        assert!(of("image/png").is_image());
        assert!(!of("application/pdf").is_image());
    }

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = Sha256(std::array::from_fn(|i| u8::try_from(i).unwrap() + 9));
        let hex = "090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728";
        assert_eq!(digest.to_string(), hex);
        assert_eq!(format!("{digest:?}"), hex);
        let json = format!("\"{hex}\"");
        assert_eq!(serde_json::to_string(&digest).unwrap(), json);
        assert_eq!(serde_json::from_str::<Sha256>(&json).unwrap(), digest);
        let upper = json.to_ascii_uppercase();
        assert_eq!(serde_json::from_str::<Sha256>(&upper).unwrap(), digest);
        for wrong in [
            "\"\"",
            "\"09\"",
            "7",
            &json.replace("09", "+9"),
            &json.replace("09", "é"),
        ] {
            assert!(serde_json::from_str::<Sha256>(wrong).is_err(), "{wrong}");
        }
    }
}
