//! A file.

use chat_domain::{AttachmentId, FileName, FileRef, chat::Sha256};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// A stored file that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = File)]
pub struct FileOut {
    /// The file.
    #[schema(value_type = Uuid)]
    pub attachment: AttachmentId,
    /// The display name.
    #[schema(value_type = String)]
    pub name: FileName,
    /// The media type detected from the bytes.
    #[schema(value_type = String, example = "image/png")]
    pub media_type: Arc<str>,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of the stored bytes, in hexadecimal.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// Whether screens show it as a picture.
    pub is_image: bool,
}

impl From<FileRef> for FileOut {
    fn from(file: FileRef) -> Self {
        let is_image = file.is_image();
        let FileRef {
            attachment,
            name,
            media_type,
            size,
            sha256,
        } = file;
        Self {
            attachment,
            name,
            media_type,
            size,
            sha256,
            is_image,
        }
    }
}
