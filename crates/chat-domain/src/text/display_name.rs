//! Display names and second identifiers (P7).

use super::{TextProblem, clean, text_type};
use chat_text::is_overlooked;
use std::{fmt, sync::Arc};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::skeleton;

text_type! {
    /// A person's display name: 1 to 100 characters on one line, without control, direction and
    /// invisible characters (P7).
    DisplayName
}

/// The look of a name or second identifier: equal for those that look alike to a reader (P7). `Debug`
/// reveals nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Looks(Arc<str>);

impl fmt::Debug for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Looks(…)")
    }
}

text_type! {
    /// Tells two people with the same name apart for the care team, such as a birth date or record
    /// number (P7): 1 to 100 characters on one line. Attendees never see it.
    SecondIdentifier
}

/// Maximum characters in a name or second identifier.
const MAX_CHARS: usize = 100;

impl DisplayName {
    /// Cleans and validates a name.
    ///
    /// # Errors
    /// [`TextProblem::Empty`] if nothing visible remains, [`TextProblem::TooLong`] above 100
    /// characters.
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::label(text, MAX_CHARS).map(|t| Self(t.into()))
    }

    /// Whether two names look the same to a reader, ignoring case, width, punctuation, spaces, and letters of
    /// different scripts with the same shape (Unicode TS #39 skeletons).
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        self.0 == other.0 || self.looks() == other.looks()
    }

    /// The name without everything that a reader may overlook. Looking alike is therefore an
    /// equivalence relation, and sorts people into groups.
    #[must_use]
    pub fn looks(&self) -> Looks {
        Looks::of(&self.0)
    }
}

impl Looks {
    /// The key by which people of different visits are compared: also without accents, since their names are not
    /// read side by side.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.nfd().filter(|c| !is_combining_mark(*c)).collect()
    }

    fn of(text: &str) -> Self {
        let letters = letters(&shape(&letters(text)));
        // A text without letters is compared by its other characters.
        Self(
            if letters.is_empty() {
                shape(text)
            } else {
                letters
            }
            .into(),
        )
    }
}

/// A text with letters of the same shape made equal, without case and width.
fn shape(text: &str) -> String {
    let small: String = text.nfkc().flat_map(char::to_lowercase).collect();
    // Capital I looks like lowercase l but lowercases to i, so i and l are folded together.
    let one_stroke = |c| if c == 'i' { 'l' } else { c };
    skeleton(&small)
        .flat_map(char::to_lowercase)
        .map(one_stroke)
        .collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !is_overlooked(*c)).collect()
}

impl SecondIdentifier {
    /// Cleans and validates an identifier.
    ///
    /// # Errors
    /// As [`DisplayName::new`].
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        clean::label(text, MAX_CHARS).map(|t| Self(t.into()))
    }

    /// The identifier without everything that a reader may overlook, as [`DisplayName::looks`].
    #[must_use]
    pub fn looks(&self) -> Looks {
        Looks::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p7_names_are_cleaned_of_controls_and_direction() {
        let name = DisplayName::new(" Ana\u{202E}\u{0} \t Silva\u{200B} ").unwrap();
        assert_eq!(name.as_str(), "Ana Silva");
        assert_eq!(DisplayName::new("\u{200B}\u{0}"), Err(TextProblem::Empty));
    }

    #[test]
    fn p7_names_have_at_most_100_characters() {
        assert!(DisplayName::new(&"é".repeat(MAX_CHARS)).is_ok());
        let (max, actual) = (MAX_CHARS, MAX_CHARS + 1);
        assert_eq!(
            DisplayName::new(&"é".repeat(actual)),
            Err(TextProblem::TooLong { max, actual })
        );
    }

    #[test]
    fn p7_names_that_look_alike_are_equal_looks() {
        let latin = DisplayName::new("Ana Pace").unwrap();
        for other in ["ana pace", "Аnа Расе", "Ａｎａ Ｐａｃｅ"] {
            assert!(
                latin.looks_like(&DisplayName::new(other).unwrap()),
                "{other}"
            );
        }
        assert!(!latin.looks_like(&DisplayName::new("Ann Pace").unwrap()));
    }

    #[test]
    fn p7_names_that_differ_only_by_punctuation_or_spaces_look_alike() {
        let alike = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|name| DisplayName::new(name).unwrap());
            one.looks_like(&other)
        };
        for (one, other) in [
            ("Ana Silva", "Ana Silva."),
            ("Ana Silva", "Ana  Silva,"),
            ("O'Brien", "O Brien"),
            ("O\u{2019}Brien", "O\u{B4}Brien"),
            ("O\u{2BC}Brien", "OBrien"),
            ("Ana-Maria Ng", "Ana Maria Ng"),
            ("Ana\u{2010}Maria Ng", "AnaMaria (Ng)"),
            ("Dr. Ana_Ng", "Dr Ana Ng"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("Ana Silva", "Ana Silvo"),
            ("Jos\u{E9}", "Jose"),
            ("...", "--"),
            ("Ana 1", "Ana 2"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn p7_keys_are_equal_for_names_that_differ_by_accents_or_look_alike() {
        let key = |name: &str| DisplayName::new(name).unwrap().looks().key();
        for other in ["Jose Pace", "José Pace", "JOSÉ PACE", "Jоsé Расе"] {
            assert_eq!(key("Jose Pace"), key(other), "{other}");
        }
        assert_ne!(key("Jose Pace"), key("Josa Pace"));
    }

    #[test]
    fn debug_does_not_reveal_the_name() {
        assert_eq!(
            format!("{:?}", DisplayName::new("Ana").unwrap()),
            "DisplayName(…)"
        );
    }
}
