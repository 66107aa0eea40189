//! The uploader's claims about a file.

/// Name and media type as the uploader states them. A claim proves nothing; it can only conflict with the
/// content (rule F3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The file's name, without a path. Judged after cleaning by [`chat_text::file_name`].
    pub name: &'a str,
    /// The media type of the upload, if declared.
    pub media_type: Option<&'a str>,
}

impl<'a> Claim<'a> {
    /// Claims a name only.
    #[must_use]
    pub const fn named(name: &'a str) -> Self {
        Self {
            name,
            media_type: None,
        }
    }
    /// The same claim with the cleaned name.
    pub(crate) fn under(self, name: &'a str) -> Self {
        Self { name, ..self }
    }
}
