//! Arbitrary bytes under arbitrary claims; and Rich Text, which has no checksums.

use chat_attachments::Claim;

use super::beginning;
use crate::oracle::look;

/// The whole gate. Input: a line with the name, a line with the media type, and the file.
pub fn gate(input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == b'\n');
    let mut line = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (name, media_type) = (line(), line());
    let claim = Claim {
        name: &name,
        media_type: Some(media_type.as_str()).filter(|of| !of.is_empty()),
    };
    look(parts.next().unwrap_or_default(), &claim);
}

/// Rich Text.
pub fn rtf(input: &[u8]) {
    look(&beginning(b"{\\rtf1", input), &Claim::named("a.rtf"));
}
