//! EXIF (CIPA DC-008): the tables of a TIFF structure in memory.

use crate::bytes;

/// A TIFF structure, beginning with its byte order mark.
#[derive(Debug, Clone, Copy)]
pub struct Tiff<'a> {
    bytes: &'a [u8],
    is_big: bool,
}

/// An image file directory.
#[derive(Debug)]
pub struct Table {
    /// The fields. Truncated ones are omitted.
    pub fields: Vec<Field>,
    /// Offset of the next table; 0 if there is none.
    pub next: u32,
}

/// A field of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The field's number, which gives its meaning.
    pub tag: u16,
    /// Type of the values; 3 is a 16-bit number.
    pub kind: u16,
    /// Number of values.
    pub count: u32,
    /// The value, if it is a number that fits; otherwise its offset.
    pub value: u32,
    /// The value's first two bytes.
    pub short: u16,
}

impl<'a> Tiff<'a> {
    /// `None` if the bytes don't begin with a TIFF header.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let is_big = match bytes.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        Some(Self { bytes, is_big })
    }

    /// The 16-bit number at `at`.
    #[must_use]
    pub fn u16(&self, at: usize) -> Option<u16> {
        bytes::array(self.bytes, at).map(match self.is_big {
            true => u16::from_be_bytes,
            false => u16::from_le_bytes,
        })
    }

    /// The 32-bit number at `at`.
    #[must_use]
    pub fn u32(&self, at: usize) -> Option<u32> {
        bytes::array(self.bytes, at).map(match self.is_big {
            true => u32::from_be_bytes,
            false => u32::from_le_bytes,
        })
    }

    /// Offset of the first table.
    #[must_use]
    pub fn first(&self) -> Option<u32> {
        self.u32(4)
    }

    /// Offsets of the fields of the table at `at`, which may be truncated.
    pub fn fields(self, at: u32) -> impl Iterator<Item = usize> {
        let at = at as usize;
        let count = self.u16(at).unwrap_or(0);
        (0..usize::from(count)).map(move |n| at.saturating_add(2 + 12 * n))
    }

    /// The table at `at`.
    #[must_use]
    pub fn table(&self, at: u32) -> Option<Table> {
        let count = usize::from(self.u16(at as usize)?);
        let fields = self.fields(at).map_while(|at| self.field(at)).collect();
        let next = self.u32(at as usize + 2 + 12 * count).unwrap_or(0);
        Some(Table { fields, next })
    }

    fn field(&self, at: usize) -> Option<Field> {
        Some(Field {
            tag: self.u16(at)?,
            kind: self.u16(at + 2)?,
            count: self.u32(at + 4)?,
            value: self.u32(at + 8)?,
            short: self.u16(at + 8)?,
        })
    }
}
