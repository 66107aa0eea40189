//! Entry of the central directory (APPNOTE 4.3.12), checked against its local header.

use chat_formats::{Source, bytes};

use crate::guest;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum length of an entry's name, in bytes.
const MAX_NAME: u16 = 1024;
/// Size of a central header before its name, in bytes.
pub(crate) const CENTRAL: u64 = 46;
const LOCAL: u64 = 30;

/// An entry of an archive.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Lowercase name with `/` as separator and no leading slash.
    pub(crate) name: String,
    pub(crate) deflated: bool,
    pub(crate) crc: u32,
    pub(crate) packed: u64,
    pub(crate) unpacked: u64,
    /// Offset of the local header.
    pub(crate) header: u64,
    /// Offset of the data.
    pub(crate) data: u64,
}

impl Entry {
    /// Reads the central header at `at` and its local header; also returns the offset of the next one. Leaves the
    /// raw name in `scratch`.
    pub(crate) fn read(
        source: &mut Source<'_>,
        at: u64,
        scratch: &mut Vec<u8>,
    ) -> Step<(Self, u64)> {
        let head: [u8; 46] = source.array(at)?.ok_or_else(Stop::damaged)?;
        let half = |offset| bytes::le16(&head, offset).unwrap_or_default();
        let word = |offset| bytes::le32(&head, offset).unwrap_or_default();
        let (flags, method, name_len, extra_len) = (half(8), half(10), half(28), half(30));
        let whole = head.starts_with(b"PK\x01\x02") && name_len > 0 && name_len <= MAX_NAME;
        if !whole || !matches!(method, 0 | 8) || flags & ENCRYPTED != 0 {
            return Err(Stop::damaged());
        }
        let (name_len, extra_len) = (usize::from(name_len), usize::from(extra_len));
        let len = name_len + extra_len + usize::from(half(32));
        let free = source.bytes(at + CENTRAL, len)?;
        // Truncated only at the end of the file.
        let (raw, behind_name) = free.split_at(name_len.min(free.len()));
        let (extra, comment) = behind_name.split_at(extra_len.min(behind_name.len()));
        refuse_guests(extra)?;
        refuse_guests(comment)?;
        scratch.clear();
        scratch.extend_from_slice(raw);
        let mut wide = Wide::of(extra);
        let unpacked = wide.or(word(24))?;
        let packed = wide.or(word(20))?;
        let header = wide.or(word(42))?;
        if method == 0 && packed != unpacked {
            return Err(Stop::damaged());
        }
        let data = local(source, header, method, scratch)?;
        let entry = Self {
            name: normalize(scratch)?,
            deflated: method == 8,
            crc: word(16),
            packed,
            unpacked,
            header,
            data,
        };
        Ok((entry, at + CENTRAL + len as u64))
    }

    /// The offset after the data.
    pub(crate) fn end(&self) -> u64 {
        self.data.saturating_add(self.packed)
    }

    /// The extension of the name's last component.
    pub(crate) fn extension(&self) -> &str {
        let mark = self.name.bytes().rposition(|b| matches!(b, b'/' | b'.'));
        let behind = mark.and_then(|mark| self.name.get(mark..));
        behind
            .and_then(|behind| behind.strip_prefix('.'))
            .unwrap_or_default()
    }
}

/// Flags for encryption, strong encryption and masked headers.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// Checks the local header and returns the offset of the data.
fn local(source: &mut Source<'_>, at: u64, method: u16, name: &[u8]) -> Step<u64> {
    let head: [u8; 30] = source.array(at)?.ok_or_else(Stop::damaged)?;
    let half = |offset| bytes::le16(&head, offset).unwrap_or_default();
    let same = head.starts_with(b"PK\x03\x04")
        && half(8) == method
        && usize::from(half(26)) == name.len()
        && half(6) & ENCRYPTED == 0;
    if !same || !source.has(at + LOCAL, name)? {
        return Err(Stop::damaged());
    }
    let behind_name = at + LOCAL + u64::from(half(26));
    refuse_guests(&source.bytes(behind_name, usize::from(half(28)))?)?;
    Ok(behind_name + u64::from(half(28)))
}

/// Extra fields and comments are free-form: no other format may begin in them.
fn refuse_guests(field: &[u8]) -> Step<()> {
    match guest::in_metadata(field) {
        Some(what) => Err(Stop::hidden(what)),
        None => Ok(()),
    }
}

/// Normalizes a name. Some writers use backslashes as separators. Path traversal is refused.
fn normalize(raw: &[u8]) -> Step<String> {
    let mut name = match std::str::from_utf8(raw) {
        // Fast path for most names, with one allocation.
        Ok(name) if name.is_ascii() => name.to_ascii_lowercase(),
        _ => String::from_utf8_lossy(raw).to_lowercase(),
    };
    if name.contains('\\') {
        name = name.replace('\\', "/");
    }
    if name.starts_with('/') {
        name.remove(0);
    }
    let climbs = name.contains("..") && name.split('/').any(|part| part == "..");
    if climbs || name.contains('\0') || name.starts_with('/') {
        return Err(Stop::refused(Reason::UnsafeContent, ""));
    }
    Ok(name)
}

/// 64-bit sizes of an extra field (APPNOTE 4.5.3), consumed in order by the fields that need them.
struct Wide<'a>(&'a [u8]);

impl<'a> Wide<'a> {
    fn of(extra: &'a [u8]) -> Self {
        let mut rest = extra;
        while let (Some(id), Some(len)) = (bytes::le16(rest, 0), bytes::le16(rest, 2)) {
            let end = 4 + usize::from(len);
            if id == 1 {
                return Self(rest.get(4..end).unwrap_or_default());
            }
            rest = rest.get(end..).unwrap_or_default();
        }
        Self(&[])
    }

    fn or(&mut self, narrow: u32) -> Step<u64> {
        if narrow != u32::MAX {
            return Ok(u64::from(narrow));
        }
        let wide = bytes::le64(self.0, 0).ok_or_else(Stop::damaged)?;
        self.0 = self.0.get(8..).unwrap_or_default();
        Ok(wide)
    }
}
