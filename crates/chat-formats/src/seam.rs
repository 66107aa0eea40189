//! Search across the borders of pieces.

/// Bytes around the border between two pieces of a file.
///
/// ```
/// use chat_formats::Seam;
///
/// let mut seam = Seam::new(7);
/// seam.keep(b"a <scr");
/// assert!(seam.join(b"ipt> b").windows(7).any(|word| word == b"<script"));
/// ```
#[derive(Debug)]
pub struct Seam {
    reach: usize,
    bytes: Vec<u8>,
}

impl Seam {
    /// Keeps `reach` bytes on each side, which finds words of up to `reach + 1` bytes across a border.
    #[must_use]
    pub const fn new(reach: usize) -> Self {
        let bytes = Vec::new();
        Self { reach, bytes }
    }

    /// Number of bytes kept of the previous piece.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.bytes.len()
    }

    /// The kept end of the previous piece, followed by the start of this one.
    pub fn join(&mut self, piece: &[u8]) -> &[u8] {
        let start = piece.get(..self.reach).unwrap_or(piece);
        self.bytes.extend_from_slice(start);
        &self.bytes
    }

    /// Keeps the end of a piece, and drops what was kept before.
    pub fn keep(&mut self, piece: &[u8]) {
        let end = piece.len().saturating_sub(self.reach);
        self.bytes.clear();
        self.bytes
            .extend_from_slice(piece.get(end..).unwrap_or_default());
    }
}
