//! What people send on ordinary days: files of common programs and phones, under ordinary names and with the types
//! that browsers, phones and office suites declare. All of it is accepted.
//!
//! `ordinary/make.py` writes the files with python-docx, openpyxl, XlsxWriter, python-pptx, reportlab, odfpy and Pillow;
//! `ordinary/libreoffice.py` with LibreOffice, Ghostscript, fpdf2 and WeasyPrint.

use std::collections::BTreeMap;

use chat_attachments::{Finding, fixture};

use crate::support::judged_as;

macro_rules! written {
    ($($name:literal),+ $(,)?) => {
        vec![$(($name, include_bytes!(concat!("ordinary/", $name)).to_vec(), Vec::new())),+]
    };
}

/// Files by name, with their findings.
fn files() -> Vec<(&'static str, Vec<u8>, Vec<Finding>)> {
    let mut files = written![
        "fpdf2-restricted.pdf",
        "ghostscript.pdf",
        "libreoffice-form.pdf",
        "libreoffice.doc",
        "libreoffice.docx",
        "libreoffice.ods",
        "libreoffice.odt",
        "libreoffice.rtf",
        "libreoffice.xls",
        "libreoffice.xlsx",
        "odfpy.ods",
        "odfpy.odt",
        "openpyxl.xlsx",
        "pillow.gif",
        "pillow.jpg",
        "pillow.pdf",
        "pillow.png",
        "python-docx.docx",
        "python-pptx.pptx",
        "reportlab-plain.pdf",
        "reportlab.pdf",
        "weasyprint.pdf",
        "xlsxwriter.xlsx",
    ];
    for (name, _, findings) in &mut files {
        findings.extend(match *name {
            // A chart, a formula and a table, and a chart's workbook.
            "libreoffice.doc" => vec![Finding::EmbeddedDocument, Finding::Equation],
            "libreoffice.docx" | "python-pptx.pptx" => vec![Finding::EmbeddedDocument],
            "libreoffice-form.pdf" => vec![Finding::FormScript],
            _ => vec![],
        });
    }
    files.extend(photos());
    files
}

fn photos() -> Vec<(&'static str, Vec<u8>, Vec<Finding>)> {
    let segment = |marker: u8, body: &[u8]| {
        let len = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], len.as_slice(), body].concat()
    };
    let with = |segments: &[u8], behind: &[u8]| {
        let mut photo = fixture::jpeg_with_location();
        photo.splice(2..2, segments.iter().copied());
        [photo.as_slice(), behind].concat()
    };
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto=\"1\"/>";
    let noise: Vec<u8> = (0..40_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let size = u32::try_from(noise.len() + 8).unwrap().to_be_bytes();
    let video = [
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".as_slice(),
        &size,
        b"mdat",
        &noise,
    ]
    .concat();
    let second = [b"\xff\xd8\xff\xe1".as_slice(), &noise, b"\xff\xd9"].concat();
    vec![
        ("photo.jpg", with(&[], &[]), vec![Finding::Location]),
        (
            "motion.jpg",
            with(&segment(0xe1, xmp), &video),
            vec![Finding::MotionPhoto, Finding::Location],
        ),
        (
            "portrait.mpo",
            with(&segment(0xe2, b"MPF\0MM\0*"), &second),
            vec![Finding::MultiPicture, Finding::Location],
        ),
        (
            "padded.jpeg",
            with(&segment(0xee, b"Adobe\0\x64\0\0\0\0\0"), &[0; 4096]),
            vec![Finding::Location],
        ),
    ]
}

/// Media types that programs declare for a file with this extension.
fn types(extension: &str) -> Vec<&'static str> {
    let of_kind: &[&str] = match extension {
        "docx" => &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/wps-office.docx",
            "application/kswps",
        ],
        "xlsx" => &["application/wps-office.xlsx", "application/kset"],
        "pptx" => &["application/wps-office.pptx", "application/kswpp"],
        "pdf" => &[
            "application/pdf",
            "application/x-pdf",
            "application/vnd.pdf",
        ],
        "odt" => &["application/vnd.oasis.opendocument.text", "application/zip"],
        "jpg" | "jpeg" | "mpo" => &["image/jpeg", "image/pjpeg", "image/*", "image/mpo"],
        "png" => &["image/png", "image/apng", "image/*"],
        "gif" => &["image/gif", "image/*"],
        _ => &[],
    };
    let mut types = of_kind.to_vec();
    if ["docx", "xlsx", "pptx"].contains(&extension) {
        types.extend(["application/vnd.ms-office", "application/x-zip-compressed"]);
    }
    types.extend(["application/octet-stream", "", "application/x-unknown-type"]);
    types
}

#[test]
fn what_people_send_on_ordinary_days_is_accepted() {
    let stems = [
        "Befund 2026-05-05 10:30",
        "Med. Ins. Card",
        "Dr. Sh. Patel",
        "نسخه\u{200c}ی پزشک",
        "क्\u{200d}ष",
        "👩\u{200d}⚕\u{fe0f}",
        "scan (1) final.v2",
    ];
    // The first upload of each file that is not accepted as it should be.
    let (mut count, mut wrong) = (0, BTreeMap::new());
    for (name, bytes, findings) in files() {
        let extension = name.rsplit('.').next().unwrap();
        for media_type in types(extension) {
            for stem in stems.iter().chain([&name.split('.').next().unwrap()]) {
                for end in ["", " ", "\u{200e}"] {
                    let named = format!("{stem}.{extension}{end}");
                    let judgement = judged_as(&bytes, &named, Some(media_type));
                    count += 1;
                    if !judgement.is_accepted() || judgement.findings != findings {
                        wrong.entry(name).or_insert((named, media_type, judgement));
                    }
                }
            }
        }
    }
    println!("{count} ordinary uploads");
    assert!(count > 1_500 && wrong.is_empty(), "{wrong:#?}");
}
