//! JavaScript (ISO 32000-2, 12.6.4.17).

use std::collections::BTreeMap;

use super::{script, value};
use crate::finding::{Finding, FindingSet};

/// Maximum number of scripts in objects of their own.
const MAX_OBJECTS: usize = 10_000;

/// Scripts of a file.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    /// Actions and lists with the name `/JavaScript`.
    named: bool,
    /// Scripts of the standard functions, and others.
    standard: u32,
    other: u32,
    /// Numbers of objects that are scripts of actions: whether all readings so far are standard, if there are any.
    referred: BTreeMap<u32, Option<bool>>,
    /// Strings and references that are objects in object streams, and whether they are standard scripts.
    packed: BTreeMap<u32, bool>,
    /// Some objects of an object stream are unknown.
    is_unclear: bool,
}

impl Scripts {
    pub(super) fn take(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"JavaScript" => self.named = true,
            b"JS" if value::is_text(value) => match (value::text(value), value::reference(value)) {
                (None, Some(number)) if self.referred.len() < MAX_OBJECTS => {
                    self.referred.entry(number).or_default();
                }
                (text, _) => self.count(text.is_some_and(|text| script::is_standard(&text))),
            },
            _ => {}
        }
    }

    /// Counts a string that is a script.
    pub(super) fn count(&mut self, is_standard: bool) {
        match is_standard {
            true => self.standard += 1,
            false => self.other += 1,
        }
    }

    /// Forgets the strings counted so far, because they are encrypted. More than `known` are not forgotten.
    pub(super) fn forget_strings(&mut self, known: usize) {
        let counted = self.standard + self.other;
        self.standard = 0;
        self.other = counted.saturating_sub(u32::try_from(known).unwrap_or(u32::MAX));
    }

    /// Takes an object in an object stream. A string may be a script, and a reference may lead to one.
    pub(super) fn object(&mut self, number: u32, value: &[u8], is_last: bool) {
        // The first byte rules out most objects.
        let may_be = matches!(value::first(value), None | Some(b'(' | b'<' | b'0'..=b'9'));
        if !may_be || !value::is_text(value) {
            return;
        }
        let text = match is_last {
            true => value::text(&[value, b" "].concat()),
            false => value::text(value),
        };
        let is_standard = text.is_some_and(|text| script::is_standard(&text));
        let is_known = self.packed.contains_key(&number);
        if !is_known && self.packed.len() >= MAX_OBJECTS {
            self.is_unclear = true;
            return;
        }
        let all = self.packed.entry(number).or_insert(true);
        *all &= is_standard;
    }

    /// Records that the objects of an object stream are unknown.
    pub(super) fn lose_one(&mut self) {
        self.is_unclear = true;
    }

    /// Whether an action's script is in a separate object.
    pub(super) fn has_references(&self) -> bool {
        !self.referred.is_empty()
    }

    /// Whether this object is an action's script.
    pub(super) fn is_referred(&self, number: u32) -> bool {
        self.referred.contains_key(&number)
    }

    /// Records what an object in the file itself is. `None` stands for an object of an unreadable number.
    pub(super) fn define(&mut self, number: Option<u32>, is_standard: bool) {
        let Some(number) = number else {
            self.is_unclear = true;
            return;
        };
        if let Some(known) = self.referred.get_mut(&number) {
            *known = Some(known.unwrap_or(true) && is_standard);
        }
    }

    /// Whether all readings of a referred object are standard scripts.
    fn is_standard(&self, (number, known): (&u32, &Option<bool>)) -> bool {
        let packed = self.packed.get(number).copied();
        let mut readings = [*known, packed].into_iter().flatten();
        !self.is_unclear && readings.clone().next().is_some() && readings.all(|standard| standard)
    }

    /// A script belongs to an action of the type `/JavaScript` or `/Rendition` (ISO 32000-2, tables 217 and 221), and
    /// does nothing without one. `plays` means that there are renditions.
    pub(super) fn findings(&self, plays: bool) -> FindingSet {
        let has_scripts = self.standard + self.other > 0 || self.has_references();
        let runs = self.named || (plays && has_scripts);
        let is_plain = self.other == 0 && self.referred.iter().all(|it| self.is_standard(it));
        if !runs {
            return FindingSet::EMPTY;
        }
        FindingSet::EMPTY.with(match has_scripts && is_plain {
            true => Finding::FormScript,
            false => Finding::JavaScript,
        })
    }
}
