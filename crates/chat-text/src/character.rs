//! Classification of characters by Unicode properties.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory},
};

/// Effect of a character in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A visible shape.
    Seen,
    /// A blank within a line.
    Blank,
    /// A control character, a newline among them (`General_Category=Control`).
    Control,
    /// A line or paragraph separator.
    Separator,
    /// Overrides the direction of the text after it.
    Override,
    /// A direction mark, as typed by writers of Arabic and Hebrew.
    Direction,
    /// An invisible character that editors, browsers and word processors leave in copied text.
    Copied,
    /// Joins or separates adjacent letters or emoji.
    Joiner,
    /// Selects a variant of the preceding character.
    Selector,
    /// No shape: fillers, tags, notation controls.
    Unseen,
}

/// Visible numbers and signs that enclose the digits after them, although they are format characters
/// (`Prepended_Concatenation_Mark` in Unicode's PropList).
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

/// Whether a reader of names overlooks the character, as in "O'Brien" and "O Brien": punctuation and spaces.
#[must_use]
pub fn is_overlooked(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(c),
            GeneralCategory::SpaceSeparator
                | GeneralCategory::DashPunctuation
                | GeneralCategory::OpenPunctuation
                | GeneralCategory::ClosePunctuation
                | GeneralCategory::ConnectorPunctuation
                | GeneralCategory::InitialPunctuation
                | GeneralCategory::FinalPunctuation
                | GeneralCategory::OtherPunctuation
                | GeneralCategory::ModifierSymbol
        )
}

pub(crate) fn class(c: char) -> Class {
    match c {
        ' ' => return Class::Blank,
        '!'..='~' => return Class::Seen,
        // The blank Braille cell has the category of a symbol.
        '\u{2800}' => return Class::Blank,
        '\u{202D}' | '\u{202E}' => return Class::Override,
        '\u{061C}' | '\u{200E}' | '\u{200F}' => return Class::Direction,
        // On the second and third line: invisible operators, and deprecated controls of Arabic shaping.
        '\u{00AD}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206A}'..='\u{206F}'
        | '\u{200B}'
        | '\u{FEFF}' => return Class::Copied,
        // The Mongolian vowel separator separates a vowel from its word, as ZWNJ does.
        '\u{200C}' | '\u{200D}' | '\u{180E}' => return Class::Joiner,
        // `Variation_Selector` in Unicode's PropList.
        '\u{180B}'..='\u{180D}'
        | '\u{180F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => return Class::Selector,
        // Two more without a visible shape: the null notehead, and the Khitan filler.
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

/// Whether nothing of a text is visible. This defines *empty* for all texts.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    !text.chars().any(|c| class(c) == Class::Seen)
}

/// Whether a character breaks the line, moves a cursor or changes the direction of its neighbors. A line shown
/// in a terminal may not contain such characters.
#[must_use]
pub fn misleads(c: char) -> bool {
    matches!(class(c), Class::Control | Class::Separator) || is_bidi_control(c)
}
