//! An upload, and what became of it.

use super::FileOut;
use chat_app::{Removed, Stage, UploadStatus, Uploaded};
use chat_domain::UploadId;
use serde::Serialize;
use utoipa::ToSchema;

/// A file that was taken in.
#[derive(Serialize, ToSchema)]
#[schema(as = Upload)]
pub struct UploadOut {
    /// The file as it is stored.
    #[serde(flatten)]
    pub file: FileOut,
    /// The upload's id: the one in `Upload-Id`, or one that was made.
    #[schema(value_type = Uuid)]
    pub upload: UploadId,
    /// Whether a message can carry the file yet.
    pub stage: StageName,
    /// What was taken out of a photo (F9).
    pub removed: Vec<RemovedOut>,
}

/// Whether a message can carry an accepted file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// It can.
    Released,
    /// Not before it was scanned for malware, which can't be done at the moment.
    Held,
}

/// Something that was taken out of a photo.
#[derive(Serialize, ToSchema)]
#[schema(as = Removed)]
pub struct RemovedOut {
    /// A stable code.
    #[schema(example = "location")]
    pub code: &'static str,
    /// A sentence for the person who sends the photo.
    pub sentence: &'static str,
}

/// What became of an upload.
#[derive(Serialize, ToSchema)]
#[schema(as = UploadStatus)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum UploadStatusOut {
    /// A message can carry the file, or does.
    Released {
        /// The file.
        file: FileOut,
    },
    /// The file waits to be scanned for malware.
    Held {
        /// The file.
        file: FileOut,
    },
    /// The file is being stored and scanned, or that was broken off: upload it again with the same
    /// id.
    Arriving,
    /// The file was deleted.
    Refused {
        /// A stable reason code.
        #[schema(example = "malware")]
        code: String,
        /// A sentence for the uploader.
        sentence: String,
    },
}

impl From<Uploaded> for UploadOut {
    fn from(uploaded: Uploaded) -> Self {
        let Uploaded {
            upload,
            file,
            removed,
            stage,
        } = uploaded;
        Self {
            file: file.into(),
            upload,
            stage: stage.into(),
            removed: removed.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Stage> for StageName {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Released => Self::Released,
            Stage::Held => Self::Held,
        }
    }
}

impl From<Removed> for RemovedOut {
    fn from(removed: Removed) -> Self {
        Self {
            code: removed.code(),
            sentence: removed.sentence(),
        }
    }
}

impl From<UploadStatus> for UploadStatusOut {
    fn from(status: UploadStatus) -> Self {
        match status {
            UploadStatus::Released(file) => Self::Released { file: file.into() },
            UploadStatus::Held(file) => Self::Held { file: file.into() },
            UploadStatus::Arriving => Self::Arriving,
            UploadStatus::Refused { code, sentence } => Self::Refused { code, sentence },
        }
    }
}
