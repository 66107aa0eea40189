//! Word 6 to 2003 (MS-DOC): the file information block.

use super::directory::{Directory, Entry};
use super::fat::Sectors;
use crate::bytes;
use crate::finding::Finding;
use crate::judge::Found;
use crate::kind::Kind;
use crate::source::Source;
use crate::stop::{Step, Stop};

/// First version with a separate table stream: Word 97.
const WORD_97: u16 = 0x00c1;
const ENCRYPTED: u16 = 0x0100;
const TABLE_1: u16 = 0x0200;

pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    main: &Entry,
) -> Step<Found> {
    let stream = sectors.stream(main)?;
    let fib: [u8; 32] = stream.array(source, 0)?.ok_or_else(Stop::damaged)?;
    let half = |at| bytes::le16(&fib, at).unwrap_or_default();
    let (magic, version, flags) = (half(0), half(2), half(10));
    // The Far East versions of Word 6 and 95 have magic numbers of their own.
    let far_east = matches!(magic, 0xa697..=0xa699) && version < WORD_97;
    if !matches!(magic, 0xa5ec | 0xa5dc) && !far_east {
        return Err(Stop::damaged());
    }
    let table = if flags & TABLE_1 == 0 {
        "0table"
    } else {
        "1table"
    };
    if version >= WORD_97 && directory.in_root(table).is_none() {
        return Err(Stop::damaged());
    }
    let mut found = Found::new(Kind::Doc);
    if flags & ENCRYPTED != 0 {
        found.findings.insert(Finding::Encrypted);
    }
    Ok(found)
}
