//! Normalization of the declared media type.

use crate::kind::{Container, Kind};
use mime::Mime;

/// Claim made by a declared media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declared {
    /// No claim: absent, empty, or `application/octet-stream`.
    Nothing,
    /// One of these kinds; the first is the primary one.
    Kinds(&'static [Kind]),
    /// Any kind in this container.
    Container(Container),
    /// A ZIP archive, the container of OOXML and OpenDocument files.
    Zip,
    /// Any other type.
    Other,
}

/// Parses a declared type, ignoring parameters and case and resolving well-known aliases.
pub(crate) fn declared(media_type: Option<&str>) -> Declared {
    let Some(declared) = media_type else {
        return Declared::Nothing;
    };
    let declared = declared.trim().trim_end_matches(';');
    if declared.is_empty() {
        return Declared::Nothing;
    }
    let Ok(declared) = declared.to_ascii_lowercase().parse::<Mime>() else {
        return Declared::Other; // not a media type, so it matches no kind
    };
    let kinds: &'static [Kind] = match declared.essence_str() {
        "application/octet-stream"
        | "binary/octet-stream"
        | "application/x-octet-stream"
        | "application/binary"
        | "application/unknown"
        | "application/x-unknown"
        | "application/x-download"
        | "application/force-download"
        | "application/download"
        | "*/*" => return Declared::Nothing,
        "application/zip" | "application/x-zip" | "application/x-zip-compressed" => {
            return Declared::Zip;
        }
        "application/x-ole-storage" | "application/vnd.ms-office" | "application/x-cfb" => {
            return Declared::Container(Container::Ole);
        }
        "image/x-png" | "image/apng" | "image/vnd.mozilla.apng" => &[Kind::Png],
        "image/jpg" | "image/pjpeg" | "image/jpe" | "image/x-jpeg" | "image/x-citrix-jpeg" => {
            &[Kind::Jpeg]
        }
        "application/x-pdf" | "application/acrobat" | "text/pdf" | "text/x-pdf" => &[Kind::Pdf],
        // Where Word owns RTF, systems declare it as Word.
        "application/msword"
        | "application/doc"
        | "application/x-msword"
        | "application/vnd.msword"
        | "application/vnd.ms-word" => &[Kind::Doc, Kind::Rtf],
        "text/rtf" | "application/x-rtf" | "text/richtext" => &[Kind::Rtf],
        "application/msexcel"
        | "application/x-msexcel"
        | "application/x-ms-excel"
        | "application/excel"
        | "application/x-excel"
        | "application/x-xls" => &[Kind::Xls],
        "application/mspowerpoint"
        | "application/powerpoint"
        | "application/x-mspowerpoint"
        | "application/ms-powerpoint" => &[Kind::Ppt],
        "application/x-vnd.oasis.opendocument.text" => &[Kind::Odt],
        "application/x-vnd.oasis.opendocument.spreadsheet" => &[Kind::Ods],
        "application/x-vnd.oasis.opendocument.presentation" => &[Kind::Odp],
        other => {
            let is_type = |kind: &&Kind| kind.media_type() == other;
            return ALL.iter().find(is_type).map_or(Declared::Other, |kind| {
                Declared::Kinds(std::slice::from_ref(kind))
            });
        }
    };
    Declared::Kinds(kinds)
}

static ALL: [Kind; 26] = Kind::ALL;
