//! Location in a picture's metadata (Exif 2.32, 4.6.6, and XMP's Exif properties).

use chat_formats::exif::Tiff;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Field of the first table that points to the GPS table.
const GPS_TABLE: u16 = 0x8825;
/// Latitude and longitude fields of the GPS table.
const PLACES: [u16; 2] = [2, 4];
/// Maximum number of fields in a table.
const MAX_FIELDS: usize = 512;

/// Whether Exif data (without its prefix) or XMP contains a location.
pub(crate) fn is_in(metadata: &[u8]) -> bool {
    let tiff = metadata.strip_prefix(b"Exif\0\0").unwrap_or(metadata);
    in_tables(tiff).unwrap_or(false)
        || GPS.find_iter(metadata).any(|at| {
            let here = metadata.get(at..).unwrap_or_default();
            here.starts_with(b"GPSLatitude") || here.starts_with(b"GPSLongitude")
        })
}

/// Common prefix of XMP's latitude and longitude.
static GPS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"GPSL"));

fn in_tables(tiff: &[u8]) -> Option<bool> {
    let tiff = Tiff::new(tiff)?;
    let fields = |table| tiff.fields(table).take(MAX_FIELDS);
    let gps = fields(tiff.first()?).find(|at| tiff.u16(*at) == Some(GPS_TABLE))?;
    let table = tiff.u32(gps.checked_add(8)?)?;
    Some(fields(table).any(|at| tiff.u16(at).is_some_and(|tag| PLACES.contains(&tag))))
}
