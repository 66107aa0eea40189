//! GIF 87a and 89a: images, timing, loop and color profile are copied; comments and other extensions are
//! dropped.

use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;

use chat_formats::{Source, gif};

use crate::error::{PictureError, Step};
use crate::removed::Removed;
use crate::xmp;

/// Copies the picture and returns the offset after its end.
pub(super) fn strip(
    source: &mut Source<'_>,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<u64> {
    let (screen, mut at) = gif::screen(source)?;
    if !screen.starts_with(b"GIF87a") && !screen.starts_with(b"GIF89a") {
        return Err(PictureError::Malformed("it doesn't begin like a GIF"));
    }
    copied(source, copy, 0..at)?;
    let mut images = false;
    loop {
        let from = at;
        let block = gif::block(source, &mut at)?;
        if at > from {
            removed.insert(Removed::Other);
        }
        match block {
            gif::Block::Image { code_size, .. } => {
                copied(source, copy, at..code_size + 1)?;
                at = sub_blocks(source, code_size + 1, |block| {
                    copy.write_all(&[len(block)])?;
                    Ok(copy.write_all(block)?)
                })?;
                copy.write_all(&[0])?;
                images = true;
            }
            gif::Block::Extension(label) => {
                at = extension(source, at + 2, label, copy, removed)?;
            }
            gif::Block::End { len } if images => {
                if len == 0 {
                    // The copy has the missing mark, so it differs from the original.
                    removed.insert(Removed::Other);
                }
                copy.write_all(b";")?;
                return Ok(at + len);
            }
            gif::Block::End { .. } => return Err(PictureError::Malformed("an unknown block")),
        }
    }
}

fn copied(source: &mut Source<'_>, copy: &mut impl Write, range: Range<u64>) -> Step<()> {
    source.each(range, |piece| Ok(copy.write_all(piece)?))
}

/// Length of a sub-block. It fits, because it was read from one byte.
fn len(block: &[u8]) -> u8 {
    u8::try_from(block.len()).unwrap_or(u8::MAX)
}

/// Passes each sub-block to `each`, to the end of the block, and returns the offset after it.
fn sub_blocks(
    source: &mut Source<'_>,
    mut at: u64,
    mut each: impl FnMut(&[u8]) -> Step<()>,
) -> Step<u64> {
    loop {
        let data = gif::sub_block(source, at)?;
        at = data.end;
        if data.is_empty() {
            return Ok(at);
        }
        each(&source.bytes(data.start, (data.end - data.start) as usize)?)?;
    }
}

/// Copies an extension that affects the picture's appearance.
fn extension(
    source: &mut Source<'_>,
    at: u64,
    label: u8,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<u64> {
    match label {
        0xf9 => {
            let mut control = None;
            let end = sub_blocks(source, at, |block| {
                if control.is_some() {
                    removed.insert(Removed::Other);
                } else {
                    let first = <[u8; 4]>::try_from(block);
                    control = Some(
                        first.map_err(|_| PictureError::Malformed("an invalid control block"))?,
                    );
                }
                Ok(())
            })?;
            let control = control.ok_or(PictureError::Malformed("an invalid control block"))?;
            copy.write_all(b"\x21\xf9\x04")?;
            copy.write_all(&control)?;
            copy.write_all(&[0])?;
            Ok(end)
        }
        0xff => application(source, at, copy, removed),
        label => {
            // 0x01 is plain text, which no decoder draws.
            removed.insert(if matches!(label, 0xfe | 0x01) {
                Removed::Comment
            } else {
                Removed::Other
            });
            sub_blocks(source, at, |_| Ok(()))
        }
    }
}

/// Copies an application extension with the loop or the color profile; drops others.
fn application(
    source: &mut Source<'_>,
    at: u64,
    copy: &mut impl Write,
    removed: &mut BTreeSet<Removed>,
) -> Step<u64> {
    let name = gif::sub_block(source, at)?;
    let at = name.end;
    let name = source
        .bytes(name.start, (name.end - name.start) as usize)?
        .into_owned();
    let is_loop = matches!(name.as_slice(), b"NETSCAPE2.0" | b"ANIMEXTS1.0");
    let is_profile = name == b"ICCRGBG1012";
    if name.is_empty() {
        removed.insert(Removed::Other);
        return Ok(at);
    }
    if !is_loop && !is_profile {
        let mut kinds = BTreeSet::new();
        let end = sub_blocks(source, at, |block| {
            kinds.append(&mut xmp::kinds(block));
            Ok(())
        })?;
        let is_xmp = name.starts_with(b"XMP Data");
        removed.extend(kinds.into_iter().filter(|_| is_xmp));
        removed.insert(Removed::Other);
        return Ok(end);
    }
    let mut begun = false;
    let end = sub_blocks(source, at, |block| {
        // A loop count is 1 and two bytes; a buffer size is 2 and four bytes.
        if is_loop && !matches!(block, [1, _, _] | [2, _, _, _, _]) {
            removed.insert(Removed::Other);
            return Ok(());
        }
        if !begun {
            copy.write_all(&[0x21, 0xff, len(&name)])?;
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
    Ok(end)
}
