//! Searching in bytes.

/// Where a needle first is.
pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, needle)
}

/// Where a needle last is.
pub(super) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, needle)
}

/// NUL and white space.
pub(super) fn is_padding(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

/// `N` bytes at a place, or zeros.
pub(super) fn at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let here = at.checked_add(N).and_then(|end| bytes.get(at..end));
    here.and_then(|here| here.try_into().ok()).unwrap_or([0; N])
}
