//! The kinds of files listed in rule F1.

use std::fmt;

/// Kind of an accepted file. Templates and OpenOffice 1.x files also carry a
/// [`Finding`](crate::Finding) that the policy must allow.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Portable Network Graphics, still or animated.
    Png,
    /// JPEG: JFIF or EXIF.
    Jpeg,
    /// Graphics Interchange Format.
    Gif,
    /// Portable Document Format.
    Pdf,
    /// Word 6 to 2003.
    Doc,
    /// Word 2007 and later.
    Docx,
    /// Rich Text Format.
    Rtf,
    /// Excel 5 to 2003.
    Xls,
    /// Excel 2007 and later.
    Xlsx,
    /// PowerPoint 97 to 2003.
    Ppt,
    /// PowerPoint 2007 and later.
    Pptx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Word template.
    Dotx,
    /// Excel template.
    Xltx,
    /// PowerPoint template.
    Potx,
    /// OpenDocument text template.
    Ott,
    /// OpenDocument spreadsheet template.
    Ots,
    /// OpenDocument presentation template.
    Otp,
    /// OpenOffice 1.x text.
    Sxw,
    /// OpenOffice 1.x spreadsheet.
    Sxc,
    /// OpenOffice 1.x presentation.
    Sxi,
    /// OpenOffice 1.x text template.
    Stw,
    /// OpenOffice 1.x spreadsheet template.
    Stc,
    /// OpenOffice 1.x presentation template.
    Sti,
}

/// Family of kinds with the same purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Family {
    /// PNG, JPEG, GIF.
    Image,
    /// PDF.
    Pdf,
    /// Text documents.
    Text,
    /// Spreadsheets.
    Spreadsheet,
    /// Presentations.
    Presentation,
}

/// Container format of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Plain,
    Ooxml,
    Odf,
    Ole,
}

struct Facts {
    code: &'static str,
    media_type: &'static str,
    noun: &'static str,
    family: Family,
    container: Container,
}

impl Kind {
    /// Every kind, in the order of rule F1.
    pub const ALL: [Kind; 26] = [
        Kind::Png,
        Kind::Jpeg,
        Kind::Gif,
        Kind::Pdf,
        Kind::Doc,
        Kind::Docx,
        Kind::Rtf,
        Kind::Xls,
        Kind::Xlsx,
        Kind::Ppt,
        Kind::Pptx,
        Kind::Odt,
        Kind::Ods,
        Kind::Odp,
        Kind::Dotx,
        Kind::Xltx,
        Kind::Potx,
        Kind::Ott,
        Kind::Ots,
        Kind::Otp,
        Kind::Sxw,
        Kind::Sxc,
        Kind::Sxi,
        Kind::Stw,
        Kind::Stc,
        Kind::Sti,
    ];

    /// The stable short name, for example `"docx"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.facts().code
    }

    /// The registered media type; for the `sx*` kinds, the customary one.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        self.facts().media_type
    }

    /// The extension of stored and downloaded files, without the dot.
    #[must_use]
    pub const fn canonical_extension(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            _ => self.as_str(),
        }
    }

    /// A noun phrase for people, such as `"a Word document"`.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        self.facts().noun
    }

    /// Whether browsers show the kind as a picture.
    #[must_use]
    pub const fn is_image(self) -> bool {
        matches!(self.family(), Family::Image)
    }

    /// The family that the kind belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        self.facts().family
    }

    pub(crate) const fn is_microsoft_template(self) -> bool {
        matches!(self, Kind::Dotx | Kind::Xltx | Kind::Potx)
    }

    pub(crate) const fn is_open_template(self) -> bool {
        use Kind::{Otp, Ots, Ott, Stc, Sti, Stw};
        matches!(self, Ott | Ots | Otp | Stw | Stc | Sti)
    }

    pub(crate) const fn is_old_open_office(self) -> bool {
        matches!(
            self,
            Kind::Sxw | Kind::Sxc | Kind::Sxi | Kind::Stw | Kind::Stc | Kind::Sti
        )
    }

    pub(crate) const fn container(self) -> Container {
        self.facts().container
    }

    const fn facts(self) -> Facts {
        use Container::{Odf, Ole, Ooxml, Plain};
        use Family::{Image, Presentation, Spreadsheet, Text};
        let (code, media_type, noun, family, container) = match self {
            Kind::Png => ("png", "image/png", "a PNG image", Image, Plain),
            Kind::Jpeg => ("jpeg", "image/jpeg", "a JPEG image", Image, Plain),
            Kind::Gif => ("gif", "image/gif", "a GIF image", Image, Plain),
            Kind::Pdf => (
                "pdf",
                "application/pdf",
                "a PDF document",
                Family::Pdf,
                Plain,
            ),
            Kind::Doc => (
                "doc",
                "application/msword",
                "a Word 97–2003 document",
                Text,
                Ole,
            ),
            Kind::Docx => (
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "a Word document",
                Text,
                Ooxml,
            ),
            Kind::Rtf => (
                "rtf",
                "application/rtf",
                "a Rich Text document",
                Text,
                Plain,
            ),
            Kind::Xls => (
                "xls",
                "application/vnd.ms-excel",
                "an Excel 97–2003 workbook",
                Spreadsheet,
                Ole,
            ),
            Kind::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "an Excel workbook",
                Spreadsheet,
                Ooxml,
            ),
            Kind::Ppt => (
                "ppt",
                "application/vnd.ms-powerpoint",
                "a PowerPoint 97–2003 presentation",
                Presentation,
                Ole,
            ),
            Kind::Pptx => (
                "pptx",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "a PowerPoint presentation",
                Presentation,
                Ooxml,
            ),
            Kind::Odt => (
                "odt",
                "application/vnd.oasis.opendocument.text",
                "an OpenDocument text",
                Text,
                Odf,
            ),
            Kind::Ods => (
                "ods",
                "application/vnd.oasis.opendocument.spreadsheet",
                "an OpenDocument spreadsheet",
                Spreadsheet,
                Odf,
            ),
            Kind::Odp => (
                "odp",
                "application/vnd.oasis.opendocument.presentation",
                "an OpenDocument presentation",
                Presentation,
                Odf,
            ),
            Kind::Dotx => (
                "dotx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
                "a Word template",
                Text,
                Ooxml,
            ),
            Kind::Xltx => (
                "xltx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
                "an Excel template",
                Spreadsheet,
                Ooxml,
            ),
            Kind::Potx => (
                "potx",
                "application/vnd.openxmlformats-officedocument.presentationml.template",
                "a PowerPoint template",
                Presentation,
                Ooxml,
            ),
            Kind::Ott => (
                "ott",
                "application/vnd.oasis.opendocument.text-template",
                "an OpenDocument text template",
                Text,
                Odf,
            ),
            Kind::Ots => (
                "ots",
                "application/vnd.oasis.opendocument.spreadsheet-template",
                "an OpenDocument spreadsheet template",
                Spreadsheet,
                Odf,
            ),
            Kind::Otp => (
                "otp",
                "application/vnd.oasis.opendocument.presentation-template",
                "an OpenDocument presentation template",
                Presentation,
                Odf,
            ),
            Kind::Sxw => (
                "sxw",
                "application/vnd.sun.xml.writer",
                "an OpenOffice 1.x text",
                Text,
                Odf,
            ),
            Kind::Sxc => (
                "sxc",
                "application/vnd.sun.xml.calc",
                "an OpenOffice 1.x spreadsheet",
                Spreadsheet,
                Odf,
            ),
            Kind::Sxi => (
                "sxi",
                "application/vnd.sun.xml.impress",
                "an OpenOffice 1.x presentation",
                Presentation,
                Odf,
            ),
            Kind::Stw => (
                "stw",
                "application/vnd.sun.xml.writer.template",
                "an OpenOffice 1.x text template",
                Text,
                Odf,
            ),
            Kind::Stc => (
                "stc",
                "application/vnd.sun.xml.calc.template",
                "an OpenOffice 1.x spreadsheet template",
                Spreadsheet,
                Odf,
            ),
            Kind::Sti => (
                "sti",
                "application/vnd.sun.xml.impress.template",
                "an OpenOffice 1.x presentation template",
                Presentation,
                Odf,
            ),
        };
        Facts {
            code,
            media_type,
            noun,
            family,
            container,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
