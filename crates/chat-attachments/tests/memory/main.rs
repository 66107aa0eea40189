//! Memory of a verdict: a documented bound for every file.
//!
//! A separate binary with a single test, because all allocations of the process are counted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod generated;
mod large;

use std::io::{Cursor, Read, Seek, Write};
use std::time::Instant;

use chat_attachments::{AttachmentPolicy, Claim, fixture, judge};
use fixture::{Compound, Zip};
use generated::Generated;
use large::{GIB, large_doc, large_docx, large_pdf, large_png, large_rtf};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// The README's bound, in bytes.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// The README's bound for ordinary files, in bytes.
const MAX_ORDINARY: usize = 1024 * 1024;

/// Peak of allocations during the verdict, in bytes, and the reason code.
fn peak(bytes: &[u8], name: &str) -> (usize, &'static str) {
    peak_of(Cursor::new(bytes), name, &AttachmentPolicy::DEFAULT)
}

fn peak_of(
    reader: impl Read + Seek,
    name: &str,
    policy: &AttachmentPolicy,
) -> (usize, &'static str) {
    let start = Instant::now();
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let claim = Claim::named(name);
    let judgement = judge(reader, &claim, policy).unwrap();
    let peak = ALLOCATED.peak_usage() - before;
    let (took, code) = (start.elapsed(), judgement.reason_code());
    println!("{peak:>9} {name}: {code}, {took:.1?}");
    (peak, judgement.reason_code())
}

/// Deterministic, incompressible bytes.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(len)
    .collect()
}

const BIG: usize = 24 * 1024 * 1024;

fn ordinary() -> Vec<(&'static str, Vec<u8>)> {
    let sheet = "<c r='A1'><v>1</v></c>".repeat(300_000);
    vec![
        ("a photo in it.docx", {
            fixture::docx_with(|zip| zip.stored("word/media/a.jpeg", noise(BIG)), "")
        }),
        ("a photo packed.docx", {
            fixture::docx_with(|zip| zip.deflated("word/media/a.jpeg", noise(BIG)), "")
        }),
        ("a long sheet.docx", {
            let rest = noise(BIG / 4);
            let more = |zip: Zip| zip.deflated("a.xml", sheet).stored("a.png", rest);
            fixture::docx_with(more, "")
        }),
        (
            "long.pdf",
            fixture::pdf_with("", &[noise_without_names(BIG)]),
        ),
        (
            "long.rtf",
            [b"{\\rtf1 ".to_vec(), vec![b'a'; BIG], b"}".to_vec()].concat(),
        ),
        ("long.doc", {
            word().stream("Data", noise(BIG / 4)).finish()
        }),
    ]
}

/// The beginning of a Word 97 file.
fn word() -> Compound {
    let mut main = vec![0; 4608];
    main[..4].copy_from_slice(b"\xec\xa5\xc1\0");
    Compound::new()
        .stream("WordDocument", main)
        .stream("0Table", vec![0; 5000])
}

fn noise_without_names(len: usize) -> Vec<u8> {
    let mut bytes = noise(len);
    bytes.iter_mut().for_each(|b| *b |= 0x80);
    bytes
}

fn heavy() -> Vec<(&'static str, Vec<u8>)> {
    let name = |n: usize| format!("word/{n:0>1000}.xml");
    let entries = |mut zip: Zip| {
        for n in 0..9_990 {
            zip = zip.stored(&name(n), "");
        }
        zip
    };
    let links = format!(
        "<a>{}</a>",
        "<Relationship Type='' Target=''/>".repeat(31_000)
    );
    let types: String = (0..24_000)
        .map(|n| format!("<Default Extension='{n}' ContentType='a'/>"))
        .collect();
    let mut streams = word();
    for n in 0..49_000 {
        streams = streams.stream(&format!("{n:字>31}"), Vec::new());
    }
    let stream = [
        b"<< /Type /ObjStm /First 1 >> stream\n".to_vec(),
        b"1 0 ".repeat(1_000_000),
        b"endstream".to_vec(),
    ];
    // The allowed maximum of everything in one file.
    let long = |mut zip: Zip| {
        for n in 0..9_990 {
            zip = zip.stored(&format!("word/{n:0>90}.e{n}"), "");
        }
        let target = "\u{5b57}".repeat(150);
        let link = format!("<Relationship Type='' Target='{target}'/>");
        let links = format!("<a>{}</a>", link.repeat(2_700));
        let wide: Vec<u8> = links.encode_utf16().flat_map(u16::to_le_bytes).collect();
        zip.stored("word/_rels/a.rels", wide)
    };
    // The same again, in a nested document.
    let inside = |zip: Zip| {
        let many = |mut zip: Zip| {
            for n in 0..2_490 {
                zip = zip.stored(&format!("word/{n:0>90}.e{n}"), "");
            }
            let target = "\u{5b57}".repeat(150);
            let links = format!("<Relationship Type='' Target='{target}'/>").repeat(500);
            zip.deflated("word/_rels/a.rels", format!("<a>{links}</a>"))
                .stored("word/media/a.bin", noise(250_000))
        };
        long(zip).stored("word/embeddings/a.docx", fixture::docx_with(many, ""))
    };
    let object = {
        let mut zeros = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zeros.write_all(&vec![0; 4 * 1024 * 1024 - 1]).unwrap();
        let packed = [vec![0; 4], zeros.finish().unwrap()].concat();
        let len = u32::try_from(packed.len()).unwrap().to_le_bytes();
        [&b"\x10\0\x11\x10"[..], &len, &packed].concat()
    };
    let user = b"\0\0\xf6\x0f\x14\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3".to_vec();
    let show = Compound::new()
        .stream("Current User", user)
        .stream("PowerPoint Document", object.repeat(3));
    vec![
        ("all at once.docx", fixture::docx_with(long, &types)),
        ("all at once twice.docx", fixture::docx_with(inside, &types)),
        ("large objects.ppt", show.finish()),
        ("a large object.rtf", {
            let object = Compound::new().stream("Package", noise(2_900_000)).finish();
            fixture::rtf_with_object("", &fixture::embedded_object("Package", &object))
        }),
        ("many entries.docx", fixture::docx_with(entries, "")),
        (
            "many links.docx",
            fixture::docx_with(|zip| zip.stored("word/_rels/a.rels", links), ""),
        ),
        ("many types.docx", fixture::docx_with(|zip| zip, &types)),
        ("many streams.doc", streams.finish()),
        (
            "many names.pdf",
            fixture::pdf_with("", &[b"/First ".repeat(190_000)]),
        ),
        (
            "a long object stream.pdf",
            fixture::pdf_with("", &[stream.concat()]),
        ),
    ]
}

/// A policy that accepts files of any size.
fn large_files() -> AttachmentPolicy {
    AttachmentPolicy {
        max_bytes: u64::MAX,
        ..AttachmentPolicy::DEFAULT
    }
}

#[test]
fn a_verdict_takes_no_more_memory_than_promised() {
    for (name, bytes) in ordinary() {
        let (peak, code) = peak(&bytes, name);
        assert!(
            code == "accepted" && peak < MAX_ORDINARY,
            "{name}: {peak}, {code}"
        );
    }
    for (name, pieces, expected) in [
        ("large.png", large_png(), "accepted"),
        ("large.docx", large_docx(GIB), "expands_too_much"),
        ("half as large.docx", large_docx(500 << 20), "accepted"),
        ("large.pdf", large_pdf(), "accepted"),
        ("large.rtf", large_rtf(), "accepted"),
        ("large.doc", large_doc(), "accepted"),
    ] {
        let (peak, code) = peak_of(Generated::new(pieces), name, &large_files());
        assert!(
            code == expected && peak < MAX_ORDINARY,
            "{name}: {peak}, {code}"
        );
    }
    for (name, bytes) in heavy() {
        let (peak, code) = peak(&bytes, name);
        println!("{name}: {peak} bytes, {code}");
        assert!(
            code != "damaged" && peak < MAX_BYTES,
            "{name}: {peak}, {code}"
        );
    }
}
