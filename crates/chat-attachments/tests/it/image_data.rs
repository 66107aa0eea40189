//! Content of a picture's compressed data.

use chat_attachments::{Reason, fixture};

use crate::support::{judged, reason};

/// Unpackers search a whole file for an archive, including a picture's compressed data.
#[test]
fn an_archive_or_script_within_the_image_data_is_refused() {
    let guests = [
        b"Rar!\x1a\x07\x01\0".as_slice(),
        b"7z\xbc\xaf\x27\x1c\0\x04",
        b"<?php system(1);",
        b"<script>x()",
        b"<SCRIPT>x()",
    ];
    // Also across the borders of the pieces in which a file is read, and near the end of a long file.
    let places = [
        0_usize, 100, 65_500, 65_530, 65_533, 65_536, 131_070, 700_000,
    ];
    let jpeg = |data: &[u8]| {
        let picture = fixture::jpeg();
        let (start, end) = picture.split_at(picture.len() - 2);
        [start, data, end].concat()
    };
    let png = |data: &[u8]| {
        let picture = fixture::png(4, 3);
        let (start, end) = picture.split_at(picture.len() - 12);
        let named = [b"IDAT", data].concat();
        let len = u32::try_from(data.len()).unwrap().to_be_bytes();
        let sum = crc32fast::hash(&named).to_be_bytes();
        [start, &len, &named, &sum, end].concat()
    };
    for (name, of) in [
        ("a.jpg", &jpeg as &dyn Fn(&[u8]) -> Vec<u8>),
        ("a.png", &png),
    ] {
        let start = of(b"").len();
        for place in places {
            let before = vec![7; place.saturating_sub(start)];
            let control = of(&[before.as_slice(), &[7; 99]].concat());
            assert!(judged(&control, name).is_accepted(), "{name} {place}");
            for guest in guests {
                let bytes = of(&[before.as_slice(), guest, &[7; 99]].concat());
                let judgement = judged(&bytes, name);
                assert_eq!(
                    reason(&judgement),
                    Some(Reason::HiddenFile),
                    "{name} {place}"
                );
            }
        }
    }
    let gif = fixture::gif();
    let at = gif.len() - 2;
    for guest in guests {
        let block = [&[u8::try_from(guest.len()).unwrap()], guest].concat();
        let bytes = [&gif[..at], &block, &gif[at..]].concat();
        assert_eq!(reason(&judged(&bytes, "a.gif")), Some(Reason::HiddenFile));
    }
}
