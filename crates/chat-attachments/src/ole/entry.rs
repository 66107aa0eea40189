//! An entry of the directory (MS-CFB 2.6.1): a storage or a stream.

use chat_formats::bytes;

use super::class::Class;

/// Size of an entry, in bytes.
pub(super) const LEN: usize = 128;
/// Marks a missing entry.
pub(super) const NONE: u32 = u32::MAX;

/// A storage or a stream.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: Name,
    pub(super) class: Class,
    pub(super) is_stream: bool,
    pub(super) is_used: bool,
    pub(super) reached: bool,
    pub(super) start: u32,
    size: u32,
    pub(super) siblings: [u32; 2],
    pub(super) child: u32,
    /// Index of the enclosing storage; 0 for the root's children.
    pub(super) parent: u32,
}

impl Entry {
    /// Parses an entry.
    pub(super) fn parse(bytes: &[u8; LEN]) -> Option<Self> {
        let kind = *bytes.get(66)?;
        let is_used = matches!(kind, 1 | 2 | 5);
        if !is_used {
            return Some(Self::gone());
        }
        Some(Self {
            name: Name::parse(bytes)?,
            class: Class::of_id(bytes::array(bytes, 80)?),
            is_stream: kind == 2,
            is_used,
            reached: false,
            start: bytes::le32(bytes, 116)?,
            // No accepted file exceeds 4 GiB, and old writers leave the upper half undefined.
            size: bytes::le32(bytes, 120)?,
            siblings: [bytes::le32(bytes, 68)?, bytes::le32(bytes, 72)?],
            child: bytes::le32(bytes, 76)?,
            parent: NONE,
        })
    }

    /// Placeholder for the root after it was taken out; nothing may point to it.
    pub(super) fn gone() -> Self {
        Self {
            name: Name::default(),
            class: Class::None,
            is_stream: false,
            is_used: false,
            reached: false,
            start: NONE,
            size: 0,
            siblings: [NONE; 2],
            child: NONE,
            parent: NONE,
        }
    }

    pub(super) fn size(&self) -> u64 {
        u64::from(self.size)
    }

    pub(super) fn is_named(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.is(name))
    }
}

/// The part of a name that is ever compared: its first characters, in lower case. A file may have tens of
/// thousands of names.
#[derive(Debug, Default)]
pub(super) struct Name {
    start: [u8; Name::KEPT],
    len: u8,
}

impl Name {
    /// Longer than any name that is compared.
    const KEPT: usize = 24;
    /// Stands for characters that no such name contains.
    const OTHER: u8 = 0xff;

    fn parse(bytes: &[u8; LEN]) -> Option<Self> {
        // The length counts bytes, including the terminator.
        let units = usize::from(bytes::le16(bytes, 64)?).min(64) / 2;
        let (units, _) = bytes.get(..2 * units.saturating_sub(1))?.as_chunks();
        Some(Self::of_ascii(units).unwrap_or_else(|| Self::of_any(units)))
    }

    /// Fast path for ASCII names; the general path is much slower.
    fn of_ascii(units: &[[u8; 2]]) -> Option<Self> {
        let mut name = Self::default();
        for unit in units {
            let [c, 0] = unit else { return None };
            if !c.is_ascii() {
                return None;
            }
            name.push(c.to_ascii_lowercase());
        }
        Some(name)
    }

    fn of_any(units: &[[u8; 2]]) -> Self {
        let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
        let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        let mut name = Self::default();
        for c in chars {
            name.push(folded(c).unwrap_or(Self::OTHER));
        }
        name
    }

    fn push(&mut self, c: u8) {
        if let Some(place) = self.start.get_mut(usize::from(self.len)) {
            *place = c;
        }
        self.len = self.len.saturating_add(1);
    }

    pub(super) fn is(&self, name: &str) -> bool {
        usize::from(self.len) == name.len() && self.starts_with(name)
    }

    pub(super) fn starts_with(&self, prefix: &str) -> bool {
        usize::from(self.len) >= prefix.len() && self.start.starts_with(prefix.as_bytes())
    }
}

/// The lowercase ASCII letter that readers may take this character for: they ignore case, and some letters outside of
/// ASCII have one inside as their other case.
fn folded(c: char) -> Option<u8> {
    let mut cases = [Some(c), c.to_lowercase().next(), c.to_uppercase().next()]
        .into_iter()
        .flatten();
    let ascii = cases.find(char::is_ascii)?;
    u8::try_from(ascii.to_ascii_lowercase()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_ascii_path_agrees_with_the_general_one(units in prop::collection::vec(0..128_u8, 0..31)) {
            let units: Vec<[u8; 2]> = units.into_iter().map(|low| [low, 0]).collect();
            let (quick, slow) = (Name::of_ascii(&units), Name::of_any(&units));
            prop_assert_eq!(quick.map(|name| (name.start, name.len)), Some((slow.start, slow.len)));
        }
    }
}
