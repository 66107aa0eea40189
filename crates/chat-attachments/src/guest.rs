//! Foreign formats inside a file, found by signatures that readers accept at any offset.

use std::sync::LazyLock;

use chat_formats::Words;

use crate::bmff;
use crate::markup;
use crate::program;
use crate::start;

/// Archives that unpackers find at any offset.
const RAR: (&[u8], &str) = (b"Rar!\x1a\x07", "a RAR archive");
const SEVEN_ZIP: (&[u8], &str) = (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive");

/// Signatures that readers find at any offset.
const ANYWHERE: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF-", "a PDF document"),
    RAR,
    SEVEN_ZIP,
    (start::OLE, "an Office file"),
];

/// First bytes of programs. [`program::is_program`] checks the bytes that follow.
const PROGRAMS: &[&[u8]] = &[
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
    program::TEST_VIRUS,
];

/// Type of a video's first box, after its size.
const FILM: &[u8] = b"ftyp";

/// All signatures, searched for in one pass. No signature ends as another begins, except one that is a
/// program regardless of what follows. Continuing after a hit therefore misses none.
static ALL: LazyLock<Words> = LazyLock::new(|| {
    let magics = ANYWHERE.iter().map(|(magic, _)| *magic);
    Words::new(magics.chain(PROGRAMS.iter().copied()).chain([FILM]))
});

/// Search result.
#[derive(Debug, Default, PartialEq, Eq)]
struct Guests {
    /// An archive, a document or a program; of several, the first in the list.
    file: Option<&'static str>,
    /// The first video whose size fits a first box. Its four letters may be a coincidence.
    film: Option<&'static str>,
}

/// An archive, a document or a program at any offset; of several, the first in the list.
pub(crate) fn anywhere(bytes: &[u8]) -> Option<&'static str> {
    guests(bytes).file
}

/// As [`anywhere`], and videos too.
pub(crate) fn anywhere_or_film(bytes: &[u8]) -> Option<&'static str> {
    let guests = guests(bytes);
    guests.file.or(guests.film)
}

fn guests(bytes: &[u8]) -> Guests {
    if bytes.len() < SHORTEST {
        return Guests::default();
    }
    let (mut first, mut film) = (None, None);
    for hit in ALL.find_iter(bytes) {
        if hit.word == ANYWHERE.len() + PROGRAMS.len() {
            film = film.or_else(|| film_at(bytes, hit.start));
            continue;
        }
        let is_program = || bytes.get(hit.start..).is_some_and(program::is_program);
        if hit.word < ANYWHERE.len() || is_program() {
            first = Some(first.map_or(hit.word, |first: usize| first.min(hit.word)));
        }
    }
    let what = |index| ANYWHERE.get(index).map_or("a program", |(_, what)| *what);
    Guests {
        file: first.map(what),
        film,
    }
}

/// Length of the shortest signature, in bytes.
const SHORTEST: usize = 4;

/// The video with a box type at `at`, if its size is plausible for a first box.
fn film_at(bytes: &[u8], at: usize) -> Option<&'static str> {
    let here = bytes.get(at.checked_sub(4)?..)?;
    here.starts_with(&[0, 0])
        .then(|| bmff::name(here))
        .flatten()
}

/// Videos of any size that begin in `bytes`, with their offsets.
pub(crate) fn films(bytes: &[u8]) -> impl Iterator<Item = (usize, &'static str)> {
    memchr::memmem::find_iter(bytes, FILM).filter_map(|at| {
        let start = at.checked_sub(4)?;
        Some((start, bmff::name(bytes.get(start..)?)?))
    })
}

/// Whether a PDF's raw bytes contain a file that a search for its signature would find.
pub(crate) fn in_pdf(bytes: &[u8]) -> bool {
    let guests = guests(bytes);
    guests.file.is_some() || guests.film.is_some_and(|what| what != "a JPEG 2000 image")
}

/// Formats that are found, and unpacked or run, anywhere in a picture, even in its compressed data. Each
/// signature is too long to occur by chance in millions of pictures.
const IN_PICTURES: [(&[u8], &str); 5] = [
    RAR,
    SEVEN_ZIP,
    (b"<script", "a web page or script"),
    (b"<SCRIPT", "a web page or script"),
    (b"<?php", "a web page or script"),
];

static PICTURES: LazyLock<Words> =
    LazyLock::new(|| Words::new(IN_PICTURES.iter().map(|(magic, _)| *magic)));

/// An archive or a script anywhere in a picture's bytes.
pub(crate) fn in_picture(bytes: &[u8]) -> Option<&'static str> {
    let hit = PICTURES.find_iter(bytes).next()?;
    IN_PICTURES.get(hit.word).map(|(_, what)| *what)
}

/// Content not allowed in free text and private data: any of these formats, or markup that a browser runs.
pub(crate) fn in_metadata(bytes: &[u8]) -> Option<&'static str> {
    let script = || markup::is_active(bytes).then_some("a web page or script");
    let guests = guests(bytes);
    guests
        .file
        .or_else(script)
        .or(guests.film)
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

    fn guests_one_by_one(bytes: &[u8]) -> Guests {
        let found = |magic: &[u8]| memchr::memmem::find(bytes, magic).is_some();
        let hit = ANYWHERE.iter().find(|(magic, _)| found(magic));
        let is_program = |at: usize| bytes.get(at..).is_some_and(program::is_program);
        let mut programs = PROGRAMS.iter();
        let mut program = || {
            programs
                .any(|magic| memchr::memmem::find_iter(bytes, magic).any(is_program))
                .then_some("a program")
        };
        let mut films = memchr::memmem::find_iter(bytes, FILM);
        Guests {
            file: hit.map(|(_, what)| *what).or_else(&mut program),
            film: films.find_map(|at| film_at(bytes, at)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

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
                    Just(b"\x40\0\0\0PE\0\0".to_vec()),
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
