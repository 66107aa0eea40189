//! What a judged file contains that a clinic may or may not want (rule F4).

use std::fmt;

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)+) => {
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
            /// Every finding, in the order in which they are reported.
            pub const ALL: &'static [Finding] = &[$(Finding::$name,)+];

            /// The stable code, in snake case.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Finding::$name => $code,)+ }
            }

            /// A sentence for a person, about "the file".
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Finding::$name => $sentence,)+ }
            }
        }
    };
}

findings! {
    /// A password or rights management keeps its content closed.
    Encrypted = "encrypted", "The file is protected by a password or by rights management.";
    /// VBA, Basic or Excel 4 macros in a legacy Office or an OpenDocument file.
    Macros = "macros", "The file contains macros.";
    /// JavaScript in a PDF.
    JavaScript = "java_script", "The file contains JavaScript.";
    /// A PDF that starts a program.
    Launch = "launch", "The file can start programs.";
    /// Files attached inside the file.
    EmbeddedFile = "embedded_file", "The file contains other files.";
    /// A file, no program, that a person put into a Word, Excel or PowerPoint 97–2003 file.
    PackagedFile = "packaged_file", "The file carries another file.";
    /// An XFA form in a PDF.
    Xfa = "xfa", "The file contains an active form (XFA).";
    /// Flash, video or 3D inside a document.
    RichMedia = "rich_media", "The file contains video or other active media.";
    /// ActiveX controls.
    ActiveX = "active_x", "The file contains ActiveX controls.";
    /// OLE objects of other programs.
    OleObject = "ole_object", "The file contains objects of other programs.";
    /// A template or a frame that is fetched from elsewhere when the file is opened.
    ExternalTemplate = "external_template", "The file loads a template or content from elsewhere.";
    /// A template on a drive of the author's: it is there for nobody else, and nothing is fetched.
    LocalTemplate = "local_template", "The file names a template on its author's computer.";
    /// A picture that is fetched from elsewhere when the file is opened, which tells that it was.
    RemotePicture = "remote_picture", "The file shows pictures that are fetched from elsewhere.";
    /// Dynamic data exchange with another program.
    Dde = "dde", "The file exchanges data with other programs (DDE).";
    /// Raw binary data in an RTF document that is not plainly a picture's.
    BinaryData = "binary_data", "The file contains raw binary data.";
    /// A part that can't be looked into.
    Unseen = "unseen", "A part of the file can't be looked into.";
    /// A Microsoft Office template.
    Template = "template", "The file is a template.";
    /// An OpenDocument or OpenOffice 1.x template, which rule F1 names.
    OpenTemplate = "open_template", "The file is an OpenDocument template.";
    /// A file of OpenOffice 1.x.
    OldOpenOffice = "old_open_office", "The file was made for OpenOffice 1.x.";
    /// White space or a byte order mark before a PDF's header.
    LeadingBytes = "leading_bytes", "The file has bytes before its beginning.";
    /// Unnamed data behind the end of the file's format.
    TrailingData = "trailing_data", "The file has data behind its end.";
    /// A photo with the short video that its header declares.
    MotionPhoto = "motion_photo", "The photo carries a short video.";
    /// More pictures behind the first, declared by its header.
    MultiPicture = "multi_picture", "The photo carries more pictures.";
    /// The name or the declared media type is that of a close relative, such as `.ppt` for a PPTX.
    RelatedName = "related_name", "The file's name or type is that of a related kind of document.";
    /// A photo that says where it was taken. Whoever stores it strips that first (rule F9).
    Location = "location", "The photo says where it was taken.";
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of findings; a plain value that can be `const`. Serialized as a list in [`Finding::ALL`]'s order.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FindingSet(u32);

impl FindingSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// The set of exactly these.
    #[must_use]
    pub const fn of(mut findings: &[Finding]) -> Self {
        let mut set = Self::EMPTY;
        while let [first, rest @ ..] = findings {
            set = set.with(*first);
            findings = rest;
        }
        set
    }

    /// This set and one finding more.
    #[must_use]
    pub const fn with(self, finding: Finding) -> Self {
        Self(self.0 | 1 << finding as u32)
    }

    /// This set without one finding.
    #[must_use]
    pub const fn without(self, finding: Finding) -> Self {
        Self(self.0 & !(1 << finding as u32))
    }

    /// Is the finding in the set?
    #[must_use]
    pub const fn contains(self, finding: Finding) -> bool {
        self.0 & 1 << finding as u32 != 0
    }

    /// What is in either set.
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
