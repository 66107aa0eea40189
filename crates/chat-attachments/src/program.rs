//! Programs and scripts, recognized by their bytes.

use chat_formats::bytes;

/// Whether a part begins like a program. Inside documents, `MZ` alone is too weak a signal.
pub(crate) fn is_program(start: &[u8]) -> bool {
    let windows = || {
        let header = bytes::le32(start, 0x3c).map_or(usize::MAX, |at| at as usize);
        let portable = start.get(header..).is_some_and(|rest| {
            rest.starts_with(b"PE\0\0") || rest.starts_with(b"NE") || rest.starts_with(b"LE")
        });
        start.starts_with(b"MZ") && portable
    };
    start.starts_with(ELF)
        || start.starts_with(b"#!/")
        || start.starts_with(TEST_VIRUS)
        || MAC.iter().any(|magic| start.starts_with(*magic))
        || is_class_or_fat(start)
        || is_android(start)
        || windows()
}

/// Start of the EICAR test file for virus scanners, a DOS program.
pub(crate) const TEST_VIRUS: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$";

/// Start of Mac programs, in either byte order.
pub(crate) const MAC: [&[u8; 4]; 4] = [
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
];

/// Start of Linux programs.
pub(crate) const ELF: &[u8] = b"\x7fELF";
/// Start of Java classes, and of Mac programs for several architectures.
pub(crate) const CLASS_OR_FAT: &[u8] = b"\xca\xfe\xba\xbe";
/// The header of a Windows program, to which its first bytes point.
pub(crate) const PORTABLE: &[u8] = b"PE\0\0";

/// Whether this is a Java class (version 45 or later) or a Mac program for a small number of architectures.
fn is_class_or_fat(start: &[u8]) -> bool {
    let next = bytes::be32(start, 4);
    start.starts_with(CLASS_OR_FAT) && next.is_some_and(|next| next & 0xffff < 256)
}

/// Whether this is Android's bytecode: `dex`, a line end, three digits and a NUL (also packed, as `cdex`).
fn is_android(start: &[u8]) -> bool {
    match start {
        [b'd', b'e', b'x', b'\n', version @ ..] => {
            let digits = version.iter().take_while(|b| b.is_ascii_digit()).count();
            digits == 3 && version.get(3) == Some(&0)
        }
        _ => start.starts_with(b"cdex00"),
    }
}

/// Whether a program's header begins here, in the middle of other data. There, four bytes may be a coincidence,
/// so the fields after them must be legal too.
pub(crate) fn is_header(here: &[u8]) -> bool {
    let is_elf = || matches!(here, [0x7f, b'E', b'L', b'F', 1 | 2, 1 | 2, 1, ..]);
    let is_mac = || {
        let architecture = match here {
            [0xcf | 0xce, ..] => bytes::le32(here, 4),
            _ => bytes::be32(here, 4),
        };
        MAC.iter().any(|magic| here.starts_with(*magic)) && architecture.is_some_and(is_processor)
    };
    let is_class = || {
        let version = bytes::array(here, 6).map(u16::from_be_bytes);
        // The constants follow: their number, and the type of the first.
        let constant = bytes::array(here, 10).map(|[tag]: [u8; 1]| tag);
        matches!(version, Some(45..=120)) && matches!(constant, Some(1 | 3..=12 | 15..=20))
    };
    let is_fat = || {
        let count = bytes::be32(here, 4);
        matches!(count, Some(1..=43)) && bytes::be32(here, 8).is_some_and(is_processor)
    };
    is_elf()
        || is_mac()
        || (here.starts_with(CLASS_OR_FAT) && (is_class() || is_fat()))
        || here.starts_with(TEST_VIRUS)
}

/// Whether Mac programs exist for this processor: its number, and flags for 64 bits.
fn is_processor(number: u32) -> bool {
    matches!(number >> 24, 0..=3) && matches!(number & 0x00ff_ffff, 1 | 6..=8 | 10..=16 | 18)
}

/// Whether the header of a Windows program at `at` belongs to a program that begins earlier in these bytes.
pub(crate) fn is_portable(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    memchr::memmem::rfind_iter(before, b"MZ").any(|start| {
        let header = bytes::le32(bytes, start + 0x3c);
        header.map(|header| header as usize) == Some(at - start)
    })
}

/// Whether the line after `#!` at the start of a script names a program: a path with a folder of at least three
/// letters.
pub(crate) fn is_script(here: &[u8]) -> bool {
    let path = here.strip_prefix(b"#!/").and_then(|path| path.get(..3));
    path.is_some_and(|path| path.iter().all(u8::is_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_recognized_by_more_than_four_bytes() {
        let headers: [&[u8]; 8] = [
            b"\x7fELF\x02\x01\x01\0",
            b"\x7fELF\x01\x02\x01\x03",
            b"\xcf\xfa\xed\xfe\x07\0\0\x01",
            b"\xfe\xed\xfa\xce\0\0\0\x12",
            b"\xcf\xfa\xed\xfe\x0c\0\0\x01",
            b"\xca\xfe\xba\xbe\0\0\0\x41\0\x1d\x0a\0",
            b"\xca\xfe\xba\xbe\0\0\0\x02\x01\0\0\x07",
            TEST_VIRUS,
        ];
        for header in headers {
            assert!(is_header(header) && is_program(header), "{header:?}");
        }
        let others: [&[u8]; 6] = [
            b"\x7fELF\x09\x01\x01\0",
            b"\xcf\xfa\xed\xfe\x07\0\0\x51",
            b"\xfe\xed\xfa\xcf\x07\0\0\x01",
            b"\xca\xfe\xba\xbe\x12\0\x99\x41\0\x1d\x0a\0",
            b"\xca\xfe\xba\xbe\0\0\0\x02\x31\0\0\x07",
            b"\xca\xfe\xba\xbe",
        ];
        for other in others {
            assert!(!is_header(other), "{other:?}");
        }
        assert!(is_program(b"dex\n035\0") && !is_program(b"dex\nterity\0"));
        assert!(is_script(b"#!/usr/bin/env") && !is_script(b"#!/\x80a\x01"));
    }
}
