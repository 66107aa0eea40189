//! Targets of pictures and objects in OpenDocument.

use super::seen::{SEAM, Seen};
use super::tag::{reference, tag_end};
use crate::remote::{Place, place};

/// Reads the target of an element with a picture or object, beginning at the element's name. A target beyond the
/// available bytes counts as a network share.
pub(super) fn picture(xml: &[u8], seen: &mut Seen) {
    let xml = xml.get(..SEAM).unwrap_or(xml);
    let end = tag_end(xml);
    let tag = xml.get(..end.unwrap_or(xml.len())).unwrap_or_default();
    let target = memchr::memmem::find_iter(tag, b"href").find_map(|at| {
        let value = tag.get(at + 4..)?.trim_ascii_start().strip_prefix(b"=")?;
        let (quote, value) = value.trim_ascii_start().split_first()?;
        value.get(..memchr::memchr(*quote, value)?)
    });
    match target {
        None => seen.network |= end.is_none(),
        Some(target) => match place(&unescaped(target)) {
            Place::Here => {}
            Place::Web => seen.web = true,
            Place::Network => seen.network = true,
        },
    }
}

/// The text of an attribute's value.
fn unescaped(mut value: &[u8]) -> String {
    let mut text = Vec::with_capacity(value.len());
    while let Some((byte, rest)) = value.split_first() {
        value = rest;
        text.push(match byte {
            b'&' => reference(&mut value),
            byte => *byte,
        });
    }
    String::from_utf8_lossy(&text).into_owned()
}
