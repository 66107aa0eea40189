//! GIF 87a and 89a: images, their timing, the loop and a color profile are copied, comments and other
//! extensions are not.

use std::collections::BTreeSet;
use std::io::{Read, Seek, Write};

use crate::error::{PictureError, Step};
use crate::removed::Removed;
use crate::source::Source;
use crate::xmp;

pub(super) fn strip(
    source: &mut Source<impl Read + Seek>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    let screen: [u8; 13] = source.array()?;
    if !screen.starts_with(b"GIF87a") && !screen.starts_with(b"GIF89a") {
        return Err(PictureError::Malformed("it doesn't begin as a GIF"));
    }
    copy.write_all(&screen)?;
    let [.., flags, _, _] = screen;
    copied(source, copy, color_table(flags))?;
    let mut images = false;
    loop {
        match source.byte()? {
            0x2c => {
                let head: [u8; 9] = source.array()?;
                copy.write_all(&[0x2c])?;
                copy.write_all(&head)?;
                let [.., flags] = head;
                // The color table, and the size of the first codes.
                copied(source, copy, color_table(flags) + 1)?;
                sub_blocks(source, |block| {
                    copy.write_all(&[len(block)])?;
                    Ok(copy.write_all(block)?)
                })?;
                copy.write_all(&[0])?;
                images = true;
            }
            0x21 => extension(source, copy, removed)?,
            0x3b if images => return Ok(copy.write_all(b";")?),
            _ => return Err(PictureError::Malformed("an unknown block")),
        }
    }
}

/// Bytes of the color table that the flags announce.
fn color_table(flags: u8) -> u64 {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    }
}

fn copied(source: &mut Source<impl Read + Seek>, copy: &mut impl Write, len: u64) -> Step<()> {
    source.pass(len, |piece| Ok(copy.write_all(piece)?))
}

/// The length of a sub-block, which fits by the way it was read.
fn len(block: &[u8]) -> u8 {
    u8::try_from(block.len()).unwrap_or(u8::MAX)
}

/// Hands each sub-block to `each`, up to the end of the block.
fn sub_blocks(
    source: &mut Source<impl Read + Seek>,
    mut each: impl FnMut(&[u8]) -> Step<()>,
) -> Step<()> {
    loop {
        match source.byte()? {
            0 => return Ok(()),
            len => each(&source.bytes(usize::from(len))?)?,
        }
    }
}

/// Copies an extension, if it is one that changes how the picture looks.
fn extension(
    source: &mut Source<impl Read + Seek>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    match source.byte()? {
        0xf9 => {
            let mut control = None;
            sub_blocks(source, |block| {
                if control.is_some() {
                    removed.insert(Removed::Other);
                } else {
                    let first = <[u8; 4]>::try_from(block);
                    control = Some(first.map_err(|_| PictureError::Malformed("a control block"))?);
                }
                Ok(())
            })?;
            let control = control.ok_or(PictureError::Malformed("a control block"))?;
            copy.write_all(b"\x21\xf9\x04")?;
            copy.write_all(&control)?;
            Ok(copy.write_all(&[0])?)
        }
        0xff => application(source, copy, removed),
        label => {
            // 0x01 is text that no decoder draws.
            removed.insert(if matches!(label, 0xfe | 0x01) {
                Removed::Comment
            } else {
                Removed::Other
            });
            sub_blocks(source, |_| Ok(()))
        }
    }
}

/// The loop and the color profile are kept of what programs add.
fn application(
    source: &mut Source<impl Read + Seek>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<()> {
    let len_of_name = source.byte()?;
    let name = source.bytes(usize::from(len_of_name))?;
    let is_loop = matches!(name.as_slice(), b"NETSCAPE2.0" | b"ANIMEXTS1.0");
    let is_profile = name == b"ICCRGBG1012";
    if len_of_name == 0 {
        removed.insert(Removed::Other);
        return Ok(());
    }
    if !is_loop && !is_profile {
        let mut told = BTreeSet::new();
        sub_blocks(source, |block| {
            told.append(&mut xmp::kinds(block));
            Ok(())
        })?;
        let is_xmp = name.starts_with(b"XMP Data");
        removed.extend(told.into_iter().filter(|_| is_xmp));
        removed.insert(Removed::Other);
        return Ok(());
    }
    let mut begun = false;
    sub_blocks(source, |block| {
        // A loop count is 1 and two bytes, a buffer size 2 and four.
        if is_loop && !matches!(block, [1, _, _] | [2, _, _, _, _]) {
            removed.insert(Removed::Other);
            return Ok(());
        }
        if !begun {
            copy.write_all(&[0x21, 0xff, len_of_name])?;
            copy.write_all(&name)?;
            begun = true;
        }
        copy.write_all(&[len(block)])?;
        Ok(copy.write_all(block)?)
    })?;
    if begun {
        copy.write_all(&[0])?;
    } else {
        removed.insert(Removed::Other);
    }
    Ok(())
}
