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
    start.starts_with(b"\x7fELF")
        || start.starts_with(b"#!/")
        || start.starts_with(TEST_VIRUS)
        || MAC.iter().any(|magic| start.starts_with(magic))
        || is_class_or_fat(start)
        || windows()
}

/// Start of the EICAR test file for virus scanners, a DOS program.
pub(crate) const TEST_VIRUS: &[u8] = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$";

/// Start of Mac programs, in either byte order.
const MAC: [&[u8]; 4] = [
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
];

/// Whether this is a Java class (version 45 or later) or a Mac program for a small number of architectures.
fn is_class_or_fat(start: &[u8]) -> bool {
    let next = bytes::be32(start, 4);
    start.starts_with(b"\xca\xfe\xba\xbe") && next.is_some_and(|next| next & 0xffff < 256)
}
