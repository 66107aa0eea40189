//! What the sender says of a file.

/// What the sender says of the file. Nothing here is believed; it can only disagree (rule F3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The file's name, without a path. It is judged as [`chat_text::file_name`] cleans it.
    pub name: &'a str,
    /// The media type of the upload, if one was declared.
    pub media_type: Option<&'a str>,
}

impl<'a> Claim<'a> {
    /// A claim of a name alone.
    #[must_use]
    pub const fn named(name: &'a str) -> Self {
        Self {
            name,
            media_type: None,
        }
    }
    /// The same claim of the name as it was cleaned.
    pub(crate) fn under(self, name: &'a str) -> Self {
        Self { name, ..self }
    }
}
