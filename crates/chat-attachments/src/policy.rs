//! What a clinic may set.

use crate::finding::{Finding, FindingSet};

/// The limits and the findings that are accepted. The default refuses whatever could harm.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentPolicy {
    /// Largest file, in bytes (rule F6: 25 MiB).
    pub max_bytes: u64,
    /// Largest picture, width × height, in pixels.
    pub max_pixels: u64,
    /// The findings that a file may have and still be accepted.
    pub allow: FindingSet,
}

impl AttachmentPolicy {
    /// The default: 25 MiB, 100 megapixels, and only findings that can't harm. These are what phones
    /// add to photos, data behind a file's end that belongs to no known format, a file that is no
    /// program packed into an old Office document, a template on the author's own computer, linked pictures, a sibling's name such as `.ppt` for a PPTX, the
    /// OpenDocument templates and OpenOffice 1.x files that rule F1 names, and a photo's location, which is
    /// taken out of it before anyone else can read it (rule F9): a store that doesn't, refuses `location`.
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

    /// Is this finding accepted?
    #[must_use]
    pub const fn allows(&self, finding: Finding) -> bool {
        self.allow.contains(finding)
    }

    /// The same policy, with one finding accepted.
    #[must_use]
    pub const fn allowing(mut self, finding: Finding) -> Self {
        self.allow = self.allow.with(finding);
        self
    }

    /// The same policy, with one finding not accepted.
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
