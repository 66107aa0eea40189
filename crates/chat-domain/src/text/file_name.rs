//! The name under which a file is shown and saved.

use super::{TextProblem, clean, text_type};
use unicode_normalization::UnicodeNormalization;

text_type! {
    /// A file's plain name: 1 to 255 bytes after NFC, no path, no control, direction or invisible
    /// character, no trailing dot or space.
    FileName
}

impl FileName {
    /// The most bytes of a name.
    pub const MAX_BYTES: usize = 255;

    /// Checks a name.
    ///
    /// # Errors
    /// [`TextProblem`]; nothing is repaired, since a repaired name could hide what the file is.
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let name: String = text.nfc().collect();
        if clean::is_blank(&name) {
            return Err(TextProblem::Empty);
        }
        if name.len() > Self::MAX_BYTES {
            return Err(TextProblem::TooLong {
                max: Self::MAX_BYTES,
                actual: name.len(),
            });
        }
        if let Some(c) = name
            .chars()
            .find(|c| c.is_control() || clean::is_invisible(*c))
        {
            return Err(TextProblem::ForbiddenCharacter {
                code_point: c.into(),
            });
        }
        let path = name.contains(['/', '\\', ':']);
        if path || name.ends_with(['.', ' ']) || name.starts_with(' ') {
            return Err(TextProblem::NotAPlainName);
        }
        Ok(Self(name.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names() {
        assert_eq!(
            FileName::new("rash photo.jpg").unwrap().as_str(),
            "rash photo.jpg"
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
            assert!(FileName::new(bad).is_err(), "{bad:?}");
        }
        assert!(FileName::new(&"é".repeat(128)).is_err());
    }
}
