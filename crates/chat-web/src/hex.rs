//! Digests as text.

/// The first 16 bytes in hexadecimal: enough to tell contents apart.
pub(crate) fn hex(digest: &[u8]) -> String {
    let bytes = digest.iter().take(16);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}
