//! Pictures. The checksums of a PNG are corrected, so that changed chunks are walked.

use chat_attachments::Claim;

use super::beginning;
use crate::oracle::look;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// PNG: the input, with corrected checksums.
pub fn png(input: &[u8]) {
    look(&a_png(input), &Claim::named("a.png"));
}

/// JPEG.
pub fn jpeg(input: &[u8]) {
    look(&a_jpeg(input), &Claim::named("a.jpg"));
}

/// GIF.
pub fn gif(input: &[u8]) {
    look(&a_gif(input), &Claim::named("a.gif"));
}

pub(super) fn a_png(input: &[u8]) -> Vec<u8> {
    with_sums(beginning(PNG, input))
}

pub(super) fn a_jpeg(input: &[u8]) -> Vec<u8> {
    beginning(b"\xff\xd8\xff", input)
}

pub(super) fn a_gif(input: &[u8]) -> Vec<u8> {
    match input.get(..6) {
        Some(b"GIF87a") => input.to_vec(),
        _ => beginning(b"GIF89a", input),
    }
}

/// Corrects the checksum of every chunk of a PNG, up to its end.
#[must_use]
pub fn with_sums(mut file: Vec<u8>) -> Vec<u8> {
    let mut at = PNG.len();
    while let Some(head) = file.get(at..at + 8) {
        let [a, b, c, d, name @ ..] = head else { break };
        let is_end = name == b"IEND";
        let len = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let sum_at = at + 8 + len;
        let Some(named) = file.get(at + 4..sum_at) else {
            break;
        };
        let sum = crc32fast::hash(named).to_be_bytes();
        match file.get_mut(sum_at..sum_at + 4) {
            Some(place) => place.copy_from_slice(&sum),
            None => break,
        }
        at = sum_at + 4;
        if is_end {
            break;
        }
    }
    file
}
