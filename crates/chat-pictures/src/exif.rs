//! EXIF (CIPA DC-008): the orientation, and the kinds of all other data in it.
//!
//! A TIFF structure of at most 64 KiB in memory. It is only read; output is generated from scratch.

use std::collections::BTreeSet;

use chat_formats::exif::{Field, Tiff};

use crate::removed::Removed;

/// Maximum length of inspected EXIF data, in bytes. A JPEG can't hold more.
pub(crate) const MAX_LEN: usize = 65_533;

/// Size of EXIF data with just the orientation, in bytes.
const MINIMAL: usize = 26;

/// Content of EXIF data.
#[derive(Debug, Default)]
pub(crate) struct Exif {
    /// 2 to 8: how to rotate or mirror the picture. `None` if it is upright.
    pub(crate) orientation: Option<u8>,
    /// Whether an orientation is present, upright or not.
    pub(crate) states_orientation: bool,
    /// Kinds of all other data present.
    pub(crate) removed: BTreeSet<Removed>,
}

/// Reads EXIF data, beginning with the byte order mark.
pub(crate) fn read(tiff: &[u8]) -> Exif {
    let mut exif = Exif::default();
    if walk(tiff, &mut exif).is_none() {
        exif.removed.insert(Removed::Other);
    }
    let rest = exif.orientation.map(minimal);
    if exif.removed.is_empty() && rest.as_ref().is_none_or(|rest| rest != tiff) {
        exif.removed.insert(Removed::Other);
    }
    exif
}

/// Generates EXIF data with just an orientation.
pub(crate) fn minimal(orientation: u8) -> [u8; MINIMAL] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0?\0\0\0\0\0\0";
    if let Some(value) = tiff.get_mut(19) {
        *value = orientation;
    }
    tiff
}

fn walk(tiff: &[u8], exif: &mut Exif) -> Option<()> {
    let tiff = Tiff::new(tiff)?;
    let first = tiff.table(tiff.first()?)?;
    let mut tables = Vec::new();
    for entry in &first.fields {
        match entry.tag {
            0x0112 => {
                let stated = orientation(entry);
                exif.states_orientation |= stated.is_some();
                exif.orientation = exif.orientation.or(stated.filter(|n| *n > 1));
            }
            0x8769 | 0x8825 => tables.push(*entry),
            tag => {
                exif.removed.insert(kind_of(tag));
            }
        }
    }
    if first.next != 0 {
        exif.removed.insert(Removed::Thumbnail);
    }
    for entry in tables {
        let location = entry.tag == 0x8825;
        match tiff.table(entry.value) {
            // A GPS table with just a format version contains no location.
            Some(table) if location => {
                let says = table.fields.iter().any(|field| field.tag != 0);
                let kind = if says {
                    Removed::Location
                } else {
                    Removed::Other
                };
                exif.removed.insert(kind);
            }
            Some(table) => exif
                .removed
                .extend(table.fields.iter().map(|field| kind_of(field.tag))),
            None if location => {
                exif.removed.insert(Removed::Location);
            }
            None => {
                exif.removed.insert(Removed::Other);
            }
        }
    }
    Some(())
}

fn orientation(field: &Field) -> Option<u8> {
    let one_short = field.kind == 3 && field.count == 1;
    u8::try_from(field.short)
        .ok()
        .filter(|n| one_short && (1..=8).contains(n))
}

fn kind_of(tag: u16) -> Removed {
    match tag {
        // Make, model, software, host; maker note; serial numbers and lens; unique camera model.
        0x010f | 0x0110 | 0x0131 | 0x013c | 0x927c | 0xa431..=0xa435 | 0xc614 => Removed::Device,
        // Changed, taken, digitized, their offsets and fractions of seconds.
        0x0132 | 0x9003 | 0x9004 | 0x9010..=0x9012 | 0x9290..=0x9292 => Removed::Time,
        // Image description, user comment; Windows' title, comment, keywords and subject.
        0x010e | 0x9286 | 0x9c9b | 0x9c9c | 0x9c9e | 0x9c9f => Removed::Comment,
        // Artist, copyright, Windows' author, owner of the camera.
        0x013b | 0x8298 | 0x9c9d | 0xa430 => Removed::Author,
        _ => Removed::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minimal_data_reads_back_unchanged() {
        for orientation in 2..=8 {
            let exif = read(&minimal(orientation));
            assert_eq!(exif.orientation, Some(orientation));
            assert_eq!(exif.removed, BTreeSet::new());
        }
    }

    #[test]
    fn an_orientation_is_read_in_either_byte_order() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let exif = read(little);
        assert_eq!(exif.orientation, Some(6));
        assert_eq!(exif.removed, BTreeSet::from([Removed::Other]));
    }

    #[test]
    fn self_referencing_and_dangling_tables_terminate() {
        // Both tables, and the next one, are at offset 8 and point there.
        let entries: [&[u8]; 2] = [
            b"\x87\x69\0\x04\0\0\0\x01\0\0\0\x08",
            b"\x88\x25\0\x04\0\0\0\x01\xff\xff\xff\xff",
        ];
        let tiff = [
            b"MM\0*\0\0\0\x08\0\x02",
            entries.concat().as_slice(),
            b"\0\0\0\x08",
        ]
        .concat();
        let removed = [Removed::Location, Removed::Thumbnail, Removed::Other];
        assert_eq!(read(&tiff).removed, BTreeSet::from(removed));
    }
}
