//! Claim made by the file name.
//!
//! The name says nothing reliable about the content; it can only conflict with it (rule F3).
//! [`chat_text::file_name`] decides whether the name is safe.

use std::borrow::Cow;

pub(crate) use chat_text::is_program;

use crate::claim::Claim;
use crate::kind::Kind;
use crate::reason::Reason;
use crate::refusal::Refusal;

/// Maximum length of an extension, in characters.
const MAX_EXTENSION: usize = 12;

/// The name as it is judged and recorded.
pub(crate) fn accepted<'a>(claim: &Claim<'a>) -> Result<Cow<'a, str>, Refusal> {
    chat_text::file_name(claim.name)
        .map_err(|fault| Refusal::new(Reason::NameUnsafe, fault.to_string(), claim.name))
}

/// Kind that a name claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// The name has no extension.
    Nothing,
    /// The extension of an accepted kind.
    Kind(Kind),
    /// Any other extension.
    Other,
}

/// Kind claimed by the name's extension.
pub(crate) fn claimed(name: &str) -> Claimed {
    match extension(name) {
        None => Claimed::Nothing,
        Some(extension) => of_extension(&extension).map_or(Claimed::Other, Claimed::Kind),
    }
}

/// Whether the name claims an Office 97–2003 template. Only their names tell them from documents.
pub(crate) fn claims_old_template(name: &str) -> bool {
    extension(name).is_some_and(|extension| old_template(&extension).is_some())
}

/// The name's extension in lower case. An ending of digits or with spaces is not an extension: "Dr. Smith" and
/// "visit 2.1" claim nothing.
fn extension(name: &str) -> Option<Cow<'_, str>> {
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
        "jpg" | "jpe" | "jfif" | "mpo" => Some(Kind::Jpeg),
        "apng" => Some(Kind::Png),
        "dot" | "xlt" | "pot" => old_template(extension),
        _ => Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == extension),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colon_after_an_extension_names_a_stream_for_every_kind() {
        let endings = Kind::ALL.into_iter().map(Kind::as_str);
        for ending in endings.chain(["jpg", "jpe", "jfif", "mpo", "apng", "dot", "xlt", "pot"]) {
            assert!(of_extension(ending).is_some(), "{ending}");
            let name = format!("a.{ending}:b.{ending}");
            assert_eq!(
                chat_text::file_name(&name),
                Err(chat_text::NameFault::Stream),
                "{name}"
            );
        }
    }
}
