//! Equations of the old editor (Equation.3): a list of records (MTEF 3).
//!
//! Attacks on the editor use records that it copies without measuring them: long font names and large matrices. A plain
//! equation has neither, and nothing that is no record.

use chat_formats::bytes;

/// Length of the header, and its version.
const HEADER: usize = 28;
const VERSION: u32 = 0x0002_0000;
/// Length of the equation's own header: version, platform, product and its version.
const OWN_HEADER: usize = 5;
/// Maximum length of a font's name in bytes, as in Windows.
const MAX_FONT: usize = 31;
/// Maximum number of rows, columns and tab stops.
const MAX_PARTS: u8 = 31;

/// Options of a record.
const NUDGED: u8 = 8;
const SPACED: u8 = 4;

/// Whether a stream is a plain equation.
pub(super) fn is_plain(stream: &[u8]) -> bool {
    let is_header = bytes::le16(stream, 0).map(usize::from) == Some(HEADER)
        && bytes::le32(stream, 2) == Some(VERSION);
    let len = bytes::le32(stream, 8).map_or(0, |len| len as usize);
    let rest = stream.get(HEADER..).unwrap_or_default();
    let Some((equation, behind)) = rest.split_at_checked(len) else {
        return false;
    };
    let is_known = equation.starts_with(&[3]) && behind.iter().all(|byte| *byte == 0);
    let Some(mut records) = equation.get(OWN_HEADER..) else {
        return false;
    };
    while let Some((tag, body)) = records.split_first() {
        let Some(len) = len_of(*tag, body) else {
            return false;
        };
        let Some(rest) = body.get(len..) else {
            return false;
        };
        records = rest;
    }
    is_header && is_known
}

/// Length of a record's own fields, after its tag. The records inside it follow.
fn len_of(tag: u8, body: &[u8]) -> Option<usize> {
    let (kind, options) = (tag & 15, tag >> 4);
    let byte = |at: usize| body.get(at).copied();
    let nudge = match (options & NUDGED, body) {
        (0, _) => 0,
        (_, [128, 128, ..]) => 6,
        _ => 2,
    };
    Some(match kind {
        // The end of a list, and sizes.
        0 | 10..=14 => 0,
        // A line, a character, a template, a pile and an accent.
        1 if options & SPACED != 0 => return None,
        1 => nudge,
        2 | 3 => nudge + 3,
        4 => nudge + 2,
        6 => nudge + 1,
        // A matrix: alignments, rows, columns, and two bits for the lines between them.
        5 => {
            let (rows, columns) = (byte(nudge + 3)?, byte(nudge + 4)?);
            let lines = |parts: u8| (usize::from(parts) + 1).div_ceil(4);
            if rows > MAX_PARTS || columns > MAX_PARTS {
                return None;
            }
            nudge + 5 + lines(rows) + lines(columns)
        }
        // A ruler with tab stops.
        7 => {
            let stops = byte(0).filter(|stops| *stops <= MAX_PARTS)?;
            1 + 3 * usize::from(stops)
        }
        // A font: typeface, style, name.
        8 => {
            let name = memchr::memchr(0, body.get(2..)?)?;
            if name > MAX_FONT {
                return None;
            }
            2 + name + 1
        }
        // A size: absolute, relative by two bytes, or relative by one.
        9 => match byte(0)? {
            101 => 3,
            100 => 4,
            _ => 2,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(records: &[u8]) -> Vec<u8> {
        let len = u32::try_from(OWN_HEADER + records.len()).unwrap_or(0);
        let mut stream = vec![28, 0, 0, 0, 2, 0, 1, 0];
        stream.extend(len.to_le_bytes());
        stream.extend([0; 16]);
        stream.extend([3, 1, 1, 3, 10]);
        stream.extend_from_slice(records);
        stream
    }

    #[test]
    fn a_plain_equation_has_only_short_records() {
        // x² + 1, in a font with a name.
        let square = b"\x08\x01\0Times\0\x0a\x01\x12\x83x\0\x03\x0f\x01\0\x0b\x01\x02\x882\0\0\x11\0\0\x0a\x02\x86+\0\x02\x881\0\0\0";
        assert!(is_plain(&stream(square)));
        assert!(is_plain(&[stream(square), vec![0; 3]].concat()));
        let matrix = |rows: u8| [&[5, 0, 0, 0, rows, 2, 0, 0, 0], &[0; 9][..]].concat();
        assert!(is_plain(&stream(&matrix(3))));
        assert!(!is_plain(&stream(&matrix(200))));
        let font = |len: usize| [b"\x08\x01\0".as_slice(), &vec![b'a'; len], b"\0"].concat();
        assert!(is_plain(&stream(&font(31))));
        assert!(!is_plain(&stream(&font(32))));
        assert!(!is_plain(&stream(b"\x08\x01\0aaaa")), "no end");
        assert!(!is_plain(&stream(b"\x0f")), "an unknown record");
        assert!(!is_plain(&[stream(square), vec![7]].concat()));
        assert!(!is_plain(&stream(square)[..40]));
        assert!(!is_plain(&[28; 60]));
    }
}
