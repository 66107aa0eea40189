//! What a sender says of a file, and the gate's answer.

use crate::error::AppError;
use chat_attachments::{Claim, Judgement, Reason, Refusal, refuse_head};
use chat_domain::{self as domain, ChatKey, FileName, RuleId, UploadId};
use thiserror::Error;

/// A file that somebody is about to upload.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The chat that it is for; it can't be sent in another.
    pub chat: ChatKey,
    /// The client's id for the upload (F7); the service makes one where the client gave none.
    pub upload: Option<UploadId>,
    /// What is said of the file.
    pub claim: FileClaim,
}

/// What a sender says of a file. Nothing of it is believed.
#[derive(Clone)]
pub struct FileClaim {
    /// Its name.
    pub name: String,
    /// Its media type, if they name one.
    pub media_type: Option<String>,
    /// Its bytes, if they say how many: what is too large anyway is then refused before a byte of
    /// it is read.
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
    /// The name as it is recorded. Needs no byte of the file.
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

/// Why a file itself is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{code}")]
pub struct FileRefused {
    /// The rule: F2 for a kind that is not accepted, F3 for a name or a media type that disagrees,
    /// F4 for a risk that policy does not allow and for malware, F6 for a size, F9 for a photo whose
    /// metadata can't be taken out.
    pub rule: RuleId,
    /// A stable reason code.
    pub code: &'static str,
    /// A person's sentence: what the file is and what is accepted.
    pub sentence: String,
}

impl FileRefused {
    /// The code of a file that carries malware.
    pub const MALWARE: &'static str = "malware";

    pub(super) fn early(refusal: &Refusal) -> Self {
        Self {
            rule: rule_of(refusal.reason),
            code: refusal.reason.code(),
            sentence: refusal.sentence(),
        }
    }

    pub(super) fn judged(judgement: &Judgement) -> Self {
        Self {
            // What was found besides is not why it is refused.
            rule: judgement
                .refusal()
                .map_or(RuleId::F4, |refusal| rule_of(refusal.reason)),
            code: judgement.reason_code(),
            sentence: judgement.sentence(),
        }
    }

    /// A photo of which nobody knows what it would still tell.
    pub(super) fn not_stripped() -> Self {
        Self {
            rule: RuleId::F9,
            code: "metadata_not_removable",
            sentence: "The picture's location and device data can't be removed, so it can't be \
                sent. Save it anew with another program and try again."
                .into(),
        }
    }

    pub(super) fn malware() -> Self {
        Self {
            rule: RuleId::F4,
            code: Self::MALWARE,
            sentence: "The file carries malware. It was deleted and nobody can open it.".into(),
        }
    }
}

const fn rule_of(reason: Reason) -> RuleId {
    match reason {
        Reason::Empty
        | Reason::NameUnsafe
        | Reason::NotAccepted
        | Reason::Unrecognized
        | Reason::Damaged => RuleId::F2,
        Reason::NameDisagrees | Reason::MediaTypeDisagrees => RuleId::F3,
        Reason::MacroEnabled
        | Reason::ProgramInside
        | Reason::HiddenFile
        | Reason::UnsafeContent
        | Reason::ExpandsTooMuch
        | Reason::TooComplex
        | Reason::TooManyPixels => RuleId::F4,
        Reason::TooLarge => RuleId::F6,
    }
}
