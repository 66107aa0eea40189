//! Documents inside documents.

use std::io::Write as _;

use chat_attachments::{Finding, Reason, fixture};
use fixture::Zip;

use crate::support::{assert_found, assert_refused, judged, reason};

fn docx(name: &str, inner: &[u8]) -> Vec<u8> {
    fixture::docx_with(
        |zip| zip.deflated(&format!("word/embeddings/{name}"), inner),
        "",
    )
}

#[test]
fn plain_documents_inside_are_reported() {
    for (name, inner) in [
        ("a.xlsx", fixture::xlsx()),
        ("a.docx", docx("a.pptx", &fixture::pptx())),
        ("a.xls", fixture::xls()),
        ("a.doc", fixture::doc()),
        ("a.ppt", fixture::ppt()),
    ] {
        let judgement = judged(&docx(name, &inner), "a.docx");
        assert!(judgement.is_accepted(), "{name}: {judgement:?}");
        assert_eq!(judgement.findings, [Finding::EmbeddedDocument], "{name}");
    }
}

#[test]
fn findings_of_a_nested_document_are_those_of_the_outer_one() {
    let deep = docx("b.docx", &docx("c.doc", &fixture::doc_with_macros()));
    assert_found(&docx("a.docx", &deep), "a.docx", &[Finding::Macros]);
    for (inner, finding) in [
        (fixture::doc_with_macros(), Finding::Macros),
        (fixture::xls_with_password(), Finding::Encrypted),
        (fixture::doc_with(b"\x13DDE c"), Finding::Dde),
        (
            Zip::new().stored("a.txt", b"x").finish(),
            Finding::EmbeddedFile,
        ),
        (fixture::xls()[..700].to_vec(), Finding::EmbeddedFile),
    ] {
        assert_found(&docx("a.doc", &inner), "a.docx", &[finding]);
    }
    for name in ["a.docx", "a.xls"] {
        let bytes = docx(name, &fixture::docm());
        assert_refused(&bytes, "a.docx", Reason::MacroEnabled, "a Word document");
        let program = docx("run.exe", b"MZ");
        let bytes = docx(name, &program);
        assert_refused(&bytes, "a.docx", Reason::ProgramInside, "a Word document");
    }
}

#[test]
fn a_nested_document_that_is_too_large_is_unseen() {
    let padded = |len: usize| {
        // Incompressible noise.
        let mut state = 1_u64;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        })
        .take(len)
        .collect();
        fixture::docx_with(|zip| zip.stored("word/media/a.bin", noise), "")
    };
    let small = docx("a.docx", &padded(5 << 19));
    assert_eq!(
        judged(&small, "a.docx").findings,
        [Finding::EmbeddedDocument]
    );
    let large = docx("a.docx", &padded(7 << 19));
    assert_found(&large, "a.docx", &[Finding::Unseen]);
    let deep = docx("a.docx", &docx("a.docx", &padded(1 << 20)));
    assert_found(&deep, "a.docx", &[Finding::Unseen]);
}

#[test]
fn nested_bombs_count_together() {
    // Each is within its own limit; together they exceed the file's.
    let inner = fixture::docx_with(|zip| zip.deflated("word/a.bin", vec![0; 2_300_000]), "");
    assert!(judged(&docx("a.docx", &inner), "a.docx").is_accepted());
    let count = 40;
    let bomb = fixture::docx_with(
        |zip| {
            (0..count).fold(zip, |zip, n| {
                zip.deflated(&format!("word/embeddings/{n}.docx"), &inner)
            })
        },
        "",
    );
    assert!((bomb.len() as u64) * 200 < 2_300_000 * count);
    assert_eq!(
        reason(&judged(&bomb, "a.docx")),
        Some(Reason::ExpandsTooMuch)
    );
}

#[test]
fn objects_of_nested_presentations_count_together() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&[0; 2_300_000]).unwrap();
    let object = [
        2_300_000_u32.to_le_bytes().as_slice(),
        &packed.finish().unwrap(),
    ]
    .concat();
    let inner = fixture::ppt_with(&fixture::ppt_record(0x10, 0x1011, &object));
    assert_eq!(reason(&judged(&inner, "a.ppt")), None);
    let holding = |count: u64| {
        fixture::docx_with(
            |zip| {
                (0..count).fold(zip, |zip, n| {
                    zip.deflated(&format!("word/embeddings/{n}.ppt"), &inner)
                })
            },
            "",
        )
    };
    assert_eq!(reason(&judged(&holding(1), "a.docx")), None);
    let bomb = holding(60);
    assert!((bomb.len() as u64) * 200 < 2_300_000 * 60);
    assert_eq!(
        reason(&judged(&bomb, "a.docx")),
        Some(Reason::ExpandsTooMuch)
    );
}
