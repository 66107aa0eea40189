//! Which characters may stand in which text.

use super::TextProblem;
use unicode_normalization::char::is_combining_mark;

/// Characters that open or close an embedding, override or isolate of text direction: they can
/// make "5 mg" read as another dose than the one stored.
pub(super) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a shape of their own: direction marks, zero-width, fillers, soft hyphen,
/// tags, controls of notations.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}' | '\u{2029}'
        | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}' | '\u{16FE4}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
        || turns_direction(c)
}

/// Characters that choose among the shapes of the one before them. Real file names have them, after
/// emoji; a name needs none.
const fn chooses_shape(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// Whether a reader sees nothing of a text: the one meaning of *empty* for all texts.
pub(super) fn is_blank(text: &str) -> bool {
    let unseen = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    text.chars().all(|c| unseen(c) || chooses_shape(c))
}

/// A text as it was typed, of 1 to `max` characters: nothing is changed but the ends of lines and
/// the white space around it, and what can't be shown honestly is refused (F6).
pub(super) fn written(text: &str, max: usize) -> Result<String, TextProblem> {
    let text = text.trim();
    let unified = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    };
    let mut actual = 0;
    for c in unified.chars() {
        if (c.is_control() && c != '\n' && c != '\t') || turns_direction(c) {
            return Err(TextProblem::ForbiddenCharacter {
                code_point: c.into(),
            });
        }
        actual += 1;
    }
    if is_blank(&unified) {
        Err(TextProblem::Empty)
    } else if actual > max {
        Err(TextProblem::TooLong { max, actual })
    } else {
        Ok(unified)
    }
}

/// Marks stacked on one letter beyond this cover the lines around them.
const MOST_MARKS: usize = 4;

/// A one-line text for a label: controls, direction and invisible characters dropped, white space
/// folded to single spaces, towers of combining marks cut.
pub(super) fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            marks = 0;
        } else if c.is_control() || is_invisible(c) || chooses_shape(c) {
        } else if is_combining_mark(c) {
            marks += 1;
            if marks <= MOST_MARKS && !out.is_empty() {
                out.push(c);
            }
        } else {
            marks = 0;
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p7_labels_keep_marks_that_belong_to_letters_and_no_other() {
        assert_eq!(label("A\u{FE0F}na\u{FE00}"), "Ana");
        assert_eq!(label("  Zoe\u{308}\t Ng\u{202E}o  "), "Zoe\u{308} Ngo");
        let tower = format!("a{}", "\u{301}".repeat(9));
        assert_eq!(label(&tower), format!("a{}", "\u{301}".repeat(MOST_MARKS)));
    }
}
