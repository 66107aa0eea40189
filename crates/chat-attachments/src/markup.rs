//! Markup: HTML, SVG and XML.

use chat_formats::bytes::contains_ignoring_case;

/// Noun phrase for a file that begins with a tag.
pub(crate) fn name(head: &[u8]) -> Option<&'static str> {
    let ascii: Vec<u8>;
    let text = if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        ascii = head
            .iter()
            .copied()
            .filter(|b| b.is_ascii() && *b != 0)
            .collect();
        ascii.as_slice()
    } else {
        head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head)
    };
    let text = text.trim_ascii_start();
    let [b'<', next, ..] = text else { return None };
    if !(next.is_ascii_alphabetic() || matches!(next, b'!' | b'?' | b'/' | b'%')) {
        return None;
    }
    let has = |needle| contains_ignoring_case(text, needle);
    Some(
        if has("<!doctype html") || has("<html") || has("<script") || has("<body") {
            "a web page"
        } else if has("<svg") {
            "an SVG image"
        } else {
            "an XML file"
        },
    )
}

/// Tags, without their `<`, that a browser or server runs or searches for code.
const ACTIVE: &[&str] = &["script", "?php", "html", "!doctype html", "svg", "iframe"];

/// Whether the bytes contain markup that a browser would run.
pub(crate) fn is_active(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        // The first letter rules out most tags.
        let may_be = matches!(
            rest,
            [b's' | b'S' | b'?' | b'h' | b'H' | b'!' | b'i' | b'I', ..]
        );
        may_be
            && ACTIVE.iter().any(|tag| {
                rest.get(..tag.len())
                    .is_some_and(|here| here.eq_ignore_ascii_case(tag.as_bytes()))
            })
    })
}
