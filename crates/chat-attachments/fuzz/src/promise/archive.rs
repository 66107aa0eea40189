//! Archives: a second reading of the directory that unpacks and sums every entry.

use std::collections::BTreeSet;
use std::io::Read;

use chat_attachments::Kind;
use flate2::read::DeflateDecoder;

use super::bytes::at;

/// Size of a central header and of a local header before the name, in bytes.
const CENTRAL: usize = 46;
const LOCAL: usize = 30;

pub(super) fn is_whole(bytes: &[u8], kind: Kind) {
    assert!(bytes.starts_with(b"PK\x03\x04"));
    let slack = usize::from(at::<4>(bytes, bytes.len().saturating_sub(22)) != *b"PK\x05\x06");
    let end = bytes.len().saturating_sub(22 + slack);
    assert_eq!(at(bytes, end), *b"PK\x05\x06", "an end record at the end");
    let entries = u16::from_le_bytes(at(bytes, end + 10));
    let directory = u32::from_le_bytes(at(bytes, end + 16));
    if entries == u16::MAX || directory == u32::MAX {
        return; // the 64-bit records are the authority
    }
    let mut names = BTreeSet::new();
    let mut header = directory as usize;
    let mut total = 0;
    for _ in 0..entries {
        let half = |offset| usize::from(u16::from_le_bytes(at(bytes, header + offset)));
        assert_eq!(at(bytes, header), *b"PK\x01\x02");
        let name = bytes
            .get(header + CENTRAL..header + CENTRAL + half(28))
            .unwrap_or_default();
        let name = String::from_utf8_lossy(name)
            .replace('\\', "/")
            .to_lowercase();
        total += unpacked(bytes, header);
        assert!(names.insert(name), "each name once");
        header += CENTRAL + half(28) + half(30) + half(32);
    }
    assert!(total <= 200 * bytes.len() as u64, "{total} bytes unpacked");
    holds_parts(&names, kind);
}

/// Unpacks the entry of a central header, checks its sum, and returns its size.
fn unpacked(bytes: &[u8], header: usize) -> u64 {
    let word = |offset| u32::from_le_bytes(at(bytes, header + offset));
    let half = |from: usize, offset| usize::from(u16::from_le_bytes(at(bytes, from + offset)));
    let (sum, packed, size, local) = (word(16), word(20), word(24), word(42));
    if [packed, size, local].contains(&u32::MAX) {
        return 0; // the extra field is the authority
    }
    let local = local as usize;
    assert_eq!(at(bytes, local), *b"PK\x03\x04");
    let names = [
        (header + CENTRAL, half(header, 28)),
        (local + LOCAL, half(local, 26)),
    ];
    let [central_name, local_name] = names.map(|(from, len)| bytes.get(from..from + len));
    assert_eq!(central_name, local_name);
    assert_eq!(half(header, 10), half(local, 8), "the same method");
    let data = local + LOCAL + half(local, 26) + half(local, 28);
    let content = bytes.get(data..data + packed as usize).unwrap_or_default();
    assert_eq!(content.len(), packed as usize, "the entry is all there");
    let mut out = Vec::new();
    let outcome = match half(header, 10) {
        0 => content.take(u64::MAX).read_to_end(&mut out),
        _ => DeflateDecoder::new(content).read_to_end(&mut out),
    };
    assert!(outcome.is_ok(), "it unpacks: {outcome:?}");
    assert_eq!((out.len(), crc32fast::hash(&out)), (size as usize, sum));
    out.len() as u64
}

fn holds_parts(names: &BTreeSet<String>, kind: Kind) {
    let office = matches!(
        kind,
        Kind::Docx | Kind::Dotx | Kind::Xlsx | Kind::Xltx | Kind::Pptx | Kind::Potx
    );
    let needed: &[&str] = if office {
        &["[content_types].xml", "_rels/.rels"]
    } else {
        &["meta-inf/manifest.xml", "content.xml"]
    };
    let has = |name: &str| names.contains(name) || names.contains(&format!("/{name}"));
    assert!(
        needed.iter().all(|name| has(name)),
        "{needed:?} of {names:?}"
    );
    for name in names {
        let file = name.rsplit('/').next().unwrap_or_default();
        assert!(
            !(office && file.starts_with("vbaproject")),
            "macros: {name}"
        );
        let is_program = [".exe", ".dll", ".msi", ".scr", ".vbs"]
            .iter()
            .any(|end| file.ends_with(end));
        let is_script = ["basic/", "scripts/"]
            .iter()
            .any(|folder| name.trim_start_matches('/').starts_with(folder));
        assert!(!is_program || is_script && !office, "a program: {name}");
        assert!(
            !name.split('/').any(|part| part == ".."),
            "it climbs: {name}"
        );
    }
}
