//! Small files of every kind, generated for tests (feature `fixture`).
//!
//! The pictures are real: any browser decodes them. PDF, RTF, OOXML and OpenDocument files are minimal
//! but complete. The 97–2003 files have a valid container and valid first records, but no content.

mod archive;
mod compound;
mod legacy;
mod office;
mod open_document;
mod picture;
mod plain;
mod rich_text;

pub use archive::Zip;
pub use compound::Compound;
pub use legacy::{
    doc, doc_with, doc_with_macros, encrypted_docx, equation, packaged, ppt, ppt_record, ppt_with,
    xls, xls_with, xls_with_password,
};
pub use office::{docm, docx, docx_with, dotx, potx, pptx, xlsx, xltx};
pub use open_document::{odp, ods, odt, open_document};
pub use picture::{gif, jpeg, jpeg_with_location, png, png_with_location};
pub use plain::{mp4, pdf, pdf_with, pdf_with_object_stream};
pub use rich_text::{embedded_object, old_object, rtf, rtf_with_object};

use crate::kind::{Container, Kind};

/// A small file of `kind`.
#[must_use]
pub fn of(kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Png => png(4, 3),
        Kind::Jpeg => jpeg(),
        Kind::Gif => gif(),
        Kind::Pdf => pdf(),
        Kind::Rtf => rtf(),
        Kind::Doc => doc(),
        Kind::Xls => xls(),
        Kind::Ppt => ppt(),
        Kind::Docx => docx(),
        Kind::Xlsx => xlsx(),
        Kind::Pptx => pptx(),
        Kind::Dotx => dotx(),
        Kind::Xltx => xltx(),
        Kind::Potx => potx(),
        other => {
            debug_assert_eq!(other.container(), Container::Odf);
            open_document(other.media_type())
        }
    }
}

/// One file of every kind.
pub fn all() -> impl Iterator<Item = (Kind, Vec<u8>)> {
    Kind::ALL.into_iter().map(|kind| (kind, of(kind)))
}
