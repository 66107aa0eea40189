//! Data that makes up the picture is kept.

use crate::exif::{Exif, ascii};
use crate::pictures::{
    application, chunk, gif, jpeg, jpeg_with, png, segment, with_blocks, with_chunks, with_segments,
};
use crate::support::{stripped, try_strip};
use chat_pictures::{PictureError, PictureFormat, Removed};
use memchr::memmem;
use std::collections::BTreeSet;

#[test]
fn a_picture_without_metadata_is_copied_byte_for_byte() {
    for (bytes, format) in [
        (jpeg(40, 30, false), PictureFormat::Jpeg),
        (jpeg(40, 30, true), PictureFormat::Jpeg),
        (png(40, 30), PictureFormat::Png),
        (gif(40, 30), PictureFormat::Gif),
    ] {
        assert_eq!(stripped(&bytes, format), (bytes, BTreeSet::new()));
    }
}

#[test]
fn the_orientation_is_all_that_is_kept_of_exif() {
    for little in [false, true] {
        for orientation in 1..=8 {
            let exif = || Exif {
                little,
                main: vec![ascii(0x0110, "Phone 7")],
                ..Exif::default()
            };
            let tiff = exif().with_orientation(orientation).bytes();
            let app1 = segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat());
            let photo = with_segments(&jpeg(24, 16, false), [&app1, &[], &[]]);
            let (copy, removed) = stripped(&photo, PictureFormat::Jpeg);
            assert_eq!(removed, BTreeSet::from([Removed::Device]));
            let left = if orientation == 1 { 0 } else { 36 };
            assert_eq!(copy.len(), jpeg(24, 16, false).len() + left);

            let photo = with_chunks(&png(24, 16), [&chunk(b"eXIf", &tiff), &[], &[]]);
            let (copy, _) = stripped(&photo, PictureFormat::Png);
            let left = if orientation == 1 { 0 } else { 38 };
            assert_eq!(copy.len(), png(24, 16).len() + left);
        }
    }
}

#[test]
fn color_profiles_are_kept() {
    let profile = b"a profile of colors".repeat(5_000);
    let photo = jpeg_with(24, 16, |encoder| encoder.add_icc_profile(&profile).unwrap());
    assert_eq!(
        stripped(&photo, PictureFormat::Jpeg),
        (photo, BTreeSet::new())
    );

    let photo = with_blocks(
        &gif(24, 16),
        [&application(b"ICCRGBG1012", &profile), &[], &[]],
    );
    assert_eq!(
        stripped(&photo, PictureFormat::Gif),
        (photo, BTreeSet::new())
    );

    let body = b"icc\0\0\x78\x9c\x03\0\0\0\0\x01";
    let photo = with_chunks(&png(24, 16), [&chunk(b"iCCP", body), &[], &[]]);
    assert_eq!(
        stripped(&photo, PictureFormat::Png),
        (photo, BTreeSet::new())
    );
}

#[test]
fn the_header_is_kept_without_its_preview() {
    let photo = jpeg(24, 16, false);
    let header = segment(0xe0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x02PREVIEW");
    let plain = segment(0xe0, b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0");
    // Replaces the encoder's own header.
    let with = [&photo[..2], &header, &photo[20..]].concat();
    let (copy, removed) = stripped(&with, PictureFormat::Jpeg);
    assert_eq!(removed, BTreeSet::from([Removed::Thumbnail]));
    assert_eq!(copy[2..20], plain);
}

#[test]
fn missing_ends_are_added_and_stray_bytes_dropped() {
    let whole = gif(24, 16);
    let other = BTreeSet::from([Removed::Other]);
    let (copy, removed) = stripped(&whole[..whole.len() - 1], PictureFormat::Gif);
    assert_eq!((&copy, &removed), (&whole, &other));
    let mut zeros = whole.clone();
    zeros.splice(whole.len() - 1..whole.len() - 1, [0; 9]);
    assert_eq!(stripped(&zeros, PictureFormat::Gif), (whole, other.clone()));

    let picture = jpeg(24, 16, true);
    let table = picture
        .windows(2)
        .position(|two| two == b"\xff\xdb")
        .unwrap();
    for stray in [&b"\0\x01"[..], b"\xff\0", b"\xff\xff"] {
        let mut bytes = picture.clone();
        bytes.splice(table..table, stray.iter().copied());
        let (copy, removed) = stripped(&bytes, PictureFormat::Jpeg);
        assert_eq!((&copy, &removed), (&picture, &other), "{stray:?}");
    }
}

#[test]
fn truncated_files_and_wrong_formats_are_errors() {
    for (bytes, format) in [
        (jpeg(24, 16, true), PictureFormat::Jpeg),
        (png(24, 16), PictureFormat::Png),
        (gif(24, 16), PictureFormat::Gif),
    ] {
        for len in 0..bytes.len() {
            match try_strip(&bytes[..len], format) {
                Err(PictureError::Malformed(_)) => {}
                // A GIF may end without its last byte, also after the first of its images.
                Ok((copy, removed)) if format == PictureFormat::Gif => {
                    assert!(copy.ends_with(b";") && !removed.is_empty(), "{len} bytes");
                }
                result => panic!("{format:?}, {len} bytes: {result:?}"),
            }
        }
        let wrong = [b"<svg>".as_slice(), &bytes].concat();
        assert!(try_strip(&wrong, format).is_err());
    }
}

#[test]
fn kept_segments_have_no_room_for_hidden_data() {
    let photo = jpeg(24, 16, false);
    for marker in [0xc0, 0xc4, 0xdb] {
        let at = memmem::find(&photo, &[0xff, marker]).unwrap();
        let len = usize::from(u16::from_be_bytes([photo[at + 2], photo[at + 3]]));
        let body = [
            &photo[at + 4..at + 2 + len],
            b"hidden".repeat(30).as_slice(),
        ]
        .concat();
        let changed = [
            &photo[..at],
            &segment(marker, &body),
            &photo[at + 2 + len..],
        ]
        .concat();
        assert!(
            try_strip(&changed, PictureFormat::Jpeg).is_err(),
            "{marker:x}"
        );
    }
    let short = with_chunks(&png(24, 16), [&chunk(b"IHDR", &[0; 13]), &[], &[]]);
    assert!(try_strip(&short, PictureFormat::Png).is_err());
    let unknown = with_chunks(&png(24, 16), [&chunk(b"ABCD", b"hidden"), &[], &[]]);
    assert!(try_strip(&unknown, PictureFormat::Png).is_err());
}
