//! Search for many words in one pass.

use aho_corasick::packed::Searcher;

/// Byte strings to search for together.
///
/// ```
/// use chat_formats::{Hit, Words};
///
/// let words = Words::new([b"%PDF-".as_slice(), b"Rar!"]);
/// let hits: Vec<Hit> = words.find_iter(b"a Rar! and %PDF-1.7").collect();
/// assert_eq!(hits, [Hit { word: 1, start: 2 }, Hit { word: 0, start: 11 }]);
/// ```
#[derive(Debug)]
pub struct Words {
    words: Vec<Vec<u8>>,
    /// `None` on processors without the vector instructions for it.
    quick: Option<Searcher>,
}

/// Position of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The word's index.
    pub word: usize,
    /// Offset of its first byte.
    pub start: usize,
}

impl Words {
    /// Prepares the search. Words must not be empty.
    pub fn new(words: impl IntoIterator<Item: Into<Vec<u8>>>) -> Self {
        let words: Vec<Vec<u8>> = words.into_iter().map(Into::into).collect();
        let quick = Searcher::new(&words);
        Self { words, quick }
    }

    /// The hits from left to right, without overlaps. If several words begin at one byte, the first in the list wins.
    pub fn find_iter<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Hit> + use<'a> {
        let mut quick = self.quick.as_ref().map(|quick| quick.find_iter(bytes));
        let mut at = 0;
        std::iter::from_fn(move || {
            let Some(quick) = &mut quick else {
                return self.next(bytes, &mut at);
            };
            quick.next().map(|hit| Hit {
                word: hit.pattern().as_usize(),
                start: hit.start(),
            })
        })
    }

    /// The next hit from `at`, searching byte by byte.
    fn next(&self, bytes: &[u8], at: &mut usize) -> Option<Hit> {
        loop {
            let start = *at;
            let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let mut words = self.words.iter().enumerate();
            if let Some((word, found)) = words.find(|(_, word)| rest.starts_with(word)) {
                *at += found.len();
                return Some(Hit { word, start });
            }
            *at += 1;
        }
    }
}

/// Case-insensitive search for words of ASCII letters.
#[derive(Debug)]
pub struct AnyCase<const N: usize> {
    words: [&'static str; N],
    starts: Words,
}

/// Letters of each word that the first pass searches for.
const LETTERS: usize = 3;

impl<const N: usize> AnyCase<N> {
    /// Prepares the search. Each word has at least three letters, and the first three letters must not overlap those of another word.
    #[must_use]
    pub fn new(words: [&'static str; N]) -> Self {
        let spelled = |word: &'static str, upper: usize| {
            let letters = word.bytes().take(LETTERS).enumerate();
            let spelled = letters.map(|(n, letter)| match upper & 1 << n {
                0 => letter.to_ascii_lowercase(),
                _ => letter.to_ascii_uppercase(),
            });
            spelled.collect::<Vec<u8>>()
        };
        // Interleaved: the searcher groups the first of every eight, and is slow on dissimilar words.
        let all = |upper| words.map(|word| spelled(word, upper));
        let starts = Words::new((0..1 << LETTERS).flat_map(all));
        Self { words, starts }
    }

    /// Whether each word occurs in the bytes.
    #[must_use]
    pub fn present(&self, bytes: &[u8]) -> [bool; N] {
        let mut present = [false; N];
        for hit in self.starts.find_iter(bytes) {
            let here = bytes.get(hit.start..).unwrap_or_default();
            for (word, present) in self.words.iter().zip(&mut present) {
                let start = here.get(..word.len());
                *present |= start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
            }
        }
        present
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::contains_ignoring_case;
    use proptest::prelude::*;

    const WORDS: [&str; 4] = ["MotionPhoto", "MicroVideo", "hdrgm:", "GainMap"];

    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let piece = (
            prop::sample::select(WORDS.to_vec()),
            0..12_usize,
            any::<u16>(),
        );
        prop::collection::vec(piece, 0..10).prop_map(|pieces| {
            let spelled = pieces.iter().flat_map(|(word, len, upper)| {
                word.bytes().take(*len).enumerate().map(move |(n, letter)| {
                    match upper & 1 << (n % 4) {
                        0 => letter,
                        _ => letter ^ 0x20,
                    }
                })
            });
            spelled.collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn one_pass_agrees_with_separate_searches(bytes in pieces()) {
            let found = AnyCase::new(WORDS).present(&bytes);
            prop_assert_eq!(found, WORDS.map(|word| contains_ignoring_case(&bytes, word)));
        }

        #[test]
        fn the_slow_path_agrees_with_the_fast_one(bytes in pieces()) {
            let mut words = Words::new(["MotionPhoto", "Mot", "tion", "pho", "Mic", "hdr", "m:G"]);
            let quick: Vec<Hit> = words.find_iter(&bytes).collect();
            words.quick = None;
            prop_assert_eq!(quick, words.find_iter(&bytes).collect::<Vec<Hit>>());
        }
    }
}
