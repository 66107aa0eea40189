//! Objects of other programs and files inside a document, by what they call themselves.

use std::fmt;

use crate::finding::Finding;
use crate::refusal::ShownName;

/// An object of another program, or a file, inside a document.
///
/// Class and name are the file's own words: they tell a person which object a finding is about, and prove nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Object {
    /// What was found in the object, in the order of [`Finding::ALL`].
    pub findings: Vec<Finding>,
    /// The class of the program that made it, such as `Equation.3`.
    pub class: Option<ShownName>,
    /// The name of the file.
    pub name: Option<ShownName>,
}

impl Object {
    /// An object with the class and name that the file states, which may be empty.
    pub(crate) fn new(class: &str, name: &str) -> Self {
        let shown = |text: &str| Some(ShownName::of(text)).filter(|shown| !shown.is_empty());
        Self {
            findings: Vec::new(),
            class: shown(class),
            name: shown(name),
        }
    }

    /// Whether it has a class or a name.
    pub(crate) fn has_name(&self) -> bool {
        self.class.is_some() || self.name.is_some()
    }
}

/// Shows the name in quotation marks; an object without one is shown by its class.
impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &self.class) {
            (Some(name), _) => name.fmt(f),
            (None, Some(class)) => f.write_str(class.as_str()),
            (None, None) => Ok(()),
        }
    }
}

/// The last part of a path, with the separators of any system.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\', ':']).next().unwrap_or_default()
}

/// Text of an unknown encoding: UTF-8 if it is that, otherwise one byte per character.
pub(crate) fn decoded(text: &[u8]) -> String {
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    match std::str::from_utf8(text) {
        Ok(text) => text.to_owned(),
        Err(_) => text.iter().copied().map(char::from).collect(),
    }
}
