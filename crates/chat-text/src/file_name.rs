//! Names of uploaded files.

use crate::{
    character::{Class, class, is_blank},
    ending, mark,
};
use std::{borrow::Cow, fmt};
use unicode_normalization::UnicodeNormalization;

/// Maximum length of a file's name, in bytes, as on common file systems.
pub const MAX_NAME_BYTES: usize = 255;

/// Reserved device names on Windows, without COM1 to COM9 and LPT1 to LPT9.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "com0", "lpt0",
];

/// Reason to refuse a file's name. `Display` completes "The file's name …" and quotes no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameFault {
    /// Nothing of it is visible.
    Empty,
    /// Longer than [`MAX_NAME_BYTES`].
    TooLong,
    /// It contains control characters.
    Control,
    /// It contains line separators, or changes the direction of its characters.
    Direction,
    /// It contains `/` or `\`.
    Path,
    /// It names a data stream within a file, as `scan.png:note` does on Windows.
    Stream,
    /// It ends with a dot, which Windows drops.
    Dot,
    /// Windows reserves it for a device.
    Device,
    /// A program's extension stands before the last one.
    Program,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::TooLong => "is longer than 255 bytes",
            Self::Control => "contains control characters",
            Self::Direction => "contains invisible or direction-changing characters",
            Self::Path => "contains a path separator",
            Self::Stream => "contains a colon after an extension",
            Self::Dot => "ends with a dot",
            Self::Device => "is reserved by Windows",
            Self::Program => "contains a program extension before its own",
        })
    }
}

impl std::error::Error for NameFault {}

/// The sentence for people about a refused name; `fault` completes "The file's name …".
#[must_use]
pub fn sentence(fault: impl fmt::Display) -> String {
    format!("The file's name {fault}. Rename the file and try again.")
}

/// The name under which a file is recorded: in NFC, without surrounding blanks and invisible characters. Every
/// decision whether a name is accepted goes through this function.
///
/// # Errors
/// [`NameFault`] if the name could mislead a person or a file system.
pub fn file_name(name: &str) -> Result<Cow<'_, str>, NameFault> {
    if is_blank(name) {
        return Err(NameFault::Empty);
    }
    if let Some(fault) = name.chars().find_map(forbidden) {
        return Err(fault);
    }
    let name = cleaned(name);
    match fault(&name) {
        Some(fault) => Err(fault),
        None => Ok(name),
    }
}

fn forbidden(c: char) -> Option<NameFault> {
    match class(c) {
        Class::Control => Some(NameFault::Control),
        Class::Separator | Class::Override => Some(NameFault::Direction),
        _ => None,
    }
}

fn cleaned(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name.trim_matches(' '));
    }
    let shown = name.chars().filter_map(|c| match class(c) {
        Class::Copied | Class::Direction | Class::Unseen => None,
        // `trim` doesn't treat the blank Braille cell as white space.
        Class::Blank if !c.is_whitespace() => Some(' '),
        _ => Some(c),
    });
    let name: String = shown.nfc().collect();
    Cow::Owned(mark::acting(&name).trim().nfc().collect())
}

fn fault(name: &str) -> Option<NameFault> {
    if name.len() > MAX_NAME_BYTES {
        Some(NameFault::TooLong)
    } else if name.contains(['/', '\\']) {
        Some(NameFault::Path)
    } else if names_stream(name) {
        Some(NameFault::Stream)
    } else if name.ends_with('.') {
        Some(NameFault::Dot)
    } else if is_device(name) {
        Some(NameFault::Device)
    } else if ending::hides_program(name) {
        Some(NameFault::Program)
    } else {
        None
    }
}

/// Whether a colon follows another colon or a file's extension, as in `scan.png:other.png`. A time of day doesn't
/// match.
fn names_stream(name: &str) -> bool {
    let follows_ending = |(at, _): (usize, &str)| {
        let (_, ending) = name.get(..at)?.rsplit_once('.')?;
        Some(ending::is_file(ending))
    };
    name.contains("::")
        || name
            .match_indices(':')
            .filter_map(follows_ending)
            .any(|is| is)
}

/// Whether Windows treats a name as a device, regardless of its extension.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or_default();
    let stem = stem.trim_end().to_lowercase();
    let is_numbered = |prefix: &str| {
        let mut number = stem.strip_prefix(prefix).unwrap_or_default().chars();
        let digit = matches!(number.next(), Some('1'..='9' | '¹' | '²' | '³'));
        digit && number.next().is_none()
    };
    DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt")
}
