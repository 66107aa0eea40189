//! Does a picture's metadata say where it was taken (Exif 2.32, 4.6.6, and XMP's Exif properties)?

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::bytes;

/// The field of the first table that points to the table of the location.
const GPS_TABLE: u16 = 0x8825;
/// The latitude and the longitude in that table.
const PLACES: [u16; 2] = [2, 4];
/// Most fields of a table.
const MAX_FIELDS: u16 = 512;

/// Exif data, behind its name, or XMP.
pub(crate) fn has_location(metadata: &[u8]) -> bool {
    let tiff = metadata.strip_prefix(b"Exif\0\0").unwrap_or(metadata);
    in_tables(tiff).unwrap_or(false)
        || GPS.find_iter(metadata).any(|at| {
            let here = metadata.get(at..).unwrap_or_default();
            here.starts_with(b"GPSLatitude") || here.starts_with(b"GPSLongitude")
        })
}

/// What both names of XMP begin with.
static GPS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"GPSL"));

fn in_tables(tiff: &[u8]) -> Option<bool> {
    let is_big = match tiff.get(..4)? {
        b"II*\0" => false,
        b"MM\0*" => true,
        _ => return None,
    };
    let half = |at: usize| {
        let both: [u8; 2] = bytes::array(tiff, at)?;
        Some(match is_big {
            true => u16::from_be_bytes(both),
            false => u16::from_le_bytes(both),
        })
    };
    let word = |at: usize| {
        let all: [u8; 4] = bytes::array(tiff, at)?;
        let word = match is_big {
            true => u32::from_be_bytes(all),
            false => u32::from_le_bytes(all),
        };
        usize::try_from(word).ok()
    };
    let fields = |table: usize| {
        let count = half(table).unwrap_or(0).min(MAX_FIELDS);
        (0..usize::from(count)).map(move |n| table.saturating_add(2 + 12 * n))
    };
    let gps = fields(word(4)?).find(|at| half(*at) == Some(GPS_TABLE))?;
    let table = word(gps.checked_add(8)?)?;
    Some(fields(table).any(|at| half(at).is_some_and(|tag| PLACES.contains(&tag))))
}
