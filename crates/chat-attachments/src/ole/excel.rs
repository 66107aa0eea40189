//! Excel 5 to 2003 (MS-XLS): records of the workbook globals.

use chat_formats::{Source, bytes};

use super::directory::{Directory, ROOT};
use super::entry::Entry;
use super::fat::Sectors;
use super::query::{CONNECTION, DB_QUERY, DB_QUERY_EXT, Queries};
use super::records::{BOF, EOF, Records};
use crate::finding::Finding;
use crate::found::Found;
use crate::kind::Kind;
use crate::stop::{Step, Stop};

const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
/// The sheet type of Excel 4 macros.
const MACRO_SHEET: u8 = 1;
/// Record of other workbooks and programs that formulas refer to, and the number of its bytes inspected.
const SUP_BOOK: u16 = 0x01ae;
const LINK: usize = 1024;
/// The same record in Excel 5 and 95, with one byte per character.
const EXTERN_SHEET: u16 = 0x0017;
const EXCEL_95: u16 = 0x0500;
/// Version of charts in other documents.
const GRAPH: u16 = 0x0680;
/// Lengths that mean "no path": the workbook itself and add-in functions.
const NO_PATH: [u16; 2] = [0x0401, 0x3a01];
/// First character of another workbook's path, and the separator between its folders (MS-XLS 2.5.277).
const BOOK: u16 = 1;
/// Separator between folders, and between a program and its topic.
const BETWEEN: u16 = 3;
/// Maximum number of records in the globals.
const MAX_RECORDS: u32 = 200_000;

/// Lowercase names of the streams of a workbook. A file for old and new versions has both.
pub(super) const STREAMS: [&str; 2] = ["workbook", "book"];

/// Inspects each of these streams in the root: versions of Excel differ in which they open.
pub(super) fn look_at_all(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    workbooks: &[&Entry],
) -> Step<Found> {
    let mut found = Found::new(Kind::Xls);
    for main in workbooks {
        let looked = look(source, sectors, directory, ROOT, main, false)?;
        found.findings.add(looked.findings);
    }
    Ok(found)
}

/// Walks the globals to their last record, which charts inside other documents (`is_object`) lack.
pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    storage: u32,
    main: &Entry,
    is_object: bool,
) -> Step<Found> {
    let stream = sectors.stream(main)?;
    let bof: [u8; 8] = stream.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let version = bytes::le16(&bof, 4);
    let known = matches!(version, Some(EXCEL_95 | 0x0600)) || (is_object && version == Some(GRAPH));
    if bytes::le16(&bof, 0) != Some(BOF) || !known {
        return Err(Stop::damaged());
    }
    let mut found = Found::new(Kind::Xls);
    let mut records = Records::of(&stream);
    let mut queries = Queries::default();
    let mut at = 0;
    for _ in 0..MAX_RECORDS {
        let record: [u8; 4] = match records.array(source, at)? {
            None if is_object && at == stream.len() => [0x0a, 0, 0, 0],
            record => record.ok_or_else(Stop::damaged)?,
        };
        let len = u64::from(bytes::le16(&record, 2).unwrap_or(0));
        match bytes::le16(&record, 0) {
            Some(EOF) => {
                let is_open = !found.findings.contains(Finding::Encrypted);
                if is_open && queries.run(source, sectors, directory, storage, &stream)? {
                    found.findings.insert(Finding::DataConnection);
                }
                return Ok(found);
            }
            // In an encrypted workbook, its bytes are meaningless.
            Some(SUP_BOOK) if !found.findings.contains(Finding::Encrypted) => {
                let mut book = [0; LINK];
                let n = stream.read(source, at + 4, &mut book)?.min(len as usize);
                if is_dde(book.get(..n).unwrap_or_default()) {
                    found.findings.insert(Finding::Dde);
                }
            }
            Some(EXTERN_SHEET)
                if version == Some(EXCEL_95) && !found.findings.contains(Finding::Encrypted) =>
            {
                let mut book = [0; 256];
                let n = stream.read(source, at + 4, &mut book)?.min(len as usize);
                if is_dde_95(book.get(..n).unwrap_or_default()) {
                    found.findings.insert(Finding::Dde);
                }
            }
            Some(FILE_PASS) => found.findings.insert(Finding::Encrypted),
            Some(BOUND_SHEET) => {
                let sheet: Option<[u8; 6]> = stream.array(source, at + 4)?;
                let [a, b, c, d, _, kind] = sheet.filter(|_| len >= 6).ok_or_else(Stop::damaged)?;
                queries.sheet(u32::from_le_bytes([a, b, c, d]))?;
                if kind == MACRO_SHEET {
                    found.findings.insert(Finding::Macros);
                }
            }
            Some(kind @ (DB_QUERY | CONNECTION)) => {
                let body = stream.array(source, at + 4)?.unwrap_or_default();
                queries.record(kind, bytes::le16(&record, 2).unwrap_or(0), body);
            }
            Some(DB_QUERY_EXT) => {
                queries.extension(source, &stream, at, bytes::le16(&record, 2).unwrap_or(0))?;
            }
            _ => {}
        }
        at += 4 + len;
        if at > stream.len() {
            return Err(Stop::damaged());
        }
    }
    Err(Stop::too_complex())
}

/// Whether a link (MS-XLS 2.4.271) refers to a program. Two numbers and a flag for wide characters precede the
/// path; sheet names follow. A path that continues in another record counts as a program.
fn is_dde(book: &[u8]) -> bool {
    let len = bytes::le16(book, 2).filter(|len| !NO_PATH.contains(len));
    let (Some(len), Some((flags, rest))) = (len, book.get(4..).and_then(<[u8]>::split_first))
    else {
        return false;
    };
    let size = if flags & 1 == 0 { 1 } else { 2 };
    let mut path = rest
        .chunks_exact(size)
        .map(|unit| {
            unit.iter()
                .rev()
                .fold(0, |wide, byte| wide << 8 | u16::from(*byte))
        })
        .take(usize::from(len));
    match path.next() {
        None => len > 0,
        Some(BOOK) => false,
        Some(first) => {
            let is_whole = rest.len() / size >= usize::from(len);
            !is_whole || first == BETWEEN || path.any(|unit| unit == BETWEEN)
        }
    }
}

/// Whether an Excel 5 or 95 link refers to a program. A length precedes the path. A path that begins with one of
/// the first character codes refers to another workbook or to a sheet of this one.
fn is_dde_95(book: &[u8]) -> bool {
    let Some((len, path)) = book.split_first() else {
        return false;
    };
    let path = path.get(..usize::from(*len)).unwrap_or(path);
    path.first().is_some_and(|first| *first > 4)
        && path.iter().any(|byte| u16::from(*byte) == BETWEEN)
}
