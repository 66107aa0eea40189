//! Links of objects to files elsewhere, as their `Ole` stream states them (MS-OLEDS 2.3.3).

use chat_formats::{Source, bytes};

use super::directory::Directory;
use super::fat::Sectors;
use crate::finding::Finding;
use crate::stop::Step;

/// Lowercase name of the stream.
pub(super) const STREAM: &str = "\u{1}ole";
/// Bytes inspected. A link that is longer may lead anywhere.
const LEN: usize = 4096;
/// Flag of an object that is linked, not embedded.
const LINKED: u32 = 1;

/// Classes of links that fetch from the web or run a script: URL, SOAP and script monikers.
const FETCHING: [[u8; 16]; 3] = [
    [
        0xe0, 0xc9, 0xea, 0x79, 0xf9, 0xba, 0xce, 0x11, 0x8c, 0x82, 0, 0xaa, 0, 0x4b, 0xa9, 0x0b,
    ],
    [
        0xc6, 0xaf, 0xab, 0xec, 0x19, 0x7f, 0xd2, 0x11, 0x97, 0x8e, 0, 0, 0xf8, 0x75, 0x7e, 0x2a,
    ],
    [
        0xd3, 0x0b, 0x29, 0x06, 0xaa, 0x48, 0xd2, 0x11, 0x84, 0x32, 0, 0x60, 0x08, 0xc3, 0xfb, 0xfc,
    ],
];

/// Text in paths that lead to another machine or to a script.
const AWAY: [&[u8]; 3] = [b"://", br"\\", b"script:"];

/// The finding for the link of the object in a storage, if it has one.
pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &Sectors,
    directory: &Directory,
    storage: u32,
) -> Step<Option<Finding>> {
    let Some(entry) = directory.within(storage, STREAM) else {
        return Ok(None);
    };
    let mut stream = [0; LEN];
    let n = sectors.stream(entry)?.read(source, 0, &mut stream)?;
    Ok(finding(stream.get(..n).unwrap_or_default()))
}

fn finding(stream: &[u8]) -> Option<Finding> {
    let flags = bytes::le32(stream, 4)?;
    if flags & LINKED == 0 {
        return None;
    }
    let has = |what: &[u8]| memchr::memmem::find(stream, what).is_some();
    let fetches = FETCHING.iter().any(|class| has(class));
    // Paths have one or two bytes per character.
    let narrow: Vec<u8> = stream.iter().copied().filter(|byte| *byte != 0).collect();
    let narrow = narrow.to_ascii_lowercase();
    let leads_away = AWAY
        .iter()
        .any(|text| memchr::memmem::find(&narrow, text).is_some());
    Some(match fetches || leads_away || stream.len() >= LEN {
        true => Finding::ExternalTemplate,
        false => Finding::LinkedFile,
    })
}
