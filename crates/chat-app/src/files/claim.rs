//! An uploader's claims about a file.

use super::refused::FileRefused;
use crate::error::AppError;
use chat_attachments::{Claim, refuse_head};
use chat_domain::{self as domain, ChatKey, FileName, UploadId};

/// A file to upload.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The only chat in which it can be sent.
    pub chat: ChatKey,
    /// The client's id for the upload (F7); `None` to generate one.
    pub upload: Option<UploadId>,
    /// The uploader's claims.
    pub claim: FileClaim,
}

/// An uploader's claims about a file. None is trusted.
#[derive(Clone)]
pub struct FileClaim {
    /// Its name.
    pub name: String,
    /// Its media type, if claimed.
    pub media_type: Option<String>,
    /// Its size in bytes, if claimed: a file that is too large is then refused before its first byte
    /// is read.
    pub size: Option<u64>,
}

impl std::fmt::Debug for FileClaim {
    /// Without the name, which may be health data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileClaim")
            .field("media_type", &self.media_type)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl FileClaim {
    /// The name to record. Needs no byte of the file.
    pub(super) fn file_name(&self) -> Result<FileName, AppError> {
        if let Some(refusal) = refuse_head(&[], &self.as_gate_claim()) {
            return Err(FileRefused::early(&refusal).into());
        }
        FileName::new(&self.name).map_err(|problem| domain::Refusal::from(problem).into())
    }

    pub(super) fn as_gate_claim(&self) -> Claim<'_> {
        Claim {
            name: &self.name,
            media_type: self.media_type.as_deref(),
        }
    }
}
