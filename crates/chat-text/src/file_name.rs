//! The name under which a file is sent.

use crate::{
    character::{Class, class, is_blank},
    ending, mark,
};
use std::{borrow::Cow, fmt};
use unicode_normalization::UnicodeNormalization;

/// The most bytes of a file's name: what common file systems take.
pub const MAX_NAME_BYTES: usize = 255;

/// Names of devices on Windows. COM1 to COM9 and LPT1 to LPT9 are more.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "com0", "lpt0",
];

/// Why a file's name is not accepted. `Display` completes "the file's name …" and quotes nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameFault {
    /// Nothing of it can be seen.
    Empty,
    /// Longer than [`MAX_NAME_BYTES`].
    TooLong,
    /// It contains control characters.
    Control,
    /// It contains line separators, or turns the direction of its characters.
    Direction,
    /// It contains `/` or `\`.
    Path,
    /// It names a data stream within a file, as `scan.png:note` does on Windows.
    Stream,
    /// It ends with a dot, which Windows drops.
    Dot,
    /// It is a device's on Windows.
    Device,
    /// A program's ending stands before the last one.
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
            Self::Stream => "names a data stream",
            Self::Dot => "ends with a dot",
            Self::Device => "is reserved for a device",
            Self::Program => "has a program's ending before its own",
        })
    }
}

impl std::error::Error for NameFault {}

/// What a person reads about a name that is not accepted; `fault` completes "the file's name …".
#[must_use]
pub fn sentence(fault: impl fmt::Display) -> String {
    format!("The file's name is not accepted: it {fault}. Rename the file and try again.")
}

/// The name under which a file is recorded: in NFC, without the blanks around it and without invisible
/// characters. This one call decides whether a name is accepted, wherever it is asked.
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
        // Braille's blank cell is no white space for whoever trims it.
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

/// Whether a colon follows another, or the ending of a file, as in `scan.png:other.png`. In a time of day
/// it does not.
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

/// Whether Windows takes a name for a device's, whatever its ending.
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
