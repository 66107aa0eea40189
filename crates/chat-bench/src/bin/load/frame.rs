//! The frames of a live connection, parsed as far as load needs.

use crate::Result;
use memchr::memmem;

/// A frame's kind: `message`, `receipt` and so on.
pub(crate) fn kind(text: &[u8]) -> &[u8] {
    let named = text.strip_prefix(br#"{"type":""#).unwrap_or_default();
    named.split(|byte| *byte == b'"').next().unwrap_or_default()
}

/// Whether a frame contains a new message: on its own or, for a chat's first message, in a page.
pub(crate) fn is_delivery(text: &[u8]) -> bool {
    match kind(text) {
        b"message" => true,
        b"chat" => memmem::find(text, br#""text":"#).is_some(),
        _ => false,
    }
}

/// The entry's number in a message, or the message's in a receipt.
pub(crate) fn number(text: &[u8]) -> Result<usize> {
    field(text, br#""number":"#)
}

/// The number after the first occurrence of a name.
pub(crate) fn field(text: &[u8], name: &[u8]) -> Result<usize> {
    let at = memmem::find(text, name).ok_or("a frame without number")? + name.len();
    let digits = text.get(at..).unwrap_or_default();
    let digits = digits.split(|byte| !byte.is_ascii_digit()).next();
    Ok(std::str::from_utf8(digits.unwrap_or_default())?.parse()?)
}

/// An error for a frame that reports a problem.
pub(crate) fn check_problem(text: &[u8]) -> Result<()> {
    match kind(text) {
        b"problem" | b"failed" | b"ended" => Err(String::from_utf8_lossy(text).into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_kind_and_number_are_parsed() {
        let text = br#"{"type":"message","chat":"visit","number":42,"message":{"number":7}}"#;
        assert_eq!(kind(text), b"message");
        assert_eq!(number(text).unwrap(), 42);
        assert!(is_delivery(text) && check_problem(text).is_ok());
        let page = br#"{"type":"chat","page":{"entries":[]}}"#;
        assert!(!is_delivery(page) && kind(page) == b"chat");
        assert!(check_problem(br#"{"type":"problem","request":1}"#).is_err());
        assert!(number(b"{}").is_err());
    }
}
