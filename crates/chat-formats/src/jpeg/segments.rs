//! Segments that make up the picture. Their content must account for their whole length, so that nothing else
//! fits into them.

/// Whether this marker is a start of frame, of any process.
#[must_use]
pub const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

/// Whether a segment's content fills its length. Always true of segments that are not part of the picture, such as comments.
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

/// The tables of a Huffman (0xC4), arithmetic coding (0xCC) or quantization (0xDB) segment, each with its first
/// byte. `None` is the last item, if the lengths don't add up.
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

/// Size of the first table, in bytes.
fn table_len(marker: u8, body: &[u8]) -> Option<usize> {
    // The two halves of the first byte: a class, which is 0 or 1, and one of four slots.
    let class = body.first().filter(|first| **first & 0xec == 0)? >> 4;
    match (marker, class) {
        (0xc4, _) => {
            let counts = body.get(1..17)?;
            Some(17 + counts.iter().map(|n| usize::from(*n)).sum::<usize>())
        }
        (0xcc, _) => Some(2),
        // 64 numbers of one or two bytes each.
        (_, 0) => Some(65),
        _ => Some(129),
    }
}

/// Components of a complete frame header, three bytes each. The precision, the dimensions and the number of
/// components precede them, in six bytes.
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
    /// Bits per sample.
    pub precision: u8,
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Components: identifier, sampling factors (horizontal and vertical, four bits each), quantization table.
    pub components: Vec<[u8; 3]>,
}

impl Frame {
    /// Parses a frame header; `None` if it is incomplete.
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

    /// Total samples of all components, rounded up to whole units as decoders do.
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
    fn a_segment_with_spare_room_is_rejected() {
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
        // One unit wide and two high, with six blocks each.
        assert_eq!(frame.samples(), 2 * 6 * 64);
    }
}
