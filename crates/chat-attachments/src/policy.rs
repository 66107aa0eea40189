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
    /// The default: 25 MiB, 256 megapixels (phones take photos of 200), and only harmless findings. These are additions
    /// of phones to photos, data of no known format after a file's end, documents and other files than programs inside
    /// a document, plain equations, files and templates on the author's own computer, pictures on the web, a PDF's
    /// standard form scripts, invoice data and print settings, the extension of a related kind such as `.ppt` for a
    /// PPTX, the OpenDocument templates and OpenOffice 1.x files of rule F1, and a photo's location. The store strips the
    /// location before anyone else can read the photo (rule F9). A store that doesn't should refuse `location`.
    pub const DEFAULT: Self = Self {
        max_bytes: 25 * 1024 * 1024,
        max_pixels: 256_000_000,
        allow: FindingSet::of(&[
            Finding::FormScript,
            Finding::InvoiceData,
            Finding::PrintSettings,
            Finding::EmbeddedDocument,
            Finding::PackagedFile,
            Finding::Equation,
            Finding::LinkedFile,
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
