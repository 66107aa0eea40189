//! Markup: HTML, SVG and XML.

use std::sync::LazyLock;

use chat_formats::{AnyCase, bytes::contains_ignoring_case};

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
/// The shortest tag, which random data contains every few gigabytes, even with a delimiter.
const SHORT: &str = "svg";
/// Bytes that must be text after the shortest tag.
const TEXT: usize = 12;

/// Whether the bytes contain markup that a browser would run.
pub(crate) fn is_active(bytes: &[u8]) -> bool {
    tags(bytes).next().is_some()
}

/// As [`is_active`], for any amount of data that isn't text.
pub(crate) fn is_active_in_data(bytes: &[u8]) -> bool {
    tags(bytes).any(|(tag, behind)| tag != SHORT || is_text(behind))
}

/// Active tags, with the bytes after their names.
fn tags(bytes: &[u8]) -> impl Iterator<Item = (&'static str, &[u8])> {
    memchr::memchr_iter(b'<', bytes).filter_map(|at| {
        let rest = bytes.get(at + 1..)?;
        // The first letter rules out most tags.
        if !matches!(
            rest,
            [b's' | b'S' | b'?' | b'h' | b'H' | b'!' | b'i' | b'I', ..]
        ) {
            return None;
        }
        let mut tags = ACTIVE.iter();
        tags.find_map(|tag| {
            let (name, behind) = rest.split_at_checked(tag.len())?;
            let is_whole = matches!(
                behind,
                [b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/' | b'>', ..]
            );
            (is_whole && name.eq_ignore_ascii_case(tag.as_bytes())).then_some((*tag, behind))
        })
    })
}

/// Whether the bytes begin with text.
fn is_text(bytes: &[u8]) -> bool {
    let start = bytes.get(..TEXT).unwrap_or(bytes);
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => "",
        Err(_) => return false,
    };
    !text.chars().any(|c| c.is_control() && !c.is_whitespace())
}

/// First words of the headers of mail and web archives (RFC 2045, RFC 2557), which their readers find in any line.
static HEADERS: LazyLock<AnyCase<3>> =
    LazyLock::new(|| AnyCase::new(["MIME-Version:", "Content-Type:", "Content-Location:"]));

/// Whether the bytes contain the headers of a web archive (MHT).
pub(crate) fn is_web_archive(bytes: &[u8]) -> bool {
    let [version, content, location] = HEADERS.present(bytes);
    version || (content && location)
}
