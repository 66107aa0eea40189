//! The part of a file that is buffered in memory.

use bytes::Bytes;
use object_store::PutPayload;

/// Size of a part in bytes. S3 requires at least 5 MiB, and some stores require all parts but the
/// last to be equally large.
pub(crate) const PART_BYTES: usize = 8 * 1024 * 1024;

/// Collects chunks, without copying, until a part is full.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pieces: Vec<Bytes>,
    bytes: usize,
}

impl Part {
    /// Takes as many bytes as fit.
    pub(crate) fn fill(&mut self, bytes: &mut Bytes) {
        let room = PART_BYTES.saturating_sub(self.bytes);
        let piece = bytes.split_to(room.min(bytes.len()));
        if !piece.is_empty() {
            self.bytes += piece.len();
            self.pieces.push(piece);
        }
    }

    pub(crate) const fn is_full(&self) -> bool {
        self.bytes >= PART_BYTES
    }

    /// Takes the part and leaves an empty one.
    pub(crate) fn take(&mut self) -> PutPayload {
        self.bytes = 0;
        std::mem::take(&mut self.pieces).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_equal_size_for_any_chunk_sizes() {
        let mut part = Part::default();
        let mut sizes = Vec::new();
        for _ in 0..7 {
            let mut bytes = Bytes::from(vec![7; 3_000_000]);
            while !bytes.is_empty() {
                part.fill(&mut bytes);
                if part.is_full() {
                    sizes.push(part.take().content_length());
                }
            }
        }
        sizes.push(part.take().content_length());
        assert_eq!(sizes, [PART_BYTES, PART_BYTES, 21_000_000 - 2 * PART_BYTES]);
        assert_eq!(part.take().content_length(), 0);
    }
}
