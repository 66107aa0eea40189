//! Tags and attributes of XML that is searched, not parsed.

/// Whether an attribute, beginning at its name, is true. A character reference counts as any value.
pub(super) fn is_true(attribute: &[u8]) -> bool {
    let value = value(attribute);
    [&b"1"[..], b"true", b"&"]
        .iter()
        .any(|start| value.starts_with(start))
}

/// Whether an attribute, beginning at its name, is a number other than 0.
pub(super) fn is_some(attribute: &[u8]) -> bool {
    let digits = value(attribute);
    let digit = digits.iter().find(|byte| !matches!(byte, b'0' | b'+'));
    digit.is_some_and(|digit| matches!(digit, b'1'..=b'9' | b'&'))
}

/// The value of an attribute that begins at its name, and what follows.
fn value(attribute: &[u8]) -> &[u8] {
    let letters = attribute
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic());
    let value = attribute
        .get(letters.count()..)
        .unwrap_or_default()
        .trim_ascii_start();
    let value = value
        .strip_prefix(b"=")
        .unwrap_or_default()
        .trim_ascii_start();
    value.get(1..).unwrap_or_default().trim_ascii_start()
}

/// End of a tag. Attribute values may contain the closing bracket.
pub(super) fn tag_end(xml: &[u8]) -> Option<usize> {
    let mut quote = None;
    let end = xml.iter().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
        false
    });
    end.map(|end| end + 1)
}

/// The ASCII character that a reference stands for (XML 1.0, 4.1); any other reference gives a non-letter.
pub(super) fn reference(text: &mut &[u8]) -> u8 {
    const OTHER: u8 = b'&';
    let Some((name, rest)) =
        memchr::memchr(b';', text).and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?)))
    else {
        return OTHER;
    };
    *text = rest;
    let number = std::str::from_utf8(name)
        .unwrap_or_default()
        .strip_prefix('#');
    let code = number.and_then(|number| match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(OTHER)
}
