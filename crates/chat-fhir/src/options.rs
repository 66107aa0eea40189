//! What to export, for whom, and in which form.

use chat_domain::PersonId;
use std::{fmt, str::FromStr};

/// A version of FHIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FhirVersion {
    /// R4: 4.0.1.
    R4,
    /// R5: 5.0.0.
    R5,
}

impl FhirVersion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::R4, Self::R5];

    /// The version as a word: `r4` or `r5`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::R4 => "r4",
            Self::R5 => "r5",
        }
    }
}

impl fmt::Display for FhirVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The error for a word that names no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version of FHIR is `r4` or `r5`")]
pub struct NotAVersion;

impl FromStr for FhirVersion {
    type Err = NotAVersion;

    fn from_str(word: &str) -> Result<Self, NotAVersion> {
        let mut all = Self::ALL.into_iter();
        all.find(|version| version.word() == word)
            .ok_or(NotAVersion)
    }
}

/// Who receives the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The host, for the patient's record: everything that the log keeps, including the texts and files of retracted messages.
    Host,
    /// A participant: what the rules let them read now.
    Person(PersonId),
}

/// How resources refer to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum References {
    /// By `urn:uuid:`, as the entries of a bundle do.
    Urn,
    /// By type and id, as files of Bulk Data do.
    Relative,
}

/// Where the bytes of the files are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Files {
    /// Not in the export: attachments have a title, a size and a digest, and no address.
    #[default]
    Omitted,
    /// At this address, followed by `/` and the attachment's id.
    At(String),
    /// In `Binary` resources, which the caller adds with [`Export::binary`](crate::Export::binary).
    Binary,
}

/// What to export.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// The version of FHIR.
    pub version: FhirVersion,
    /// Who receives it.
    pub scope: Scope,
    /// Where the files' bytes are.
    pub files: Files,
}

impl Options {
    /// A version for a recipient, without the bytes of files.
    #[must_use]
    pub const fn new(version: FhirVersion, scope: Scope) -> Self {
        Self {
            version,
            scope,
            files: Files::Omitted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_has_one_word() {
        for version in FhirVersion::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        for wrong in ["", "R4", "r4b", "4"] {
            assert_eq!(wrong.parse::<FhirVersion>(), Err(NotAVersion), "{wrong}");
        }
    }
}
