//! Places for a guest in a file of each kind.

use chat_attachments::{Kind, fixture};
use fixture::{Compound, ppt_record};

use super::archive::{Parts, Written};

/// Builds a file with these bytes in a place.
type Put = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A place: its name, what counts as a second format there, and the file.
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    /// The carrier, with these bytes in this place.
    pub(super) put: Put,
}

/// What counts in a place, besides formats that are found at any offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Everything: a file begins here, without a name or under another kind's.
    Start,
    /// A document's part begins here, which may be any text.
    Part,
    /// Text and private data, which may not contain program text.
    Metadata,
    /// At most 64 bytes of text or private data.
    Gap,
    /// Document content, which may quote anything.
    Content,
}

use Sort::{Content, Gap, Metadata, Part, Start};

fn place(name: &'static str, sort: Sort, put: impl Fn(&[u8]) -> Vec<u8> + 'static) -> Place {
    Place {
        name,
        sort,
        put: Box::new(put),
    }
}

/// Places that every file has: one before it and three after it.
pub(super) fn around(kind: Kind) -> Vec<Place> {
    let file = move || fixture::of(kind);
    vec![
        place("before", Start, move |guest| [guest, &file()].concat()),
        place("behind", Start, move |guest| [&file(), guest].concat()),
        place("after padding", Start, move |guest| {
            [file().as_slice(), b"\0\0\0\r\n \0", guest].concat()
        }),
        place("far after", Content, move |guest| {
            [file().as_slice(), &[0x07; 150_000], guest].concat()
        }),
    ]
}

/// Places inside a file of a kind. Harmless bytes are accepted in each of them.
pub(super) fn within(kind: Kind) -> Vec<Place> {
    match kind {
        Kind::Png => [*b"tEXt", *b"iTXt", *b"eXIf", *b"prVt"].map(in_png).into(),
        Kind::Jpeg => [0xfe, 0xe1, 0xe4, 0xed, 0xef].map(in_jpeg).into(),
        Kind::Gif => vec![
            place("comment", Metadata, |guest| in_gif(0xfe, &[], guest)),
            place("application data", Metadata, |guest| {
                in_gif(0xff, b"\x0bANYTHING1.0", guest)
            }),
        ],
        Kind::Pdf => vec![
            place("comment", Content, |guest| {
                let comment = [b"null\n%", guest, b"\n"].concat();
                fixture::pdf_with("", &[comment])
            }),
            place("stream of bytes", Content, |guest| {
                let head = format!("<< /Length {} >>\nstream\n", guest.len());
                let stream = [head.as_bytes(), guest, b"\nendstream"].concat();
                fixture::pdf_with("", &[stream])
            }),
        ],
        Kind::Rtf => vec![
            place("text", Content, |guest| {
                [br"{\rtf1\ansi Hello ", guest, b"}"].concat()
            }),
            place("ignored group", Content, |guest| {
                [br"{\rtf1\ansi{\*\other ", guest, b"}}"].concat()
            }),
        ],
        Kind::Doc | Kind::Xls | Kind::Ppt => in_compound(kind),
        _ => in_archive(kind),
    }
}

fn in_png(name: [u8; 4]) -> Place {
    let title = match &name {
        b"tEXt" => "text",
        b"iTXt" => "long text",
        b"eXIf" => "exif",
        _ => "private chunk",
    };
    place(title, Metadata, move |guest| {
        let mut png = fixture::png(4, 3);
        let body = [b"Comment\0", guest].concat();
        let named = [name.as_slice(), &body].concat();
        let sum = crc32fast::hash(&named).to_be_bytes();
        let len = u32::try_from(body.len()).unwrap().to_be_bytes();
        png.splice(33..33, [len.as_slice(), &named, &sum].concat());
        png
    })
}

fn in_jpeg(marker: u8) -> Place {
    let title = match marker {
        0xfe => "comment",
        0xe1 => "exif",
        0xed => "photoshop data",
        _ => "application data",
    };
    place(title, Metadata, move |guest| {
        let mut jpeg = fixture::jpeg();
        let len = u16::try_from(guest.len() + 2).unwrap().to_be_bytes();
        jpeg.splice(2..2, [&[0xff, marker], len.as_slice(), guest].concat());
        jpeg
    })
}

fn in_gif(label: u8, first: &[u8], guest: &[u8]) -> Vec<u8> {
    let mut block = [&[0x21, label], first].concat();
    for piece in guest.chunks(255) {
        block.push(u8::try_from(piece.len()).unwrap());
        block.extend_from_slice(piece);
    }
    block.push(0);
    let mut gif = fixture::gif();
    gif.splice(19..19, block);
    gif
}

fn in_compound(kind: Kind) -> Vec<Place> {
    let with = move |path: &'static str| {
        place("stream", Part, move |guest: &[u8]| {
            base(kind).stream(path, guest.to_vec()).finish()
        })
    };
    let mut places = vec![with("Guest"), with("Folder/Guest"), with("Macros/Guest")];
    if kind == Kind::Ppt {
        places.push(place("object", Part, |guest| {
            let inner = base(Kind::Xls).stream("Guest", guest.to_vec()).finish();
            fixture::ppt_with(&ppt_record(0, 0x1011, &inner))
        }));
    }
    places
}

fn base(kind: Kind) -> Compound {
    match kind {
        Kind::Doc => {
            let mut fib = vec![0; 4608];
            fib[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0]);
            Compound::new()
                .stream("WordDocument", fib)
                .stream("0Table", vec![0; 5000])
        }
        Kind::Xls => Compound::new().stream(
            "Workbook",
            b"\x09\x08\x08\0\0\x06\x05\0\0\0\0\0\x0a\0\0\0".to_vec(),
        ),
        _ => {
            let user = b"\0\0\xf6\x0f\x14\0\0\0\x14\0\0\0\x5f\xc0\x91\xe3\0\0\0\0\0\0\xf4\x03";
            let document = b"\x0f\0\xe8\x03\x08\0\0\0\0\0\xea\x03\0\0\0\0";
            Compound::new()
                .stream("Current User", user.to_vec())
                .stream("PowerPoint Document", document.to_vec())
        }
    }
}

fn in_archive(kind: Kind) -> Vec<Place> {
    let folder = match kind {
        Kind::Docx => "word/media",
        Kind::Xlsx => "xl/media",
        Kind::Pptx => "ppt/media",
        _ => "Pictures",
    };
    let written = move |change: fn(&mut Written, &[u8])| {
        move |guest: &[u8]| {
            let mut written = Written::from(Parts::of(&fixture::of(kind)));
            change(&mut written, guest);
            written.finish()
        }
    };
    let part = move |name: &'static str, deflated: bool| {
        place(
            "part",
            if name.ends_with("png") { Start } else { Part },
            move |guest: &[u8]| {
                let mut parts = Parts::of(&fixture::of(kind));
                parts.add(&format!("{folder}/{name}"), guest, deflated);
                Written::from(parts).finish()
            },
        )
    };
    vec![
        part("image1.png", false),
        part("image1.png", true),
        part("data.bin", false),
        place(
            "field of a directory entry",
            Metadata,
            written(|w, g| w.directory_extra = field(g)),
        ),
        place(
            "field of an entry",
            Metadata,
            written(|w, g| w.local_extra = field(g)),
        ),
        place(
            "comment of an entry",
            Metadata,
            written(|w, g| w.entry_comment = g.to_vec()),
        ),
        place(
            "gap before the directory",
            Gap,
            written(|w, g| w.gap = short(g)),
        ),
        place(
            "gap between entries",
            Gap,
            written(|w, g| w.between = short(g)),
        ),
        place(
            "gap before the end",
            Gap,
            written(|w, g| w.before_end = short(g)),
        ),
    ]
}

/// An extra field with an unassigned number.
fn field(guest: &[u8]) -> Vec<u8> {
    let len = u16::try_from(guest.len()).unwrap().to_le_bytes();
    [b"\x99\x99", len.as_slice(), guest].concat()
}

/// The bytes that fit into a gap.
fn short(guest: &[u8]) -> Vec<u8> {
    guest[..guest.len().min(64)].to_vec()
}
