//! Other formats inside a file, known by signatures that their readers find away from the first byte.

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

/// An archive, a document or a program anywhere in these bytes.
pub(crate) fn anywhere(bytes: &[u8]) -> Option<&'static str> {
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
pub(crate) fn films(bytes: &[u8]) -> impl Iterator<Item = &'static str> {
    memchr::memmem::find_iter(bytes, b"ftyp")
        .filter_map(|at| bmff::name(bytes.get(at.checked_sub(4)?..)?))
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
