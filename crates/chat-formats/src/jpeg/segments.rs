//! The segments of a JPEG that make up the picture: their lengths have to add up, so that nothing else
//! is in them.

use crate::error::{PictureError, Step};

/// A start of frame, of any process.
pub(crate) const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

/// Is a segment as long as what it says is in it?
pub(crate) fn check(marker: u8, body: &[u8]) -> Step<()> {
    let fits = match marker {
        0xc4 => tables(body, huffman_table),
        0xdb => tables(body, quantization_table),
        0xcc => tables(body, conditioning),
        0xdc | 0xdd => body.len() == 2,
        0xdf => body.len() == 1,
        0xda => matches!(body, [n, rest @ ..] if rest.len() == 2 * usize::from(*n) + 3),
        _ if is_frame(marker) || marker == 0xde => Frame::read(marker, body).is_some(),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(PictureError::Malformed("a segment of a wrong length"))
    }
}

fn tables(mut body: &[u8], len: fn(&[u8]) -> Option<usize>) -> bool {
    while !body.is_empty() {
        let Some(rest) = len(body).and_then(|len| body.get(len..)) else {
            return false;
        };
        body = rest;
    }
    true
}

/// The first byte's halves: a class, which is 0 or 1, and one of four places.
fn class(table: &[u8]) -> Option<u8> {
    let first = table.first()?;
    (first & 0xec == 0).then_some(first >> 4)
}

fn huffman_table(body: &[u8]) -> Option<usize> {
    class(body)?;
    let counts = body.get(1..17)?;
    Some(17 + counts.iter().map(|n| usize::from(*n)).sum::<usize>())
}

/// 64 numbers of one byte, or of two.
fn quantization_table(body: &[u8]) -> Option<usize> {
    Some(if class(body)? == 0 { 65 } else { 129 })
}

/// One number, of arithmetic coding.
fn conditioning(body: &[u8]) -> Option<usize> {
    class(body).map(|_| 2)
}

/// A frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) progressive: bool,
    /// Horizontal and vertical sampling factors.
    pub(crate) sampling: Vec<(u8, u8)>,
}

impl Frame {
    pub(crate) fn read(marker: u8, body: &[u8]) -> Option<Self> {
        let [_, h1, h0, w1, w0, count, components @ ..] = body else {
            return None;
        };
        let (components, rest) = components.as_chunks::<3>();
        let frame = Self {
            width: u16::from_be_bytes([*w1, *w0]),
            height: u16::from_be_bytes([*h1, *h0]),
            progressive: marker == 0xc2,
            sampling: components
                .iter()
                .map(|[_, s, _]| (s >> 4, s & 15))
                .collect(),
        };
        let fits = rest.is_empty() && components.len() == usize::from(*count) && *count > 0;
        (fits && frame.width > 0 && frame.height > 0).then_some(frame)
    }

    /// Width × height.
    pub(crate) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// How many samples all components have together, as decoders round them up.
    pub(crate) fn samples(&self) -> u64 {
        let most = |factor: fn(&(u8, u8)) -> u8| {
            u64::from(self.sampling.iter().map(factor).max().unwrap_or(1).max(1))
        };
        let (h, v) = (most(|s| s.0), most(|s| s.1));
        let across = u64::from(self.width).div_ceil(8 * h);
        let down = u64::from(self.height).div_ceil(8 * v);
        let blocks: u64 = self
            .sampling
            .iter()
            .map(|(h, v)| u64::from(*h) * u64::from(*v))
            .sum();
        across * down * blocks * 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_with_room_for_more_is_refused() {
        let mut frame = vec![8, 0, 16, 0, 16, 1, 1, 0x11, 0];
        assert!(check(0xc0, &frame).is_ok());
        frame.push(7);
        assert!(check(0xc0, &frame).is_err());
        assert!(check(0xdd, &[0, 4]).is_ok());
        assert!(check(0xdd, &[0, 4, 0]).is_err());
        assert!(check(0xdb, &[0; 130]).is_ok());
        assert!(check(0xdb, &[0; 131]).is_err());
        assert!(check(0xc4, &[0; 17]).is_ok());
        assert!(check(0xc4, &[0; 18]).is_err());
        assert!(check(0xcc, &[0x13, 4, 0, 1]).is_ok());
        assert!(check(0xcc, b"PK\x03\x04").is_err());
        assert!(check(0xdb, &[0x20; 129]).is_err());
    }

    #[test]
    fn samples_are_counted_in_whole_units() {
        let body = [8, 0, 17, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let frame = Frame::read(0xc2, &body).unwrap();
        assert_eq!(frame.pixels(), 272);
        // One unit across, two down, each of six blocks.
        assert_eq!(frame.samples(), 2 * 6 * 64);
    }
}
