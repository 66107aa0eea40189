//! Fields of Office Open XML that start another program or insert a file.

use super::seen::{SEAM, Seen};
use super::tag::{reference, tag_end};

/// Field instructions to detect.
const INSTRUCTIONS: [&[u8]; 2] = [b"dde", b"includetext"];

/// Start of a field instruction (ECMA-376 part 1, 17.16), which may be split into many runs. Bit `n` of an
/// instruction means that the text read last may be its first `n` letters.
#[derive(Debug)]
pub(super) struct Field {
    read: [u16; INSTRUCTIONS.len()],
}

impl Default for Field {
    fn default() -> Self {
        Self {
            read: [1; INSTRUCTIONS.len()],
        }
    }
}

impl Field {
    /// Starts another field. The previous one may continue, because the text that ends it may be in a comment.
    pub(super) fn begin(&mut self) {
        self.read = self.read.map(|read| read | 1);
    }

    /// Whether any instruction may still match.
    fn is_open(&self) -> bool {
        self.read != [0; INSTRUCTIONS.len()]
    }

    fn take(&mut self, byte: u8, seen: &mut Seen) {
        for (word, read) in INSTRUCTIONS.iter().zip(&mut self.read) {
            if byte.is_ascii_whitespace() {
                *read &= 1;
                continue;
            }
            let mut next = 0;
            for (n, letter) in word.iter().enumerate() {
                let continues = *read & 1 << n != 0 && byte.eq_ignore_ascii_case(letter);
                next |= u16::from(continues) << (n + 1);
            }
            *read = next;
        }
        let [dde, include] = INSTRUCTIONS.map(|word| 1_u16 << word.len());
        let [read_dde, read_include] = self.read;
        seen.dde |= read_dde & dde != 0;
        seen.include |= read_include & include != 0;
    }

    /// Reads a run's text, beginning at its element's name, or an attribute's value. Text that continues past the
    /// available bytes counts as a match.
    pub(super) fn read(&mut self, xml: &[u8], seen: &mut Seen) {
        let xml = xml.get(..SEAM).unwrap_or(xml);
        if let Some(rest) = xml.strip_prefix(b"instrText") {
            let is_name = rest
                .first()
                .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
            match tag_end(rest).and_then(|end| rest.split_at_checked(end)) {
                _ if !is_name => {}
                Some((tag, _)) if tag.ends_with(b"/>") => {}
                Some((_, text)) => self.text(text, b'<', seen),
                None => seen.dde |= self.is_open(),
            }
            return;
        }
        let value = xml.strip_prefix(b"instr").unwrap_or_default();
        let value = value.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else {
            seen.dde |= value.is_empty();
            return;
        };
        let mut whole = Self::default();
        match value.trim_ascii_start() {
            [quote @ (b'"' | b'\''), value @ ..] => whole.text(value, *quote, seen),
            value => seen.dde |= value.is_empty(),
        }
    }

    /// Reads up to the end mark while any instruction may still match.
    fn text(&mut self, mut text: &[u8], end: u8, seen: &mut Seen) {
        while self.is_open() {
            let Some((byte, rest)) = text.split_first() else {
                seen.dde = true;
                return;
            };
            text = rest;
            if *byte == end {
                // Comments and CDATA sections hide the text after them.
                seen.dde |= end == b'<' && rest.first() != Some(&b'/');
                return;
            }
            let byte = match byte {
                b'&' => reference(&mut text),
                byte => *byte,
            };
            self.take(byte, seen);
        }
    }
}
