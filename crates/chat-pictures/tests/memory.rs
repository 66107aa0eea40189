//! Memory of stripping and of thumbnails: documented bounds for every picture.
//!
//! A separate binary with a single test, because all allocations of the process are counted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use chat_pictures::{PictureFormat, STRIP_MEMORY, ThumbnailLimits, strip, thumbnail};
use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType};
use peak_alloc::PeakAlloc;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::time::Instant;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Memory of the thumbnail's own pixels in bytes, on top of the limit for decoding.
const THUMBNAIL: usize = 8 * 1024 * 1024;

/// Noise, generated while it is encoded.
struct Noise(u16, u16);

impl ImageBuffer for Noise {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.0
    }

    fn height(&self) -> u16 {
        self.1
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        for (salt, buffer) in (1_u32..).zip(buffers.iter_mut().take(3)) {
            let mut state = u32::from(y) * 77_777 + salt;
            for _ in 0..self.0 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                buffer.push(state.to_be_bytes()[0] >> 2);
            }
        }
    }
}

fn jpeg(width: u16, height: u16, quality: u8, progressive: bool) -> File {
    let mut file = tempfile();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_progressive(progressive);
    encoder.encode_image(Noise(width, height)).unwrap();
    file
}

fn png(width: u32, height: u32) -> File {
    let mut file = tempfile();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    let mut rows = writer.stream_writer().unwrap();
    let row: Vec<u8> = (0..width * 4).map(|n| n.to_be_bytes()[2]).collect();
    for _ in 0..height {
        rows.write_all(&row).unwrap();
    }
    rows.finish().unwrap();
    writer.finish().unwrap();
    file
}

fn gif(side: u16) -> File {
    let mut file = tempfile();
    let palette = [0, 0, 0, 255, 255, 255];
    let mut encoder = gif::Encoder::new(&mut file, side, side, &palette).unwrap();
    let buffer: Vec<u8> = (0..usize::from(side) * usize::from(side))
        .map(|n| u8::from(n % 7 == 0))
        .collect();
    let frame = gif::Frame {
        width: side,
        height: side,
        buffer: buffer.into(),
        ..gif::Frame::default()
    };
    encoder.write_frame(&frame).unwrap();
    drop(encoder);
    file
}

fn tempfile() -> File {
    tempfile::tempfile().unwrap()
}

/// Peak of allocations during `run`, in bytes, and its result.
fn peak<T>(what: &str, run: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let start = Instant::now();
    let result = run();
    let peak = ALLOCATED.peak_usage() - before;
    println!(
        "{:>6} KiB, {:>5} ms: {what}",
        peak / 1024,
        start.elapsed().as_millis()
    );
    (peak, result)
}

#[test]
fn memory_is_bounded_for_every_picture() {
    let mut photo = jpeg(4000, 5000, 96, false);
    // The maximum amount of metadata, and a second picture after the end.
    let comments: Vec<u8> = [&[0xff, 0xfe, 0xff, 0xff], [b'a'; 65_533].as_slice()].concat();
    let mut heavy = tempfile();
    heavy.write_all(b"\xff\xd8").unwrap();
    heavy.write_all(&comments.repeat(100)).unwrap();
    photo.seek(SeekFrom::Start(2)).unwrap();
    std::io::copy(&mut photo, &mut heavy).unwrap();
    heavy.write_all(&comments.repeat(100)).unwrap();
    let len = heavy.metadata().unwrap().len();
    assert!(len > 25 * 1024 * 1024, "{len}");
    let mut copy = tempfile();
    let what = format!("stripping a JPEG of {} MiB", len >> 20);
    let (taken, stripped) = peak(&what, || {
        strip(&mut heavy, PictureFormat::Jpeg, &mut copy).unwrap()
    });
    assert!(
        taken < STRIP_MEMORY && stripped.len < len - 100 * 65_000,
        "{taken}"
    );
    let mut drawing = png(10_000, 10_000);
    let (taken, _) = peak("stripping a PNG of 100 megapixels", || {
        strip(&mut drawing, PictureFormat::Png, &mut tempfile()).unwrap()
    });
    assert!(taken < STRIP_MEMORY, "{taken}");

    let most = usize::try_from(ThumbnailLimits::DEFAULT.max_memory).unwrap() + THUMBNAIL;
    let pictures = [
        ("a PNG of 100 megapixels", drawing, PictureFormat::Png),
        (
            "a PNG of one row of 2 megapixels",
            png(2_000_000, 1),
            PictureFormat::Png,
        ),
        (
            "a JPEG of 40 megapixels",
            jpeg(8000, 5000, 80, false),
            PictureFormat::Jpeg,
        ),
        (
            "a progressive JPEG of 40 megapixels",
            jpeg(8000, 5000, 40, true),
            PictureFormat::Jpeg,
        ),
        (
            "a progressive JPEG of 6.5 megapixels",
            jpeg(2550, 2550, 80, true),
            PictureFormat::Jpeg,
        ),
        ("a GIF of 25 megapixels", gif(5000), PictureFormat::Gif),
    ];
    for (what, mut file, format) in pictures {
        let what = format!("a thumbnail of {what}");
        let (taken, small) = peak(&what, || {
            thumbnail(&mut file, format, 320, &ThumbnailLimits::DEFAULT)
        });
        assert!(small.unwrap().bytes.len() < 300_000, "{what}");
        assert!(taken < most, "{what}: {taken}");
    }
}
