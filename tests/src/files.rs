//! Small real files.

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write as _;

/// A PNG that every decoder shows: a gradient in true color.
#[must_use]
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::default());
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
