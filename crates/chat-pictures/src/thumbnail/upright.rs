//! Rotation and mirroring by the EXIF orientation.

use super::small::Small;

/// The picture as it should be viewed. 1 is upright; 2 to 8 as in EXIF.
pub(super) fn upright(small: Small, orientation: u8) -> Small {
    let (width, height) = (usize::from(small.width), usize::from(small.height));
    let turned = orientation >= 5;
    let (across, down) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    let (pixels, _) = small.rgb.as_chunks::<3>();
    let mut rgb = Vec::with_capacity(small.rgb.len());
    for y in 0..down {
        for x in 0..across {
            let (right, bottom) = (across - 1 - x, down - 1 - y);
            // Source of the pixel.
            let (from_x, from_y) = match orientation {
                2 => (right, y),
                3 => (right, bottom),
                4 => (x, bottom),
                5 => (y, x),
                6 => (y, right),
                7 => (bottom, right),
                8 => (bottom, x),
                _ => (x, y),
            };
            rgb.extend(
                pixels
                    .get(from_y * width + from_x)
                    .copied()
                    .unwrap_or_default(),
            );
        }
    }
    let (width, height) = if turned {
        (small.height, small.width)
    } else {
        (small.width, small.height)
    };
    Small { width, height, rgb }
}
