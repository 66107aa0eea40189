//! Pictures: complete, with dimensions, and without unreported data after them.

use chat_attachments::{AttachmentPolicy, Judgement, Kind};

use super::behind_is_reported;
use super::bytes::at;

pub(super) fn is_whole(bytes: &[u8], kind: Kind, judgement: &Judgement) {
    let Some(picture) = judgement.picture else {
        assert!(judgement.picture.is_some(), "a picture has measures");
        return;
    };
    let pixels = u64::from(picture.width) * u64::from(picture.height);
    assert!(pixels > 0 && pixels <= AttachmentPolicy::DEFAULT.max_pixels);
    let end = usize::try_from(picture.end).unwrap_or(usize::MAX);
    let (image, behind) = bytes.split_at_checked(end).unwrap_or_default();
    match kind {
        Kind::Png => is_png(image, picture.width, picture.height),
        Kind::Jpeg => assert!(image.starts_with(b"\xff\xd8\xff") && image.ends_with(b"\xff\xd9")),
        // A GIF may lack its last byte, as browsers show it.
        _ => assert!(image.starts_with(b"GIF8") && (image.ends_with(b";") || behind.is_empty())),
    }
    behind_is_reported(behind, &|finding| judgement.findings.contains(&finding));
}

/// Checks for valid chunks from header to end, and nothing else.
fn is_png(image: &[u8], width: u32, height: u32) {
    assert!(image.starts_with(b"\x89PNG\r\n\x1a\n"));
    let mut names = Vec::new();
    let mut rest = image.get(8..).unwrap_or_default();
    while !rest.is_empty() {
        let len = usize::try_from(u32::from_be_bytes(at(rest, 0))).unwrap_or(usize::MAX);
        let named = rest
            .get(4..)
            .and_then(|rest| rest.get(..4 + len))
            .unwrap_or_default();
        assert_eq!(named.len(), 4 + len, "the chunk is all there");
        let sum = u32::from_be_bytes(at(rest, 8 + len));
        assert_eq!(sum, crc32fast::hash(named));
        names.push(at::<4>(named, 0));
        rest = rest.get(12 + len..).unwrap_or_default();
    }
    assert_eq!(names.first(), Some(b"IHDR"));
    assert_eq!(names.last(), Some(b"IEND"));
    assert!(names.contains(b"IDAT") && !names.contains(b"CgBI"));
    assert_eq!(at(image, 16), width.to_be_bytes());
    assert_eq!(at(image, 20), height.to_be_bytes());
}
