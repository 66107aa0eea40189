//! How much memory a verdict takes: a documented number, whatever the file.
//!
//! A binary of its own, with one test: everything that the process allocates is counted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::io::Cursor;

use chat_attachments::{AttachmentPolicy, Claim, fixture, judge};
use fixture::{Compound, Zip};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// What the README promises, in bytes.
const MOST: usize = 24 * 1024 * 1024;
/// What it promises for files that weren't made to be heavy.
const MOST_ORDINARY: usize = 1024 * 1024;

/// The peak above what was allocated before, in bytes, and the reason code.
fn peak(bytes: &[u8], name: &str) -> (usize, &'static str) {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let claim = Claim::named(name);
    let judgement = judge(Cursor::new(bytes), &claim, &AttachmentPolicy::DEFAULT).unwrap();
    let peak = ALLOCATED.peak_usage() - before;
    println!("{peak:>9} {name}: {}", judgement.reason_code());
    (peak, judgement.reason_code())
}

/// Bytes that don't pack well, always the same.
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
        vec![b'a'; 4_000_000],
        b"endstream".to_vec(),
    ];
    vec![
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

#[test]
fn a_verdict_takes_no_more_memory_than_promised() {
    for (name, bytes) in ordinary() {
        let (peak, code) = peak(&bytes, name);
        assert!(
            code == "accepted" && peak < MOST_ORDINARY,
            "{name}: {peak}, {code}"
        );
    }
    for (name, bytes) in heavy() {
        let (peak, code) = peak(&bytes, name);
        assert!(code != "damaged" && peak < MOST, "{name}: {peak}, {code}");
    }
}
