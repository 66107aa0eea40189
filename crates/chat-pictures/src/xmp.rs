//! XMP (ISO 16684-1): kinds of data in a packet, by property names.
//!
//! The whole packet is dropped, so this matters only for the report.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::removed::Removed;

/// Property names or their prefixes, and the kind of data that they mean.
const NAMES: &[(&[u8], Removed)] = &[
    (b"exif:GPS", Removed::Location),
    (b"photoshop:City", Removed::Location),
    (b"photoshop:State", Removed::Location),
    (b"photoshop:Country", Removed::Location),
    (b"Iptc4xmpCore:Location", Removed::Location),
    (b"Iptc4xmpExt:Location", Removed::Location),
    (b"tiff:Make", Removed::Device),
    (b"tiff:Model", Removed::Device),
    (b"xmp:CreatorTool", Removed::Device),
    (b"SerialNumber", Removed::Device),
    (b"aux:Lens", Removed::Device),
    (b"DateTime", Removed::Time),
    (b"CreateDate", Removed::Time),
    (b"ModifyDate", Removed::Time),
    (b"DateCreated", Removed::Time),
    (b"dc:description", Removed::Comment),
    (b"dc:title", Removed::Comment),
    (b"dc:subject", Removed::Comment),
    (b"UserComment", Removed::Comment),
    (b"dc:creator", Removed::Author),
    (b"dc:rights", Removed::Author),
    (b"OwnerName", Removed::Author),
    (b"xmp:Thumbnails", Removed::Thumbnail),
];

/// Kinds of data in a packet or a piece of one.
pub(crate) fn kinds(packet: &[u8]) -> BTreeSet<Removed> {
    let named = NAMES
        .iter()
        .filter(|(name, _)| memmem::find(packet, name).is_some());
    let mut kinds: BTreeSet<_> = named.map(|(_, kind)| *kind).collect();
    if kinds.is_empty() {
        kinds.insert(Removed::Other);
    }
    kinds
}
