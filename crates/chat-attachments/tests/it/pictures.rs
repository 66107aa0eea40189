//! PNG, JPEG and GIF pictures, and data after them.

use chat_attachments::{AttachmentPolicy, Finding, Reason, fixture};

use crate::support::{assert_refused, judged, judged_by, reason};

fn behind(mut picture: Vec<u8>, more: &[u8]) -> Vec<u8> {
    picture.extend_from_slice(more);
    picture
}

#[test]
fn padding_after_a_picture_is_ignored() {
    for (picture, name) in [
        (fixture::png(1, 1), "a.png"),
        (fixture::jpeg(), "a.jpg"),
        (fixture::gif(), "a.gif"),
    ] {
        let judgement = judged(&behind(picture, b"\0\0 \r\n\0"), name);
        assert!(
            judgement.is_accepted() && judgement.findings.is_empty(),
            "{name}"
        );
    }
}

#[test]
fn unknown_data_after_a_picture_is_reported() {
    let judgement = judged(&behind(fixture::jpeg(), b"\x01maker data\x02\x03"), "a.jpg");
    assert!(judgement.is_accepted());
    assert_eq!(judgement.findings, [Finding::TrailingData]);
    assert_eq!(judgement.picture.unwrap().end, fixture::jpeg().len() as u64);
}

#[test]
fn another_format_after_a_picture_is_refused() {
    let program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
    let others: [(&[u8], &str); 8] = [
        (&fixture::mp4(), "an MP4 video"),
        (&fixture::docx(), "a ZIP archive"),
        (&fixture::pdf(), "a PDF document"),
        (&fixture::doc(), "an Office 97–2003 file"),
        (program, "a Windows program"),
        (b"Rar!\x1a\x07\x01\0", "a RAR archive"),
        (b"<html><script>alert(1)</script>", "a web page"),
        (b"\x01\x02<script>alert(1)</script>", "a web page or script"),
    ];
    for (picture, name, noun) in [
        (fixture::png(1, 1), "a.png", "a PNG image"),
        (fixture::jpeg(), "a.jpg", "a JPEG image"),
        (fixture::gif(), "a.gif", "a GIF image"),
    ] {
        for (other, what) in &others {
            for padding in [&b""[..], b"\0\0\n"] {
                let bytes = behind(behind(picture.clone(), padding), other);
                // A PDF within the first kilobyte is found even earlier.
                let what = format!("{noun} with {what} inside");
                assert_refused(&bytes, name, Reason::HiddenFile, &what);
            }
        }
        let far = behind(behind(picture, &[7; 200_000]), &fixture::docx());
        assert_eq!(reason(&judged(&far, name)), Some(Reason::HiddenFile));
    }
}

#[test]
fn a_declared_motion_photo_is_reported() {
    let mut xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto=\"1\"/>".to_vec();
    let len = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    let mut segment = vec![0xff, 0xe1, len[0], len[1]];
    segment.append(&mut xmp);
    let mut photo = fixture::jpeg();
    photo.splice(2..2, segment);
    let judgement = judged(&behind(photo.clone(), &fixture::mp4()), "a.jpg");
    assert!(judgement.is_accepted(), "{}", judgement.sentence());
    assert_eq!(judgement.findings, [Finding::MotionPhoto]);
    let strict = AttachmentPolicy::DEFAULT.refusing(Finding::MotionPhoto);
    let bytes = behind(photo.clone(), &fixture::mp4());
    assert_eq!(
        judged_by(&strict, &bytes, "a.jpg", None).verdict_code(),
        "needs_decision"
    );
    // The declaration covers only a video.
    let judgement = judged(&behind(photo, &fixture::docx()), "a.jpg");
    assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
}

#[test]
fn markup_in_a_comment_is_refused() {
    let comment = b"<script>alert(1)</script>";
    let mut jpeg = fixture::jpeg();
    let segment = [&[0xff, 0xfe, 0, comment.len() as u8 + 2], &comment[..]].concat();
    jpeg.splice(2..2, segment);
    assert_eq!(reason(&judged(&jpeg, "a.jpg")), Some(Reason::HiddenFile));
    let mut gif = fixture::gif();
    let block = [&[0x21, 0xfe, comment.len() as u8], &comment[..], &[0]].concat();
    gif.splice(19..19, block);
    assert_eq!(reason(&judged(&gif, "a.gif")), Some(Reason::HiddenFile));
}

#[test]
fn a_damaged_picture_is_refused() {
    let mut png = fixture::png(3, 3);
    png[45] ^= 1;
    assert_refused(&png, "a.png", Reason::Damaged, "a PNG image");
    let mut gif = fixture::gif();
    gif[24] = 0;
    assert_refused(&gif, "a.gif", Reason::Damaged, "a GIF image");
    assert_refused(
        b"\xff\xd8\xff\xd9\0\0\0\0\0\0\0\0\0\0\0\0",
        "a.jpg",
        Reason::Damaged,
        "a JPEG image",
    );
    assert_refused(
        b"\xff\xd8\xff\xf7\0\x0b\x08\0\x01\0\x01\x01\0\0\0\0",
        "a.jpg",
        Reason::NotAccepted,
        "a JPEG-LS image",
    );
}

#[test]
fn too_many_pixels_are_refused() {
    let policy = AttachmentPolicy {
        max_pixels: 11,
        ..AttachmentPolicy::DEFAULT
    };
    assert!(judged_by(&policy, &fixture::png(11, 1), "a.png", None).is_accepted());
    for (bytes, name) in [(fixture::png(4, 3), "a.png"), (fixture::jpeg(), "a.jpg")] {
        let judgement = judged_by(&policy, &bytes, name, None);
        assert_eq!(reason(&judgement), Some(Reason::TooManyPixels), "{name}");
    }
    let mut gif = fixture::gif();
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(reason(&judged(&gif, "a.gif")), Some(Reason::TooManyPixels));
}

#[test]
fn scripts_after_or_inside_a_picture_are_refused() {
    let script = b"*/=1;alert(document.cookie);//";
    for (bytes, name) in [
        (fixture::jpeg(), "a.jpg"),
        (fixture::gif(), "a.gif"),
        (fixture::png(4, 3), "a.png"),
    ] {
        for behind in [
            script.as_slice(),
            b"\n\nalert(1)",
            b"import os; os.system('id')",
            b"@echo off\r\ndel *.*\r\n",
            "Grüße".as_bytes(),
        ] {
            let judgement = judged(&[bytes.as_slice(), behind].concat(), name);
            assert_eq!(reason(&judgement), Some(Reason::HiddenFile), "{name}");
        }
        // Vendors' data is not text.
        let maker = b"\x00\x00\x01\n\x0e\x00\x00\x00Image_UTC_Data1608199394872";
        for behind in [maker.as_slice(), b"aecDebug\xba<\x08\x01\x12\xc4\x07\n"] {
            let judgement = judged(&[bytes.as_slice(), behind].concat(), name);
            assert!(judgement.is_accepted(), "{name}: {judgement:?}");
            assert_eq!(judgement.findings, [Finding::TrailingData]);
        }
    }
}

/// The line that ends a multipart upload, stored with the photo.
#[test]
fn the_end_of_a_multipart_upload_is_trailing_data() {
    let with = |line: &str| {
        judged(
            &[fixture::jpeg(), line.as_bytes().to_vec()].concat(),
            "a.jpg",
        )
    };
    let long = "a".repeat(70);
    for line in [
        "\r\n--5D9144052FC54aa482D8595FB8D52F1D--",
        "\r\n------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n",
        &format!("--{long}--\r\n"),
    ] {
        let judgement = with(line);
        assert!(judgement.is_accepted(), "{line}: {judgement:?}");
        assert_eq!(judgement.findings, [Finding::TrailingData], "{line}");
    }
    for line in [
        "\r\n--5D91",
        "--a;b--",
        "--alert(1)--",
        "--a b--",
        "--a\n--b--",
        "--a--\r\nb",
        "--a--b",
        &format!("--{long}a--\r\n"),
        &format!("--a--{}x", " ".repeat(90)),
    ] {
        assert_eq!(reason(&with(line)), Some(Reason::HiddenFile), "{line}");
    }
}

/// A photo with Samsung's blocks after it: a UTC time, a block of this type and name with this content, and the list of
/// both.
fn samsung(name: &str, content: &[u8], moved: u32) -> Vec<u8> {
    let block = |kind: u16, name: &str, content: &[u8]| {
        let len = u32::try_from(name.len()).unwrap().to_le_bytes();
        let kind = [&[0, 0], kind.to_le_bytes().as_slice()].concat();
        (
            kind.clone(),
            [&kind, len.as_slice(), name.as_bytes(), content].concat(),
        )
    };
    let blocks = [
        block(0x0a01, "Image_UTC_Data", b"1458170015363"),
        block(0x0a30, name, content),
    ];
    let mut left: usize = blocks.iter().map(|(_, block)| block.len()).sum();
    let mut list = b"SEFH\x65\0\0\0\x02\0\0\0".to_vec();
    for (kind, block) in &blocks {
        let numbers = [
            u32::try_from(left).unwrap() + moved,
            u32::try_from(block.len()).unwrap(),
        ];
        list.extend_from_slice(kind);
        list.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        left -= block.len();
    }
    let len = u32::try_from(list.len()).unwrap().to_le_bytes();
    let [(_, first), (_, second)] = blocks;
    [
        fixture::jpeg(),
        first,
        second,
        list,
        len.to_vec(),
        b"SEFT".to_vec(),
    ]
    .concat()
}

#[test]
fn a_motion_photo_may_be_declared_after_the_photo() {
    let photo = samsung("MotionPhoto_Data", &fixture::mp4(), 0);
    let judgement = judged(&photo, "a.jpg");
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert_eq!(
        judgement.findings,
        [Finding::TrailingData, Finding::MotionPhoto]
    );
    let two = [fixture::mp4(), fixture::mp4()].concat();
    for other in [
        samsung("MotionPhoto_Date", &fixture::mp4(), 0),
        samsung(
            "MotionPhoto_Data",
            &[b"\0".as_slice(), &fixture::mp4()].concat(),
            0,
        ),
        samsung("MotionPhoto_Data", &fixture::mp4(), 1),
        samsung("MotionPhoto_Data", &two, 0),
        photo[..photo.len() - 1].to_vec(),
        [photo.as_slice(), b"\x01"].concat(),
    ] {
        let what = "a JPEG image with an MP4 video inside";
        assert_refused(&other, "a.jpg", Reason::HiddenFile, what);
    }
    let hidden = [fixture::mp4(), fixture::docx()].concat();
    let judgement = judged(&samsung("MotionPhoto_Data", &hidden, 0), "a.jpg");
    assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
}

/// Whole disk sectors were copied: the remains of an older file follow the picture's last sector.
#[test]
fn disk_slack_is_trailing_data() {
    let picture = fixture::jpeg();
    let padded = |len: usize| {
        let mut bytes = picture.clone();
        bytes.resize(len, 0);
        bytes
    };
    let rest = [b"a letter, a song".repeat(8), vec![0; 384]].concat();
    let bytes = [padded(2048), rest.clone()].concat();
    let judgement = judged(&bytes, "a.jpg");
    assert!(judgement.is_accepted(), "{judgement:?}");
    assert_eq!(judgement.findings, [Finding::TrailingData]);
    for bytes in [
        [padded(2047), rest.clone(), vec![0]].concat(),
        [padded(2048), b"a letter, a song".repeat(8)].concat(),
        [padded(2048), [b"<script>".as_slice(), &[0; 504]].concat()].concat(),
        [
            padded(2048),
            [b"#!/bin/sh\n".as_slice(), &[0; 502]].concat(),
        ]
        .concat(),
    ] {
        assert_eq!(reason(&judged(&bytes, "a.jpg")), Some(Reason::HiddenFile));
    }
}

/// Decoders reject segments of the picture with spare room. Reserved segments are unconstrained.
#[test]
fn nothing_hides_between_the_tables_of_a_jpeg() {
    let jpeg = fixture::jpeg();
    let with = |marker: u8, body: &[u8]| {
        let len = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, marker], &len, body, &jpeg[2..]].concat()
    };
    let (bits, values) = ([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [7]);
    let huffman = [[0].as_slice(), &bits, &values].concat();
    for (marker, body) in [
        (0xc4, huffman),
        (0xdb, vec![0; 65]),
        (0xdb, [vec![0x10; 129], vec![1; 65]].concat()),
        (0xcc, vec![0, 1]),
        (0xdd, vec![0, 4]),
    ] {
        assert!(
            judged(&with(marker, &body), "a.jpg").is_accepted(),
            "{marker:x}"
        );
        let more = [body.as_slice(), b"PK\x03\x04 and so on"].concat();
        assert_refused(
            &with(marker, &more),
            "a.jpg",
            Reason::Damaged,
            "a JPEG image",
        );
        assert_refused(
            &with(marker, &body[1..]),
            "a.jpg",
            Reason::Damaged,
            "a JPEG image",
        );
    }
    for marker in [0x02, 0xbf, 0xf0, 0xfd] {
        assert!(judged(&with(marker, b"anything"), "a.jpg").is_accepted());
        let judgement = judged(
            &with(marker, &[b"anything ", &fixture::docx()[..64]].concat()),
            "a.jpg",
        );
        assert_eq!(reason(&judgement), Some(Reason::HiddenFile), "{marker:x}");
    }
    // The picture's own frame and scan headers.
    for marker in [0xc0, 0xda] {
        let at = jpeg
            .windows(2)
            .position(|two| two == [0xff, marker])
            .unwrap();
        let mut longer = jpeg.clone();
        longer[at + 3] += 1;
        longer.insert(at + 2 + usize::from(jpeg[at + 3]), 0);
        assert_refused(&longer, "a.jpg", Reason::Damaged, "a JPEG image");
    }
}

#[test]
fn a_picture_whose_first_bytes_open_a_comment_is_a_script() {
    let mut gif = fixture::gif();
    gif[6..8].copy_from_slice(b"/*");
    assert_eq!(reason(&judged(&gif, "a.gif")), Some(Reason::HiddenFile));
    let mut gif = fixture::gif();
    gif[6..9].copy_from_slice(b"=/*");
    assert_eq!(reason(&judged(&gif, "a.gif")), Some(Reason::HiddenFile));

    let jpeg = fixture::jpeg();
    let mut first = vec![0; 0x2f2a - 2];
    let with = |first: &[u8], comment: &[u8]| {
        let len = u16::try_from(comment.len() + 2).unwrap().to_be_bytes();
        let pieces: [&[u8]; 6] = [
            b"\xff\xd8\xff\xe1/*",
            first,
            b"\xff\xfe",
            &len,
            comment,
            &jpeg[2..],
        ];
        pieces.concat()
    };
    assert!(judged(&with(&first, b"a holiday"), "a.jpg").is_accepted());
    let hidden = with(&first, b"*/=1;alert(1)/*");
    assert_eq!(reason(&judged(&hidden, "a.jpg")), Some(Reason::HiddenFile));
    let behind = [with(&first, b"a holiday"), b"\x01*/=1;alert(1)".to_vec()].concat();
    assert_eq!(reason(&judged(&behind, "a.jpg")), Some(Reason::HiddenFile));
    first[100..102].copy_from_slice(b"*/");
    let hidden = with(&first, b"a holiday");
    assert_eq!(reason(&judged(&hidden, "a.jpg")), Some(Reason::HiddenFile));
}
