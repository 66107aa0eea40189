//! What is clean and what is not.

use super::{Scanned, cut, harmless, join};
use bytes::Bytes;
use std::sync::Arc;

const LARGE: usize = 1024 * 1024;

/// Files of any size in which nothing is, none at all too, and a signature that is not whole.
pub async fn a_harmless_file_is_clean(scanned: &Arc<Scanned>) {
    for (length, piece) in [(0, 1), (1, 1), (1_000, 7), (LARGE, 60_000), (LARGE, LARGE)] {
        scanned.is_clean(cut(&harmless(length), piece)).await;
    }
    let most = scanned.infected.len() - 1;
    scanned.is_clean(vec![scanned.infected.slice(..most)]).await;
    scanned.is_clean(vec![scanned.infected.slice(1..)]).await;
}

/// Where pieces of a file begin and end hides nothing.
pub async fn a_known_signature_is_found_however_it_is_cut(scanned: &Arc<Scanned>) {
    let infected = &scanned.infected;
    let file = join(&[&harmless(100), infected, &harmless(100)]);
    for piece in [1, 2, 7, infected.len(), file.len()] {
        scanned.is_infected(cut(&file, piece)).await;
    }
    scanned.is_infected(vec![infected.clone()]).await;
}

/// At the beginning of a large file, in its middle and at its end.
pub async fn a_known_signature_is_found_wherever_it_stands(scanned: &Arc<Scanned>) {
    let (infected, half) = (&scanned.infected, harmless(LARGE / 2));
    for parts in [
        [infected, &half, &half],
        [&half, infected, &half],
        [&half, &half, infected],
    ] {
        scanned.is_infected(cut(&join(&parts), 64 * 1024)).await;
    }
}

/// A piece without bytes is nothing, wherever it stands; what follows it is scanned.
pub async fn an_empty_piece_does_not_end_the_file(scanned: &Arc<Scanned>) {
    let (infected, empty) = (&scanned.infected, Bytes::new());
    let (front, back) = (infected.slice(..4), infected.slice(4..));
    let pieces = |pieces: &[&Bytes]| pieces.iter().map(|piece| (*piece).clone()).collect();
    scanned.is_infected(pieces(&[&empty, infected])).await;
    scanned.is_infected(pieces(&[&front, &empty, &back])).await;
    scanned.is_infected(pieces(&[infected, &empty])).await;
    scanned.is_clean(pieces(&[&empty, &empty])).await;
}
