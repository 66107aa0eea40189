//! Every finding is reported on its own, and only the policy decides about it (rule F4).

use chat_attachments::{AttachmentPolicy, Finding, Kind, fixture};
use fixture::{Compound, ppt_record, ppt_with};

use crate::support::{judged, judged_by};

/// A file with just this finding, and its name.
fn with(finding: Finding) -> (Vec<u8>, &'static str) {
    let pdf = |catalog: &str| (fixture::pdf_with(catalog, &[]), "a.pdf");
    let rtf = |text: &str| (format!(r"{{\rtf1 {text}}}").into_bytes(), "a.rtf");
    match finding {
        Finding::Encrypted => (fixture::xls_with_password(), "a.xls"),
        Finding::Macros => (fixture::doc_with_macros(), "a.doc"),
        Finding::JavaScript => pdf("/OpenAction << /S /JavaScript /JS (a) >>"),
        Finding::FormScript => {
            pdf("/OpenAction << /S /JavaScript /JS (AFSpecial_Format\\(1\\)) >>")
        }
        Finding::FormData => pdf("/OpenAction << /S /SubmitForm /F 9 0 R >>"),
        Finding::InvoiceData => pdf("/AF [<< /F (factur-x.xml) /EF << /F 9 0 R >> >>]"),
        Finding::PrintSettings => pdf("/AF [<< /F (a.joboptions) /EF << /F 9 0 R >> >>]"),
        Finding::EmbeddedDocument => {
            let with = |zip: fixture::Zip| zip.deflated("word/embeddings/a.xlsx", fixture::xlsx());
            (fixture::docx_with(with, ""), "a.docx")
        }
        Finding::Equation => {
            let object = Compound::new()
                .stream("\u{1}Ole", vec![0; 20])
                .stream("Equation Native", fixture::equation());
            (ppt_with(&ppt_record(0, 0x1011, &object.finish())), "a.ppt")
        }
        Finding::LinkedFile => linked("oleObject", "C:/a.xlsx"),
        Finding::NetworkPath => linked("image", "//server/a.png"),
        Finding::DataConnection => {
            let part = "<c><connection refreshOnLoad='1'><webPr/></connection></c>";
            let with = |zip: fixture::Zip| zip.deflated("xl/connections.xml", part);
            (fixture::docx_with(with, ""), "a.docx")
        }
        Finding::Launch => pdf("/OpenAction << /S /Launch /F (a) >>"),
        Finding::EmbeddedFile => pdf("/Names << /EmbeddedFiles << /Names [] >> >>"),
        Finding::PackagedFile => {
            let native = fixture::packaged("letter.txt", b"hello");
            let object = Compound::new().stream("\u{1}Ole10Native", native);
            (ppt_with(&ppt_record(0, 0x1011, &object.finish())), "a.ppt")
        }
        Finding::Xfa => pdf("/AcroForm << /XFA [(a) 9 0 R] >>"),
        Finding::RichMedia => pdf("/X << /Subtype /RichMedia >>"),
        Finding::ActiveX => rtf(r"{\object\objocx}"),
        Finding::OleObject => rtf(r"{\object{\*\objdata 01}}"),
        Finding::ExternalTemplate => rtf(r"{\*\template http://a.example/a.dot}"),
        Finding::LocalTemplate => rtf(r"{\*\template C:\\a.dot}"),
        Finding::RemotePicture => linked("image", "http://a.example/a.png"),
        Finding::Dde => rtf(r"{\field{\*\fldinst DDE a}}"),
        Finding::BinaryData => rtf(r"\bin1 x"),
        Finding::Unseen => {
            let stream =
                b"<< /Type /ObjStm /N 1 /First 4 /Filter /LZWDecode >>\nstream\nabc\nendstream";
            (fixture::pdf_with("", &[stream.to_vec()]), "a.pdf")
        }
        Finding::Template => (fixture::dotx(), "a.dotx"),
        Finding::OpenTemplate => (fixture::of(Kind::Ott), "a.ott"),
        Finding::OldOpenOffice => (fixture::of(Kind::Sxw), "a.sxw"),
        Finding::LeadingBytes => ([b" ".as_slice(), &fixture::pdf()].concat(), "a.pdf"),
        Finding::TrailingData => ([&fixture::jpeg(), &b"\x01\x02"[..]].concat(), "a.jpg"),
        Finding::MotionPhoto => {
            let photo = in_jpeg(0xe1, b"http://ns.adobe.com/xap/1.0/\0<a MotionPhoto='1'/>");
            ([photo, fixture::mp4()].concat(), "a.jpg")
        }
        Finding::MultiPicture => ([in_jpeg(0xe2, b"MPF\0"), fixture::jpeg()].concat(), "a.jpg"),
        Finding::RelatedName => (fixture::pptx(), "a.ppt"),
        Finding::Location => (fixture::jpeg_with_location(), "a.jpg"),
        other => panic!("no file has {other}"),
    }
}

/// A document with an external relationship.
fn linked(kind: &str, target: &str) -> (Vec<u8>, &'static str) {
    let links = format!(
        "<Relationships><Relationship Type='x/{kind}' TargetMode='External' Target='{target}'/></Relationships>"
    );
    let with = |zip: fixture::Zip| zip.deflated("word/_rels/document.xml.rels", links);
    (fixture::docx_with(with, ""), "a.docx")
}

fn in_jpeg(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut jpeg = fixture::jpeg();
    let len = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    jpeg.splice(2..2, [&[0xff, marker], len.as_slice(), body].concat());
    jpeg
}

#[test]
fn each_finding_alone_decides_by_the_policy() {
    for finding in Finding::ALL {
        let (bytes, name) = with(*finding);
        let by_default = judged(&bytes, name);
        assert_eq!(by_default.findings, [*finding], "{finding}: {by_default:?}");
        let allowed = AttachmentPolicy::DEFAULT.allows(*finding);
        assert_eq!(by_default.is_accepted(), allowed, "{finding}");

        let yes = judged_by(
            &AttachmentPolicy::DEFAULT.allowing(*finding),
            &bytes,
            name,
            None,
        );
        assert!(yes.is_accepted() && yes.undecided.is_empty(), "{finding}");
        let no = judged_by(
            &AttachmentPolicy::DEFAULT.refusing(*finding),
            &bytes,
            name,
            None,
        );
        assert_eq!(no.verdict_code(), "needs_decision", "{finding}");
        assert_eq!(no.undecided, [*finding]);
        assert_eq!(no.reason_code(), finding.code());
        let names = match no.objects.as_slice() {
            [] => String::new(),
            [object] => format!(" ({object})"),
            _ => panic!("{finding}: {no:?}"),
        };
        let (clause, remedy) = (finding.clause(), finding.remedy());
        assert_eq!(no.sentence(), format!("The file {clause}{names}. {remedy}"));
        assert_eq!(
            (yes.kind, yes.findings),
            (no.kind, no.findings),
            "{finding}"
        );
    }
}

#[test]
fn one_sentence_names_all_undecided_findings() {
    let catalog =
        "/OpenAction << /S /JavaScript /JS (a) >> /Names << /EmbeddedFiles << /Names [] >> >>";
    let judgement = judged(&fixture::pdf_with(catalog, &[]), "a.pdf");
    assert_eq!(
        judgement.undecided,
        [Finding::JavaScript, Finding::EmbeddedFile]
    );
    assert_eq!(
        judgement.sentence(),
        "The file contains JavaScript and contains other files. Print it to a new PDF and send that."
    );
}

#[test]
fn a_location_is_found_everywhere_that_photos_store_it() {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<a exif:GPSLatitude='48,51N'/>";
    let photos = [
        (fixture::jpeg_with_location(), "a.jpg"),
        (fixture::png_with_location(4, 3), "a.png"),
        (in_jpeg(0xe1, xmp), "a.jpg"),
    ];
    for (bytes, name) in photos {
        assert_eq!(judged(&bytes, name).findings, [Finding::Location], "{name}");
    }
    // A camera's name is not a location, nor is an empty or missing GPS table.
    let mut exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    assert_eq!(judged(&in_jpeg(0xe1, &exif), "a.jpg").findings, []);
    exif.extend_from_slice(b"\0\0\0\0");
    assert_eq!(judged(&in_jpeg(0xe1, &exif), "a.jpg").findings, []);
    let end = exif.len() - 4;
    exif[end..].copy_from_slice(b"\0\x01\0\x02");
    assert_eq!(
        judged(&in_jpeg(0xe1, &exif), "a.jpg").findings,
        [Finding::Location]
    );
}

#[test]
fn iphone_photo_refusal_says_how_to_send_it() {
    let photo = |major: &[u8; 4], other: &[u8; 4]| {
        [
            b"\0\0\0\x18ftyp".as_slice(),
            major,
            b"\0\0\0\0",
            b"miaf",
            other,
        ]
        .concat()
    };
    for major in [
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
    ] {
        let judgement = judged(&photo(major, b"heic"), "IMG_0001.HEIC");
        let sentence = judgement.sentence();
        assert_eq!(
            sentence,
            "“IMG_0001.HEIC” is a HEIC photo, an iPhone format that can't be sent. \
             Send it as JPEG."
        );
        assert_eq!(judgement.reason_code(), "not_accepted");
        assert_eq!(judgement.refusal().unwrap().what, "a HEIC photo");
    }
    for (major, other) in [(b"avif", b"mif1"), (b"avis", b"msf1"), (b"mif1", b"avif")] {
        let sentence = judged(&photo(major, other), "a.heic").sentence();
        assert!(sentence.contains("an AVIF image"), "{sentence}");
        assert!(!sentence.contains("iPhone"), "{sentence}");
    }
}
