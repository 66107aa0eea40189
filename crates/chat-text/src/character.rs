//! What a character does in a text, by Unicode's properties.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory},
};

/// What a character does in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// It has a shape.
    Seen,
    /// It is a blank within a line.
    Blank,
    /// A control character, a newline among them (`General_Category=Control`).
    Control,
    /// A line or paragraph separator.
    Separator,
    /// It turns the direction of all that follows it.
    Override,
    /// A direction mark, which writers of Arabic and Hebrew type.
    Direction,
    /// What editors, browsers and word processors leave in copied text.
    Copied,
    /// It joins or parts the letters or emoji beside it.
    Joiner,
    /// It selects a shape of the character before it.
    Selector,
    /// It has no shape of its own: fillers, tags, controls of notations.
    Unseen,
}

/// Visible numbers and signs that enclose the digits after them, though they are format characters
/// (`Prepended_Concatenation_Mark` of Unicode's PropList).
const fn encloses_what_follows(c: char) -> bool {
    matches!(
        c,
        '\u{0600}'
            ..='\u{0605}'
                | '\u{06DD}'
                | '\u{070F}'
                | '\u{0890}'
                | '\u{0891}'
                | '\u{08E2}'
                | '\u{110BD}'
                | '\u{110CD}'
    )
}

pub(crate) fn class(c: char) -> Class {
    match c {
        ' ' => return Class::Blank,
        '!'..='~' => return Class::Seen,
        // Braille's blank cell is a symbol by its category.
        '\u{2800}' => return Class::Blank,
        '\u{202D}' | '\u{202E}' => return Class::Override,
        '\u{061C}' | '\u{200E}' | '\u{200F}' => return Class::Direction,
        // The second and third: invisible operators, and deprecated controls of Arabic shaping.
        '\u{00AD}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206A}'..='\u{206F}'
        | '\u{200B}'
        | '\u{FEFF}' => return Class::Copied,
        // The Mongolian vowel separator parts a vowel from its word as ZWNJ does.
        '\u{200C}' | '\u{200D}' | '\u{180E}' => return Class::Joiner,
        // `Variation_Selector` of Unicode's PropList.
        '\u{180B}'..='\u{180D}'
        | '\u{180F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => return Class::Selector,
        // Two more that are drawn as nothing: a null notehead, and Khitan's filler.
        '\u{1D159}' | '\u{16FE4}' => return Class::Unseen,
        _ => {}
    }
    match CodePointMapData::<GeneralCategory>::new().get(c) {
        GeneralCategory::Control => Class::Control,
        GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => Class::Separator,
        GeneralCategory::SpaceSeparator => Class::Blank,
        _ if is_bidi_control(c) => Class::Copied,
        GeneralCategory::Format if !encloses_what_follows(c) => Class::Unseen,
        _ if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) => Class::Unseen,
        _ => Class::Seen,
    }
}

fn is_bidi_control(c: char) -> bool {
    CodePointSetData::new::<BidiControl>().contains(c)
}

/// Whether a reader sees nothing of a text: the one meaning of *empty* for all texts.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    !text.chars().any(|c| class(c) == Class::Seen)
}

/// Whether a character breaks the line, moves a cursor or turns the direction of what is beside it: none
/// of these can stand in a line that a terminal shows.
#[must_use]
pub fn misleads(c: char) -> bool {
    matches!(class(c), Class::Control | Class::Separator) || is_bidi_control(c)
}
