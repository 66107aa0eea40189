//! Reasons for a refusal.

use std::fmt;

/// The reason for a refusal. Codes are stable; more reasons may follow.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The file is empty.
    Empty,
    /// The file is larger than the policy's `max_bytes` (rule F6).
    TooLarge,
    /// The name could mislead a person or a file system.
    NameUnsafe,
    /// The file is of a known kind that is not accepted (rule F2).
    NotAccepted,
    /// The file is of an unknown kind (rule F2).
    Unrecognized,
    /// The file is truncated or violates its own format.
    Damaged,
    /// An Office file of a macro-enabled kind, or with macros in it (rule F4).
    MacroEnabled,
    /// The document contains a program (rule F4).
    ProgramInside,
    /// A polyglot: a second format is inside or after the first.
    HiddenFile,
    /// The document contains a construct that only attacks use, such as XML entities.
    UnsafeContent,
    /// The content unpacks to far more than that of a real document.
    ExpandsTooMuch,
    /// Checking the file would take too much work.
    TooComplex,
    /// The picture is larger than the policy's `max_pixels`.
    TooManyPixels,
    /// The extension doesn't match the content (rule F3).
    NameDisagrees,
    /// The declared media type doesn't match the content (rule F3).
    MediaTypeDisagrees,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Reason; 15] = [
        Reason::Empty,
        Reason::TooLarge,
        Reason::NameUnsafe,
        Reason::NotAccepted,
        Reason::Unrecognized,
        Reason::Damaged,
        Reason::MacroEnabled,
        Reason::ProgramInside,
        Reason::HiddenFile,
        Reason::UnsafeContent,
        Reason::ExpandsTooMuch,
        Reason::TooComplex,
        Reason::TooManyPixels,
        Reason::NameDisagrees,
        Reason::MediaTypeDisagrees,
    ];

    /// The stable code, in snake case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::TooLarge => "too_large",
            Reason::NameUnsafe => "name_unsafe",
            Reason::NotAccepted => "not_accepted",
            Reason::Unrecognized => "unrecognized",
            Reason::Damaged => "damaged",
            Reason::MacroEnabled => "macro_enabled",
            Reason::ProgramInside => "program_inside",
            Reason::HiddenFile => "hidden_file",
            Reason::UnsafeContent => "unsafe_content",
            Reason::ExpandsTooMuch => "expands_too_much",
            Reason::TooComplex => "too_complex",
            Reason::TooManyPixels => "too_many_pixels",
            Reason::NameDisagrees => "name_disagrees",
            Reason::MediaTypeDisagrees => "media_type_disagrees",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
