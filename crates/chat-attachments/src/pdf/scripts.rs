//! JavaScript (ISO 32000-2, 12.6.4.17).

use super::{script, value};
use crate::finding::{Finding, FindingSet};

/// Scripts of a file.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    /// Actions and lists with the name `/JavaScript`.
    named: bool,
    /// Values of `/JS`.
    standard: u32,
    other: u32,
}

impl Scripts {
    pub(super) fn take(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"JavaScript" => self.named = true,
            b"JS" if value::is_text(value) => match value::text(value) {
                Some(text) if script::is_standard(&text) => self.standard += 1,
                _ => self.other += 1,
            },
            _ => {}
        }
    }

    /// A script belongs to an action of the type `/JavaScript` or `/Rendition` (ISO 32000-2, tables 217 and 221), and
    /// does nothing without one. `plays` means that there are renditions.
    pub(super) fn findings(&self, plays: bool) -> FindingSet {
        let has_scripts = self.standard + self.other > 0;
        let runs = self.named || (plays && has_scripts);
        let finding = match (self.standard, self.other) {
            _ if !runs => return FindingSet::EMPTY,
            (1.., 0) => Finding::FormScript,
            _ => Finding::JavaScript,
        };
        FindingSet::EMPTY.with(finding)
    }
}
