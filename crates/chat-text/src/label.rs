//! A text on one line that names somebody.

use crate::{
    character::{Class, class},
    mark,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Marks stacked on one letter beyond this cover the lines around them.
const MOST_MARKS: usize = 4;

/// A label in NFC on one line: controls, direction and invisible characters are dropped, blanks folded to
/// single spaces, towers of combining marks cut.
#[must_use]
pub fn label(text: &str) -> String {
    let shown = text.chars().filter_map(|c| match class(c) {
        Class::Seen | Class::Joiner | Class::Selector => Some(c),
        Class::Blank | Class::Separator => Some(' '),
        Class::Control if c.is_whitespace() => Some(' '),
        _ => None,
    });
    mark::acting(&folded(shown.nfc()))
        .trim_end()
        .nfc()
        .collect()
}

fn folded(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut marks = 0;
    for c in chars {
        match class(c) {
            Class::Blank => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
                marks = 0;
            }
            Class::Joiner | Class::Selector => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(c);
                }
            }
            _ if is_combining_mark(c) => {
                marks += 1;
                // At the beginning it would stand on what is before the label.
                if marks <= MOST_MARKS && !out.is_empty() {
                    out.push(c);
                }
            }
            _ => {
                marks = 0;
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p7_labels_keep_marks_that_belong_to_letters_and_no_other() {
        assert_eq!(label("A\u{FE0F}na\u{FE00}"), "Ana");
        assert_eq!(label("  Zoe\u{308}\t Ng\u{202E}o  "), "Zo\u{EB} Ngo");
        let tower = format!("b{}", "\u{301}".repeat(9));
        assert_eq!(label(&tower), format!("b{}", "\u{301}".repeat(MOST_MARKS)));
    }
}
