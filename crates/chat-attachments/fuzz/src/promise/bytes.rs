//! Searches in byte slices.

/// Offset of the first match.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

/// Offset of the last match.
pub(super) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, needle)
}

/// Whether a byte is NUL or white space.
pub(super) fn is_padding(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

/// The `N` bytes at `at`; zeros if out of bounds.
pub(super) fn at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let here = at.checked_add(N).and_then(|end| bytes.get(at..end));
    here.and_then(|here| here.try_into().ok()).unwrap_or([0; N])
}
