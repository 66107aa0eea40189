//! Generated pictures, and pieces to insert into them.

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, ImageFormat, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::io::Cursor;

/// Pixel of a smooth, asymmetric pattern.
pub(crate) fn pixel(x: u32, y: u32, width: u32, height: u32) -> [u8; 3] {
    let red = x * 255 / width.max(1);
    let green = y * 255 / height.max(1);
    let blue = if x > width / 2 && y < height / 3 {
        255
    } else {
        40
    };
    [red, green, blue].map(|value| u8::try_from(value).unwrap())
}

pub(crate) fn pixels(width: u32, height: u32) -> Vec<u8> {
    let each = |y| (0..width).flat_map(move |x| pixel(x, y, width, height));
    (0..height).flat_map(each).collect()
}

pub(crate) fn jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    jpeg_with(width, height, |encoder| {
        encoder.set_progressive(progressive)
    })
}

pub(crate) fn jpeg_with(
    width: u16,
    height: u16,
    set: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    set(&mut encoder);
    let rgb = pixels(width.into(), height.into());
    encoder.encode(&rgb, width, height, ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = image::RgbImage::from_raw(width, height, pixels(width, height)).unwrap();
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Three images in a loop, the second partly transparent.
pub(crate) fn gif(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for n in 0..3_u8 {
        let image = RgbaImage::from_fn(width, height, |x, y| {
            let [r, g, b] = pixel(x, y, width, height);
            let clear = n == 1 && (x + y) % 3 == 0;
            image::Rgba([r, g, b.wrapping_add(80 * n), if clear { 0 } else { 255 }])
        });
        let delay = Delay::from_numer_denom_ms(50 * (u32::from(n) + 1), 1);
        encoder
            .encode_frame(Frame::from_parts(image, 0, 0, delay))
            .unwrap();
    }
    drop(encoder);
    bytes
}

/// A segment of a JPEG.
pub(crate) fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let len = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], len.as_slice(), body].concat()
}

/// A chunk of a PNG.
pub(crate) fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), body].concat();
    let len = u32::try_from(body.len()).unwrap().to_be_bytes();
    [
        len.as_slice(),
        &named,
        &crc32fast::hash(&named).to_be_bytes(),
    ]
    .concat()
}

/// Sub-blocks of a GIF, including their terminator.
pub(crate) fn sub_blocks(body: &[u8]) -> Vec<u8> {
    let blocks = body.chunks(255).flat_map(|block| {
        let len = u8::try_from(block.len()).unwrap();
        std::iter::once(len).chain(block.iter().copied())
    });
    blocks.chain([0]).collect()
}

/// A GIF's application extension.
pub(crate) fn application(name: &[u8; 11], body: &[u8]) -> Vec<u8> {
    [&[0x21, 0xff, 11], name.as_slice(), &sub_blocks(body)].concat()
}

/// The picture with pieces after its header, before its end and after its end.
pub(crate) fn with(picture: &[u8], head: usize, tail: usize, pieces: [&[u8]; 3]) -> Vec<u8> {
    let (start, rest) = picture.split_at(head);
    let (middle, end) = rest.split_at(rest.len() - tail);
    [start, pieces[0], middle, pieces[1], end, pieces[2]].concat()
}

/// A JPEG with segments after its start marker, segments before its end marker, and bytes after it.
pub(crate) fn with_segments(jpeg: &[u8], pieces: [&[u8]; 3]) -> Vec<u8> {
    with(jpeg, 2, 2, pieces)
}

/// A PNG with chunks after its header, chunks before its end, and bytes after it.
pub(crate) fn with_chunks(png: &[u8], pieces: [&[u8]; 3]) -> Vec<u8> {
    with(png, 33, 12, pieces)
}

/// A GIF with blocks before its first, blocks before its end, and bytes after it.
pub(crate) fn with_blocks(gif: &[u8], pieces: [&[u8]; 3]) -> Vec<u8> {
    let colors = match gif[10] & 0x80 {
        0 => 0,
        _ => 3 << ((gif[10] & 7) + 1),
    };
    with(gif, 13 + colors, 1, pieces)
}
