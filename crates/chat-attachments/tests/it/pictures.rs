//! PNG, JPEG and GIF, and what may be behind them.

use chat_attachments::{AttachmentPolicy, Finding, Reason, fixture};

use crate::support::{assert_refused, judged, judged_by, reason};

fn behind(mut picture: Vec<u8>, more: &[u8]) -> Vec<u8> {
    picture.extend_from_slice(more);
    picture
}

#[test]
fn padding_behind_a_picture_is_nothing() {
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
fn unknown_data_behind_a_picture_is_reported() {
    let judgement = judged(&behind(fixture::jpeg(), b"\x01maker data\x02\x03"), "a.jpg");
    assert!(judgement.is_accepted());
    assert_eq!(judgement.findings, [Finding::TrailingData]);
    assert_eq!(judgement.picture.unwrap().end, fixture::jpeg().len() as u64);
}

#[test]
fn another_format_behind_a_picture_is_refused() {
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
                let what = format!("{noun} with {what} hidden in it");
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
        "needs-decision"
    );
    // The declaration covers a video, and nothing else.
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
