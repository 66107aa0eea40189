//! Signatures that occur by chance in compressed data.
//!
//! A signature of four bytes occurs in random data once in 4 GiB, so some motion photos and picture PDFs contain one.
//! Each file here contains one for certain, followed by random bytes: as many as 40 TB of ordinary files would.

use chat_attachments::{Finding, fixture};

use crate::support::judged;

/// Signatures of formats that are searched for at any offset.
const SIGNATURES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa\xcf",
    b"\xfe\xed\xfa\xce",
    b"PE\0\0",
    b"MZ",
    b"ftyp",
    b"<svg",
    b"<SVG",
];

/// A pseudorandom sequence of bytes.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        let words = std::iter::repeat_with(|| self.next().to_be_bytes());
        words.flatten().take(len).collect()
    }

    /// Random bytes around a signature.
    fn with_signature(&mut self) -> Vec<u8> {
        let place = (self.next() % 400) as usize;
        let signature = SIGNATURES[(self.next() % SIGNATURES.len() as u64) as usize];
        let mut bytes = self.bytes(800);
        bytes[place..place + signature.len()].copy_from_slice(signature);
        bytes
    }
}

/// A photo with a long comment: readers look for a PDF in a file's first kilobyte, where nothing is by chance.
fn photo() -> Vec<u8> {
    let mut photo = fixture::jpeg();
    photo.splice(
        2..2,
        [b"\xff\xfe\x06\x02".as_slice(), &[b'a'; 0x600]].concat(),
    );
    photo
}

/// A motion photo whose video has this media.
fn motion_photo(media: &[u8]) -> Vec<u8> {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto=\"1\"/>";
    let len = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    let mut photo = photo();
    photo.splice(2..2, [&[0xff, 0xe1], len.as_slice(), xmp].concat());
    let size = u32::try_from(media.len() + 8).unwrap().to_be_bytes();
    [
        photo.as_slice(),
        b"\0\0\0\x18ftypmp42\0\0\x02\0isommp42",
        &size,
        b"mdat",
        media,
        b"\0\0\0\x10moov\0\0\0\x08trak",
    ]
    .concat()
}

/// A PDF with this as a picture's data.
fn picture_pdf(data: &[u8]) -> Vec<u8> {
    let head = format!(
        "<< /Subtype /Image /Filter /DCTDecode /Length {} >>\nstream\n",
        data.len()
    );
    let stream = [head.as_bytes(), data, b"\nendstream"].concat();
    fixture::pdf_with("", &[stream])
}

/// A photo with another picture after it, as its header declares.
fn two_pictures(data: &[u8]) -> Vec<u8> {
    let mut photo = photo();
    photo.splice(2..2, *b"\xff\xe2\0\x06MPF\0");
    [photo.as_slice(), b"\xff\xd8\xff\xe0", data].concat()
}

#[test]
fn a_signature_by_chance_hides_nothing() {
    let mut random = Random(0x1234_5678_9abc_def0);
    let mut wrong = Vec::new();
    for n in 0..10_000 {
        let data = random.with_signature();
        let (bytes, name, findings) = match n % 5 {
            0..2 => (motion_photo(&data), "a.jpg", vec![Finding::MotionPhoto]),
            2..4 => (picture_pdf(&data), "a.pdf", vec![]),
            _ => (two_pictures(&data), "a.jpg", vec![Finding::MultiPicture]),
        };
        let judgement = judged(&bytes, name);
        if !judgement.is_accepted() || judgement.findings != findings {
            wrong.push(format!("{n}, {name}: {}", judgement.sentence()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn large_random_files_are_accepted() {
    let mut random = Random(77);
    let data = random.bytes(8 << 20);
    for (bytes, name) in [
        (motion_photo(&data), "a.jpg"),
        (picture_pdf(&data), "a.pdf"),
        (two_pictures(&data), "a.jpg"),
    ] {
        let judgement = judged(&bytes, name);
        assert!(judgement.is_accepted(), "{name}: {}", judgement.sentence());
    }
}

/// What the header declares as a video is not searched for text, but for archives, like a picture.
#[test]
fn an_archive_in_the_video_of_a_motion_photo_is_found() {
    let mut random = Random(3);
    for guest in [
        b"Rar!\x1a\x07\x01\0".as_slice(),
        b"7z\xbc\xaf\x27\x1c\0\x04",
        b"<script>x()",
        b"<?php system(1);",
    ] {
        for before in [0, 65_300, 65_536, 200_000] {
            let media = [&random.bytes(before), guest, &random.bytes(999)].concat();
            assert!(!judged(&motion_photo(&media), "a.jpg").is_accepted());
        }
    }
    // Behind the video, everything counts again.
    for guest in [fixture::docx(), fixture::pdf(), fixture::mp4()] {
        let hidden = [motion_photo(&random.bytes(99)), b"\x01".to_vec(), guest].concat();
        let judgement = judged(&hidden, "a.jpg");
        let is_second = judgement.findings == [Finding::MotionPhoto];
        assert!(!judgement.is_accepted() || is_second, "{judgement:?}");
    }
}
