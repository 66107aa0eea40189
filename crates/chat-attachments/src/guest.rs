//! Foreign formats inside a file, found by signatures that readers accept at any offset.

use std::sync::LazyLock;

use chat_formats::{Hit, Sight, Words, bytes};

use crate::bmff;
use crate::markup;
use crate::program;
use crate::start;

/// Archives that unpackers find at any offset.
const RAR: (&[u8], &str) = (b"Rar!\x1a\x07", "a RAR archive");
const SEVEN_ZIP: (&[u8], &str) = (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive");

const PDF: &[u8] = b"%PDF-";
/// End of a ZIP archive's directory.
pub(crate) const ZIP_END: &[u8] = b"PK\x05\x06";

/// Signatures that readers find at any offset.
const ANYWHERE: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (ZIP_END, "a ZIP archive"),
    (PDF, "a PDF document"),
    RAR,
    SEVEN_ZIP,
    (start::OLE, "an Office file"),
];

/// Bytes of programs. [`program`] checks what surrounds them.
const PROGRAMS: &[&[u8]] = &[
    program::PORTABLE,
    program::ELF,
    program::CLASS_OR_FAT,
    program::MAC[0],
    program::MAC[1],
    program::MAC[2],
    program::MAC[3],
    program::TEST_VIRUS,
];

/// Type of a video's first box, after its size.
const FILM: &[u8] = b"ftyp";

/// Index of the video's signature, the last one.
const FILM_INDEX: usize = ANYWHERE.len() + PROGRAMS.len();

static ALL: LazyLock<Search> = LazyLock::new(|| Search::with(&[]));

/// Search for all signatures, and for some words of the format around them, in one pass.
pub(crate) struct Search(Words);

impl Search {
    /// Prepares the search. No signature ends as another begins, except those of Mac programs, by their last byte.
    /// Continuing after a hit therefore misses none but those. The same must be true of the words: none may begin or
    /// end as a signature ends or begins.
    pub(crate) fn with(words: &[&[u8]]) -> Self {
        let magics = ANYWHERE.iter().map(|(magic, _)| *magic);
        let magics = magics.chain(PROGRAMS.iter().copied()).chain([FILM]);
        Self(Words::new(magics.chain(words.iter().copied())))
    }

    /// Formats in `bytes[from..]`, as [`guests`] finds them. Calls `each`, in order, for each of the words in `bytes`,
    /// with its index and its offset.
    pub(crate) fn run(
        &self,
        bytes: &[u8],
        from: usize,
        mut each: impl FnMut(usize, usize),
    ) -> Guests {
        let searched = bytes.get(from..).unwrap_or_default();
        let (mut first, mut film) = (None, None);
        for hit in self.0.find_iter(bytes) {
            if let Some(word) = hit.word.checked_sub(FILM_INDEX + 1) {
                each(word, hit.start);
                continue;
            }
            let Some(start) = hit.start.checked_sub(from) else {
                continue;
            };
            let hit = Hit { start, ..hit };
            if hit.word == FILM_INDEX {
                film = film.or_else(|| film_at(searched, hit.start));
            } else if is_there(searched, hit) {
                first = Some(first.map_or(hit.word, |first: usize| first.min(hit.word)));
            }
        }
        let what = |index| ANYWHERE.get(index).map_or("a program", |(_, what)| *what);
        Guests {
            file: first.map(what),
            film,
        }
    }
}

/// Search result.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Guests {
    /// An archive, a document or a program; of several, the first in the list.
    pub(crate) file: Option<&'static str>,
    /// The first video, and its offset.
    pub(crate) film: Option<(usize, &'static str)>,
}

impl Guests {
    /// A file, or else a video.
    pub(crate) fn any(&self) -> Option<&'static str> {
        self.file.or(self.film.map(|(_, what)| what))
    }

    /// Whether there is a file that a search for its signature would find in a PDF's raw bytes.
    pub(crate) fn is_in_pdf(&self) -> bool {
        let is_film = |(_, what)| what != "a JPEG 2000 image";
        self.file.is_some() || self.film.is_some_and(is_film)
    }
}

/// An archive, a document or a program at any offset; of several, the first in the list.
pub(crate) fn anywhere(bytes: &[u8]) -> Option<&'static str> {
    guests(bytes).file
}

/// As [`anywhere`], and videos too.
pub(crate) fn anywhere_or_film(bytes: &[u8]) -> Option<&'static str> {
    guests(bytes).any()
}

/// Formats in these bytes. A signature counts only with legal fields after it: four fixed bytes alone occur once in
/// 4 GiB of random data.
pub(crate) fn guests(bytes: &[u8]) -> Guests {
    if bytes.len() < SHORTEST {
        return Guests::default();
    }
    ALL.run(bytes, 0, |_, _| {})
}

/// Whether the format of a signature begins at the hit.
fn is_there(bytes: &[u8], hit: Hit) -> bool {
    let here = bytes.get(hit.start..).unwrap_or_default();
    let Some(program) = hit.word.checked_sub(ANYWHERE.len()) else {
        return match hit.word {
            0 => is_zip_entry(here),
            1 => is_zip_end(here),
            2 => is_pdf_header(here),
            _ => true,
        };
    };
    let overlapping = || here.get(3..).is_some_and(program::is_header);
    match program {
        0 => program::is_portable(bytes, hit.start),
        _ => program::is_header(here) || overlapping(),
    }
}

/// Whether a version follows the mark of a PDF.
fn is_pdf_header(here: &[u8]) -> bool {
    let version = here.get(PDF.len()..).unwrap_or_default();
    matches!(version, [b'0'..=b'9', b'.', b'0'..=b'9', ..])
}

/// Whether this is the header of an archive's entry: a known method (APPNOTE 4.4.5), and a name.
fn is_zip_entry(here: &[u8]) -> bool {
    let is_method = matches!(bytes::le16(here, 8), Some(0..=20 | 92..=99));
    let is_name = matches!(bytes::le16(here, 26), Some(1..=4096));
    is_method && is_name
}

/// Whether this is the end of an archive's directory, on one disk. Where unpackers look for it, near the end of a
/// file, it is found whatever its fields.
fn is_zip_end(here: &[u8]) -> bool {
    let half = |at| bytes::le16(here, at);
    bytes::le32(here, 4) == Some(0) && half(8) == half(10) && half(20).is_some()
}

/// Length of the shortest signature, in bytes.
const SHORTEST: usize = 4;

/// The video with a box type at `at`, and its offset, if its size and brand are plausible for a first box.
fn film_at(bytes: &[u8], at: usize) -> Option<(usize, &'static str)> {
    let start = at.checked_sub(4)?;
    let here = bytes.get(start..)?;
    let brand: [u8; 4] = bytes::array(here, 8)?;
    // The brand of a box with a size of 64 bits follows later.
    let is_brand = brand.iter().all(|byte| matches!(byte, b' '..=b'~')) || brand == [0; 4];
    let what = bmff::name(here)?;
    (here.starts_with(&[0, 0]) && is_brand).then_some((start, what))
}

/// Formats that are found, and unpacked or run, anywhere in a picture, even in its compressed data. Each
/// signature is too long to occur by chance in millions of pictures; the shortest must be followed by a blank.
const IN_PICTURES: [(&[u8], &str); 5] = [
    RAR,
    SEVEN_ZIP,
    (b"<script", "a web page or script"),
    (b"<SCRIPT", "a web page or script"),
    (PHP, "a web page or script"),
];
const PHP: &[u8] = b"<?php";

/// Bytes of each signature that the first pass searches for. A search for fewer bytes is faster, and these are rare in
/// compressed data. No signature begins with the last of them.
const FIRST: usize = 2;

static PICTURES: LazyLock<Words> = LazyLock::new(|| {
    let magics = IN_PICTURES.iter().map(|(magic, _)| *magic);
    let firsts = magics.chain([ZIP_END]);
    Words::new(firsts.filter_map(|magic| magic.get(..FIRST)))
});

/// An archive or a script anywhere in a picture's bytes. The end of an archive's directory makes them suspect.
pub(crate) fn in_picture(bytes: &[u8]) -> Sight {
    let mut sight = Sight::default();
    for hit in PICTURES.find_iter(bytes) {
        let here = bytes.get(hit.start..).unwrap_or_default();
        let Some((magic, what)) = IN_PICTURES.get(hit.word) else {
            sight.is_suspect |= here.starts_with(ZIP_END);
            continue;
        };
        let behind = here.strip_prefix(*magic);
        let is_blank = |behind: &[u8]| behind.first().is_some_and(u8::is_ascii_whitespace);
        if behind.is_some_and(|behind| *magic != PHP || is_blank(behind)) {
            sight.found = Some(what);
            break;
        }
    }
    sight
}

/// Content not allowed in free text and private data: any of these formats, or markup that a browser runs.
pub(crate) fn in_metadata(bytes: &[u8]) -> Option<&'static str> {
    let script = || markup::is_active(bytes).then_some("a web page or script");
    let guests = guests(bytes);
    guests
        .file
        .or_else(script)
        .or(guests.film.map(|(_, what)| what))
        .or_else(|| bytes.starts_with(b"#!/").then_some("a script"))
}

/// The format that a document's part begins with, if it doesn't belong in a document.
pub(crate) fn archive(start: &[u8]) -> Option<&'static str> {
    let hit = ANYWHERE.iter().find(|(magic, _)| start.starts_with(magic));
    hit.map(|(_, what)| *what)
        .or_else(|| (start.get(257..262) == Some(b"ustar")).then_some("a TAR archive"))
}

/// Whether this is a PDF, and named as one.
pub(crate) fn is_pdf(path: &str, start: &[u8]) -> bool {
    path.ends_with(".pdf") && start.starts_with(b"%PDF-")
}

/// Whether this is markup under the name of a raster picture.
pub(crate) fn is_markup_as_picture(path: &str, start: &[u8]) -> bool {
    let pictures = [
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff",
    ];
    pictures.iter().any(|end| path.ends_with(end)) && markup::name(start).is_some()
}

/// The format of these bytes, if something finds and runs or unpacks it anywhere in a file. Remains of
/// documents don't count; they are common where old programs deleted something.
pub(crate) fn self_starting(start: &[u8]) -> Option<&'static str> {
    if program::is_program(start) {
        return Some("a program");
    }
    let archives = [RAR, SEVEN_ZIP];
    let hit = archives.iter().find(|(magic, _)| start.starts_with(magic));
    hit.map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every offset of every signature, found on its own.
    fn guests_one_by_one(bytes: &[u8]) -> Guests {
        let magics = ANYWHERE.iter().map(|(magic, _)| *magic);
        let mut words = magics.chain(PROGRAMS.iter().copied()).enumerate();
        let found = words.find(|(word, magic)| {
            memchr::memmem::find_iter(bytes, magic).any(|start| {
                let here = bytes.get(start..).unwrap_or_default();
                match word.checked_sub(ANYWHERE.len()) {
                    Some(1..) => program::is_header(here),
                    _ => is_there(bytes, Hit { word: *word, start }),
                }
            })
        });
        let what = |word: usize| ANYWHERE.get(word).map_or("a program", |(_, what)| *what);
        let mut films = memchr::memmem::find_iter(bytes, FILM);
        Guests {
            file: found.map(|(word, _)| what(word)),
            film: films.find_map(|at| film_at(bytes, at)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn words_of_the_format_are_found_on_the_way(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(crate::rtf::MATTERING.to_vec()).prop_map(<[u8]>::to_vec),
                    prop::sample::select(crate::pdf::MARKS.to_vec()).prop_map(<[u8]>::to_vec),
                    prop::sample::select(ANYWHERE).prop_map(|(magic, _)| magic.to_vec()),
                    prop::sample::select(PROGRAMS).prop_map(<[u8]>::to_vec),
                    prop::collection::vec(any::<u8>(), 0..4),
                    Just(b"\0\0\0\x18ftypmp42".to_vec()),
                    Just(b"%PDF-1.4".to_vec()),
                    Just(b"%%".to_vec()),
                ],
                0..9,
            ),
            from in 0..20_usize,
        ) {
            let bytes = pieces.concat();
            for words in [crate::rtf::MATTERING.as_slice(), &crate::pdf::MARKS] {
                let (mut quick, mut slow) = (Vec::new(), Vec::new());
                let found = Search::with(words).run(&bytes, from, |word, at| quick.push((at, word)));
                for (word, magic) in words.iter().enumerate() {
                    slow.extend(memchr::memmem::find_iter(&bytes, magic).map(|at| (at, word)));
                }
                slow.sort_unstable();
                prop_assert_eq!(&quick, &slow);
                let searched = bytes.get(from..).unwrap_or_default();
                if searched.len() >= SHORTEST {
                    prop_assert_eq!(found, guests_one_by_one(searched));
                }
            }
        }

        #[test]
        fn one_pass_agrees_with_separate_searches(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(ANYWHERE).prop_map(|(magic, _)| magic.to_vec()),
                    prop::sample::select(PROGRAMS).prop_map(<[u8]>::to_vec),
                    prop::sample::select(PROGRAMS).prop_map(|magic| magic.iter().take(3).copied().collect()),
                    prop::collection::vec(any::<u8>(), 0..40),
                    Just(vec![0; 58]),
                    Just(b"\0\0\0\x18ftypmp42".to_vec()),
                    Just(FILM.to_vec()),
                    Just(b"%PDF-1.4".to_vec()),
                    Just(b"\x40\0\0\0PE\0\0".to_vec()),
                    Just(b"\x07\0\0\x01\0\0\0\x07".to_vec()),
                    Just(b"\x02\x01\x01\0\0\0\x08\0".to_vec()),
                    Just([vec![0; 22], vec![1, 0, 0, 0]].concat()),
                ],
                0..8,
            ),
        ) {
            let bytes = pieces.concat();
            if bytes.len() >= SHORTEST {
                prop_assert_eq!(guests(&bytes), guests_one_by_one(&bytes));
            }
        }
    }
}
