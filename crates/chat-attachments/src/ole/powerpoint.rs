//! PowerPoint 97 to 2003 (MS-PPT): the current user and the records of the document.

use chat_formats::{Source, bytes};

use super::directory::{Directory, ROOT};
use super::entry::Entry;
use super::fat::Sectors;
use super::object;
use super::records::Records;
use super::stream::Stream;
use crate::finding::Finding;
use crate::foreign::OLD_POWERPOINT;
use crate::found::Found;
use crate::kind::Kind;
use crate::nested::Walk;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

const OPEN: u32 = 0xe391_c05f;
const CLOSED: u32 = 0xf3d1_c4df;
/// Size of PowerPoint 95's stream of the current user, in bytes.
const EMPTY_USER: u64 = 4;
const CURRENT_USER_ATOM: u16 = 0x0ff6;
const VBA_INFO_ATOM: u16 = 0x0400;
const CONTROL: u16 = 0x0fee;
/// An object of another program, a control or a VBA project: a compound file, usually packed.
const OBJECT: u16 = 0x1011;
/// Table styles for PowerPoint 2007: an archive in a record that claims to be a container.
const TABLE_STYLES: u16 = 0x0428;
/// Records allowed at the top level: document, masters, slides, notes, handout, objects, edits and their
/// tables.
const AT_THE_TOP: &[u16] = &[
    0x03e8, 0x03ee, 0x03f0, 0x03f8, 0x0fc9, OBJECT, 0x0ff5, 0x1772, 0x2f14,
];
/// Version nibble of a container record.
const CONTAINER: u16 = 0x000f;
/// Maximum number of records.
const MAX_RECORDS: u32 = 1_000_000;

pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    storage: u32,
    main: &Entry,
    inside: Walk,
    look_at_object: object::Look,
) -> Step<Found> {
    let user = directory.within(storage, "current user");
    // PowerPoint 95 writes an empty list of users, or none.
    if (storage == ROOT && directory.has_prefix("pp40"))
        || user.is_none_or(|user| user.size() <= EMPTY_USER)
    {
        return Err(Stop::refused(Reason::NotAccepted, OLD_POWERPOINT));
    }
    let user = sectors.stream(user.ok_or_else(Stop::damaged)?)?;
    let user: [u8; 16] = user.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let mut found = Found::new(Kind::Ppt);
    match (bytes::le16(&user, 2), bytes::le32(&user, 12)) {
        (Some(CURRENT_USER_ATOM), Some(OPEN)) => {}
        (Some(CURRENT_USER_ATOM), Some(CLOSED)) => found.findings.insert(Finding::Encrypted),
        _ => return Err(Stop::damaged()),
    }
    if directory.within(storage, "encryptedsummary").is_some() {
        found.findings.insert(Finding::Encrypted);
    }
    let stream = sectors.stream(main)?;
    if stream.len() < 8 {
        return Err(Stop::damaged());
    }
    if found.findings.contains(Finding::Encrypted) {
        return Ok(found);
    }
    let mut records = Records::of(&stream);
    let mut left = source.may_unpack()?.saturating_sub(source.unpacked());
    let mut at = 0;
    for _ in 0..MAX_RECORDS {
        let Some(record) = records.array::<8>(source, at)? else {
            return Ok(found);
        };
        if record == [0; 8] {
            let Some(next) = behind_zeros(source, &stream, at)? else {
                return Ok(found);
            };
            at = next;
            continue;
        }
        let version = bytes::le16(&record, 0).unwrap_or(0);
        let kind = bytes::le16(&record, 2).unwrap_or(0);
        let len = u64::from(bytes::le32(&record, 4).unwrap_or(0));
        if at + 8 + len > stream.len() {
            return Err(Stop::damaged());
        }
        match kind {
            VBA_INFO_ATOM => {
                let has: Option<[u8; 4]> = stream.array(source, at + 12)?;
                if has.ok_or_else(Stop::damaged)? != [0; 4] {
                    found.findings.insert(Finding::Macros);
                }
            }
            CONTROL => found.findings.insert(Finding::ActiveX),
            OBJECT => {
                let packed = version & !CONTAINER != 0;
                let storage = object::unpacked(source, &stream, at + 8, len, packed, &mut left)?;
                match storage {
                    Some(storage) => {
                        let depth = source.depth() + 1;
                        let findings = &mut found.findings;
                        let unpacked = look_at_object(&storage, (depth, left), inside, findings)?;
                        source.unpacks(unpacked);
                        left = left.saturating_sub(unpacked);
                    }
                    None => found.findings.insert(Finding::Unseen),
                }
            }
            _ => {}
        }
        let contains = version & CONTAINER == CONTAINER && kind != TABLE_STYLES;
        at += 8 + if contains { 0 } else { len };
    }
    Err(Stop::too_complex())
}

/// Skips zeros before an edit, which some writers align to a round offset. Returns the offset of the record
/// after them, if any.
fn behind_zeros(source: &mut Source<'_>, stream: &Stream, mut at: u64) -> Step<Option<u64>> {
    loop {
        let mut piece = [0; 512];
        let n = stream.read(source, at, &mut piece)?;
        let here = piece.get(..n).unwrap_or_default();
        let Some(skip) = here.iter().position(|byte| *byte != 0) else {
            if here.is_empty() {
                return Ok(None);
            }
            at += n as u64;
            continue;
        };
        let first = at + skip as u64;
        // The record's own first two bytes may be zero.
        for start in [first, first.saturating_sub(2)] {
            let kind: Option<[u8; 2]> = stream.array(source, start + 2)?;
            if kind.is_some_and(|kind| AT_THE_TOP.contains(&u16::from_le_bytes(kind))) {
                return Ok(Some(start));
            }
        }
        return Err(Stop::damaged());
    }
}
