//! Files made to be slow are refused soon.

use std::time::{Duration, Instant};

use chat_attachments::{Judgement, Reason, fixture};
use fixture::Compound;

use crate::support::{judged, reason};

/// Far more than any of these takes, even unoptimized on a busy machine, and far less than they would
/// take without caps: minutes.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn soon(bytes: &[u8], name: &str) -> Judgement {
    let start = Instant::now();
    let judgement = judged(bytes, name);
    assert!(start.elapsed() < SOON, "{name} took {:?}", start.elapsed());
    judgement
}

#[test]
fn object_streams_that_share_their_bytes() {
    let mut object = b"<< /First 1 >> stream ".repeat(20_000);
    object.extend_from_slice(&[b' '; 100]);
    let judgement = soon(&fixture::pdf_with("", &[object]), "a.pdf");
    assert_eq!(reason(&judgement), Some(Reason::TooComplex));
}

#[test]
fn attributes_without_number() {
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    let judgement = soon(
        &fixture::docx_with(|zip| zip, &format!("<x{attributes}/>")),
        "a.docx",
    );
    assert!(judgement.is_accepted());
}

#[test]
fn elements_without_bottom() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let judgement = soon(&fixture::docx_with(|zip| zip, &deep), "a.docx");
    assert_eq!(reason(&judgement), Some(Reason::TooComplex));
}

#[test]
fn types_times_entries() {
    let types: String = (0..15_000)
        .map(|n| format!("<Default Extension='{n}' ContentType='a'/>"))
        .collect();
    let many = |mut zip: fixture::Zip| {
        for n in 0..9_000 {
            zip = zip.stored(&format!("word/{n}.e{n}"), "");
        }
        zip
    };
    assert!(soon(&fixture::docx_with(many, &types), "a.docx").is_accepted());
}

#[test]
fn streams_that_share_a_long_chain() {
    let mut compound = Compound::new().stream("WordDocument", vec![0; 64]);
    for n in 0..3_000 {
        compound = compound.stream(&format!("s{n}"), vec![1; 4000]);
    }
    let mut bytes = compound.finish();
    // Every stream starts where the first does.
    let end = bytes.len();
    for at in (512..end - 128).step_by(128) {
        if bytes[at] == b's' && bytes[at + 66] == 2 {
            bytes[at + 116..at + 120].copy_from_slice(&1_u32.to_le_bytes());
        }
    }
    assert!(!soon(&bytes, "a.doc").is_accepted());
}

#[test]
fn braces_and_words_without_end() {
    let text = [b"{\\rtf1".to_vec(), b"{\\template ".repeat(200_000)].concat();
    assert_eq!(reason(&soon(&text, "a.rtf")), Some(Reason::Damaged));
    let slashes = fixture::pdf_with("", &[b"/First ".repeat(250_000)]);
    assert_eq!(reason(&soon(&slashes, "a.pdf")), Some(Reason::TooComplex));
}
