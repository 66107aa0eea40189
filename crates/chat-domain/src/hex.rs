//! Lower-case hexadecimal: one spelling per value.

use std::fmt::{self, Write};

/// Writes two digits per byte.
///
/// # Errors
/// The writer's error.
pub fn write(bytes: &[u8], to: &mut impl Write) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
}

/// Two digits per byte.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    // Writing to a string can't fail.
    let _ = write(bytes, &mut text);
    text
}

/// Decodes exactly `N` bytes; `None` for anything else, including upper-case digits.
#[must_use]
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != N.saturating_mul(2) || !text.bytes().all(is_digit) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_decoded() {
        let bytes = [0, 9, 0x10, 0xab, 0xff];
        assert_eq!(encode(&bytes), "000910abff");
        assert_eq!(decode("000910abff"), Some(bytes));
        assert_eq!(decode(""), Some([]));
        for wrong in [
            "000910ABFF",
            "000910abf",
            "000910abfff",
            "+00910abff",
            "000910abé",
        ] {
            assert_eq!(decode::<5>(wrong), None, "{wrong}");
        }
    }
}
