//! Unpacks the fixtures' archives, to derive seeds from their entries.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// Name of an entry, whether it is deflated, and its content.
pub(crate) type Entry = (String, bool, Vec<u8>);

/// The entries, beginning at the first local header. Needs archives with all sizes in their local headers.
pub(crate) fn entries(archive: &[u8]) -> Vec<Entry> {
    let mut all = Vec::new();
    let mut rest = archive;
    while let Some((entry, behind)) = next(rest) {
        all.push(entry);
        rest = behind;
    }
    all
}

fn next(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    let half = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let packed_len = u32::from_le_bytes(bytes.get(18..22)?.try_into().ok()?);
    let name_end = 30 + usize::from(half(26)?);
    let name = String::from_utf8_lossy(bytes.get(30..name_end)?).into_owned();
    let from = name_end + usize::from(half(28)?);
    let end = from + usize::try_from(packed_len).ok()?;
    let packed = bytes.get(from..end)?;
    let deflated = half(8)? == 8;
    let mut content = Vec::new();
    if deflated {
        DeflateDecoder::new(packed).read_to_end(&mut content).ok()?;
    } else {
        content.extend_from_slice(packed);
    }
    Some(((name, deflated, content), bytes.get(end..)?))
}
