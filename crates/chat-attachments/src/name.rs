//! The claimed file name: is it safe, and which kind does it claim?
//!
//! The name decides nothing about the content; it can only disagree with it (rule F3).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::kind::Kind;

/// Longest accepted name, in bytes: what common file systems take.
const MAX_BYTES: usize = 255;
/// Longest ending after a dot that counts as an extension, in characters.
const MAX_EXTENSION: usize = 12;

/// Endings that start a program or a script, which must not hide before the last ending.
const PROGRAMS: &[&str] = &[
    "ade", "adp", "apk", "asp", "aspx", "bat", "cgi", "chm", "cmd", "cpl", "dll", "dmg", "exe",
    "gadget", "hta", "htaccess", "inf", "ins", "iso", "jar", "js", "jse", "jsp", "ksh", "lnk",
    "mde", "msc", "msi", "msix", "msp", "mst", "php", "php3", "php4", "php5", "phar", "phtml",
    "pif", "ps1", "psm1", "py", "reg", "scf", "scr", "sct", "sh", "shb", "sys", "vb", "vbe", "vbs",
    "vxd", "wsc", "wsf", "wsh", "xll",
];

const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "clock$", "com0", "lpt0",
];

/// The name in the one form that is compared (NFC), or so much of it that it is too long.
fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        Cow::Borrowed(name.get(..MAX_BYTES + 1).unwrap_or(name))
    } else {
        Cow::Owned(name.nfc().take(MAX_BYTES + 1).collect())
    }
}

/// What is wrong with a name, as the end of "the name …"; `None` for a safe name.
pub(crate) fn fault(name: &str) -> Option<&'static str> {
    let name = composed(name);
    if name.trim().is_empty() || name == "." || name == ".." {
        return Some("is empty");
    }
    if name.len() > MAX_BYTES {
        return Some("is longer than 255 bytes");
    }
    if name.chars().any(char::is_control) {
        return Some("contains control characters");
    }
    if name.chars().any(is_invisible) {
        return Some("contains invisible or direction-changing characters");
    }
    if name.contains(['/', '\\']) {
        return Some("contains a path separator");
    }
    if name.contains("::") || names_stream(&name) {
        return Some("names a data stream");
    }
    if name.ends_with(['.', ' ']) || name.ends_with(char::is_whitespace) {
        return Some("ends with a dot or a space");
    }
    if is_device(&name) {
        return Some("is reserved for a device");
    }
    let mut parts = name.split(['.', ':']).map(str::trim).skip(1).peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_some() && is_program(part) {
            return Some("hides the ending of a program");
        }
    }
    None
}

/// Zero-width, direction and other characters that a person can't see.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Does this ending start a program? Also asked of the entries of a document.
pub(crate) fn is_program(extension: &str) -> bool {
    PROGRAMS
        .iter()
        .any(|program| program.eq_ignore_ascii_case(extension))
}

/// What a name claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// The name has no extension.
    Nothing,
    /// The extension of an accepted kind.
    Kind(Kind),
    /// Any other extension.
    Other,
}

/// What the name's last extension claims.
pub(crate) fn claimed(name: &str) -> Claimed {
    match extension(name) {
        None => Claimed::Nothing,
        Some(extension) => of_extension(&extension).map_or(Claimed::Other, Claimed::Kind),
    }
}

/// Does the name claim a template of Office 97–2003? They are documents but for their names.
pub(crate) fn claims_old_template(name: &str) -> bool {
    extension(name).is_some_and(|extension| old_template(&extension).is_some())
}

/// The name's last extension in lower case. An ending of digits, or one with spaces, is none: "Dr. Smith"
/// and "visit 2.1" claim nothing.
fn extension(name: &str) -> Option<Cow<'_, str>> {
    match composed(name) {
        Cow::Borrowed(name) => extension_of(name),
        Cow::Owned(name) => extension_of(&name).map(|extension| extension.into_owned().into()),
    }
}

fn extension_of(name: &str) -> Option<Cow<'_, str>> {
    let (stem, extension) = name.rsplit_once('.')?;
    let like_extension = !extension.is_empty()
        && extension.chars().count() <= MAX_EXTENSION
        && !extension.chars().any(char::is_whitespace)
        && !extension.chars().all(|c| c.is_ascii_digit());
    let is_low = !extension.bytes().any(|b| b.is_ascii_uppercase());
    (!stem.is_empty() && like_extension).then(|| match is_low {
        true => Cow::Borrowed(extension),
        false => Cow::Owned(extension.to_ascii_lowercase()),
    })
}

fn old_template(extension: &str) -> Option<Kind> {
    match extension {
        "dot" => Some(Kind::Doc),
        "xlt" => Some(Kind::Xls),
        "pot" => Some(Kind::Ppt),
        _ => None,
    }
}

fn of_extension(extension: &str) -> Option<Kind> {
    match extension {
        "jpg" | "jpe" | "jfif" => Some(Kind::Jpeg),
        "dot" | "xlt" | "pot" => old_template(extension),
        _ => Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == extension),
    }
}

/// Is a colon behind the ending of a file, as in `scan.png:other.png`? In a time of day there is none.
fn names_stream(name: &str) -> bool {
    let ending = |(at, _): (usize, &str)| {
        let (_, ending) = name.get(..at)?.rsplit_once('.')?;
        Some(ending.to_ascii_lowercase())
    };
    let mut endings = name.match_indices(':').filter_map(ending);
    endings.any(|ending| is_program(&ending) || of_extension(&ending).is_some())
}

fn is_device(name: &str) -> bool {
    let stem = name
        .split(['.', ':'])
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    let numbered = |prefix: &str| {
        let number = stem
            .strip_prefix(prefix)
            .map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['1'..='9' | '¹' | '²' | '³']))
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}
