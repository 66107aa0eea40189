//! Seeds that are complete files.

use chat_attachments::{Kind, fixture};

use super::{Seed, numbered};

/// Every kind under its own claim, and polyglots: each of these after and before every kind.
pub(super) fn gate() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let foreign: [&[u8]; 5] = [
        &fixture::mp4(),
        &fixture::docx(),
        &fixture::pdf(),
        b"<script>alert(1)</script>",
        b"MZ\x90\0",
    ];
    for (kind, file) in fixture::all() {
        let line = format!("a.{}\n{}\n", kind.canonical_extension(), kind.media_type());
        let claimed = |file: &[u8]| [line.as_bytes(), file].concat();
        seeds.push(claimed(&file));
        seeds.push(claimed(file.get(..file.len() / 2).unwrap_or_default()));
        if Kind::ALL.iter().position(|of| *of == kind) > Some(11) {
            continue;
        }
        for other in foreign {
            seeds.push(claimed(&[&file, other].concat()));
            seeds.push(claimed(&[other, &file].concat()));
        }
    }
    seeds.push([b"a.mp4\nvideo/mp4\n".to_vec(), fixture::mp4()].concat());
    seeds.push([b"a.docm\n\n".to_vec(), fixture::docm()].concat());
    seeds.push(b"a.svg\nimage/svg+xml\n<svg><script/></svg>".to_vec());
    numbered(seeds)
}

pub(super) fn png() -> Vec<Seed> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let len = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
        [len.as_slice(), name, body, &[0; 4]].concat()
    };
    let picture = fixture::png(4, 3);
    let (start, rest) = picture.split_at(33);
    let with = |more: &[u8]| [start, more, rest].concat();
    let mut paletted = [start, &chunk(b"PLTE", &[0; 6]), rest].concat();
    if let Some(color) = paletted.get_mut(25) {
        *color = 3;
    }
    numbered([
        picture.clone(),
        fixture::png_with_location(4, 3),
        fixture::png(60_000, 1),
        paletted,
        with(&chunk(b"tEXt", b"Comment\0<script>")),
        with(&chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta/>")),
        with(&chunk(b"CgBI", &[0; 4])),
        with(
            &[
                chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]),
                chunk(b"fcTL", &[0; 26]),
            ]
            .concat(),
        ),
        with(&chunk(b"ABCD", b"")),
        [picture.as_slice(), &[0; 16], b"data"].concat(),
        [picture.as_slice(), &fixture::mp4()].concat(),
    ])
}

pub(super) fn jpeg() -> Vec<Seed> {
    let picture = fixture::jpeg();
    let (start, rest) = picture.split_at(2);
    let segment = |marker: u8, body: &[u8]| {
        let len = u16::try_from(body.len() + 2).unwrap_or(2).to_be_bytes();
        [start, &[0xff, marker], &len, body, rest].concat()
    };
    let motion = segment(
        0xe1,
        b"http://ns.adobe.com/xap/1.0/\0<x Camera:MotionPhoto='1'/>",
    );
    numbered([
        picture.clone(),
        fixture::jpeg_with_location(),
        [motion.as_slice(), &fixture::mp4()].concat(),
        [segment(0xe2, b"MPF\0II*\0"), picture.clone()].concat(),
        segment(0xfe, b"<?php ?>"),
        segment(0xc4, &[0; 17]),
        segment(0xf7, &[0; 4]),
        [start, &[0xff; 9], &[1, 0xff, 0xd0], rest].concat(),
        [picture.as_slice(), b"\0\0\n", &fixture::docx()].concat(),
    ])
}

pub(super) fn gif() -> Vec<Seed> {
    let picture = fixture::gif();
    let (start, rest) = picture.split_at(19);
    numbered([
        picture.clone(),
        [start, b"!\xfe\x05hello\0", rest].concat(),
        [start, b"!\xfe\x08<script>\0", rest].concat(),
        [
            start,
            b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0!\xf9\x04\0\0\0\0\0",
            rest,
        ]
        .concat(),
        [picture.as_slice(), &picture].concat(),
        [b"GIF87a", picture.get(6..).unwrap_or_default()].concat(),
    ])
}

/// All pictures, each after the byte that selects its format.
pub(super) fn photos() -> Vec<Seed> {
    let of = |format: u8, seeds: Vec<Seed>| {
        let with_format = move |(_, bytes): Seed| [[format].as_slice(), &bytes].concat();
        seeds.into_iter().map(with_format)
    };
    numbered(of(0, jpeg()).chain(of(1, png())).chain(of(2, gif())))
}

pub(super) fn pdf() -> Vec<Seed> {
    let object = |text: &str| fixture::pdf_with("", &[text.as_bytes().to_vec()]);
    let mut seeds = vec![
        fixture::pdf(),
        fixture::pdf_with("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", &[]),
        fixture::pdf_with(
            "/AcroForm << /XFA [] >> /Names << /EmbeddedFiles 5 0 R >>",
            &[],
        ),
        object("<< /S /L#61unch /F (a.exe) >>"),
        object("<< /Type /Filespec /EF << /F 5 0 R >> >>"),
        object("<< /Subtype /RichMedia /Movie << >> >>"),
        object("<< /First 4 /Filter /LZWDecode >> stream\nabc\nendstream"),
        fixture::pdf_with_object_stream("<< /S /JavaScript >>"),
        [b"\xef\xbb\xbf\r\n", fixture::pdf().as_slice()].concat(),
        [fixture::pdf().as_slice(), b"6 0 obj << >> endobj"].concat(),
        [fixture::pdf().as_slice(), &fixture::docx()].concat(),
    ];
    // One empty page each, with an empty and a non-empty password.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/it/encrypted");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .collect();
    files.sort();
    seeds.extend(files.iter().flat_map(std::fs::read));
    numbered(seeds)
}

pub(super) fn rtf() -> Vec<Seed> {
    let with = |text: &str| format!("{{\\rtf1\\ansi {text}}}").into_bytes();
    numbered([
        fixture::rtf(),
        with("{\\object\\objemb{\\*\\objdata 0105}}"),
        fixture::rtf_with_object(
            "\\objemb",
            &fixture::embedded_object("Excel.Sheet.8", &fixture::xls()),
        ),
        fixture::rtf_with_object(
            "\\objautlink",
            &fixture::old_object(1, "Excel.Sheet.8", "C:\\a.xls", &[]),
        ),
        with("{\\*\\template http://a.example/b.dot}"),
        with("{\\*\\template C:\\\\a.dot}"),
        with("{\\field{\\*\\fldinst{\\b DDEAUTO c}}}"),
        with("\\bin5 }}}}}\\'e4\\{\\}\\\\"),
        with("\\bin-5 \\bin99999999999 "),
        with(&"{".repeat(100)),
        [fixture::rtf().as_slice(), b"\0\r\n MZ"].concat(),
    ])
}

/// Deceptive names, on each of the files.
pub(super) fn names() -> Vec<Seed> {
    let claims = [
        "a.gif\nimage/gif",
        "a.jpeg\nimage/pjpeg",
        "a.pdf\napplication/x-pdf; a=b",
        "a.rtf\napplication/msword",
        "a.xls\napplication/vnd.ms-office",
        "a.ppt\napplication/octet-stream",
        "a.odt\napplication/zip",
        "Dr. Smith",
        "visit 2.1",
        "a.exe.pdf",
        "CON.pdf",
        "com1",
        "a\u{202e}fdp.exe",
        "../a.pdf",
        "a.pdf::$DATA",
        "a.pdf.",
        "a\0.pdf",
        "e\u{301}.pdf",
        "\u{fb01}.PDF",
    ];
    let seed = |(which, claim): (u8, &&str)| [&[which], claim.as_bytes()].concat();
    let mut seeds: Vec<_> = (0..).zip(&claims).map(seed).collect();
    seeds.push([b"\x02", "e\u{301}".repeat(200).as_bytes()].concat());
    numbered(seeds)
}
