//! Files: from an untrusted stream to a judged, scanned, stored file, and back.

mod admission;
mod claim;
mod download;
mod intake;
mod quarantine;
mod scan;
mod spool;
mod status;
mod thumbnail;
mod upkeep;
mod upload;

pub(crate) use admission::Admission;
pub use claim::{FileClaim, FileRefused, NewUpload};
pub use download::Download;
pub(crate) use spool::Spools;
pub use status::UploadStatus;
pub use thumbnail::ThumbnailShown;
pub(crate) use thumbnail::Thumbnails;
pub use upkeep::{Collected, Released};
pub use upload::{Stage, Uploaded};

use chat_domain::{AttachmentId, FileRef, PersonId, Refusal, VisitState};

/// Checks by the newest state whether a person may have a file.
type Permits = fn(&VisitState, PersonId, AttachmentId) -> Result<&FileRef, Refusal>;
