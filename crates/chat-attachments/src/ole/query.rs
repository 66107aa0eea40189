//! Queries of an Excel 97 workbook to web pages and databases (MS-XLS 2.2.8).
//!
//! As in XLSX, a query is a finding if one runs when the workbook is opened, or at an interval from then on. A query of
//! a sheet says so before and after its address, and one of a pivot table in the stream of its data and in the globals.

use chat_formats::{Source, bytes};

use super::directory::Directory;
use super::fat::Sectors;
use super::records::{BOF, EOF, Records};
use super::stream::Stream;
use crate::stop::{Step, Stop};

/// Record with a query's address, and the length of its fields.
pub(super) const DB_QUERY: u16 = 0x00dc;
const DB_QUERY_LEN: u16 = 12;
/// Number and length of that record, as they are in the file.
const HEADER: &[u8] = &[0xdc, 0, 12, 0];
/// Record that follows a query's address, and the offset of its interval in minutes (MS-XLS 2.4.81).
pub(super) const DB_QUERY_EXT: u16 = 0x0803;
const INTERVAL: u16 = 22;
/// Record of a connection. A version and a flag precede its type.
pub(super) const CONNECTION: u16 = 0x0876;
/// Type of a query to a text file. All others ask a page or a database.
const TEXT: u8 = 6;
/// Record that begins a sheet's query, and its flag: runs when the workbook is opened.
const QUERY_TABLE: u16 = 0x01ad;
const AUTO_REFRESH: u16 = 0x20;
/// First record of a pivot table's data, its flag with the same meaning, and the type of external data.
const PIVOT_CACHE: u16 = 0x00c6;
const REFRESH_ON_LOAD: u16 = 4;
const EXTERNAL: u16 = 2;
/// Lowercase name of the storage with the data of pivot tables.
const PIVOT_CACHES: &str = "_sx_db_cur";
/// Maximum number of sheets, and of records in all of them.
const MAX_SHEETS: usize = 10_000;
const MAX_RECORDS: u32 = 1_000_000;

/// What the globals of a workbook show about its queries.
#[derive(Debug, Default)]
pub(super) struct Queries {
    /// Offsets of the sheets.
    sheets: Vec<u32>,
    /// Whether the globals contain a query, and one that runs at an interval.
    any: bool,
    at_interval: bool,
}

impl Queries {
    /// Notes the sheet at this offset of the stream.
    pub(super) fn sheet(&mut self, at: u32) -> Step<()> {
        if self.sheets.len() >= MAX_SHEETS {
            return Err(Stop::too_complex());
        }
        self.sheets.push(at);
        Ok(())
    }

    /// Notes the query or connection in this record.
    pub(super) fn record(&mut self, kind: u16, len: u16, body: [u8; 6]) {
        let [first, _, _, _, connection, _] = body;
        self.any |= match kind {
            DB_QUERY => len == DB_QUERY_LEN && is_query(first),
            _ => is_query(connection),
        };
    }

    /// Notes the interval of the query before it in this record.
    pub(super) fn extension(
        &mut self,
        source: &mut Source<'_>,
        stream: &Stream,
        at: u64,
        len: u16,
    ) -> Step<()> {
        self.at_interval |= has_interval(source, stream, at, len)?;
        Ok(())
    }

    /// Whether a query runs when the workbook in this stream is opened, or later.
    pub(super) fn run(
        &self,
        source: &mut Source<'_>,
        sectors: &Sectors,
        directory: &Directory,
        storage: u32,
        stream: &Stream,
    ) -> Step<bool> {
        let is_refreshed = self.any
            && (self.at_interval || is_cache_refreshed(source, sectors, directory, storage)?);
        if is_refreshed {
            return Ok(true);
        }
        Ok(has_header(source, stream)? && self.is_sheet_refreshed(source, stream)?)
    }

    /// Whether a query of a sheet runs. A sheet that can't be read to its end could have one.
    fn is_sheet_refreshed(&self, source: &mut Source<'_>, stream: &Stream) -> Step<bool> {
        let mut records = Records::of(stream);
        let mut left = MAX_RECORDS;
        for sheet in &self.sheets {
            let (mut at, mut depth) = (u64::from(*sheet), 0_u32);
            let (mut is_asked, mut refreshes) = (false, false);
            loop {
                left = left.checked_sub(1).ok_or_else(Stop::too_complex)?;
                let Some(record) = records.array::<6>(source, at)? else {
                    // The end of the last sheet has no body.
                    let last: Option<[u8; 4]> = stream.array(source, at)?;
                    if last == Some([0x0a, 0, 0, 0]) && depth == 1 {
                        break;
                    }
                    return Ok(true);
                };
                let half = |at| bytes::le16(&record, at).unwrap_or_default();
                let (kind, len, flags) = (half(0), half(2), half(4));
                match kind {
                    BOF => depth = depth.saturating_add(1),
                    EOF if depth <= 1 => break,
                    EOF => depth -= 1,
                    QUERY_TABLE => {
                        (is_asked, refreshes) = (false, flags & AUTO_REFRESH != 0);
                    }
                    DB_QUERY if len == DB_QUERY_LEN => {
                        is_asked |= is_query(flags.to_le_bytes()[0]);
                    }
                    DB_QUERY_EXT => refreshes |= has_interval(source, stream, at, len)?,
                    _ => {}
                }
                if is_asked && refreshes {
                    return Ok(true);
                }
                at += 4 + u64::from(len);
            }
        }
        Ok(false)
    }
}

/// Whether the record of a query's extension at `at` states an interval.
fn has_interval(source: &mut Source<'_>, stream: &Stream, at: u64, len: u16) -> Step<bool> {
    let minutes: Option<[u8; 2]> = stream.array(source, at + 4 + u64::from(INTERVAL))?;
    Ok(len >= INTERVAL + 2 && minutes.is_some_and(|minutes| minutes != [0; 2]))
}

fn is_query(kind: u8) -> bool {
    let kind = kind & 7;
    kind != 0 && kind != TEXT
}

/// Whether the data of a pivot table is external, and loaded when the workbook is opened.
fn is_cache_refreshed(
    source: &mut Source<'_>,
    sectors: &Sectors,
    directory: &Directory,
    storage: u32,
) -> Step<bool> {
    let is_here =
        |entry: &super::entry::Entry| entry.parent == storage && entry.name.is(PIVOT_CACHES);
    for (caches, entry) in directory.storages() {
        if !is_here(entry) {
            continue;
        }
        for cache in directory.streams(caches) {
            let start: Option<[u8; 22]> = sectors.stream(cache)?.array(source, 0)?;
            let start = start.unwrap_or_default();
            let half = |at| bytes::le16(&start, at).unwrap_or_default();
            if half(0) == PIVOT_CACHE && half(10) & REFRESH_ON_LOAD != 0 && half(20) == EXTERNAL {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether the start of a query's record is anywhere in the stream. The sheets of other workbooks need not be walked.
fn has_header(source: &mut Source<'_>, stream: &Stream) -> Step<bool> {
    let mut at = 0;
    while at < stream.len() {
        let here = stream.chunk(source, at)?;
        let len = here.len() as u64;
        if memchr::memmem::find(here, HEADER).is_some() {
            return Ok(true);
        }
        // The header may continue in the next chunk.
        let mut seam = [0; 2 * (HEADER.len() - 1)];
        let from = (at + len).saturating_sub(HEADER.len() as u64 - 1);
        stream.read(source, from, &mut seam)?;
        if memchr::memmem::find(&seam, HEADER).is_some() {
            return Ok(true);
        }
        at += len;
    }
    Ok(false)
}
