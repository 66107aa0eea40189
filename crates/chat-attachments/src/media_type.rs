//! Normalization of the declared media type.

use crate::kind::{Container, Kind};
use mime::Mime;

/// Claim made by a declared media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Declared {
    /// No claim: absent, empty, `application/octet-stream`, or a type that names no known kind.
    Nothing,
    /// One of these kinds; the first is the primary one.
    Kinds(&'static [Kind]),
    /// Any kind in this container.
    Container(Container),
    /// A ZIP archive, the container of OOXML and OpenDocument files.
    Zip,
    /// Any Microsoft Office file.
    Office,
    /// A known kind that is not accepted.
    Other,
}

/// Parses a declared type, ignoring parameters and case and resolving well-known aliases.
///
/// Senders can't choose the type that their program declares. Only a type that names a known kind claims anything:
/// office suites and phones register types of their own (`application/wps-office.docx`), and some declare a whole
/// group (`image/*`).
pub(crate) fn declared(media_type: Option<&str>) -> Declared {
    let Some(declared) = media_type else {
        return Declared::Nothing;
    };
    let declared = declared.trim().trim_end_matches(';');
    if declared.is_empty() {
        return Declared::Nothing;
    }
    let Ok(declared) = declared.to_ascii_lowercase().parse::<Mime>() else {
        return Declared::Nothing; // not a media type
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
        "application/x-ole-storage" | "application/x-cfb" => {
            return Declared::Container(Container::Ole);
        }
        "application/vnd.ms-office" => return Declared::Office,
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
            return match ALL.iter().find(is_type) {
                Some(kind) => Declared::Kinds(std::slice::from_ref(kind)),
                None if names_another(other) => Declared::Other,
                None => Declared::Nothing,
            };
        }
    };
    Declared::Kinds(kinds)
}

static ALL: [Kind; 26] = Kind::ALL;

/// Groups of types, all of kinds that are not accepted. `text` is one, because RTF and PDF have aliases above.
const GROUPS: &[&str] = &[
    "audio",
    "font",
    "message",
    "model",
    "multipart",
    "text",
    "video",
];

/// Pictures and applications that are not accepted, by their subtypes.
const OTHERS: &[&str] = &[
    "avif",
    "bmp",
    "dicom",
    "emf",
    "epub+zip",
    "gzip",
    "heic",
    "heic-sequence",
    "heif",
    "heif-sequence",
    "java-archive",
    "javascript",
    "jp2",
    "json",
    "jxl",
    "jxr",
    "ld+json",
    "mp4",
    "ogg",
    "postscript",
    "rar",
    "svg",
    "svg+xml",
    "tiff",
    "vnd.adobe.photoshop",
    "vnd.android.package-archive",
    "vnd.djvu",
    "vnd.microsoft.icon",
    "vnd.microsoft.portable-executable",
    "vnd.ms-cab-compressed",
    "vnd.ms-excel.addin.macroenabled.12",
    "vnd.ms-excel.sheet.binary.macroenabled.12",
    "vnd.ms-excel.sheet.macroenabled.12",
    "vnd.ms-excel.template.macroenabled.12",
    "vnd.ms-htmlhelp",
    "vnd.ms-outlook",
    "vnd.ms-powerpoint.addin.macroenabled.12",
    "vnd.ms-powerpoint.presentation.macroenabled.12",
    "vnd.ms-powerpoint.slideshow.macroenabled.12",
    "vnd.ms-powerpoint.template.macroenabled.12",
    "vnd.ms-word.document.macroenabled.12",
    "vnd.ms-word.template.macroenabled.12",
    "vnd.oasis.opendocument.graphics",
    "vnd.rar",
    "vnd.visio",
    "webp",
    "wasm",
    "wmf",
    "x-7z-compressed",
    "x-bmp",
    "x-bzip2",
    "x-dosexec",
    "x-executable",
    "x-gzip",
    "x-icon",
    "x-iso9660-image",
    "x-java-archive",
    "x-javascript",
    "x-ms-bmp",
    "x-ms-installer",
    "x-ms-shortcut",
    "x-msdos-program",
    "x-msdownload",
    "x-msi",
    "x-php",
    "x-rar",
    "x-rar-compressed",
    "x-sh",
    "x-shellscript",
    "x-tar",
    "x-tiff",
    "x-xz",
    "xhtml+xml",
    "xml",
    "zstd",
];

/// Whether a type names a known kind that is not accepted.
fn names_another(essence: &str) -> bool {
    let (group, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    GROUPS.contains(&group)
        || (matches!(group, "application" | "image") && OTHERS.contains(&subtype))
}
