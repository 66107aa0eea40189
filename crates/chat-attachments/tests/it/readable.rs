//! Files that every reader opens without repairing their content.

use chat_attachments::{Kind, Reason, fixture};
use fixture::Compound;

use crate::support::{assert_refused, judged, reason};

#[track_caller]
fn assert_plain(bytes: &[u8], name: &str) {
    let judgement = judged(bytes, name);
    assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
    assert_eq!(judgement.findings, [], "{name}");
}

/// An animation of five frames, with bytes between its blocks.
fn animation(between: &[u8]) -> Vec<u8> {
    let gif = fixture::gif();
    let (head, rest) = gif.split_at(19);
    let frame = &rest[..rest.len() - 1];
    let mut bytes = head.to_vec();
    for _ in 0..5 {
        bytes.extend_from_slice(b"\x21\xf9\x04\0\x0a\0\0\0");
        bytes.extend_from_slice(between);
        bytes.extend_from_slice(frame);
    }
    bytes.push(b';');
    bytes
}

#[test]
fn an_animation_may_lack_its_last_byte() {
    let bytes = animation(b"");
    assert_plain(&bytes, "a.gif");
    assert_plain(&bytes[..bytes.len() - 1], "a.gif");
    for cut in 2..16 {
        let cut = &bytes[..bytes.len() - cut];
        assert_eq!(reason(&judged(cut, "a.gif")), Some(Reason::Damaged));
    }
}

#[test]
fn zeros_may_separate_the_blocks_of_an_animation() {
    for zeros in [1, 2, 300, 70_000] {
        assert_plain(&animation(&vec![0; zeros]), "a.gif");
    }
    let judgement = judged(&animation(b"\x01"), "a.gif");
    assert_eq!(reason(&judgement), Some(Reason::Damaged));
}

#[test]
fn stray_bytes_may_separate_the_segments_of_a_jpeg() {
    let jpeg = fixture::jpeg();
    let table = jpeg.windows(2).position(|w| w == b"\xff\xdb").unwrap();
    let with = |stray: &[u8]| {
        let mut bytes = jpeg.clone();
        bytes.splice(table..table, stray.iter().copied());
        bytes
    };
    for stray in [
        &b"\0"[..],
        b"\x01\x02\x03",
        b"\xff\0",
        b"\xff\0\xff\0\x07\xff\xff",
        &[0; 5_000],
    ] {
        assert_plain(&with(stray), "a.jpg");
    }
    let docx = fixture::docx();
    for guest in [&docx, &b"<script>a()</script>".to_vec()] {
        let judgement = judged(&with(guest), "a.jpg");
        assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
    }
    let judgement = judged(&with(&[0; 70_000]), "a.jpg");
    assert_eq!(reason(&judgement), Some(Reason::Damaged));
}

#[test]
fn a_pdf_may_lack_its_end_mark() {
    let pdf = fixture::pdf();
    let end = pdf.len() - b"%%EOF\n".len();
    assert_plain(&pdf[..end], "a.pdf");
    let padded = [&pdf[..end], &[b'\n'; 30]].concat();
    assert_plain(&padded, "a.pdf");
    // The number is cut off, points elsewhere, or is missing.
    assert_eq!(
        reason(&judged(&pdf[..end - 1], "a.pdf")),
        Some(Reason::Damaged)
    );
    let elsewhere = [&pdf[..end - 4], b"2\n"].concat();
    assert_eq!(reason(&judged(&elsewhere, "a.pdf")), Some(Reason::Damaged));
    let html = [&pdf[..end], b"<html><body>hello</body></html>"].concat();
    assert_eq!(reason(&judged(&html, "a.pdf")), Some(Reason::HiddenFile));
}

#[test]
fn a_powerpoint_95_file_is_named_and_can_be_converted() {
    let old = |user: Vec<u8>| {
        Compound::new()
            .stream("PowerPoint Document", vec![7; 5000])
            .stream("Current User", user)
            .finish()
    };
    let named = Compound::new()
        .stream("PP40", vec![7; 50])
        .stream("PowerPoint Document", vec![7; 5000])
        .stream("Current User", vec![0; 30])
        .finish();
    for bytes in [old(vec![0; 4]), old(Vec::new()), named] {
        let what = "an old PowerPoint 95 file";
        assert_refused(&bytes, "a.ppt", Reason::NotAccepted, what);
        let sentence = judged(&bytes, "a.ppt").sentence();
        assert!(sentence.ends_with("Save it as PPTX or PDF and send that."));
    }
}

#[test]
fn a_small_document_may_have_a_large_drawing() {
    let drawing = vec![7; 11_000_000];
    let bytes = fixture::docx_with(|zip| zip.deflated("word/media/image1.emf", &drawing), "");
    assert!(bytes.len() < 55_000, "{}", bytes.len());
    assert_plain(&bytes, "a.docx");
}

#[test]
fn photos_of_200_megapixels_are_accepted() {
    for (width, height) in [(12_000_u16, 9_000_u16), (16_320, 12_240)] {
        let mut jpeg = fixture::jpeg();
        let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        assert_plain(&jpeg, "a.jpg");
    }
}

/// Some editors keep an editable copy of the picture in a chunk, as a compound file.
#[test]
fn a_png_may_contain_its_editable_copy() {
    let with = |body: &[u8]| {
        let mut png = fixture::png(4, 3);
        let named = [b"cpIp", body].concat();
        let sum = crc32fast::hash(&named).to_be_bytes();
        let len = u32::try_from(body.len()).unwrap().to_be_bytes();
        png.splice(33..33, [len.as_slice(), &named, &sum].concat());
        png
    };
    let copy = |content: &[u8]| Compound::new().stream("Picture", content).finish();
    assert_plain(&with(&copy(&[7; 5000])), "a.png");
    let program = judged(&with(&copy(b"\x7fELF\x02\x01\x01\0")), "a.png");
    assert_eq!(reason(&program), Some(Reason::ProgramInside));
    for other in [fixture::docx(), fixture::pdf()] {
        let judgement = judged(&with(&other), "a.png");
        assert_eq!(reason(&judgement), Some(Reason::HiddenFile));
    }
}

/// WPS Office keeps pictures in cells in a separate part.
#[test]
fn a_workbook_may_have_pictures_in_its_cells() {
    let links = "<Relationships><Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/image' Target='media/image1.png'/></Relationships>";
    let cells = "<etc:cellImages xmlns:etc='http://www.wps.cn/officeDocument/2017/etCustomData'/>";
    let types = "<Default Extension='png' ContentType='image/png'/><Override PartName='/xl/cellimages.xml' ContentType='application/vnd.wps-officedocument.cellimage+xml'/>";
    let bytes = fixture::docx_with(
        |zip| {
            zip.deflated("xl/cellimages.xml", cells)
                .deflated("xl/_rels/cellimages.xml.rels", links)
                .stored("xl/media/image1.png", fixture::png(3, 3))
        },
        types,
    );
    assert_plain(&bytes, "a.docx");
    assert_eq!(judged(&bytes, "a.docx").kind, Some(Kind::Docx));
}
