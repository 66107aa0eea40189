//! Seeds of archives and compound files: complete, and as lists of their contents.

use chat_attachments::{Kind, fixture};
use fixture::{Compound, Zip};

use super::{Seed, numbered};
use crate::pieces::Writer;
use crate::target::{ENTRIES, STREAMS};
use crate::unpack;

const OFFICE: [Kind; 6] = [
    Kind::Docx,
    Kind::Xlsx,
    Kind::Pptx,
    Kind::Dotx,
    Kind::Xltx,
    Kind::Potx,
];
const OPEN: [Kind; 5] = [Kind::Odt, Kind::Ods, Kind::Odp, Kind::Ott, Kind::Sxw];

fn hostile() -> Vec<Vec<u8>> {
    let with = |more: fn(Zip) -> Zip| fixture::docx_with(more, "");
    vec![
        fixture::docm(),
        with(|zip| zip.stored("word/a.exe", b"MZ")),
        with(|zip| zip.deflated("word/a.xml", vec![b' '; 60_000])),
        with(|zip| zip.stored("word/a.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")),
        with(|zip| zip.stored("word/embeddings/a.bin", Compound::new().finish())),
        with(|zip| zip.stored("word/document.xml", "twice")),
        with(|zip| {
            let link = "<a><Relationship Type='x/attachedTemplate' Target='http://a.example/' TargetMode='External'/></a>";
            zip.stored("word/_rels/settings.xml.rels", link)
        }),
        Zip::new()
            .stored("classes.dex", "a")
            .stored("AndroidManifest.xml", "b")
            .finish(),
        Zip::new().finish(),
    ]
}

pub(super) fn archives() -> Vec<Seed> {
    let good = OFFICE.into_iter().chain(OPEN).map(fixture::of);
    let bad = hostile().into_iter().flat_map(|file| {
        let half = file.len() / 2;
        let cut = file.get(..half).unwrap_or_default().to_vec();
        [[file.clone(), b"!".to_vec()].concat(), cut, file]
    });
    numbered(good.chain(bad))
}

/// The same archives as lists of entries.
pub(super) fn packages(office: bool) -> Vec<Seed> {
    let kinds: &[Kind] = if office { &OFFICE } else { &OPEN };
    let files = kinds.iter().map(|kind| fixture::of(*kind)).chain(hostile());
    numbered(files.map(|file| {
        let entries = unpack::entries(&file).into_iter();
        let pieces = entries.fold(Writer::new(), |pieces, (name, deflated, content)| {
            let pieces = pieces.byte(u8::from(deflated));
            pieces.name(&name, ENTRIES).long(&content)
        });
        pieces.finish()
    }))
}

pub(super) fn compound_files() -> Vec<Seed> {
    numbered([
        fixture::doc(),
        fixture::doc_with_macros(),
        fixture::xls(),
        fixture::xls_with_password(),
        fixture::ppt(),
        fixture::encrypted_docx(),
        Compound::new().finish(),
        [fixture::doc(), fixture::docx()].concat(),
    ])
}

pub(super) fn streams() -> Vec<Seed> {
    let mut word = vec![0; 64];
    for (place, byte) in word.iter_mut().zip(*b"\xec\xa5\xc1\0") {
        *place = byte;
    }
    let excel = b"\x09\x08\x10\0\0\x06\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\x85\0\x08\0\0\0\0\0\0\x01\x01\0\x0a\0\0\0";
    let user = b"\0\0\xf6\x0f\x14\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3\0\0\0\0\0\0\xf4\x03\x03\0\x08\0";
    let slides = b"\x0f\0\xe8\x03\x08\0\0\0\0\0\xea\x03\0\0\0\0";
    let add = |pieces: Writer, how: u8, name: &str, content: &[u8]| {
        pieces.byte(how).name(name, STREAMS).long(content)
    };
    let document = || {
        add(
            add(Writer::new(), 1, "WordDocument", &word),
            1,
            "0Table",
            b"",
        )
    };
    let packed = b"\0\0\0\0\x02\0a.txt\0C:\\a.txt\0\0\0\x03\0\x09\0\0\0C:\\a.txt\0\x02\0\0\0hi";
    numbered([
        document().finish(),
        add(document(), 0, "Macros/VBA/_VBA_PROJECT", b"\xcc\x61").finish(),
        add(document(), 0, "ObjectPool/_1/\u{1}Ole10Native", packed).finish(),
        add(document(), 1, "ObjectPool/_1/\u{1}Ole10Native", packed).finish(),
        add(document(), 0, "Workbook", excel).finish(),
        document().byte(0xfe).long(b"0123456789abcd").finish(),
        // The last words of the file are its table: a chain that loops, one that is too long, one that is cut.
        document().byte(0xff).half(120).word(0).finish(),
        document()
            .byte(0xff)
            .half(125)
            .word(0xffff_fffa)
            .half(126)
            .word(1)
            .finish(),
        add(Writer::new(), 0, "Workbook", excel).finish(),
        add(Writer::new(), 1, "Book", excel).finish(),
        add(
            add(Writer::new(), 0, "Current User", user),
            0,
            "PowerPoint Document",
            slides,
        )
        .finish(),
        add(
            add(Writer::new(), 1, "EncryptedPackage", b"Z"),
            0,
            "EncryptionInfo",
            b"\x04",
        )
        .finish(),
    ])
}

/// Files with distant parts.
pub(super) fn sparse() -> Vec<Seed> {
    let files: [(u8, Vec<u8>); 7] = [
        (0, fixture::png(4, 3)),
        (1, fixture::jpeg()),
        (2, fixture::gif()),
        (3, fixture::pdf_with_object_stream("<< /S /JavaScript >>")),
        (4, fixture::rtf()),
        (5, fixture::doc()),
        (6, fixture::docx()),
    ];
    numbered(files.into_iter().flat_map(|(name, file)| {
        let (start, end) = file.split_at(file.len() / 2);
        let seed = |zeros: u16| Writer::new().byte(name).long(start).half(zeros).long(end);
        let long = seed(u16::MAX).half(u16::MAX).long(end);
        [seed(0), seed(4096), long].map(Writer::finish)
    }))
}

/// The same files in chunks of various lengths.
pub(super) fn chunked() -> Vec<Seed> {
    let files = sparse().into_iter().map(|(_, file)| file);
    let seeds = files
        .zip((0..=255).cycle())
        .flat_map(|(file, at): (_, u8)| {
            let chunks = [[at, at / 2], [4, at], [at.wrapping_mul(37), 5]];
            chunks.map(|chunks| [&chunks, file.as_slice()].concat())
        });
    numbered(seeds)
}
