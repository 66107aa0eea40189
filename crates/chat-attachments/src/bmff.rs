//! ISO base media files: MP4, QuickTime, HEIC, AVIF and related formats (ISO/IEC 14496-12).

use chat_formats::bytes;

/// Noun phrase for an iPhone photo.
pub(crate) const HEIC: &str = "a HEIC photo";

/// Types of the first box. The type follows the box's size, at byte 4.
const FIRST_BOXES: &[&[u8; 4]] = &[
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"moof", b"sidx", b"uuid",
    b"pnot", b"emsg", b"prft",
];

/// Name of the format, if the first bytes are a box.
pub(crate) fn name(head: &[u8]) -> Option<&'static str> {
    let kind: [u8; 4] = bytes::array(head, 4)?;
    if !FIRST_BOXES.contains(&&kind) {
        return None;
    }
    Some(match &kind {
        b"ftyp" => by_brand(head),
        b"styp" | b"moof" | b"sidx" | b"emsg" | b"prft" => "a segment of an MP4 video",
        _ => "a QuickTime video",
    })
}

/// Whether `head` has all the bytes that [`name`] inspects.
pub(crate) fn is_named(head: &[u8]) -> bool {
    let brands = match bytes::be32(head, 0) {
        Some(1) => 20,
        size => size.map_or(MAX_BRANDS, |size| size as usize),
    };
    name(head).is_some() && head.len() >= brands.clamp(12, MAX_BRANDS)
}

/// Bytes of the first box that are searched for brands.
const MAX_BRANDS: usize = 256;

fn by_brand(head: &[u8]) -> &'static str {
    // A size of 1 means that a 64-bit size stands between type and brand.
    let at = if bytes::be32(head, 0) == Some(1) {
        16
    } else {
        8
    };
    let size = bytes::be32(head, 0)
        .map_or(0, |size| size as usize)
        .clamp(at, MAX_BRANDS);
    let brands = head.get(at..size.min(head.len())).unwrap_or_default();
    let major: [u8; 4] = bytes::array(head, at).unwrap_or_default();
    let has = |brand: &[u8; 4]| brands.chunks_exact(4).any(|chunk| chunk == brand);
    match &major {
        b"avif" | b"avis" => "an AVIF image",
        b"mif1" | b"msf1" if has(b"avif") || has(b"avis") => "an AVIF image",
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1"
        | b"msf1" | b"mif2" => HEIC,
        b"qt  " => "a QuickTime video",
        b"M4A " | b"M4B " | b"M4P " => "an M4A audio file",
        b"crx " => "a raw photo",
        b"mjp2" | b"mj2s" => "a Motion JPEG 2000 video",
        [b'3', b'g', ..] => "a 3GP video",
        b"jp2 " | b"jpx " | b"jpm " => "a JPEG 2000 image",
        _ => "an MP4 video",
    }
}
