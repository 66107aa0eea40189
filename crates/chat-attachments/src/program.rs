//! Programs and scripts, by their bytes.

use crate::bytes;

/// Does a part begin like a program? `MZ` alone is too weak a sign inside documents.
pub(crate) fn is_program(start: &[u8]) -> bool {
    let windows = || {
        let header = bytes::le32(start, 0x3c).map_or(usize::MAX, |at| at as usize);
        let portable = start.get(header..).is_some_and(|rest| {
            rest.starts_with(b"PE\0\0") || rest.starts_with(b"NE") || rest.starts_with(b"LE")
        });
        start.starts_with(b"MZ") && portable
    };
    start.starts_with(b"\x7fELF")
        || start.starts_with(b"#!/")
        || start.starts_with(b"\xcf\xfa\xed\xfe")
        || start.starts_with(b"\xce\xfa\xed\xfe")
        || windows()
}
