//! Findings: content that a clinic may or may not want (rule F4).

use std::fmt;

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $clause:literal, $remedy:literal;)+) => {
        /// Something in a file of an accepted kind that the policy decides on.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Finding {
            $($(#[$doc])* $name,)+
        }

        impl Finding {
            /// Every finding, in reporting order.
            pub const ALL: &'static [Finding] = &[$(Finding::$name,)+];

            /// The stable code, in snake case.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Finding::$name => $code,)+ }
            }

            /// A clause for people that completes "The file …".
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self { $(Finding::$name => $clause,)+ }
            }

            /// A sentence that tells people how to send the file without the finding.
            #[must_use]
            pub const fn remedy(self) -> &'static str {
                match self { $(Finding::$name => $remedy,)+ }
            }
        }
    };
}

findings! {
    /// Content locked by a password or by rights management.
    Encrypted = "encrypted", "is protected by a password or rights management",
        "Remove the protection and try again.";
    /// VBA, Basic or Excel 4 macros in an Office 97–2003 or OpenDocument file.
    Macros = "macros", "contains macros", "Save it without macros and try again.";
    /// JavaScript in a PDF.
    JavaScript = "java_script", "contains JavaScript", "Print it to a new PDF and send that.";
    /// The standard scripts with which a PDF form formats and adds up its fields, and no others.
    FormScript = "form_script", "contains a form with standard scripts",
        "Print it to a new PDF and send that.";
    /// A PDF action that sends a form's data, or reads it from a file.
    FormData = "form_data", "contains a form that sends or reads data",
        "Print it to a new PDF and send that.";
    /// A PDF action that starts a program.
    Launch = "launch", "can start programs", "Print it to a new PDF and send that.";
    /// Files attached inside the file.
    EmbeddedFile = "embedded_file", "contains other files", "Send those files separately.";
    /// The data of an electronic invoice (Factur-X, ZUGFeRD), as the only file attached to a PDF.
    InvoiceData = "invoice_data", "contains an invoice's data as a file",
        "Print it to a new PDF and send that.";
    /// The settings with which a PDF was made, as the only file attached to it.
    PrintSettings = "print_settings", "contains its print settings as a file",
        "Print it to a new PDF and send that.";
    /// A document, workbook or presentation inside a document, without findings.
    EmbeddedDocument = "embedded_document", "contains another document",
        "Send that document separately.";
    /// A file, not a program, that a person packed into a document.
    PackagedFile = "packaged_file", "contains another file", "Send that file separately.";
    /// An XFA form in a PDF.
    Xfa = "xfa", "contains an interactive form (XFA)", "Print it to a new PDF and send that.";
    /// Flash, video or 3D inside a document.
    RichMedia = "rich_media", "contains video or other active media",
        "Remove the media and try again.";
    /// ActiveX controls.
    ActiveX = "active_x", "contains ActiveX controls", "Save it as PDF and send that.";
    /// An equation of the old editor, with nothing else in it.
    Equation = "equation", "contains an old equation", "Save it as PDF and send that.";
    /// OLE objects that only another program can read.
    OleObject = "ole_object", "contains objects from other programs", "Save it as PDF and send that.";
    /// A link to a file on one of the author's own drives, such as a chart's workbook. The file is not inside.
    LinkedFile = "linked_file", "refers to a file on its author's computer",
        "Save it as PDF and send that.";
    /// A template, frame or linked object that is fetched from elsewhere when the file is opened.
    ExternalTemplate = "external_template", "loads a template or content from elsewhere",
        "Save it as PDF and send that.";
    /// A template on one of the author's own drives. No other computer has it, and nothing is fetched.
    LocalTemplate = "local_template", "refers to a template on its author's computer",
        "Save it as PDF and send that.";
    /// A picture that is fetched from the web when the file is opened. The fetch reveals the opening.
    RemotePicture = "remote_picture", "loads pictures from the web", "Save it as PDF and send that.";
    /// Content that is fetched from a network share or another unusual place. Windows then sends the reader's user
    /// name and a proof of the password.
    NetworkPath = "network_path", "loads content from a network path", "Print it to a new PDF and send that.";
    /// A query to a database or web page that runs when the workbook is opened.
    DataConnection = "data_connection", "loads data from elsewhere when it is opened",
        "Save it as PDF and send that.";
    /// Dynamic data exchange with another program.
    Dde = "dde", "exchanges data with other programs (DDE)", "Save it as PDF and send that.";
    /// Raw binary data in an RTF document, other than the bytes of a picture.
    BinaryData = "binary_data", "contains raw binary data", "Save it as PDF and send that.";
    /// A part that can't be inspected.
    Unseen = "unseen", "has a part that can't be checked", "Save it as a new PDF and send that.";
    /// A Microsoft Office template.
    Template = "template", "is a template", "Save it as a regular document and try again.";
    /// An OpenDocument or OpenOffice 1.x template, as named by rule F1.
    OpenTemplate = "open_template", "is an OpenDocument template",
        "Save it as a regular document and try again.";
    /// An OpenOffice 1.x file.
    OldOpenOffice = "old_open_office", "is in the OpenOffice 1.x format",
        "Save it in a current format and try again.";
    /// Spaces or tabs before a PDF's header.
    LeadingBytes = "leading_bytes", "has extra data before its beginning",
        "Print it to a new PDF and send that.";
    /// Data of no known format after the end of the file's own.
    TrailingData = "trailing_data", "has extra data after its end", "Save a new copy and send that.";
    /// A photo with the short video that its header declares.
    MotionPhoto = "motion_photo", "is a photo with a short video", "Save it as a still photo and send that.";
    /// More pictures after the first, declared by its header.
    MultiPicture = "multi_picture", "contains more than one picture", "Send the pictures separately.";
    /// A name or declared media type of a close relative, such as `.ppt` for a PPTX.
    RelatedName = "related_name", "has the name or type of a related kind of document",
        "Correct its extension and try again.";
    /// A photo that reveals where it was taken. The store strips the location first (rule F9).
    Location = "location", "shows where the photo was taken", "Remove the location and try again.";
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of findings, usable in `const` context. Serialized as a list in the order of [`Finding::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FindingSet(u64);

impl FindingSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// A set of exactly these findings.
    #[must_use]
    pub const fn of(mut findings: &[Finding]) -> Self {
        let mut set = Self::EMPTY;
        while let [first, rest @ ..] = findings {
            set = set.with(*first);
            findings = rest;
        }
        set
    }

    /// This set with `finding` added.
    #[must_use]
    pub const fn with(self, finding: Finding) -> Self {
        Self(self.0 | 1 << finding as u64)
    }

    /// This set with `finding` removed.
    #[must_use]
    pub const fn without(self, finding: Finding) -> Self {
        Self(self.0 & !(1 << finding as u64))
    }

    /// Whether the set contains `finding`.
    #[must_use]
    pub const fn contains(self, finding: Finding) -> bool {
        self.0 & 1 << finding as u64 != 0
    }

    /// The union of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The findings, in the order of [`Finding::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Finding> {
        Finding::ALL
            .iter()
            .copied()
            .filter(move |finding| self.contains(*finding))
    }

    pub(crate) fn insert(&mut self, finding: Finding) {
        *self = self.with(finding);
    }
}

impl Extend<Finding> for FindingSet {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        *self = findings.into_iter().fold(*self, Self::with);
    }
}

impl FromIterator<Finding> for FindingSet {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        findings.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for FindingSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl serde::Serialize for FindingSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> serde::Deserialize<'de> for FindingSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Finding>::deserialize(deserializer).map(|findings| findings.into_iter().collect())
    }
}
