//! The clinic's policy.

use crate::finding::{Finding, FindingSet};

/// Size limits and accepted findings. The default accepts nothing that could do harm.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentPolicy {
    /// Largest file, in bytes (rule F6: 25 MiB).
    pub max_bytes: u64,
    /// Largest picture, width × height, in pixels.
    pub max_pixels: u64,
    /// Findings that an accepted file may have.
    pub allow: FindingSet,
}

impl AttachmentPolicy {
    /// The default: 25 MiB, 100 megapixels, and only harmless findings. These are additions of phones to photos,
    /// data of no known format after a file's end, a file other than a program packed into an old Office document,
    /// a template on the author's own computer, linked pictures, the extension of a related kind such as `.ppt` for
    /// a PPTX, the OpenDocument templates and OpenOffice 1.x files of rule F1, and a photo's location. The store
    /// strips the location before anyone else can read the photo (rule F9). A store that doesn't should refuse
    /// `location`.
    pub const DEFAULT: Self = Self {
        max_bytes: 25 * 1024 * 1024,
        max_pixels: 100_000_000,
        allow: FindingSet::of(&[
            Finding::PackagedFile,
            Finding::LocalTemplate,
            Finding::RemotePicture,
            Finding::OpenTemplate,
            Finding::OldOpenOffice,
            Finding::TrailingData,
            Finding::MotionPhoto,
            Finding::MultiPicture,
            Finding::RelatedName,
            Finding::Location,
        ]),
    };

    /// Whether a file with this finding is accepted.
    #[must_use]
    pub const fn allows(&self, finding: Finding) -> bool {
        self.allow.contains(finding)
    }

    /// The same policy, accepting one more finding.
    #[must_use]
    pub const fn allowing(mut self, finding: Finding) -> Self {
        self.allow = self.allow.with(finding);
        self
    }

    /// The same policy, refusing one more finding.
    #[must_use]
    pub const fn refusing(mut self, finding: Finding) -> Self {
        self.allow = self.allow.without(finding);
        self
    }
}

impl Default for AttachmentPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
