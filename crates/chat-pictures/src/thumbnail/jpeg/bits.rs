//! Bit reader for scans, and Huffman codes (ISO/IEC 10918-1, annexes C and F).

use std::io::BufRead;

use crate::error::{PictureError, Step};

const DAMAGED: PictureError = PictureError::Malformed("its data can't be decoded");

/// Bits of compressed data up to the next marker.
pub(super) struct Bits<'a, R> {
    reader: &'a mut R,
    /// Bits read but not consumed; the next one is the highest.
    bits: u64,
    count: u32,
    /// How many of them are zero padding after the end of the data.
    made_up: u32,
    /// The marker after the data, once reached.
    marker: Option<u8>,
}

impl<'a, R: BufRead> Bits<'a, R> {
    pub(super) fn new(reader: &'a mut R) -> Self {
        Self {
            reader,
            bits: 0,
            count: 0,
            made_up: 0,
            marker: None,
        }
    }

    /// Fills the buffer to at least 32 bits.
    fn fill(&mut self) -> Step<()> {
        while self.count <= 56 {
            let byte = match self.marker {
                Some(_) => {
                    self.made_up += 8;
                    0
                }
                None => match byte(self.reader)? {
                    0xff => match byte(self.reader)? {
                        0 => 0xff,
                        marker => {
                            self.marker = Some(marker);
                            continue;
                        }
                    },
                    byte => byte,
                },
            };
            self.bits |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
        Ok(())
    }

    fn use_up(&mut self, count: u32) -> Step<()> {
        self.count = self.count.checked_sub(count).ok_or(DAMAGED)?;
        self.bits <<= count;
        // Padding is consumed last.
        if self.count < self.made_up {
            Err(DAMAGED)
        } else {
            Ok(())
        }
    }

    /// Takes the next `count` bits, at most 16, as a number.
    pub(super) fn take(&mut self, count: u32) -> Step<u32> {
        if count == 0 {
            return Ok(0);
        }
        if self.count < count {
            self.fill()?;
        }
        let value = self.bits >> (64 - count);
        self.use_up(count)?;
        u32::try_from(value).map_err(|_| DAMAGED)
    }

    /// A difference of `count` bits (F.2.2.1, EXTEND).
    pub(super) fn difference(&mut self, count: u32) -> Step<i32> {
        let value = i32::try_from(self.take(count)?).map_err(|_| DAMAGED)?;
        let half = 1 << count >> 1;
        Ok(if value < half {
            value - (1 << count) + 1
        } else {
            value
        })
    }

    /// Value of the next code.
    pub(super) fn code(&mut self, table: &Huffman) -> Step<u8> {
        if self.count < 16 {
            self.fill()?;
        }
        let (value, len) = table.find(self.bits).ok_or(DAMAGED)?;
        self.use_up(len)?;
        Ok(value)
    }

    /// Skips a restart marker.
    pub(super) fn restart(&mut self) -> Step<()> {
        // Drop the rest of the last byte, and the marker if already reached.
        self.fill()?;
        let real = self.count - self.made_up;
        match self.marker.take() {
            Some(0xd0..=0xd7) if real < 8 => {
                (self.bits, self.count, self.made_up) = (0, 0, 0);
                Ok(())
            }
            _ => Err(DAMAGED),
        }
    }

    /// Skips the rest of the data and returns the marker after it.
    pub(super) fn end(self) -> Step<u8> {
        match self.marker {
            Some(marker) if !is_within(marker) => Ok(marker),
            _ => skip(self.reader),
        }
    }
}

fn is_within(marker: u8) -> bool {
    matches!(marker, 0x00 | 0x01 | 0xd0..=0xd7)
}

/// Skips compressed data and returns the marker after it.
pub(super) fn skip(reader: &mut impl BufRead) -> Step<u8> {
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Err(DAMAGED);
        }
        let found = memchr::memchr(0xff, chunk);
        let len = found.map_or(chunk.len(), |at| at + 1);
        reader.consume(len);
        if found.is_some() {
            let marker = byte(reader)?;
            if !is_within(marker) {
                return Ok(marker);
            }
        }
    }
}

/// The next byte.
pub(super) fn byte(reader: &mut impl BufRead) -> Step<u8> {
    let byte = reader.fill_buf()?.first().copied().ok_or(DAMAGED)?;
    reader.consume(1);
    Ok(byte)
}

/// Maximum length of codes decoded by a single lookup, in bits.
const SHORT: u32 = 8;

/// A Huffman table.
pub(super) struct Huffman {
    /// By the next 8 bits: value and length. A length of 0 marks a longer code.
    short: Vec<(u8, u8)>,
    /// For each length from 1 to 16: one past its last code, as a 16-bit number, and the offset from a code to its
    /// value's index.
    ends: [(u32, i32); 16],
    values: Vec<u8>,
}

impl Huffman {
    /// Builds a table from the number of codes of each length and their values.
    pub(super) fn new(counts: &[u8], values: &[u8]) -> Option<Self> {
        let mut ends = [(0, 0); 16];
        let mut short = vec![(0, 0); 1 << SHORT];
        let (mut code, mut index) = (0_u32, 0_u32);
        for (len, (count, end)) in (1_u32..).zip(counts.iter().zip(&mut ends)) {
            let offset = i32::try_from(index).ok()? - i32::try_from(code).ok()?;
            for _ in 0..*count {
                if code >= 1 << len {
                    return None;
                }
                if len <= SHORT {
                    let value = *values.get(usize::try_from(index).ok()?)?;
                    let from = usize::try_from(code << (SHORT - len)).ok()?;
                    let found = short.get_mut(from..from + (1 << (SHORT - len)))?;
                    found.fill((value, u8::try_from(len).ok()?));
                }
                code += 1;
                index += 1;
            }
            *end = (code << (16 - len), offset);
            code <<= 1;
        }
        Some(Self {
            short,
            ends,
            values: values.to_vec(),
        })
    }

    /// Value and length of the code that these bits begin with.
    fn find(&self, bits: u64) -> Option<(u8, u32)> {
        let (value, len) = *self.short.get(usize::try_from(bits >> 56).ok()?)?;
        if len > 0 {
            return Some((value, len.into()));
        }
        let next = u32::try_from(bits >> 48).ok()?;
        let (len, (_, offset)) = (1..).zip(&self.ends).find(|(_, (end, _))| next < *end)?;
        let code = i32::try_from(next >> (16 - len)).ok()?;
        let value = self.values.get(usize::try_from(code + offset).ok()?)?;
        Some((*value, len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_lengths_are_found() {
        // 0, 10, 110 and so on up to 16 bits.
        let values: Vec<u8> = (1..=16).collect();
        let table = Huffman::new(&[1; 16], &values).unwrap();
        for len in 1..=16_u32 {
            let code = ((1_u64 << len) - 2) << (64 - len);
            assert_eq!(table.find(code), Some((u8::try_from(len).unwrap(), len)));
        }
        assert_eq!(table.find(u64::MAX), None);
    }

    #[test]
    fn a_table_with_too_many_codes_is_rejected() {
        assert!(
            Huffman::new(
                &[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
                &[1, 2, 3]
            )
            .is_none()
        );
    }

    #[test]
    fn reading_past_the_data_fails() {
        let mut data: &[u8] = b"\xa5\xff\x00\xff\xd9";
        let mut bits = Bits::new(&mut data);
        assert_eq!(bits.take(4).unwrap(), 0xa);
        assert_eq!(bits.take(12).unwrap(), 0x5ff);
        assert!(bits.take(1).is_err());
        assert_eq!(bits.end().unwrap(), 0xd9);
    }
}
