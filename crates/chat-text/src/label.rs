//! Labels: single-line names of people and things.

use crate::{
    character::{Class, class},
    mark,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Maximum number of marks stacked on one letter. More would cover neighboring lines.
const MAX_MARKS: usize = 4;

/// A single-line label in NFC. Drops controls, direction and invisible characters, collapses blanks to single
/// spaces, and cuts stacks of combining marks.
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
                // At the start, it would combine with the text before the label.
                if marks <= MAX_MARKS && !out.is_empty() {
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
    fn p7_labels_keep_only_marks_that_belong_to_letters() {
        assert_eq!(label("A\u{FE0F}na\u{FE00}"), "Ana");
        assert_eq!(label("  Zoe\u{308}\t Ng\u{202E}o  "), "Zo\u{EB} Ngo");
        let tower = format!("b{}", "\u{301}".repeat(9));
        assert_eq!(label(&tower), format!("b{}", "\u{301}".repeat(MAX_MARKS)));
    }
}
