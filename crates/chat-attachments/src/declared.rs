//! What a photo's XMP says of what is behind it.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::bytes::contains_ignoring_case;
use crate::trailer::Declared;

/// The words that tell, with any letters large or small: two of a motion photo, two of more pictures.
const WORDS: [&str; 4] = ["MotionPhoto", "MicroVideo", "hdrgm:", "GainMap"];

/// So many letters of each word are searched for, in one pass. None of them is in two words.
const LETTERS: usize = 3;

/// `None` on processors that have no quick way to.
static STARTS: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let spelled = |word: &'static str, upper: usize| {
        let letters = word.bytes().take(LETTERS).enumerate();
        let spelled = letters.map(move |(n, letter)| match upper & 1 << n {
            0 => letter.to_ascii_lowercase(),
            _ => letter.to_ascii_uppercase(),
        });
        spelled.collect::<Vec<u8>>()
    };
    // By turns: the searcher puts the first of each eight together, and is slow with words that differ.
    let all = |upper| WORDS.map(|word| spelled(word, upper));
    Searcher::new((0..1 << LETTERS).flat_map(all))
});

pub(super) fn declared(xmp: &[u8]) -> Declared {
    let [motion, video, map, gain] = match STARTS.as_ref() {
        Some(starts) => in_one_pass(starts, xmp),
        None => one_by_one(xmp),
    };
    Declared {
        motion: motion || video,
        pictures: map || gain,
    }
}

/// Which words are there.
fn in_one_pass(starts: &Searcher, xmp: &[u8]) -> [bool; WORDS.len()] {
    let mut seen = [false; WORDS.len()];
    for hit in starts.find_iter(xmp) {
        let here = xmp.get(hit.start()..).unwrap_or_default();
        for (word, seen) in WORDS.iter().zip(&mut seen) {
            let start = here.get(..word.len());
            *seen |= start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
        }
    }
    seen
}

fn one_by_one(xmp: &[u8]) -> [bool; WORDS.len()] {
    WORDS.map(|word| contains_ignoring_case(xmp, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_pass_finds_what_many_find(
            pieces in prop::collection::vec(
                (prop::sample::select(WORDS.to_vec()), 0..12_usize, any::<u16>()),
                0..10,
            ),
        ) {
            let spelled = pieces.iter().flat_map(|(word, len, upper)| {
                word.bytes().take(*len).enumerate().map(move |(n, letter)| match upper & 1 << n {
                    0 => letter,
                    _ => letter ^ 0x20,
                })
            });
            let xmp: Vec<u8> = spelled.collect();
            let found = STARTS.as_ref().map(|starts| in_one_pass(starts, &xmp));
            prop_assert_eq!(found.unwrap_or(one_by_one(&xmp)), one_by_one(&xmp));
        }
    }
}
