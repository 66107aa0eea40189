//! The segments of a JPEG that make up the picture: their lengths have to add up, so that nothing else
//! is in them.

/// Is this marker a start of frame, of any process?
#[must_use]
pub const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

/// Is a segment as long as what it says is in it? Those that are no part of the picture, such as comments, are.
pub(super) fn is_whole(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xc4 | 0xcc | 0xdb => tables(marker, body).all(|table| table.is_some()),
        // Number of lines, restart interval, expansion.
        0xdc | 0xdd => body.len() == 2,
        0xdf => body.len() == 1,
        0xda => matches!(body, [n, rest @ ..] if rest.len() == 2 * usize::from(*n) + 3),
        _ if is_frame(marker) || marker == 0xde => components(body).is_some(),
        _ => true,
    }
}

/// The tables of a segment, Huffman's (0xC4), of arithmetic coding (0xCC) or of quantization (0xDB), each with
/// its first byte. `None` is the rest where they don't add up, and the last.
pub fn tables(marker: u8, body: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    let mut rest = Some(body).filter(|body| !body.is_empty());
    std::iter::from_fn(move || {
        let here = rest.take()?;
        let (table, behind) =
            match table_len(marker, here).and_then(|len| here.split_at_checked(len)) {
                Some((table, behind)) => (Some(table), behind),
                None => (None, [].as_slice()),
            };
        rest = Some(behind).filter(|behind| !behind.is_empty());
        Some(table)
    })
}

/// Bytes of the first table.
fn table_len(marker: u8, body: &[u8]) -> Option<usize> {
    // The halves of the first byte: a class, which is 0 or 1, and one of four places.
    let class = body.first().filter(|first| **first & 0xec == 0)? >> 4;
    match (marker, class) {
        (0xc4, _) => {
            let counts = body.get(1..17)?;
            Some(17 + counts.iter().map(|n| usize::from(*n)).sum::<usize>())
        }
        (0xcc, _) => Some(2),
        // 64 numbers of one byte, or of two.
        (_, 0) => Some(65),
        _ => Some(129),
    }
}

/// The components of a whole frame header, three bytes each, behind its six bytes of precision, measures and their
/// number.
fn components(body: &[u8]) -> Option<&[[u8; 3]]> {
    let [_, h1, h0, w1, w0, count, components @ ..] = body else {
        return None;
    };
    let is_empty = [h1, h0] == [&0, &0] || [w1, w0] == [&0, &0];
    let (components, rest) = components.as_chunks::<3>();
    let fits = rest.is_empty() && components.len() == usize::from(*count);
    (fits && *count > 0 && !is_empty).then_some(components)
}

/// A frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Bits of a sample.
    pub precision: u8,
    /// In pixels.
    pub width: u16,
    /// In pixels.
    pub height: u16,
    /// The components: name, sampling factors (horizontal and vertical, four bits each), quantization table.
    pub components: Vec<[u8; 3]>,
}

impl Frame {
    /// Reads the header of a frame; `None` if it is not whole.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let components = components(body)?.to_vec();
        let [precision, h1, h0, w1, w0, ..] = body else {
            return None;
        };
        Some(Self {
            precision: *precision,
            width: u16::from_be_bytes([*w1, *w0]),
            height: u16::from_be_bytes([*h1, *h0]),
            components,
        })
    }

    /// Width × height.
    #[must_use]
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// How many samples all components have together, as decoders round them up.
    #[must_use]
    pub fn samples(&self) -> u64 {
        let factors = self.components.iter().map(|[_, s, _]| (s >> 4, s & 15));
        let (h, v) = factors
            .clone()
            .fold((1, 1), |(h, v), factor| (factor.0.max(h), factor.1.max(v)));
        let across = u64::from(self.width).div_ceil(8 * u64::from(h));
        let down = u64::from(self.height).div_ceil(8 * u64::from(v));
        let blocks: u64 = factors.map(|(h, v)| u64::from(h) * u64::from(v)).sum();
        across * down * blocks * 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_with_room_for_more_is_refused() {
        let mut frame = vec![8, 0, 16, 0, 16, 1, 1, 0x11, 0];
        assert!(is_whole(0xc0, &frame));
        frame.push(7);
        assert!(!is_whole(0xc0, &frame));
        assert!(is_whole(0xdd, &[0, 4]));
        assert!(!is_whole(0xdd, &[0, 4, 0]));
        assert!(is_whole(0xdb, &[0; 130]));
        assert!(!is_whole(0xdb, &[0; 131]));
        assert!(is_whole(0xc4, &[0; 17]));
        assert!(!is_whole(0xc4, &[0; 18]));
        assert!(is_whole(0xcc, &[0x13, 4, 0, 1]));
        assert!(!is_whole(0xcc, b"PK\x03\x04"));
        assert!(!is_whole(0xdb, &[0x20; 129]));
    }

    #[test]
    fn samples_are_counted_in_whole_units() {
        let body = [8, 0, 17, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let frame = Frame::read(&body).unwrap();
        assert_eq!(frame.pixels(), 272);
        // One unit across, two down, each of six blocks.
        assert_eq!(frame.samples(), 2 * 6 * 64);
    }
}
