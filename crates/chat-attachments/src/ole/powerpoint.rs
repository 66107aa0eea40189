//! PowerPoint 97 to 2003 (MS-PPT): the current user and the document's records.

use super::directory::{Directory, Entry};
use super::fat::Sectors;
use crate::bytes;
use crate::finding::Finding;
use crate::judge::Found;
use crate::kind::Kind;
use crate::source::Source;
use crate::stop::{Step, Stop};

const OPEN: u32 = 0xe391_c05f;
const CLOSED: u32 = 0xf3d1_c4df;
const CURRENT_USER_ATOM: u16 = 0x0ff6;
const VBA_INFO_ATOM: u16 = 0x0400;
const CONTROL: u16 = 0x0fee;
/// The version nibble of a record that contains records.
const CONTAINER: u16 = 0x000f;
/// Most records.
const MAX_RECORDS: u32 = 1_000_000;

pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    main: &Entry,
) -> Step<Found> {
    let user = directory
        .in_root("current user")
        .ok_or_else(Stop::damaged)?;
    let user = sectors.stream(user)?;
    let user: [u8; 16] = user.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let mut found = Found::new(Kind::Ppt);
    match (bytes::le16(&user, 2), bytes::le32(&user, 12)) {
        (Some(CURRENT_USER_ATOM), Some(OPEN)) => {}
        (Some(CURRENT_USER_ATOM), Some(CLOSED)) => found.findings.insert(Finding::Encrypted),
        _ => return Err(Stop::damaged()),
    }
    if directory.in_root("encryptedsummary").is_some() {
        found.findings.insert(Finding::Encrypted);
    }
    let stream = sectors.stream(main)?;
    if stream.len() < 8 {
        return Err(Stop::damaged());
    }
    if found.findings.contains(Finding::Encrypted) {
        return Ok(found);
    }
    let mut at = 0;
    for _ in 0..MAX_RECORDS {
        let Some(record) = stream.array::<8>(source, at)? else {
            return Ok(found);
        };
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
            _ => {}
        }
        at += 8 + if version & CONTAINER == CONTAINER {
            0
        } else {
            len
        };
    }
    Err(Stop::too_complex())
}
