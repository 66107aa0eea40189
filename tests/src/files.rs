//! Small real files.

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write as _;

/// A PNG that every decoder can show: a true-color gradient.
#[must_use]
pub fn png(width: u32, height: u32) -> Vec<u8> {
    gradient(width, height, Compression::default())
}

/// The same, uncompressed: three bytes per pixel.
#[must_use]
pub fn large_png(width: u32, height: u32) -> Vec<u8> {
    gradient(width, height, Compression::none())
}

fn gradient(width: u32, height: u32, compression: Compression) -> Vec<u8> {
    let mut pixels = ZlibEncoder::new(Vec::new(), compression);
    for y in 0..height {
        pixels.write_all(&[0]).unwrap();
        for x in 0..width {
            let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap();
            pixels
                .write_all(&[shade(x, width), shade(y, height), 160])
                .unwrap();
        }
    }
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &pixels.finish().unwrap());
    chunk(&mut png, b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let mut crc = crc32fast::Hasher::new();
    for part in [kind.as_slice(), data] {
        crc.update(part);
        png.extend(part);
    }
    png.extend(crc.finalize().to_be_bytes());
}

/// A photo from a phone held upright: stored in landscape, 600 × 400, with a rotation to the right. Upright,
/// its upper third is red and the rest blue. Its EXIF data and a comment contain the secrets: location,
/// device and comment.
#[must_use]
pub fn photo([place, device, comment]: [&str; 3]) -> Vec<u8> {
    let row: Vec<u8> = (0..600)
        .flat_map(|x| {
            if x < 200 {
                [200, 30, 30]
            } else {
                [30, 30, 200]
            }
        })
        .collect();
    let mut plain = Vec::new();
    jpeg_encoder::Encoder::new(&mut plain, 90)
        .encode(&row.repeat(400), 600, 400, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    let exif = [b"Exif\0\0".as_slice(), &exif(place, device)].concat();
    let segment = |marker: u8, body: &[u8]| {
        let len = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], len.as_slice(), body].concat()
    };
    let metadata = [segment(0xe1, &exif), segment(0xfe, comment.as_bytes())].concat();
    [&plain[..2], &metadata, &plain[2..]].concat()
}

/// An orientation of 6, a model, and a location table with one text.
fn exif(place: &str, device: &str) -> Vec<u8> {
    let field = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        let count = u32::try_from(count).unwrap().to_be_bytes();
        [
            tag.to_be_bytes().as_slice(),
            &kind.to_be_bytes(),
            &count,
            &value,
        ]
        .concat()
    };
    let at = |place: usize| u32::try_from(place).unwrap().to_be_bytes();
    // The header, three fields, then the model; the second table, then the location.
    let model = 8 + 2 + 3 * 12 + 4;
    let table = model + device.len();
    let text = table + 2 + 12 + 4;
    [
        b"MM\0*\0\0\0\x08\0\x03".as_slice(),
        &field(0x0110, 2, device.len(), at(model)),
        &field(0x0112, 3, 1, [0, 6, 0, 0]),
        &field(0x8825, 4, 1, at(table)),
        &[0; 4],
        device.as_bytes(),
        b"\0\x01",
        &field(0x001b, 7, place.len(), at(text)),
        &[0; 4],
        place.as_bytes(),
    ]
    .concat()
}

/// An MP4: its file type box, and an empty box for the media.
#[must_use]
pub fn mp4() -> Vec<u8> {
    let mut mp4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    mp4.extend(b"\0\0\0\x08free\0\0\x04\0mdat");
    mp4.resize(mp4.len() + 0x3f8, 0);
    mp4
}

/// A PDF of one empty page.
#[must_use]
pub fn pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = pdf.len();
    pdf.push_str("xref\n0 4\n0000000000 65535 f \n");
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    pdf.into_bytes()
}
