//! The gate's refusal of a file.

use chat_attachments::{Judgement, Reason, Refusal};
use chat_domain::RuleId;
use thiserror::Error;

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{code}")]
pub struct FileRefused {
    /// The rule: F2 for a kind that is not accepted, F3 for a name or a media type that disagrees,
    /// F4 for a risk that policy does not allow and for malware, F6 for a size, F9 for a photo whose
    /// metadata can't be removed.
    pub rule: RuleId,
    /// A stable reason code.
    pub code: &'static str,
    /// A sentence for the uploader: what the file is and what is accepted.
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
            // Other findings are not the reason for the refusal.
            rule: judgement
                .refusal()
                .map_or(RuleId::F4, |refusal| rule_of(refusal.reason)),
            code: judgement.reason_code(),
            sentence: judgement.sentence(),
        }
    }

    /// A photo whose metadata can't be removed.
    pub(super) fn not_stripped() -> Self {
        Self {
            rule: RuleId::F9,
            code: "metadata_not_removable",
            sentence: "The picture's location and device data can't be removed, so it can't be \
                sent. Save it with another program and try again."
                .into(),
        }
    }

    pub(super) fn malware() -> Self {
        Self {
            rule: RuleId::F4,
            code: Self::MALWARE,
            sentence: "The file carries malware. It was deleted.".into(),
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
        Reason::TooLarge => RuleId::F6,
        // All others are risks: content that could do harm, or that can't be checked.
        _ => RuleId::F4,
    }
}
