//! A refusal, and what a person reads about it.

use std::fmt;

use crate::bmff;
use crate::reason::Reason;

/// What is accepted, as a sentence (rule F1).
pub const ACCEPTED: &str = "Accepted are PNG, JPEG and GIF images, PDF, Word (DOC, DOCX), RTF, \
    Excel (XLS, XLSX), PowerPoint (PPT, PPTX) and OpenDocument (ODT, ODS, ODP) files.";

/// Longest part of a name that is repeated to a person, in characters.
const SHOWN: usize = 80;

/// Why a file is refused, and what it is (rule F2).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Refusal {
    /// The stable reason.
    pub reason: Reason,
    /// What the file is, as a noun phrase: `"an MP4 video"`.
    pub what: String,
    /// The claimed name, cleaned for showing. Not serialized, and not in `Debug`.
    #[serde(skip)]
    pub name: ShownName,
}

impl Refusal {
    pub(crate) fn new(reason: Reason, what: impl Into<String>, name: &str) -> Self {
        Self {
            reason,
            what: what.into(),
            name: ShownName::of(name),
        }
    }

    /// One or two sentences for the person who sends: what the file is and what is accepted.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (name, what) = (&self.name, &self.what);
        match self.reason {
            Reason::Empty => format!("{name} is empty."),
            Reason::TooLarge => format!("{name} is too large."),
            Reason::NameUnsafe => chat_text::sentence(what),
            Reason::NotAccepted if cfg!(feature = "heic") && what == bmff::HEIC => format!(
                "{name} is {what}, the photo format of iPhones, which can't be sent. Send it as JPEG."
            ),
            Reason::NotAccepted => format!("{name} is {what}, which can't be sent. {ACCEPTED}"),
            Reason::Unrecognized => format!("{name} is {what}, which can't be sent. {ACCEPTED}"),
            Reason::Damaged => {
                format!("{name} looks like {what}, but it is damaged or incomplete.")
            }
            Reason::MacroEnabled => format!(
                "{name} is {what}. Files with macros can't be sent; save it without macros."
            ),
            Reason::ProgramInside => format!("{name} is {what} with a program inside."),
            Reason::HiddenFile => format!("{name} is {what}, which can't be sent."),
            Reason::UnsafeContent => format!("{name} is {what} with unsafe content."),
            Reason::ExpandsTooMuch => format!("{name} is {what} that unpacks to far too much."),
            Reason::TooComplex => format!("{name} is {what} that is too complex to check."),
            Reason::TooManyPixels => format!("{name} is {what} with too many pixels."),
            Reason::NameDisagrees => {
                format!("{name} is {what}, but its name says otherwise. Correct the name's ending.")
            }
            Reason::MediaTypeDisagrees => {
                format!("{name} is {what}, but it was sent as another type.")
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for Refusal {}

/// A file name made safe to show: a [label](chat_text::label), quoted, shortened. A name can
/// hold health data, so `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ShownName(String);

impl ShownName {
    /// Cleans a claimed name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut shown = chat_text::label(name);
        if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
            shown.truncate(end);
            shown.push('…');
        }
        Self(shown)
    }
}

impl fmt::Display for ShownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("The file");
        }
        write!(f, "“{}”", self.0)
    }
}

impl fmt::Debug for ShownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownName(…)")
    }
}
