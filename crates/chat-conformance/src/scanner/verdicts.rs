//! Clean and infected files.

use super::{Scanned, cut, harmless, join};
use bytes::Bytes;
use std::sync::Arc;

const LARGE: usize = 1024 * 1024;

/// Harmless files of any size are clean, including empty ones and ones with part of a signature.
pub async fn harmless_file_is_clean(scanned: &Arc<Scanned>) {
    for (length, piece) in [(0, 1), (1, 1), (1_000, 7), (LARGE, 60_000), (LARGE, LARGE)] {
        scanned.is_clean(cut(&harmless(length), piece)).await;
    }
    let most = scanned.infected.len() - 1;
    scanned.is_clean(vec![scanned.infected.slice(..most)]).await;
    scanned.is_clean(vec![scanned.infected.slice(1..)]).await;
}

/// A signature is found wherever it is split between chunks.
pub async fn signature_is_found_across_chunks(scanned: &Arc<Scanned>) {
    let infected = &scanned.infected;
    let file = join(&[&harmless(100), infected, &harmless(100)]);
    for piece in [1, 2, 7, infected.len(), file.len()] {
        scanned.is_infected(cut(&file, piece)).await;
    }
    scanned.is_infected(vec![infected.clone()]).await;
}

/// A signature is found at the start, in the middle and at the end of a large file.
pub async fn signature_is_found_at_any_position(scanned: &Arc<Scanned>) {
    let (infected, half) = (&scanned.infected, harmless(LARGE / 2));
    for parts in [
        [infected, &half, &half],
        [&half, infected, &half],
        [&half, &half, infected],
    ] {
        scanned.is_infected(cut(&join(&parts), 64 * 1024)).await;
    }
}

/// Empty chunks are skipped; the chunks after them are scanned.
pub async fn empty_chunk_does_not_end_the_file(scanned: &Arc<Scanned>) {
    let (infected, empty) = (&scanned.infected, Bytes::new());
    let (front, back) = (infected.slice(..4), infected.slice(4..));
    let pieces = |pieces: &[&Bytes]| pieces.iter().map(|piece| (*piece).clone()).collect();
    scanned.is_infected(pieces(&[&empty, infected])).await;
    scanned.is_infected(pieces(&[&front, &empty, &back])).await;
    scanned.is_infected(pieces(&[infected, &empty])).await;
    scanned.is_clean(pieces(&[&empty, &empty])).await;
}
