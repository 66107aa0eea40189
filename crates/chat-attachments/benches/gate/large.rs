//! Speed on large files in which nothing is compressed by the format itself.

use crate::files::File;
use crate::gate;
use crate::table::keep;
use chat_attachments::fixture;
use std::path::PathBuf;

/// Size of the media or picture data, in bytes.
const SIZE: usize = 20 * 1024 * 1024;
/// Runs per file; the fastest counts.
const RUNS: usize = 9;

fn random(len: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()
    });
    words.flatten().take(len).collect()
}

fn motion_photo(media: &[u8]) -> Vec<u8> {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto=\"1\"/>";
    let len = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    let mut photo = fixture::jpeg();
    photo.splice(2..2, [&[0xff, 0xe1], len.as_slice(), xmp].concat());
    let size = u32::try_from(media.len() + 8).unwrap().to_be_bytes();
    let video = b"\0\0\0\x18ftypmp42\0\0\x02\0isommp42";
    [photo.as_slice(), video, &size, b"mdat", media].concat()
}

fn picture_pdf(data: &[u8]) -> Vec<u8> {
    let head = format!("<< /Subtype /Image /Length {} >>\nstream\n", data.len());
    let stream = [head.as_bytes(), data, b"\nendstream"].concat();
    fixture::pdf_with("", &[stream])
}

/// Prints gigabytes per second.
pub(crate) fn print() {
    let data = random(SIZE);
    println!("\nlarge file           GB/s");
    for (what, kind, bytes) in [
        ("motion photo", "jpg", motion_photo(&data)),
        ("PDF of a picture", "pdf", picture_pdf(&data)),
    ] {
        let size = bytes.len();
        let file = File::new(kind, bytes, PathBuf::new());
        assert!(gate(&file).is_accepted(), "{what}");
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            keep(&mut best, gate, &file);
        }
        println!("{what:<19}{:>6.2}", size as f64 / best / 1e3);
    }
}
