//! GIF 87a and 89a, block by block.

use std::ops::Range;

use crate::bytes;
use crate::fault::{Fault, Step};
use crate::source::Source;

/// A block after the screen descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// An image; its sub-blocks follow the code size.
    Image {
        /// In pixels.
        width: u16,
        /// In pixels.
        height: u16,
        /// Offset of the code size, after the color table.
        code_size: u64,
    },
    /// An extension with its label; its sub-blocks begin two bytes into the block.
    Extension(u8),
    /// The end of the picture.
    End {
        /// Length of its mark, in bytes: 1, or 0 if the file ends without it.
        len: u64,
    },
}

/// Reads the signature and the screen descriptor; also returns the offset of the first block.
///
/// # Errors
/// [`Fault::Damaged`] if they are incomplete.
pub fn screen(source: &mut Source<'_>) -> Step<([u8; 13], u64)> {
    let screen: [u8; 13] = source.array(0)?.ok_or(Fault::CUT_OFF)?;
    let [.., flags, _, _] = screen;
    Ok((screen, 13 + color_table(flags)))
}

/// Reads the block at `at`. Advances `at` over zero bytes before it, which decoders skip. The file may end without
/// its last byte.
///
/// # Errors
/// [`Fault::Damaged`] if there is no valid block.
pub fn block(source: &mut Source<'_>, at: &mut u64) -> Step<Block> {
    let first = loop {
        match source.chunk(*at)? {
            // Usually both bytes are in one page.
            [0x21, label, ..] => return Ok(Block::Extension(*label)),
            [] => return Ok(Block::End { len: 0 }),
            [0, rest @ ..] => {
                let zeros = rest.iter().take_while(|byte| **byte == 0).count();
                *at += 1 + zeros as u64;
            }
            [first, ..] => break *first,
        }
    };
    let at = *at;
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
        0x3b => Ok(Block::End { len: 1 }),
        _ => Err(Fault::Damaged("an unknown block")),
    }
}

/// Range of the data of the sub-block at `at`, after its length byte. Empty at the end of a block.
///
/// # Errors
/// [`Fault::Damaged`] if it is truncated.
pub fn sub_block(source: &mut Source<'_>, at: u64) -> Step<Range<u64>> {
    let [len] = source.array(at)?.ok_or(Fault::CUT_OFF)?;
    let data = at + 1..at + 1 + u64::from(len);
    if source.reaches(data.end)? {
        Ok(data)
    } else {
        Err(Fault::CUT_OFF)
    }
}

/// Size of the color table that the flags announce, in bytes.
fn color_table(flags: u8) -> u64 {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}
