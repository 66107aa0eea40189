//! Other formats inside a file, known by signatures that their readers find away from the first byte.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::bmff;
use crate::markup;
use crate::program;
use crate::start;

/// Signatures that readers find anywhere in a file.
const ANYWHERE: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF-", "a PDF document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
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

/// All of them, searched for in one pass; `None` on processors that have no quick way to.
static ALL: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    let magics = ANYWHERE.iter().map(|(magic, _)| *magic);
    Searcher::new(magics.chain(PROGRAMS.iter().copied()))
});

/// An archive, a document or a program anywhere in these bytes. Of several, the first in the list is told.
pub(crate) fn anywhere(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() < SHORTEST {
        return None;
    }
    match ALL.as_ref() {
        Some(all) => anywhere_by(all, bytes),
        None => anywhere_one_by_one(bytes),
    }
}

/// Nothing shorter is a signature, in bytes.
const SHORTEST: usize = 4;

/// No signature ends as another begins, except one that is a program whatever follows: so that searching on
/// behind a hit misses none.
fn anywhere_by(all: &Searcher, bytes: &[u8]) -> Option<&'static str> {
    let mut first = None;
    for hit in all.find_iter(bytes) {
        let index = hit.pattern().as_usize();
        let is_program = || bytes.get(hit.start()..).is_some_and(program::is_program);
        if index < ANYWHERE.len() || is_program() {
            first = Some(first.map_or(index, |first: usize| first.min(index)));
        }
    }
    let what = |index| ANYWHERE.get(index).map_or("a program", |(_, what)| *what);
    first.map(what)
}

fn anywhere_one_by_one(bytes: &[u8]) -> Option<&'static str> {
    let found = |magic: &[u8]| memchr::memmem::find(bytes, magic).is_some();
    let hit = ANYWHERE.iter().find(|(magic, _)| found(magic));
    hit.map(|(_, what)| *what).or_else(|| {
        let is_program = |at: usize| bytes.get(at..).is_some_and(program::is_program);
        let mut programs = PROGRAMS.iter();
        programs
            .any(|magic| memchr::memmem::find_iter(bytes, magic).any(is_program))
            .then_some("a program")
    })
}

/// The beginnings of films in these bytes: where, and what they are.
pub(crate) fn films(bytes: &[u8]) -> impl Iterator<Item = (usize, &'static str)> {
    memchr::memmem::find_iter(bytes, b"ftyp").filter_map(|at| {
        let start = at.checked_sub(4)?;
        Some((start, bmff::name(bytes.get(start..)?)?))
    })
}

/// The same in bytes that may hold these letters by chance: only with a size that a first box has.
pub(crate) fn likely_film(bytes: &[u8]) -> Option<&'static str> {
    memchr::memmem::find_iter(bytes, b"ftyp").find_map(|at| {
        let here = bytes.get(at.checked_sub(4)?..)?;
        here.starts_with(&[0, 0])
            .then(|| bmff::name(here))
            .flatten()
    })
}

/// A file that is in a PDF as it is, and not packed: whoever searches for its signature finds it.
pub(crate) fn in_pdf(bytes: &[u8]) -> bool {
    anywhere(bytes).is_some() || likely_film(bytes).is_some_and(|what| what != "a JPEG 2000 image")
}

/// Whatever must not be in free text and private data: any of these, or markup that a browser runs.
pub(crate) fn in_metadata(bytes: &[u8]) -> Option<&'static str> {
    let script = || markup::is_active(bytes).then_some("a web page or script");
    anywhere(bytes)
        .or_else(script)
        .or_else(|| likely_film(bytes))
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
    let unpacks = |magic: &[u8]| magic.starts_with(b"Rar!") || magic.starts_with(b"7z");
    let mut archives = ANYWHERE.iter().filter(|(magic, _)| unpacks(magic));
    archives
        .find(|(magic, _)| start.starts_with(magic))
        .map(|(_, what)| *what)
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
                prop_oneof![
                    prop::sample::select(ANYWHERE).prop_map(|(magic, _)| magic.to_vec()),
                    prop::sample::select(PROGRAMS).prop_map(<[u8]>::to_vec),
                    prop::sample::select(PROGRAMS).prop_map(|magic| magic.iter().take(3).copied().collect()),
                    prop::collection::vec(any::<u8>(), 0..40),
                    Just(vec![0; 58]),
                    Just(b"\x40\0\0\0PE\0\0".to_vec()),
                ],
                0..8,
            ),
        ) {
            let bytes = pieces.concat();
            prop_assert_eq!(anywhere(&bytes), anywhere_one_by_one(&bytes));
        }
    }
}
