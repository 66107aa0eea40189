//! File names.

use super::{TextProblem, text_type};

text_type! {
    /// A plain file name: 1 to 255 bytes in NFC, without a path, without control, direction or
    /// invisible characters, and without a trailing dot or space.
    FileName
}

impl FileName {
    /// Maximum bytes in a name.
    pub const MAX_BYTES: usize = chat_text::MAX_NAME_BYTES;

    /// Cleans and validates a name, by the same function as the file check.
    ///
    /// # Errors
    /// [`TextProblem::InvalidFileName`].
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let name = chat_text::file_name(text).map_err(TextProblem::InvalidFileName)?;
        Ok(Self(name.as_ref().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names() {
        let name = |text| FileName::new(text).map(|name| name.as_str().to_owned());
        assert_eq!(name("rash photo.jpg").unwrap(), "rash photo.jpg");
        assert_eq!(
            name(" visit 10:30\u{200E}.png ").unwrap(),
            "visit 10:30.png"
        );
        for bad in [
            "",
            " ",
            "../x.png",
            "a\\b.png",
            "x.png:ads",
            "x.png.",
            "..",
            "x\u{202E}gnp.exe",
        ] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
        assert!(name(&"é".repeat(128)).is_err());
    }

    #[test]
    fn refusal_of_a_name_mentions_the_name() {
        for bad in ["", "a\u{0}.png", "a\u{202E}.png", "a/b.png"] {
            let refusal = crate::Refusal::from(FileName::new(bad).unwrap_err());
            let sentence = refusal.explain().sentence;
            assert!(sentence.starts_with("The file's name "), "{sentence}");
        }
    }
}
