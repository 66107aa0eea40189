//! A refusal and its sentence for people.

use std::fmt;

use crate::bmff;
use crate::foreign::OLD_POWERPOINT;
use crate::reason::Reason;

/// The accepted kinds, as a sentence for people (rule F1).
pub const ACCEPTED: &str = "You can send PNG, JPEG, GIF, PDF, Word (DOC, DOCX), RTF, \
    Excel (XLS, XLSX), PowerPoint (PPT, PPTX) and OpenDocument (ODT, ODS, ODP) files.";

/// Maximum length of a shown name, in characters. Longer names are cut.
const SHOWN: usize = 80;

/// Why a file is refused, and what the file is (rule F2).
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Refusal {
    /// Why the file is refused.
    pub reason: Reason,
    /// What the file is, as a noun phrase: `"an MP4 video"`.
    pub what: String,
    /// The claimed name, cleaned for display. Neither serialized nor printed by `Debug`.
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

    /// At most two sentences for the uploader: what the file is, then what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (name, what) = (&self.name, &self.what);
        match self.reason {
            Reason::Empty => format!("{name} is empty. Choose another file."),
            Reason::TooLarge => format!("{name} is too large. Send a smaller file."),
            Reason::NameUnsafe => chat_text::sentence(what),
            Reason::NotAccepted if what == bmff::HEIC => {
                format!("{name} is {what}, an iPhone format that can't be sent. Send it as JPEG.")
            }
            Reason::NotAccepted if what == OLD_POWERPOINT => {
                format!(
                    "{name} is {what}, which can't be sent. Save it as PPTX or PDF and send that."
                )
            }
            Reason::NotAccepted | Reason::Unrecognized => {
                format!("{name} is {what}, which can't be sent. {ACCEPTED}")
            }
            Reason::Damaged => format!(
                "{name} looks like {what}, but it is damaged or incomplete. Send another copy."
            ),
            Reason::MacroEnabled => {
                format!(
                    "{name} is {what}, which can't be sent. Save it without macros and try again."
                )
            }
            Reason::ProgramInside => format!(
                "{name} is {what} with a program inside, which can't be sent. Remove the program and try again."
            ),
            Reason::HiddenFile => {
                format!("{name} is {what}, which can't be sent. Save a new copy and send that.")
            }
            Reason::UnsafeContent => format!(
                "{name} is {what} with a part that can't be checked safely. Save it as PDF and send that."
            ),
            Reason::ExpandsTooMuch => {
                format!(
                    "{name} is {what} that expands to too much data. Simplify it and try again."
                )
            }
            Reason::TooComplex => {
                format!("{name} is {what} that is too complex to check. Simplify it and try again.")
            }
            Reason::TooManyPixels => {
                format!("{name} is {what} with too many pixels. Scale it down and try again.")
            }
            Reason::NameDisagrees => format!(
                "{name} is {what}, but its extension is for another type. Correct the extension and try again."
            ),
            Reason::MediaTypeDisagrees => format!(
                "{name} is {what}, but your device sent it as another type. Save a new copy and send that."
            ),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for Refusal {}

/// A file name made safe to display: a [label](chat_text::label), quoted and shortened. Names can hold
/// health data, so `Debug` doesn't print them.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct ShownName(String);

impl ShownName {
    /// Cleans and shortens a claimed name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut shown = chat_text::label(name);
        if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
            shown.truncate(end);
            shown.push('…');
        }
        Self(shown)
    }

    /// The cleaned text, without quotation marks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing of the name can be shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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
