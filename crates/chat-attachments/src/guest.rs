//! Other formats inside a file, known by signatures that their readers find away from the first byte.

use std::sync::LazyLock;

use chat_formats::Words;

use crate::bmff;
use crate::markup;
use crate::program;
use crate::start;

/// Archives that are found and unpacked wherever they begin in a file.
const RAR: (&[u8], &str) = (b"Rar!\x1a\x07", "a RAR archive");
const SEVEN_ZIP: (&[u8], &str) = (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive");

/// Signatures that readers find anywhere in a file.
const ANYWHERE: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF-", "a PDF document"),
    RAR,
    SEVEN_ZIP,
    (start::OLE, "an Office file"),
];

/// How programs begin, each followed by more that [`program::is_program`] asks for.
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

/// The type of the box that films begin with, behind its size.
const FILM: &[u8] = b"ftyp";

/// All of them, searched for in one pass. No signature ends as another begins, except one that is a program whatever
/// follows: so that searching on behind a hit misses none.
static ALL: LazyLock<Words> = LazyLock::new(|| {
    let magics = ANYWHERE.iter().map(|(magic, _)| *magic);
    Words::new(magics.chain(PROGRAMS.iter().copied()).chain([FILM]))
});

/// What is in some bytes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Guests {
    /// An archive, a document or a program. Of several, the first in the list.
    file: Option<&'static str>,
    /// A film with a size that a first box has: its letters may be there by chance. Of several, the first.
    film: Option<&'static str>,
}

/// An archive, a document or a program anywhere in these bytes. Of several, the first in the list is told.
pub(crate) fn anywhere(bytes: &[u8]) -> Option<&'static str> {
    guests(bytes).file
}

/// The same, or a film.
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

/// Nothing shorter is a signature, in bytes.
const SHORTEST: usize = 4;

/// The film whose box's type is there, if its size is a first box's.
fn film_at(bytes: &[u8], at: usize) -> Option<&'static str> {
    let here = bytes.get(at.checked_sub(4)?..)?;
    here.starts_with(&[0, 0])
        .then(|| bmff::name(here))
        .flatten()
}

/// The beginnings of films of whatever size in these bytes: where, and what they are.
pub(crate) fn films(bytes: &[u8]) -> impl Iterator<Item = (usize, &'static str)> {
    memchr::memmem::find_iter(bytes, FILM).filter_map(|at| {
        let start = at.checked_sub(4)?;
        Some((start, bmff::name(bytes.get(start..)?)?))
    })
}

/// A file that is in a PDF as it is, and not packed: whoever searches for its signature finds it.
pub(crate) fn in_pdf(bytes: &[u8]) -> bool {
    let guests = guests(bytes);
    guests.file.is_some() || guests.film.is_some_and(|what| what != "a JPEG 2000 image")
}

/// What is found and unpacked or run wherever it is in a picture, also in its compressed data. Each is so long that
/// compressed data has it by chance in none of millions of pictures.
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

/// Whatever must not be in free text and private data: any of these, or markup that a browser runs.
pub(crate) fn in_metadata(bytes: &[u8]) -> Option<&'static str> {
    let script = || markup::is_active(bytes).then_some("a web page or script");
    let guests = guests(bytes);
    guests
        .file
        .or_else(script)
        .or(guests.film)
        .or_else(|| bytes.starts_with(b"#!/").then_some("a script"))
}

/// What a part of a document begins with, if it is no part of a document.
pub(crate) fn archive(start: &[u8]) -> Option<&'static str> {
    let hit = ANYWHERE.iter().find(|(magic, _)| start.starts_with(magic));
    hit.map(|(_, what)| *what)
        .or_else(|| (start.get(257..262) == Some(b"ustar")).then_some("a TAR archive"))
}

/// Is this a PDF, and named as one?
pub(crate) fn is_pdf(path: &str, start: &[u8]) -> bool {
    path.ends_with(".pdf") && start.starts_with(b"%PDF-")
}

/// Is this markup under the name of a picture that has none?
pub(crate) fn is_markup_as_picture(path: &str, start: &[u8]) -> bool {
    let pictures = [
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff",
    ];
    pictures.iter().any(|end| path.ends_with(end)) && markup::name(start).is_some()
}

/// What these bytes are, if something finds and runs or unpacks them wherever they are in a file. Rests of
/// documents are not: they are common where old programs deleted something.
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
        fn one_pass_finds_what_many_find(
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
