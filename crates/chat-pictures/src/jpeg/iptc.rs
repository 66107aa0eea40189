//! Photoshop image resources with IPTC data (IIM 4.2): kinds of data in them.
//!
//! The whole segment is dropped, so this matters only for the report.

use std::collections::BTreeSet;

use crate::removed::Removed;

/// Kinds of data in an APP13 segment, after its signature.
pub(super) fn kinds(mut rest: &[u8]) -> BTreeSet<Removed> {
    let mut kinds = BTreeSet::new();
    while let Some((id, data, behind)) = resource(rest) {
        match id {
            0x0404 => kinds.extend(datasets(data)),
            0x0409 | 0x040c => {
                kinds.insert(Removed::Thumbnail);
            }
            _ => {
                kinds.insert(Removed::Other);
            }
        }
        rest = behind;
    }
    if kinds.is_empty() {
        kinds.insert(Removed::Other);
    }
    kinds
}

/// ID and data of the first resource, and the bytes after it.
fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let rest = bytes.strip_prefix(b"8BIM")?;
    let (id, rest) = rest.split_first_chunk()?;
    // A length-prefixed name, then the data; each padded to an even length.
    let name = (usize::from(*rest.first()?) + 1).next_multiple_of(2);
    let (len, rest) = rest.get(name..)?.split_first_chunk()?;
    let len = usize::try_from(u32::from_be_bytes(*len)).ok()?;
    let data = rest.get(..len)?;
    let behind = rest.get(len.next_multiple_of(2)..).unwrap_or_default();
    Some((u16::from_be_bytes(*id), data, behind))
}

fn datasets(mut rest: &[u8]) -> BTreeSet<Removed> {
    let mut kinds = BTreeSet::new();
    while let [0x1c, record, number, high, low, more @ ..] = rest {
        if *record == 2 {
            kinds.insert(kind(*number));
        }
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        rest = more.get(len..).unwrap_or_default();
    }
    kinds
}

fn kind(number: u8) -> Removed {
    match number {
        // Content location, city, sublocation, province, country.
        26 | 27 | 90 | 92 | 95 | 100 | 101 => Removed::Location,
        // Originating program.
        65 | 70 => Removed::Device,
        30 | 35 | 37 | 38 | 47 | 55 | 60 | 62 | 63 => Removed::Time,
        // Title, keywords, instructions, headline, caption.
        5 | 25 | 40 | 105 | 120 => Removed::Comment,
        // By-line, credit, source, copyright, contact, caption's writer.
        80 | 85 | 110 | 115 | 116 | 118 | 122 => Removed::Author,
        _ => Removed::Other,
    }
}
