//! Photos: stripping and thumbnails.

use std::io::{Cursor, Write};

use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, judge};
use chat_pictures::{PictureFormat, STRIP_MEMORY, Stripped, ThumbnailLimits};

use super::picture::{a_gif, a_jpeg, a_png};
use crate::ALLOCATED;
use crate::reader::Counted;

/// Limits of a thumbnail: lower than in the product, to keep the fuzzer fast.
const LIMITS: ThumbnailLimits = ThumbnailLimits {
    max_pixels: 1_000_000,
    max_memory: 8 * 1024 * 1024,
};
/// Memory of the thumbnail itself, in bytes.
const THUMBNAIL: usize = 1024 * 1024;

/// Input: a byte for the format, then the picture. The copy must be no worse than the original, without a location,
/// and already clean. Every picture that the gate accepts must be strippable.
pub fn strip(input: &[u8]) {
    let (format, name, file) = picture(input);
    let before = judged(&file, name);
    let Some((copy, stripped)) = stripped(&file, format) else {
        assert!(!before.is_accepted(), "an accepted picture can be cleaned");
        return;
    };
    assert_eq!(stripped.len, copy.len() as u64);
    assert_eq!(
        stripped.removed.is_empty(),
        copy == file,
        "changes are reported"
    );
    let again = self::stripped(&copy, format);
    let is_same =
        again.is_some_and(|(again, stripped)| again == copy && stripped.removed.is_empty());
    assert!(is_same, "stripping is idempotent");
    if before.is_accepted() {
        let after = judged(&copy, name);
        assert!(after.is_accepted(), "{after:?}");
        assert_eq!(after.kind, before.kind);
        assert_eq!(after.findings, [], "no findings remain");
        let size = |judgement: &Judgement| judgement.picture.map(|it| (it.width, it.height));
        assert_eq!(size(&after), size(&before));
    }
}

/// The same input for a thumbnail: a small JPEG without metadata, in bounded memory, or an error.
pub fn thumbnail(input: &[u8]) {
    let (format, _, file) = picture(input);
    let max_side = u16::from(file.len().to_le_bytes()[0]);
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let mut reader = Counted::new(Cursor::new(&file));
    let small = chat_pictures::thumbnail(&mut reader, format, max_side, &LIMITS);
    let peak = ALLOCATED.peak_usage().saturating_sub(before);
    let most = usize::try_from(LIMITS.max_memory).unwrap_or(usize::MAX);
    assert!(peak < most + THUMBNAIL, "{peak} bytes allocated");
    let Ok(small) = small else { return };
    let longest = small.width.max(small.height);
    assert!((1..=max_side.max(1)).contains(&longest), "{longest}");
    let judgement = judged(&small.bytes, "a.jpg");
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert_eq!(judgement.findings, []);
    let size = judgement.picture.map(|it| (it.width, it.height));
    assert_eq!(size, Some((small.width.into(), small.height.into())));
}

fn picture(input: &[u8]) -> (PictureFormat, &'static str, Vec<u8>) {
    let (format, input) = input.split_first().unwrap_or((&0, &[]));
    match format % 3 {
        0 => (PictureFormat::Jpeg, "a.jpg", a_jpeg(input)),
        1 => (PictureFormat::Png, "a.png", a_png(input)),
        _ => (PictureFormat::Gif, "a.gif", a_gif(input)),
    }
}

/// Judges a picture, tolerating a location: stripping is what removes it.
fn judged(file: &[u8], name: &str) -> Judgement {
    let policy = AttachmentPolicy::DEFAULT.allowing(Finding::Location);
    let judgement = judge(Cursor::new(file), &Claim::named(name), &policy);
    assert!(judgement.is_ok(), "memory can be read: {judgement:?}");
    judgement.unwrap_or_else(|_| Judgement {
        verdict: chat_attachments::Verdict::NeedsDecision,
        kind: None,
        findings: Vec::new(),
        undecided: Vec::new(),
        objects: Vec::new(),
        picture: None,
    })
}

/// The stripped copy; memory is bounded, apart from the copy itself.
fn stripped(file: &[u8], format: PictureFormat) -> Option<(Vec<u8>, Stripped)> {
    let mut copy = Room(Vec::with_capacity(file.len() + STRIP_MEMORY));
    let room = copy.0.capacity();
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let mut reader = Counted::new(Cursor::new(file));
    let stripped = chat_pictures::strip(&mut reader, format, &mut copy);
    let peak = ALLOCATED.peak_usage().saturating_sub(before);
    assert!(peak < STRIP_MEMORY, "{peak} bytes allocated");
    assert_eq!(copy.0.capacity(), room, "a copy is not longer");
    Some((copy.0, stripped.ok()?))
}

/// Writer to a preallocated buffer.
struct Room(Vec<u8>);

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
