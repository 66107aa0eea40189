//! A decoded picture at its final size.

/// A decoded picture at its final size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Small {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) rgb: Vec<u8>,
}

/// Size of the thumbnail for a picture of this size.
pub(super) fn fit(width: u32, height: u32, max_side: u16) -> (u16, u16) {
    let longest = u64::from(width.max(height).max(1));
    let most = u64::from(max_side).min(longest);
    let scaled = |side: u32| {
        let side = (u64::from(side) * most + longest / 2) / longest;
        u16::try_from(side.max(1)).unwrap_or(max_side)
    };
    (scaled(width), scaled(height))
}

/// Blends a pixel's channel with white.
pub(super) fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    let mixed = (value * alpha + 255 * (255 - alpha) + 127) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_their_proportions_and_are_never_enlarged() {
        assert_eq!(fit(4000, 3000, 320), (320, 240));
        assert_eq!(fit(3000, 4000, 320), (240, 320));
        assert_eq!(fit(100_000_000, 1, 320), (320, 1));
        assert_eq!(fit(31, 17, 320), (31, 17));
        assert_eq!(fit(1, 1, 320), (1, 1));
    }

    #[test]
    fn transparent_pixels_are_white() {
        assert_eq!(on_white(10, 0), 255);
        assert_eq!(on_white(10, 255), 10);
        assert_eq!(on_white(0, 128), 127);
    }
}
