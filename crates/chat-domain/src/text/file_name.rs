//! The name under which a file is shown and saved.

use super::{TextProblem, text_type};

text_type! {
    /// A file's plain name: 1 to 255 bytes in NFC, no path, no control, direction or invisible
    /// character, no trailing dot or space.
    FileName
}

impl FileName {
    /// The most bytes of a name.
    pub const MAX_BYTES: usize = chat_text::MAX_NAME_BYTES;

    /// Cleans and checks a name, by the same call as the gate for files.
    ///
    /// # Errors
    /// [`TextProblem::NotAPlainName`].
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let name = chat_text::file_name(text).map_err(TextProblem::NotAPlainName)?;
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
    fn the_sentence_about_a_name_speaks_of_the_name() {
        for bad in ["", "a\u{0}.png", "a\u{202E}.png", "a/b.png"] {
            let refusal = crate::Refusal::from(FileName::new(bad).unwrap_err());
            let sentence = refusal.explain().sentence;
            assert!(sentence.starts_with("The file's name "), "{sentence}");
        }
    }
}
