//! The header of a compound file (MS-CFB 2.2).

use chat_formats::{Source, bytes};

use crate::stop::{Step, Stop};

/// Number of FAT sectors listed in the header itself.
const LISTED: usize = 109;

/// Fields of the header, validated as far as the header alone allows.
#[derive(Debug)]
pub(super) struct Header {
    /// log2 of the sector size: 9 or 12.
    pub(super) shift: u32,
    /// First sector of the directory.
    pub(super) directory: u32,
    /// First sector of the mini FAT.
    pub(super) mini_fat: u32,
    /// First sector of the list of further FAT sectors.
    pub(super) more: u32,
    /// The first FAT sectors.
    pub(super) listed: Vec<u32>,
}

impl Header {
    pub(super) fn read(source: &mut Source<'_>) -> Step<Self> {
        let head: [u8; 512] = source.array(0)?.ok_or_else(Stop::damaged)?;
        let half = |at| bytes::le16(&head, at).unwrap_or_default();
        let word = |at| bytes::le32(&head, at).unwrap_or_default();
        let shift = half(30);
        let legal = matches!((half(26), shift), (3, 9) | (4, 12))
            && half(28) == 0xfffe
            && half(32) == 6
            && word(56) == 4096;
        if !legal {
            return Err(Stop::damaged());
        }
        // Counts of sectors: of the directory, of the table, of the small streams' table, and of the list of tables.
        let sectors = source.len()? >> shift;
        let counts = [40, 44, 64, 72].map(|at| u64::from(word(at)));
        if counts.into_iter().any(|count| count > sectors) {
            return Err(Stop::damaged());
        }
        let listed = (0..LISTED)
            .map(|n| word(76 + 4 * n))
            .take_while(|sector| *sector < super::table::LAST);
        Ok(Self {
            shift: u32::from(shift),
            directory: word(48),
            mini_fat: word(60),
            more: word(68),
            listed: listed.collect(),
        })
    }
}
