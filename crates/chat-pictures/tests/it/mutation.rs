//! No input panics, and the result for a damaged picture is never worse than the picture.

use crate::exif::{Exif, ascii};
use crate::pictures::{gif, jpeg, png, segment, with_segments};
use crate::support::{decoded, is_accepted, try_strip};
use chat_pictures::{PictureFormat, Removed, ThumbnailLimits, thumbnail};
use proptest::prelude::*;
use std::io::Cursor;

fn base(number: usize) -> (Vec<u8>, PictureFormat) {
    match number {
        0 => (jpeg(60, 40, false), PictureFormat::Jpeg),
        1 => (jpeg(60, 40, true), PictureFormat::Jpeg),
        2 => {
            let exif = Exif {
                location: vec![ascii(0x001b, "here")],
                ..Exif::default()
            };
            let exif = exif.with_orientation(6).bytes();
            let app1 = segment(0xe1, &[b"Exif\0\0", exif.as_slice()].concat());
            (
                with_segments(&jpeg(200, 100, false), [&app1, &[], &[]]),
                PictureFormat::Jpeg,
            )
        }
        3 => (png(60, 40), PictureFormat::Png),
        _ => (gif(60, 40), PictureFormat::Gif),
    }
}

fn look(bytes: &[u8], format: PictureFormat) -> Result<(), TestCaseError> {
    // At a maximum side of 12 pixels, block means alone suffice for these pictures.
    for max_side in [12, 320] {
        let small = thumbnail(
            &mut Cursor::new(bytes),
            format,
            max_side,
            &ThumbnailLimits::DEFAULT,
        );
        if let Ok(small) = small {
            prop_assert!((1..=max_side).contains(&small.width.max(small.height)));
        }
    }
    let Ok((copy, dropped)) = try_strip(bytes, format) else {
        return Ok(());
    };
    let (again, removed) = try_strip(&copy, format).unwrap();
    prop_assert!(again == copy && removed.is_empty());
    if is_accepted(bytes, format) {
        prop_assert!(is_accepted(&copy, format));
        // Without the stray bytes of a damaged picture, a decoder may read on where it gave up before.
        let is_whole = !dropped.contains(&Removed::Other);
        if let Some(before) = decoded(bytes, format).ok().filter(|_| is_whole) {
            prop_assert!(decoded(&copy, format).is_ok_and(|after| after == before));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_pictures_never_panic(
        number in 0..5_usize,
        changes in prop::collection::vec(
            (0..3_u8, any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..6)),
            1..5,
        ),
    ) {
        let (mut bytes, format) = base(number);
        for (how, at, with) in changes {
            let at = at.index(bytes.len());
            let end = (at + with.len()).min(bytes.len());
            match how {
                0 => drop(bytes.splice(at..end, with)),
                1 => drop(bytes.splice(at..at, with)),
                _ => drop(bytes.drain(at..end)),
            }
        }
        look(&bytes, format)?;
    }

    #[test]
    fn noise_never_panics(start in 0..5_usize, noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        let (bytes, format) = base(start);
        look(&noise, format)?;
        look(&[&bytes[..20], &noise].concat(), format)?;
    }
}
