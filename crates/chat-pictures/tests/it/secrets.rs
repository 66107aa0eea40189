//! Secrets in any place for metadata are removed and reported.

use crate::exif::{Exif, ascii, undefined};
use crate::pictures::{
    application, chunk, gif, jpeg, png, segment, sub_blocks, with_blocks, with_chunks,
    with_segments,
};
use crate::support::stripped;
use chat_pictures::{PictureFormat, Removed};
use memchr::memmem;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Position of a piece: after the header, before the end, or after it.
#[derive(Clone, Copy)]
enum Put {
    Head,
    BeforeEnd,
    Behind,
}

/// A place for a secret: how it is reported, where it is put, and how it is built.
type Place = (Removed, Put, fn(&str) -> Vec<u8>);

fn app1(exif: Exif) -> Vec<u8> {
    segment(
        0xe1,
        &[b"Exif\0\0", exif.with_orientation(6).bytes().as_slice()].concat(),
    )
}

fn iptc(number: u8, secret: &str) -> Vec<u8> {
    let len = u16::try_from(secret.len()).unwrap().to_be_bytes();
    let data = [&[0x1c, 2, number], len.as_slice(), secret.as_bytes()].concat();
    resource(0x0404, &data)
}

fn resource(id: u16, data: &[u8]) -> Vec<u8> {
    let len = u32::try_from(data.len()).unwrap().to_be_bytes();
    let id = id.to_be_bytes();
    let body = [
        b"Photoshop 3.0\x008BIM".as_slice(),
        &id,
        b"\0\0",
        &len,
        data,
    ]
    .concat();
    segment(0xed, &body)
}

fn xmp(property: &str, secret: &str) -> Vec<u8> {
    format!("<x:xmpmeta><rdf:Description {property}=\"{secret}\"/></x:xmpmeta>").into_bytes()
}

fn jpeg_xmp(property: &str, secret: &str) -> Vec<u8> {
    segment(
        0xe1,
        &[
            b"http://ns.adobe.com/xap/1.0/\0",
            xmp(property, secret).as_slice(),
        ]
        .concat(),
    )
}

const JPEG: &[Place] = &[
    (Removed::Location, Put::Head, |secret| {
        app1(Exif {
            location: vec![ascii(0x001b, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Location, Put::Head, |secret| {
        app1(Exif {
            little: true,
            location: vec![ascii(0x001d, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Device, Put::Head, |secret| {
        app1(Exif {
            main: vec![ascii(0x010f, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Device, Put::Head, |secret| {
        app1(Exif {
            little: true,
            photo: vec![undefined(0x927c, secret.as_bytes())],
            ..Exif::default()
        })
    }),
    (Removed::Device, Put::Head, |secret| {
        app1(Exif {
            photo: vec![ascii(0xa431, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Time, Put::Head, |secret| {
        app1(Exif {
            photo: vec![ascii(0x9003, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Comment, Put::Head, |secret| {
        app1(Exif {
            photo: vec![undefined(0x9286, secret.as_bytes())],
            ..Exif::default()
        })
    }),
    (Removed::Author, Put::Head, |secret| {
        app1(Exif {
            main: vec![ascii(0x013b, secret)],
            ..Exif::default()
        })
    }),
    (Removed::Thumbnail, Put::Head, |secret| {
        app1(Exif {
            preview: Some(secret.as_bytes().to_vec()),
            ..Exif::default()
        })
    }),
    (Removed::Other, Put::Head, |secret| {
        let tiff = [
            Exif::default().with_orientation(6).bytes().as_slice(),
            secret.as_bytes(),
        ]
        .concat();
        segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xe1, format!("Exif\0\0{secret}").as_bytes())
    }),
    (Removed::Location, Put::Head, |secret| {
        jpeg_xmp("exif:GPSLatitude", secret)
    }),
    (Removed::Author, Put::Head, |secret| {
        jpeg_xmp("dc:creator", secret)
    }),
    (Removed::Other, Put::BeforeEnd, |secret| {
        jpeg_xmp("a:b", secret)
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(
            0xe1,
            format!("http://ns.adobe.com/xmp/extension/\0{:040}{secret}", 0).as_bytes(),
        )
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xe1, secret.as_bytes())
    }),
    (Removed::Comment, Put::Head, |secret| iptc(120, secret)),
    (Removed::Location, Put::Head, |secret| iptc(90, secret)),
    (Removed::Thumbnail, Put::Head, |secret| {
        resource(0x040c, secret.as_bytes())
    }),
    (Removed::Other, Put::BeforeEnd, |secret| {
        segment(0xed, secret.as_bytes())
    }),
    (Removed::Comment, Put::Head, |secret| {
        segment(0xfe, secret.as_bytes())
    }),
    (Removed::Comment, Put::BeforeEnd, |secret| {
        segment(0xfe, secret.as_bytes())
    }),
    (Removed::OtherPictures, Put::Head, |secret| {
        segment(0xe2, format!("MPF\0{secret}").as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xe2, secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xef, secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xe0, secret.as_bytes())
    }),
    (Removed::Thumbnail, Put::Head, |secret| {
        segment(0xe0, format!("JFXX\0\x10{secret}").as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xee, format!("Adobe\0\x64\0\0\0\0\x01{secret}").as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xee, secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        segment(0xf0, secret.as_bytes())
    }),
    (Removed::Other, Put::Behind, |secret| {
        secret.as_bytes().to_vec()
    }),
    (Removed::OtherPictures, Put::Behind, |secret| {
        let second = segment(0xe1, format!("Exif\0\0MM\0*{secret}").as_bytes());
        with_segments(&jpeg(16, 8, false), [&second, &[], &[]])
    }),
];

const PNG: &[Place] = &[
    (Removed::Location, Put::Head, |secret| {
        let exif = Exif {
            location: vec![ascii(0x001b, secret)],
            ..Exif::default()
        };
        chunk(b"eXIf", &exif.with_orientation(3).bytes())
    }),
    (Removed::Device, Put::BeforeEnd, |secret| {
        let exif = Exif {
            little: true,
            main: vec![ascii(0x0110, secret)],
            ..Exif::default()
        };
        chunk(b"eXIf", &[b"Exif\0\0", exif.bytes().as_slice()].concat())
    }),
    (Removed::Comment, Put::Head, |secret| {
        chunk(b"tEXt", format!("Comment\0{secret}").as_bytes())
    }),
    (Removed::Comment, Put::BeforeEnd, |secret| {
        chunk(
            b"iTXt",
            format!("Title\0\0\0en\0Title\0{secret}").as_bytes(),
        )
    }),
    (Removed::Author, Put::Head, |secret| {
        chunk(b"tEXt", format!("Author\0{secret}").as_bytes())
    }),
    (Removed::Device, Put::Head, |secret| {
        chunk(b"zTXt", format!("Software\0\0{secret}").as_bytes())
    }),
    (Removed::Time, Put::Head, |secret| {
        chunk(b"tEXt", format!("Creation Time\0{secret}").as_bytes())
    }),
    (Removed::Time, Put::BeforeEnd, |secret| {
        chunk(b"tIME", secret.as_bytes())
    }),
    (Removed::Location, Put::Head, |secret| {
        let start = b"XML:com.adobe.xmp\0\0\0\0\0".as_slice();
        chunk(b"iTXt", &[start, &xmp("exif:GPSLatitude", secret)].concat())
    }),
    (Removed::Other, Put::Head, |secret| {
        chunk(
            b"zTXt",
            format!("Raw profile type exif\0\0{secret}").as_bytes(),
        )
    }),
    (Removed::Other, Put::Head, |secret| {
        chunk(b"prVt", secret.as_bytes())
    }),
    (Removed::Other, Put::BeforeEnd, |secret| {
        chunk(b"caBX", secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        chunk(b"sPLT", format!("{secret}\0\x08").as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        chunk(b"gAMA", secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        let profile = b"\0\0\x78\x9c\x03\0\0\0\0\x01".as_slice();
        chunk(b"iCCP", &[secret.as_bytes(), profile].concat())
    }),
    (Removed::Other, Put::Behind, |secret| {
        secret.as_bytes().to_vec()
    }),
    (Removed::OtherPictures, Put::Behind, |secret| {
        with_segments(
            &jpeg(16, 8, false),
            [&segment(0xfe, secret.as_bytes()), &[], &[]],
        )
    }),
];

const GIF: &[Place] = &[
    (Removed::Comment, Put::Head, |secret| {
        [b"\x21\xfe", sub_blocks(secret.as_bytes()).as_slice()].concat()
    }),
    (Removed::Comment, Put::BeforeEnd, |secret| {
        [
            b"\x21\xfe",
            sub_blocks(&secret.as_bytes().repeat(20)).as_slice(),
        ]
        .concat()
    }),
    (Removed::Comment, Put::BeforeEnd, |secret| {
        let grid = b"\x21\x01\x0c\0\0\0\0\x01\0\x01\0\x08\x08\0\x01";
        [grid.as_slice(), &sub_blocks(secret.as_bytes())].concat()
    }),
    (Removed::Location, Put::Head, |secret| {
        application(b"XMP DataXMP", &xmp("exif:GPSLatitude", secret))
    }),
    (Removed::Other, Put::Head, |secret| {
        application(b"MAKERAPP1.0", secret.as_bytes())
    }),
    (Removed::Other, Put::Head, |secret| {
        application(b"NETSCAPE2.0", secret.as_bytes())
    }),
    (Removed::Other, Put::BeforeEnd, |secret| {
        let control = b"\x21\xf9\x04\x04\x05\0\0";
        [control.as_slice(), &sub_blocks(secret.as_bytes())].concat()
    }),
    (Removed::Other, Put::Head, |secret| {
        [b"\x21\x77", sub_blocks(secret.as_bytes()).as_slice()].concat()
    }),
    (Removed::Other, Put::Behind, |secret| {
        secret.as_bytes().to_vec()
    }),
];

fn places(format: PictureFormat) -> &'static [Place] {
    match format {
        PictureFormat::Jpeg => JPEG,
        PictureFormat::Png => PNG,
        PictureFormat::Gif => GIF,
    }
}

/// A picture with secrets in these places.
fn plant(format: PictureFormat, secret: &str, chosen: &[Place]) -> Vec<u8> {
    let mut pieces = [const { Vec::new() }; 3];
    let mut exif = false;
    for (_, put, make) in chosen {
        // Twice, because viewers and decoders differ in which of several they use.
        let piece = make(secret);
        let names: [&[u8]; 2] = [b"Exif\0\0", b"eXIf"];
        if names
            .iter()
            .any(|name| memmem::find(&piece, name).is_some())
        {
            if exif {
                continue;
            }
            exif = true;
        }
        pieces[*put as usize].extend(piece);
    }
    let pieces = pieces.each_ref().map(Vec::as_slice);
    match format {
        PictureFormat::Jpeg => with_segments(&jpeg(24, 16, secret.len().is_multiple_of(2)), pieces),
        PictureFormat::Png => with_chunks(&png(24, 16), pieces),
        PictureFormat::Gif => with_blocks(&gif(24, 16), pieces),
    }
}

fn look(format: PictureFormat, secret: &str, chosen: &[Place]) -> BTreeSet<Removed> {
    let bytes = plant(format, secret, chosen);
    assert!(memmem::find(&bytes, secret.as_bytes()).is_some());
    let (copy, removed) = stripped(&bytes, format);
    assert_eq!(memmem::find(&copy, secret.as_bytes()), None);
    removed
}

const FORMATS: [PictureFormat; 3] = [PictureFormat::Jpeg, PictureFormat::Png, PictureFormat::Gif];

#[test]
fn f9_every_place_is_stripped_and_reported() {
    for format in FORMATS {
        for (number, place) in places(format).iter().enumerate() {
            let removed = look(format, "48.8584N-2.2945E", &[*place]);
            assert!(
                removed.contains(&place.0),
                "{format:?} {number}: {removed:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn f9_no_secret_is_left_in_any_combination_of_places(
        format in prop::sample::select(&FORMATS[..]),
        secret in "[A-Za-z0-9]{12,60}",
        chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
    ) {
        let all = places(format);
        let chosen: Vec<Place> = chosen.iter().map(|index| all[index.index(all.len())]).collect();
        let removed = look(format, &secret, &chosen);
        prop_assert!(!removed.is_empty());
    }
}
