//! Files of a GiB.

use crate::generated::Piece;
use chat_attachments::fixture;

pub(crate) const GIB: u64 = 1 << 30;

/// A picture with a single chunk of image data, a GiB of zeros.
pub(crate) fn large_png() -> Vec<Piece> {
    let png = fixture::png(4, 3);
    let mut sum = crc32fast::hash(b"IDAT");
    // The checksum of a long run of zeros, combined from those of shorter runs.
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

/// A document with a stored entry. The zeros begin after the local header.
pub(crate) fn large_docx(len: u64) -> Vec<Piece> {
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

pub(crate) fn large_pdf() -> Vec<Piece> {
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

pub(crate) fn large_rtf() -> Vec<Piece> {
    vec![
        Piece::Bytes(b"{\\rtf1 ".to_vec()),
        Piece::Filled(b'a', GIB),
        Piece::Bytes(b"}".to_vec()),
    ]
}

/// A Word file with a `Data` stream of a GiB, followed by the tables.
pub(crate) fn large_doc() -> Vec<Piece> {
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
    // The list of tables beyond the header's room; each part ends with the sector of the next.
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
