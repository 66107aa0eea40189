//! Appearance of thumbnails, and reasons to refuse them.

use crate::exif::Exif;
use crate::pictures::{
    chunk, jpeg, jpeg_with, pixel, pixels, png, segment, with_chunks, with_segments,
};
use crate::support::try_strip;
use chat_pictures::{PictureError, PictureFormat, Thumbnail, ThumbnailLimits, thumbnail};
use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use png::{BitDepth, ColorType as PngColor};
use std::io::Cursor;

fn small(bytes: &[u8], format: PictureFormat) -> (RgbImage, Thumbnail) {
    let made = thumbnail(
        &mut Cursor::new(bytes),
        format,
        320,
        &ThumbnailLimits::DEFAULT,
    )
    .unwrap();
    let image = image::load_from_memory(&made.bytes).unwrap().to_rgb8();
    assert_eq!(image.dimensions(), (made.width.into(), made.height.into()));
    let (_, removed) = try_strip(&made.bytes, PictureFormat::Jpeg).unwrap();
    assert!(removed.is_empty(), "a thumbnail has metadata: {removed:?}");
    (image, made)
}

/// Mean difference from the test pattern per channel, of 255.
fn distance(image: &RgbImage) -> f64 {
    let (width, height) = image.dimensions();
    let of = |(x, y, found): (u32, u32, &image::Rgb<u8>)| {
        let wanted = pixel(x, y, width, height);
        let each = found
            .0
            .iter()
            .zip(wanted)
            .map(|(a, b)| f64::from(a.abs_diff(b)));
        each.sum::<f64>()
    };
    let sum: f64 = image.enumerate_pixels().map(of).sum();
    sum / f64::from(3 * width * height)
}

#[test]
fn jpegs_of_all_processes_and_sizes_look_alike() {
    for (width, height) in [
        (30, 20),
        (640, 480),
        (1500, 1000),
        (3000, 2000),
        (2561, 3333),
    ] {
        for progressive in [false, true] {
            for sampling in [
                SamplingFactor::F_1_1,
                SamplingFactor::F_2_2,
                SamplingFactor::F_2_1,
            ] {
                let photo = jpeg_with(width, height, |encoder| {
                    encoder.set_progressive(progressive);
                    encoder.set_sampling_factor(sampling);
                    encoder.set_restart_interval(if height == 2000 { 7 } else { 0 });
                });
                let (image, made) = small(&photo, PictureFormat::Jpeg);
                assert_eq!(made.width.max(made.height), width.max(height).min(320));
                let distance = distance(&image);
                assert!(
                    distance < 6.0,
                    "{width} × {height}, {progressive}, {sampling:?}: {distance}"
                );
            }
        }
    }
}

#[test]
fn gray_and_ink_are_decoded() {
    for (color, channels, paper) in [
        (ColorType::Luma, 1, 200),
        (ColorType::Cmyk, 4, 200),
        (ColorType::CmykAsYcck, 4, 200),
    ] {
        for side in [100_u16, 3000] {
            let mut bytes = Vec::new();
            // Only the last of four inks.
            let light = |ink: usize| {
                if channels == 4 && ink < 3 {
                    0
                } else if channels == 4 {
                    255 - paper
                } else {
                    paper
                }
            };
            let row: Vec<u8> = (0..channels).map(light).collect();
            let data = row.repeat(usize::from(side) * usize::from(side));
            Encoder::new(&mut bytes, 95)
                .encode(&data, side, side, color)
                .unwrap();
            let (image, _) = small(&bytes, PictureFormat::Jpeg);
            let found = image.get_pixel(50, 50).0;
            assert!(
                found.iter().all(|v| v.abs_diff(paper) < 4),
                "{color:?} {side}: {found:?}"
            );
        }
    }
}

#[test]
fn every_orientation_is_turned_upright() {
    let upright = image::DynamicImage::from(RgbImage::from_raw(90, 60, pixels(90, 60)).unwrap());
    for orientation in 1..=8_u16 {
        for times in [1_u32, 50] {
            // The camera stores the inverse of what the orientation does.
            let mut stored = upright.clone();
            let reverse = [1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation) - 1];
            stored.apply_orientation(image::metadata::Orientation::from_exif(reverse).unwrap());
            let stored = stored.resize_exact(
                stored.width() * times,
                stored.height() * times,
                image::imageops::FilterType::Nearest,
            );
            let (width, height) = (stored.width(), stored.height());
            let mut bytes = Vec::new();
            let encoder = Encoder::new(&mut bytes, 95);
            let side = |side: u32| u16::try_from(side).unwrap();
            encoder
                .encode(
                    stored.to_rgb8().as_raw(),
                    side(width),
                    side(height),
                    ColorType::Rgb,
                )
                .unwrap();
            let exif = Exif::default().with_orientation(orientation).bytes();
            let app1 = segment(0xe1, &[b"Exif\0\0", exif.as_slice()].concat());
            let photo = with_segments(&bytes, [&app1, &[], &[]]);
            let (image, _) = small(&photo, PictureFormat::Jpeg);
            let distance = distance(&image);
            assert!(
                image.width() > image.height() && distance < 6.0,
                "{orientation} × {times}: {distance}"
            );
        }
    }
    let exif = Exif {
        little: true,
        ..Exif::default()
    }
    .with_orientation(6)
    .bytes();
    let turned = with_chunks(&png(90, 60), [&chunk(b"eXIf", &exif), &[], &[]]);
    assert_eq!(small(&turned, PictureFormat::Png).0.dimensions(), (60, 90));
}

#[test]
fn pngs_of_all_colors_and_depths_are_decoded() {
    for (color, depth, pixel, wanted) in [
        (PngColor::Grayscale, BitDepth::Eight, vec![90], [90; 3]),
        (PngColor::Grayscale, BitDepth::Sixteen, vec![90, 1], [90; 3]),
        (
            PngColor::GrayscaleAlpha,
            BitDepth::Eight,
            vec![90, 0],
            [255; 3],
        ),
        (
            PngColor::Rgba,
            BitDepth::Eight,
            vec![0, 0, 0, 127],
            [128; 3],
        ),
        (
            PngColor::Rgba,
            BitDepth::Sixteen,
            vec![9, 0, 9, 0, 9, 0, 0, 0],
            [255; 3],
        ),
        (PngColor::Indexed, BitDepth::Eight, vec![1], [200; 3]),
    ] {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 700, 500);
        encoder.set_color(color);
        encoder.set_depth(depth);
        encoder.set_palette(vec![0, 0, 0, 200, 200, 200]);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixel.repeat(700 * 500)).unwrap();
        drop(writer);
        let (image, _) = small(&bytes, PictureFormat::Png);
        assert_eq!(image.dimensions(), (320, 229));
        let found = image.get_pixel(300, 200).0;
        assert!(
            found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 3),
            "{color:?} {depth:?}: {found:?}"
        );
    }
    assert!(distance(&small(&png(900, 600), PictureFormat::Png).0) < 3.0);
}

#[test]
fn an_interlaced_png_is_assembled() {
    // One bit per pixel: the left half white, in all seven passes. The available encoder doesn't interlace.
    let (width, height) = (16_u32, 16_u32);
    let mut data = Vec::new();
    for (x, dx, y, dy) in [
        (0, 8, 0, 8),
        (4, 8, 0, 8),
        (0, 4, 4, 8),
        (2, 4, 0, 4),
        (0, 2, 2, 4),
        (1, 2, 0, 2),
        (0, 1, 1, 2),
    ] {
        for _ in (y..height).step_by(dy) {
            data.push(0);
            data.extend((x..width).step_by(dx).map(|x| if x < 8 { 255 } else { 0 }));
        }
    }
    let header = [
        width.to_be_bytes().as_slice(),
        &height.to_be_bytes(),
        &[8, 0, 0, 0, 1],
    ]
    .concat();
    // One stored block, not compressed.
    let len = u16::try_from(data.len()).unwrap();
    let mut packed = vec![0x78, 0x01, 0x01];
    packed.extend(len.to_le_bytes());
    packed.extend((!len).to_le_bytes());
    packed.extend_from_slice(&data);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    packed.extend((b << 16 | a).to_be_bytes());
    let bytes = [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &packed),
        &chunk(b"IEND", &[]),
    ]
    .concat();
    let (image, _) = small(&bytes, PictureFormat::Png);
    for (x, _, found) in image.enumerate_pixels() {
        assert!(
            found.0[0].abs_diff(if x < 8 { 255 } else { 0 }) < 8,
            "{x}: {found:?}"
        );
    }
}

/// The 300 rows of an image in stored order.
fn rows(interlaced: bool) -> impl Iterator<Item = usize> {
    let passes: &[(usize, usize)] = if interlaced {
        &[(0, 8), (4, 8), (2, 4), (1, 2)]
    } else {
        &[(0, 1)]
    };
    passes
        .iter()
        .flat_map(|(first, step)| (*first..300).step_by(*step))
}

#[test]
fn a_gif_shows_its_first_image_on_white() {
    let mut bytes = Vec::new();
    let palette = [0, 0, 0, 10, 120, 230];
    let mut encoder = gif::Encoder::new(&mut bytes, 600, 400, &palette).unwrap();
    for interlaced in [true, false] {
        let frame = gif::Frame {
            left: 100,
            top: 50,
            width: 400,
            height: 300,
            interlaced,
            transparent: Some(0),
            // Transparent above, blue below; the second image is the reverse.
            buffer: rows(interlaced)
                .flat_map(|y| [u8::from((y < 150) != interlaced); 400])
                .collect(),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    let (image, _) = small(&bytes, PictureFormat::Gif);
    assert_eq!(image.dimensions(), (320, 213));
    for (x, y, wanted) in [
        (5, 5, [255; 3]),
        (160, 60, [255; 3]),
        (160, 150, [10, 120, 230]),
        (160, 205, [255; 3]),
    ] {
        let found = image.get_pixel(x, y).0;
        assert!(
            found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 12),
            "{x}, {y}: {found:?}"
        );
    }
}

#[test]
fn limits_are_enforced() {
    let photo = png(100, 100);
    let limits = ThumbnailLimits {
        max_pixels: 9_999,
        ..ThumbnailLimits::DEFAULT
    };
    let result = thumbnail(&mut Cursor::new(&photo), PictureFormat::Png, 320, &limits);
    assert!(matches!(result, Err(PictureError::TooLarge)));
    let photo = jpeg(1000, 1000, true);
    let limits = ThumbnailLimits {
        max_memory: 1_000_000,
        ..ThumbnailLimits::DEFAULT
    };
    let result = thumbnail(&mut Cursor::new(&photo), PictureFormat::Jpeg, 320, &limits);
    assert!(matches!(result, Err(PictureError::TooLarge)));
}

#[test]
fn too_many_scans_are_refused() {
    let photo = jpeg(64, 64, true);
    let scan = memchr::memmem::rfind(&photo, &[0xff, 0xda]).unwrap();
    let (scan, end) = photo[scan..].split_at(photo.len() - scan - 2);
    let many = [&photo[..photo.len() - 2], &scan.repeat(300), end].concat();
    let result = thumbnail(
        &mut Cursor::new(&many),
        PictureFormat::Jpeg,
        320,
        &ThumbnailLimits::DEFAULT,
    );
    assert!(matches!(result, Err(PictureError::TooLarge)));
}
