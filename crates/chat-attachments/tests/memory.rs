//! How much memory a verdict takes: a documented number, whatever the file.
//!
//! A binary of its own, with one test: everything that the process allocates is counted.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::time::Instant;

use chat_attachments::{AttachmentPolicy, Claim, fixture, judge};
use fixture::{Compound, Zip};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// What the README promises, in bytes.
const MOST: usize = 8 * 1024 * 1024;
/// What it promises for files that weren't made to be heavy.
const MOST_ORDINARY: usize = 1024 * 1024;

/// The peak above what was allocated before, in bytes, and the reason code.
fn peak(bytes: &[u8], name: &str) -> (usize, &'static str) {
    peak_of(Cursor::new(bytes), name, &AttachmentPolicy::DEFAULT)
}

fn peak_of(
    reader: impl Read + Seek,
    name: &str,
    policy: &AttachmentPolicy,
) -> (usize, &'static str) {
    let start = Instant::now();
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let claim = Claim::named(name);
    let judgement = judge(reader, &claim, policy).unwrap();
    let peak = ALLOCATED.peak_usage() - before;
    let (took, code) = (start.elapsed(), judgement.reason_code());
    println!("{peak:>9} {name}: {code}, {took:.1?}");
    (peak, judgement.reason_code())
}

/// Bytes that don't pack well, always the same.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(len)
    .collect()
}

const BIG: usize = 24 * 1024 * 1024;

fn ordinary() -> Vec<(&'static str, Vec<u8>)> {
    let sheet = "<c r='A1'><v>1</v></c>".repeat(300_000);
    vec![
        ("a photo in it.docx", {
            fixture::docx_with(|zip| zip.stored("word/media/a.jpeg", noise(BIG)), "")
        }),
        ("a photo packed.docx", {
            fixture::docx_with(|zip| zip.deflated("word/media/a.jpeg", noise(BIG)), "")
        }),
        ("a long sheet.docx", {
            let rest = noise(BIG / 4);
            let more = |zip: Zip| zip.deflated("a.xml", sheet).stored("a.png", rest);
            fixture::docx_with(more, "")
        }),
        (
            "long.pdf",
            fixture::pdf_with("", &[noise_without_names(BIG)]),
        ),
        (
            "long.rtf",
            [b"{\\rtf1 ".to_vec(), vec![b'a'; BIG], b"}".to_vec()].concat(),
        ),
        ("long.doc", {
            word().stream("Data", noise(BIG / 4)).finish()
        }),
    ]
}

/// The beginning of a Word 97 file.
fn word() -> Compound {
    let mut main = vec![0; 4608];
    main[..4].copy_from_slice(b"\xec\xa5\xc1\0");
    Compound::new()
        .stream("WordDocument", main)
        .stream("0Table", vec![0; 5000])
}

fn noise_without_names(len: usize) -> Vec<u8> {
    let mut bytes = noise(len);
    bytes.iter_mut().for_each(|b| *b |= 0x80);
    bytes
}

fn heavy() -> Vec<(&'static str, Vec<u8>)> {
    let name = |n: usize| format!("word/{n:0>1000}.xml");
    let entries = |mut zip: Zip| {
        for n in 0..9_990 {
            zip = zip.stored(&name(n), "");
        }
        zip
    };
    let links = format!(
        "<a>{}</a>",
        "<Relationship Type='' Target=''/>".repeat(31_000)
    );
    let types: String = (0..24_000)
        .map(|n| format!("<Default Extension='{n}' ContentType='a'/>"))
        .collect();
    let mut streams = word();
    for n in 0..49_000 {
        streams = streams.stream(&format!("{n:字>31}"), Vec::new());
    }
    let stream = [
        b"<< /Type /ObjStm /First 1 >> stream\n".to_vec(),
        b"1 0 ".repeat(1_000_000),
        b"endstream".to_vec(),
    ];
    // As much of everything at once as is taken.
    let long = |mut zip: Zip| {
        for n in 0..9_990 {
            zip = zip.stored(&format!("word/{n:0>90}.e{n}"), "");
        }
        let target = "\u{5b57}".repeat(150);
        let link = format!("<Relationship Type='' Target='{target}'/>");
        let links = format!("<a>{}</a>", link.repeat(2_700));
        let wide: Vec<u8> = links.encode_utf16().flat_map(u16::to_le_bytes).collect();
        zip.stored("word/_rels/a.rels", wide)
    };
    let object = {
        let mut zeros = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zeros.write_all(&vec![0; 4 * 1024 * 1024 - 1]).unwrap();
        let packed = [vec![0; 4], zeros.finish().unwrap()].concat();
        let len = u32::try_from(packed.len()).unwrap().to_le_bytes();
        [&b"\x10\0\x11\x10"[..], &len, &packed].concat()
    };
    let user = b"\0\0\xf6\x0f\x14\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3".to_vec();
    let show = Compound::new()
        .stream("Current User", user)
        .stream("PowerPoint Document", object.repeat(3));
    vec![
        ("all at once.docx", fixture::docx_with(long, &types)),
        ("large objects.ppt", show.finish()),
        ("many entries.docx", fixture::docx_with(entries, "")),
        (
            "many links.docx",
            fixture::docx_with(|zip| zip.stored("word/_rels/a.rels", links), ""),
        ),
        ("many types.docx", fixture::docx_with(|zip| zip, &types)),
        ("many streams.doc", streams.finish()),
        (
            "many names.pdf",
            fixture::pdf_with("", &[b"/First ".repeat(190_000)]),
        ),
        (
            "a long object stream.pdf",
            fixture::pdf_with("", &[stream.concat()]),
        ),
    ]
}

/// A file that is made while it is read: pieces behind each other.
struct Generated {
    pieces: Vec<Piece>,
    at: u64,
}

enum Piece {
    Bytes(Vec<u8>),
    /// So many bytes of one value.
    Filled(u8, u64),
    /// So many 32-bit numbers, each one more than the one before; and the first.
    Counted(u32, u64),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filled(_, len) => *len,
            Self::Counted(_, count) => count * 4,
        }
    }

    fn fill(&self, at: u64, into: &mut [u8]) {
        match self {
            Self::Bytes(bytes) => {
                let at = usize::try_from(at).unwrap();
                into.copy_from_slice(&bytes[at..at + into.len()]);
            }
            Self::Filled(value, _) => into.fill(*value),
            Self::Counted(first, _) => {
                for (n, byte) in (at..).zip(into) {
                    let number = first + u32::try_from(n / 4).unwrap();
                    *byte = number.to_le_bytes()[usize::try_from(n % 4).unwrap()];
                }
            }
        }
    }
}

impl Generated {
    fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces, at: 0 }
    }

    fn len(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }
}

impl Read for Generated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut start = 0;
        for piece in &self.pieces {
            let within = self.at - start;
            if within < piece.len() {
                let room = usize::try_from(piece.len() - within)
                    .unwrap()
                    .min(into.len());
                piece.fill(within, &mut into[..room]);
                self.at += room as u64;
                return Ok(room);
            }
            start += piece.len();
        }
        Ok(0)
    }
}

impl Seek for Generated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(back) => self.len().checked_add_signed(back).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

const GIB: u64 = 1 << 30;

/// A picture whose one chunk of image data is a GiB of zeros.
fn large_png() -> Vec<Piece> {
    let png = fixture::png(4, 3);
    let mut sum = crc32fast::hash(b"IDAT");
    // The sum of a long row of zeros, from those of shorter ones.
    let mut zeros = crc32fast::Hasher::new();
    zeros.update(&[0; 1024]);
    for _ in 0..20 {
        let half = zeros.clone();
        zeros.combine(&half);
    }
    let mut whole = crc32fast::Hasher::new_with_initial_len(sum, 4);
    whole.combine(&zeros);
    sum = whole.finalize();
    let data = [&u32::try_from(GIB).unwrap().to_be_bytes(), &b"IDAT"[..]].concat();
    vec![
        Piece::Bytes([&png[..33], &data].concat()),
        Piece::Filled(0, GIB),
        Piece::Bytes([&sum.to_be_bytes(), &png[png.len() - 12..]].concat()),
    ]
}

/// A document with an entry that isn't packed: the end of the local header is where the zeros begin.
fn large_docx(len: u64) -> Vec<Piece> {
    let small = fixture::docx_with(|zip| zip.stored("word/media/a.bin", [7; 16]), "");
    let at = small.windows(16).position(|w| w == [7; 16]).unwrap();
    let mut end = small[at + 16..].to_vec();
    let more = u32::try_from(len - 16).unwrap();
    let add = |end: &mut [u8], at: usize| {
        let old = u32::from_le_bytes(end[at..at + 4].try_into().unwrap());
        end[at..at + 4].copy_from_slice(&(old + more).to_le_bytes());
    };
    let name = end
        .windows(16)
        .position(|w| w == b"word/media/a.bin")
        .unwrap();
    add(&mut end, name - 46 + 20);
    add(&mut end, name - 46 + 24);
    let mut sum = crc32fast::Hasher::new();
    for _ in 0..len >> 20 {
        sum.update(&[7; 1 << 20]);
    }
    end[name - 46 + 16..name - 46 + 20].copy_from_slice(&sum.finalize().to_le_bytes());
    let record = end.len() - 22;
    add(&mut end, record + 16);
    vec![
        Piece::Bytes(small[..at].to_vec()),
        Piece::Filled(7, len),
        Piece::Bytes(end),
    ]
}

fn large_pdf() -> Vec<Piece> {
    let pdf = fixture::pdf();
    let (start, end) = pdf.split_at(9);
    let comment = |byte: &[u8]| Piece::Bytes(byte.to_vec());
    vec![
        comment(start),
        comment(b"%"),
        Piece::Filled(b'a', GIB),
        comment(b"\n"),
        comment(end),
    ]
}

fn large_rtf() -> Vec<Piece> {
    vec![
        Piece::Bytes(b"{\\rtf1 ".to_vec()),
        Piece::Filled(b'a', GIB),
        Piece::Bytes(b"}".to_vec()),
    ]
}

/// A Word file whose `Data` stream is a GiB: the tables are behind it.
fn large_doc() -> Vec<Piece> {
    const SECTOR: u64 = 512;
    const FREE: u32 = u32::MAX;
    const END: u32 = 0xffff_fffe;
    // Sectors: the directory 0 and 1, WordDocument 2 to 9, 0Table 10 to 17, Data, FAT, DIFAT.
    let data = GIB / SECTOR;
    let before = 18 + data;
    let tables = (before + 20_000).div_ceil(128);
    let lists = (tables - 109).div_ceil(127);
    let sector = |n: u64| u32::try_from(n).unwrap();
    let words = |words: &[u32]| {
        words
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(24, 0);
    header.extend(b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0\0\0\0\0\0\0");
    header.extend(words(&[
        0,
        sector(tables),
        0,
        0,
        4096,
        END,
        0,
        sector(before + tables),
        sector(lists),
    ]));
    header.extend((0..109).flat_map(|n| sector(before + n).to_le_bytes()));
    let entry = |name: &str, kind: u8, links: [u32; 3], start: u32, size: u64| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let len = u16::try_from(entry.len() + 2).unwrap();
        entry.resize(64, 0);
        entry.extend(len.to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend(words(&links));
        entry.resize(116, 0);
        entry.extend(words(&[start, u32::try_from(size).unwrap(), 0]));
        entry
    };
    let directory = [
        entry("Root Entry", 5, [FREE, FREE, 1], END, 0),
        entry("WordDocument", 2, [2, 3, FREE], 2, 4096),
        entry("Data", 2, [FREE; 3], 18, GIB),
        entry("0Table", 2, [FREE; 3], 10, 4096),
        vec![0; 512],
    ]
    .concat();
    let mut main = b"\xec\xa5\xc1\0".to_vec();
    main.resize(8192, 0);
    let row = |first: u64, end: u64| {
        vec![
            Piece::Counted(sector(first + 1), end - first - 1),
            Piece::Bytes(words(&[END])),
        ]
    };
    let used = before + tables + lists;
    let mut pieces = vec![
        Piece::Bytes([header, directory, main].concat()),
        Piece::Filled(0, GIB),
    ];
    for (first, end) in [(0, 2), (2, 10), (10, 18), (18, before)] {
        pieces.extend(row(first, end));
    }
    pieces.push(Piece::Bytes(
        words(&[0xffff_fffd]).repeat(usize::try_from(tables).unwrap()),
    ));
    pieces.push(Piece::Bytes(
        words(&[0xffff_fffc]).repeat(usize::try_from(lists).unwrap()),
    ));
    pieces.push(Piece::Filled(0xff, (tables * 128 - used) * 4));
    // The list of tables that the header has no room for; each part ends with the place of the next.
    for list in 0..lists {
        let first = 109 + list * 127;
        let listed: Vec<u32> = (first..first + 127)
            .map(|n| if n < tables { sector(before + n) } else { FREE })
            .chain([if list + 1 < lists {
                sector(before + tables + list + 1)
            } else {
                END
            }])
            .collect();
        pieces.push(Piece::Bytes(words(&listed)));
    }
    pieces
}

/// A policy that takes files of any size.
fn large_files() -> AttachmentPolicy {
    AttachmentPolicy {
        max_bytes: u64::MAX,
        ..AttachmentPolicy::DEFAULT
    }
}

#[test]
fn a_verdict_takes_no_more_memory_than_promised() {
    for (name, bytes) in ordinary() {
        let (peak, code) = peak(&bytes, name);
        assert!(
            code == "accepted" && peak < MOST_ORDINARY,
            "{name}: {peak}, {code}"
        );
    }
    for (name, pieces, expected) in [
        ("large.png", large_png(), "accepted"),
        ("large.docx", large_docx(GIB), "expands_too_much"),
        ("half as large.docx", large_docx(500 << 20), "accepted"),
        ("large.pdf", large_pdf(), "accepted"),
        ("large.rtf", large_rtf(), "accepted"),
        ("large.doc", large_doc(), "accepted"),
    ] {
        let (peak, code) = peak_of(Generated::new(pieces), name, &large_files());
        assert!(
            code == expected && peak < MOST_ORDINARY,
            "{name}: {peak}, {code}"
        );
    }
    for (name, bytes) in heavy() {
        let (peak, code) = peak(&bytes, name);
        assert!(code != "damaged" && peak < MOST, "{name}: {peak}, {code}");
    }
}
