//! Files packed into a document (MS-OLEDS 2.3.6, and the packager's own layout).

use chat_formats::{Source, bytes};

use super::entry::Entry;
use super::fat::Sectors;
use crate::name;
use crate::object::{decoded, file_name};
use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Lowercase name of the stream.
pub(super) const STREAM: &str = "\u{1}ole10native";
/// Bytes inspected at the start of the stream. They include two paths and the beginning of the file.
const START: usize = 8192;

/// Inspects an `Ole10Native` stream, and returns the file's name.
///
/// # Errors
/// Refuses programs, by name or by first bytes, and command lines.
pub(super) fn look(source: &mut Source<'_>, sectors: &Sectors, entry: &Entry) -> Step<String> {
    let mut start = vec![0; START];
    let n = sectors.stream(entry)?.read(source, 0, &mut start)?;
    start.truncate(n);
    look_at_package(&start)
}

/// What the packager's streams begin with, after their length.
const SIGNATURE: u16 = 2;
/// Type of a package without a file: a command line, or the path of a file, which the packager runs or opens. That of a
/// packed file is 3.
const COMMAND: u16 = 1;

/// As [`look`], with the bytes of such a stream. Only its start is inspected.
pub(crate) fn look_at_package(stream: &[u8]) -> Step<String> {
    let start = stream.get(..START).unwrap_or(stream);
    let mut rest = start.get(6..).unwrap_or_default();
    let label = text(&mut rest);
    let names = [label, text(&mut rest)];
    let is_command =
        bytes::le16(start, 4) == Some(SIGNATURE) && bytes::le16(rest, 2) == Some(COMMAND);
    let path_len = bytes::le32(rest, 4).map_or(0, |len| len as usize);
    let path = rest.get(8..).unwrap_or_default();
    let path = path.get(..path_len).unwrap_or(path);
    let named = names.into_iter().chain([path]).any(is_program_name);
    if named || is_command || has_program(start) {
        return Err(Stop::refused(Reason::ProgramInside, ""));
    }
    Ok(file_name(&decoded(label)).to_owned())
}

/// Whether a program begins anywhere here. The lengths before the content may be wrong, and other programs'
/// objects store their content directly after its length.
fn has_program(start: &[u8]) -> bool {
    let begins = |at: usize| start.get(at..).is_some_and(program::is_program);
    let is_script = |at: usize| start.get(at..).is_some_and(program::is_script);
    memchr::memmem::find_iter(start, b"MZ").any(begins)
        || memchr::memmem::find_iter(start, b"\x7fELF").any(begins)
        || memchr::memmem::find_iter(start, b"#!/").any(is_script)
        || memchr::memmem::find_iter(start, b"\xfa\xed\xfe")
            .any(|at| at.checked_sub(1).is_some_and(begins))
}

/// Takes a NUL-terminated text.
fn text<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let end = memchr::memchr(0, rest).unwrap_or(rest.len());
    let text = rest.get(..end).unwrap_or_default();
    *rest = rest.get(end + 1..).unwrap_or_default();
    text
}

/// Whether a file of this name is a program, a script or a link.
pub(crate) fn is_program_name(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    let name = name.trim_end_matches(['\0', ' ', '.']);
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        let is_link = LINKS
            .iter()
            .any(|link| link.eq_ignore_ascii_case(extension));
        name::is_program(extension) || is_link
    })
}

/// Extensions of files that lead elsewhere when they are opened, and of programs that are none when uploaded.
const LINKS: [&str; 8] = [
    "appref-ms",
    "class",
    "com",
    "dex",
    "library-ms",
    "search-ms",
    "settingcontent-ms",
    "url",
];
