//! Files crafted to be something else, too large, or endless.

use chat_attachments::{Finding, Kind, Reason, fixture};
use fixture::{Compound, Zip};

use super::archive::{Parts, Written};
use crate::support::{judged, reason};

#[test]
fn a_truncated_file_is_not_repaired_by_its_own_end() {
    let mut count = 0;
    for (kind, bytes) in fixture::all() {
        // Scans, texts and objects have no fixed length: a PDF, an RTF and a JPEG end wherever they say so.
        if matches!(kind, Kind::Jpeg | Kind::Pdf | Kind::Rtf) {
            continue;
        }
        let name = format!("a.{}", kind.canonical_extension());
        let step = bytes.len() / 400 + 1;
        for tail in [1, 12, 22, 64, 512] {
            let tail = &bytes[bytes.len().saturating_sub(tail)..];
            for cut in (1..bytes.len() - tail.len()).step_by(step) {
                let glued = [&bytes[..cut], tail].concat();
                assert!(!judged(&glued, &name).is_accepted(), "{kind} at {cut}");
                count += 1;
            }
        }
    }
    println!("{count} files cut off and mended");
    assert!(count > 20_000, "{count}");
}

#[test]
fn a_pdf_with_a_hidden_start_is_not_accepted() {
    let after = |before: &[u8]| judged(&[before, &fixture::pdf()].concat(), "a.pdf");
    assert!(after(b"").is_accepted());
    for len in 1..1100 {
        let white = after(&b" \n\t\r".repeat(300)[..len]);
        let found = white.findings.contains(&Finding::LeadingBytes);
        assert_eq!(found, len < 1024, "{len}");
        assert!(!white.is_accepted(), "{len}");
        for junk in [&b"x"[..], b"\0", b"\x7f", b"%"] {
            assert!(after(&junk.repeat(len)).refusal().is_some(), "{junk:?}");
        }
    }
    assert!(after(b"\xef\xbb\xbf\r\n").is_accepted());
    assert!(after(b"\xff\xfe").refusal().is_some());
    let twice = [fixture::pdf(), fixture::pdf()].concat();
    assert!(!judged(&twice, "a.pdf").is_accepted());
    for kind in [
        Kind::Png,
        Kind::Jpeg,
        Kind::Gif,
        Kind::Rtf,
        Kind::Docx,
        Kind::Doc,
    ] {
        let name = format!("a.{}", kind.canonical_extension());
        let mut bytes = fixture::of(kind);
        for at in 0..bytes.len().min(1019) {
            let mut hidden = bytes.clone();
            hidden.splice(at..at, *b"%PDF-1.7\n");
            assert!(!judged(&hidden, &name).is_accepted(), "{kind} at {at}");
        }
        bytes.truncate(1);
        assert!(judged(&bytes, &name).refusal().is_some());
    }
}

#[test]
fn pictures_of_too_many_pixels_are_refused() {
    let refused = |bytes: &[u8], name: &str| {
        let judgement = judged(bytes, name);
        assert_eq!(reason(&judgement), Some(Reason::TooManyPixels), "{name}");
    };
    let mut png = fixture::png(4, 3);
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = crc32fast::hash(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    refused(&png, "a.png");
    let mut jpeg = fixture::jpeg();
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    refused(&jpeg, "a.jpg");
    let gif = fixture::gif();
    for at in [6, 24] {
        // The screen, or the first image on it.
        let mut flood = gif.clone();
        flood[at..at + 4].fill(0xff);
        refused(&flood, "a.gif");
    }
    let mut animated = gif.clone();
    let frame = gif[19..gif.len() - 1].to_vec();
    let mut second = frame.clone();
    second[5..9].fill(0xff);
    animated.splice(19..19, [frame, second].concat());
    refused(&animated, "a.gif");
}

#[test]
fn bombs_and_quotes_are_refused() {
    let zeros = vec![0; 4_000_000];
    let many = |mut zip: Zip| {
        for n in 0..20 {
            zip = zip.deflated(&format!("word/{n}.xml"), &zeros);
        }
        zip
    };
    let bytes = fixture::docx_with(many, "");
    assert_eq!(
        reason(&judged(&bytes, "a.docx")),
        Some(Reason::ExpandsTooMuch)
    );
    // Each nested archive is small by itself.
    let inner = many(Zip::new()).finish();
    let nested = fixture::docx_with(|zip| zip.stored("word/media/image1.png", &inner), "");
    assert!(!judged(&nested, "a.docx").is_accepted());
    // An entry that contains the next one's header and ends with it.
    let mut parts = Parts::of(&fixture::docx());
    parts.add("word/a.xml", b"<a/>", false);
    let mut bytes = Written::from(parts).finish();
    let plain = judged(&bytes, "a.docx");
    assert!(plain.is_accepted(), "{}", plain.sentence());
    let before = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    let offset = u32::from_le_bytes(bytes[before + 42..before + 46].try_into().unwrap());
    for earlier in 1..offset {
        bytes[before + 42..before + 46].copy_from_slice(&earlier.to_le_bytes());
        assert!(judged(&bytes, "a.docx").refusal().is_some(), "{earlier}");
    }
}

#[test]
fn circular_tables_are_refused() {
    let bytes = fixture::doc();
    // The chain of further tables leads to a sector that names itself, to the table, and beyond the file.
    for first in [
        0_u32,
        1,
        9,
        u32::try_from(bytes.len() / 512 - 2).unwrap(),
        0xffff,
    ] {
        let mut looped = bytes.clone();
        looped[68..72].copy_from_slice(&first.to_le_bytes());
        let at = 512 * (first as usize + 2) - 4;
        if let Some(last) = looped.get_mut(at..at + 4) {
            last.copy_from_slice(&first.to_le_bytes());
        }
        assert!(judged(&looped, "a.doc").refusal().is_some(), "{first}");
    }
    // Every possible loop in the table of small streams.
    let small = Compound::new()
        .stream("WordDocument", vec![0; 1000])
        .stream("Other", vec![1; 2000])
        .finish();
    let workbook = fixture::xls();
    for (bytes, name) in [(workbook, "a.xls"), (small, "a.doc")] {
        let table = u32::from_le_bytes(bytes[60..64].try_into().unwrap()) as usize;
        for word in 0_u32.. {
            let at = 512 * (table + 1) + 4 * word as usize;
            // The last sector of the first stream.
            if bytes[at..at + 4] == [0xfe, 0xff, 0xff, 0xff] {
                assert!(word > 0, "{name}");
                break;
            }
            for to in 0..=word {
                let mut looped = bytes.clone();
                looped[at..at + 4].copy_from_slice(&to.to_le_bytes());
                assert!(judged(&looped, name).refusal().is_some(), "{name} {word}");
            }
        }
    }
}

#[test]
fn objects_hidden_in_rich_text_are_found() {
    let plain = judged(br"{\rtf1\ansi{\object plain}}", "a.rtf");
    assert!(plain.is_accepted());
    for hidden in [
        r"{\object\objdata 01050000}",
        r"{\object{\*\objdata 01 05\r\n00 00}}",
        r"{\*\other{\*\other{\object{\*\objdata0105}}}}",
        r"{{{{{{{{{{\objdata}}}}}}}}}}",
        r"\objdata123 01",
        r"\objdata-1 01",
        r"{\object\objupdate}",
        r"{\object\objautlink\rsltpict}",
        r"{\object\objhtml}",
        r"{\object\objocx}",
        r"{\*\objdata \bin3 abc}",
        r"{\pict\bin5 abcde}",
        r"{\*\template \\\\evil\\a.dot}",
        r"{\*\template https://evil.example/a.dotm}",
        r"{\*\template ht\'74p://evil.example}",
        r"{\field{\*\fldinst{\b D}DEAUTO a}}{\field{\*\fldinst DDEAUTO a}}",
    ] {
        let judgement = judged(format!(r"{{\rtf1\ansi {hidden}}}").as_bytes(), "a.rtf");
        assert!(!judgement.is_accepted(), "{hidden}");
        assert!(!judgement.findings.is_empty(), "{hidden}");
    }
}
