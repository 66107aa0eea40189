//! GIF 87a and 89a, block by block.

use std::ops::Range;

use crate::bytes;
use crate::fault::{Fault, Step};
use crate::source::Source;

/// One of the blocks behind the screen descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// An image; its sub-blocks follow the code size.
    Image {
        /// In pixels.
        width: u16,
        /// In pixels.
        height: u16,
        /// The offset of the code size, behind the color table.
        code_size: u64,
    },
    /// An extension with its label; its sub-blocks are two bytes behind the block's beginning.
    Extension(u8),
    /// The end of the file.
    End,
}

/// The signature and the screen descriptor, and the offset of the first block.
///
/// # Errors
/// [`Fault::Damaged`] if they are not whole.
pub fn screen(source: &mut Source<'_>) -> Step<([u8; 13], u64)> {
    let screen: [u8; 13] = source.array(0)?.ok_or(Fault::CUT_OFF)?;
    let [.., flags, _, _] = screen;
    Ok((screen, 13 + color_table(flags)))
}

/// The block at `at`.
///
/// # Errors
/// [`Fault::Damaged`] if there is none.
pub fn block(source: &mut Source<'_>, at: u64) -> Step<Block> {
    let first = match source.chunk(at)? {
        // Mostly both bytes are in one page.
        [0x21, label, ..] => return Ok(Block::Extension(*label)),
        [first, ..] => *first,
        [] => return Err(Fault::CUT_OFF),
    };
    match first {
        0x2c => {
            let head: [u8; 10] = source.array(at)?.ok_or(Fault::CUT_OFF)?;
            let [.., flags] = head;
            Ok(Block::Image {
                width: bytes::le16(&head, 5).unwrap_or(0),
                height: bytes::le16(&head, 7).unwrap_or(0),
                code_size: at + 10 + color_table(flags),
            })
        }
        0x21 => {
            let [label] = source.array(at + 1)?.ok_or(Fault::CUT_OFF)?;
            Ok(Block::Extension(label))
        }
        0x3b => Ok(Block::End),
        _ => Err(Fault::Damaged("an unknown block")),
    }
}

/// Where the data of the sub-block at `at` is, behind its length. It is empty at the end of a block.
///
/// # Errors
/// [`Fault::Damaged`] if it is cut off.
pub fn sub_block(source: &mut Source<'_>, at: u64) -> Step<Range<u64>> {
    let [len] = source.array(at)?.ok_or(Fault::CUT_OFF)?;
    let data = at + 1..at + 1 + u64::from(len);
    if source.reaches(data.end)? {
        Ok(data)
    } else {
        Err(Fault::CUT_OFF)
    }
}

/// Bytes of the color table that the flags announce.
fn color_table(flags: u8) -> u64 {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}
