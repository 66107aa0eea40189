//! Rewriting of archives, with extra bytes in every place that the format leaves free.

/// The entries of an archive.
pub(super) struct Parts(Vec<Part>);

#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    method: u16,
    crc: u32,
    unpacked: u32,
    packed: Vec<u8>,
}

impl Parts {
    /// Reads consecutive entries.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let half = |at: usize| u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap());
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let (mut parts, mut at) = (Vec::new(), 0);
        while bytes[at..].starts_with(b"PK\x03\x04") {
            let data = at + 30 + usize::from(half(at + 26)) + usize::from(half(at + 28));
            let end = data + word(at + 18) as usize;
            parts.push(Part {
                name: bytes[at + 30..at + 30 + usize::from(half(at + 26))].to_vec(),
                method: half(at + 8),
                crc: word(at + 14),
                unpacked: word(at + 22),
                packed: bytes[data..end].to_vec(),
            });
            at = end;
        }
        Self(parts)
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, name: &str, content: &[u8], deflated: bool) {
        let zip = fixture_zip(name, content, deflated);
        self.0.extend(Self::of(&zip).0);
    }
}

fn fixture_zip(name: &str, content: &[u8], deflated: bool) -> Vec<u8> {
    let zip = chat_attachments::fixture::Zip::new();
    match deflated {
        true => zip.deflated(name, content).finish(),
        false => zip.stored(name, content).finish(),
    }
}

/// An archive to write, and the contents of its free places.
pub(super) struct Written {
    parts: Parts,
    pub(super) local_extra: Vec<u8>,
    pub(super) directory_extra: Vec<u8>,
    pub(super) entry_comment: Vec<u8>,
    pub(super) between: Vec<u8>,
    pub(super) gap: Vec<u8>,
    pub(super) before_end: Vec<u8>,
    /// Number of the entry to which all directory entries point.
    pub(super) pointing: Option<usize>,
    /// Added to every size in the directory.
    pub(super) directory_lie: u32,
    /// Added to every size in the local headers.
    pub(super) local_lie: u32,
}

impl From<Parts> for Written {
    fn from(parts: Parts) -> Self {
        Self {
            parts,
            local_extra: Vec::new(),
            directory_extra: Vec::new(),
            entry_comment: Vec::new(),
            between: Vec::new(),
            gap: Vec::new(),
            before_end: Vec::new(),
            pointing: None,
            directory_lie: 0,
            local_lie: 0,
        }
    }
}

impl Written {
    /// The archive's bytes. The first entry carries the extra bytes.
    pub(super) fn finish(&self) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        let mut offsets = Vec::new();
        let len16 = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap().to_le_bytes();
        let common = |part: &Part, lie: u32| {
            [
                &[20, 0, 0, 0][..],
                &part.method.to_le_bytes(),
                &[0, 0, 0x21, 0],
                &part.crc.to_le_bytes(),
                &u32::try_from(part.packed.len()).unwrap().to_le_bytes(),
                &(part.unpacked + lie).to_le_bytes(),
                &len16(&part.name),
            ]
            .concat()
        };
        for (index, part) in self.parts.0.iter().enumerate() {
            let only_first = |bytes: &Vec<u8>| {
                if index == 0 {
                    bytes.clone()
                } else {
                    Vec::new()
                }
            };
            if index == 1 {
                bytes.extend_from_slice(&self.between);
            }
            let (extra, more) = (
                only_first(&self.local_extra),
                only_first(&self.directory_extra),
            );
            let comment = only_first(&self.entry_comment);
            offsets.push(u32::try_from(bytes.len()).unwrap());
            let to = self.pointing.filter(|to| *to <= index).unwrap_or(index);
            bytes.extend(
                [
                    b"PK\x03\x04",
                    common(part, self.local_lie).as_slice(),
                    &len16(&extra),
                ]
                .concat(),
            );
            bytes.extend([part.name.as_slice(), &extra, &part.packed].concat());
            directory.extend(
                [
                    b"PK\x01\x02\x14\0",
                    common(part, self.directory_lie).as_slice(),
                    &len16(&more),
                    &len16(&comment),
                    &[0; 8],
                    &offsets[to].to_le_bytes(),
                    &part.name,
                    &more,
                    &comment,
                ]
                .concat(),
            );
        }
        bytes.extend_from_slice(&self.gap);
        let offset = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        let count = u16::try_from(self.parts.0.len()).unwrap().to_le_bytes();
        bytes.extend([directory.as_slice(), &self.before_end].concat());
        bytes.extend(
            [
                b"PK\x05\x06\0\0\0\0",
                count.as_slice(),
                &count,
                &size,
                &offset,
            ]
            .concat(),
        );
        bytes.extend_from_slice(&[0, 0]);
        bytes
    }
}
