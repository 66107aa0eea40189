//! Files that messages carry.

use super::ChatKey;
use crate::{
    hex,
    id::{AttachmentId, MessageId, PersonId},
    text::FileName,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, sync::Arc};

/// A stored file that passed the file check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// The stored file.
    pub attachment: AttachmentId,
    /// The display name.
    pub name: FileName,
    /// The canonical media type according to the verdict, such as `image/png`.
    pub media_type: Arc<str>,
    /// Size in bytes.
    pub size: u64,
    /// The digest of the stored bytes.
    pub sha256: Sha256,
}

impl FileRef {
    /// Whether screens show it as a picture instead of a link.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }

    /// Whether both are the same file to the uploader (F7): the same bytes under the same name. The
    /// service may have stored them under different ids.
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

/// A file that one person uploaded for one chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The uploader.
    pub by: PersonId,
    /// The only chat in which it can be sent.
    pub chat: ChatKey,
    /// The file.
    pub file: FileRef,
    /// Its fate so far.
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

/// The fate of an uploaded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFate {
    /// Unsent: its uploader may send it, and no one can read it (F5).
    Waiting,
    /// Carried by this message and readable by its readers (F5).
    Carried(MessageId),
    /// Discarded: it can be neither sent nor read (V6).
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
    fn only_images_are_shown_as_pictures() {
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
    fn digest_round_trips_and_malformed_digests_are_rejected() {
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
