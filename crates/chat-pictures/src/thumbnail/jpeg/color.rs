//! Conversion of JPEG components to red, green and blue.

use crate::thumbnail::canvas::Rgb;

/// Color space of the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    Gray,
    Rgb,
    YCbCr,
    /// Inks, as stored by Adobe: 255 means no ink.
    Cmyk,
    /// Inks, with the first three as YCbCr.
    Ycck,
}

impl Color {
    /// Determined by the components' number and identifiers, the transform in Adobe's segment, and whether there is
    /// a JFIF header.
    pub(super) fn of(names: &[u8], adobe: Option<u8>, jfif: bool) -> Option<Self> {
        match (names.len(), adobe) {
            (1, _) => Some(Self::Gray),
            (3, Some(0)) if !jfif && names != [1, 2, 3] => Some(Self::Rgb),
            (3, None) if !jfif && names == b"RGB" => Some(Self::Rgb),
            (3, _) => Some(Self::YCbCr),
            (4, Some(2)) => Some(Self::Ycck),
            (4, _) => Some(Self::Cmyk),
            _ => None,
        }
    }

    /// Color of one sample per component.
    pub(super) fn rgb(self, samples: [u8; 4]) -> Rgb {
        let [a, b, c, k] = samples;
        match self {
            Self::Gray => [a; 3],
            Self::Rgb => [a, b, c],
            Self::YCbCr => ycbcr(a, b, c),
            Self::Cmyk => cmyk([a, b, c], k),
            Self::Ycck => cmyk(ycbcr(a, b, c).map(|ink| 255 - ink), k),
        }
    }
}

/// Converts inks to the light that they leave.
pub(super) fn cmyk(light: [u8; 3], black: u8) -> Rgb {
    light.map(|light| u8::try_from(u16::from(light) * u16::from(black) / 255).unwrap_or(u8::MAX))
}

/// ITU-T T.871, section 7.
fn ycbcr(y: u8, cb: u8, cr: u8) -> Rgb {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    let rgb = [
        y + 1.402 * cr,
        y - 0.344_136 * cb - 0.714_136 * cr,
        y + 1.772 * cb,
    ];
    // Float-to-integer casts saturate.
    rgb.map(|value| value.round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn color_spaces_are_told_apart() {
        assert_eq!(Color::of(&[1, 2, 3], None, false), Some(Color::YCbCr));
        assert_eq!(Color::of(b"RGB", None, false), Some(Color::Rgb));
        assert_eq!(Color::of(b"RGB", Some(0), false), Some(Color::Rgb));
        assert_eq!(Color::of(&[1, 2, 3, 4], Some(2), false), Some(Color::Ycck));
        assert_eq!(Color::of(&[1, 2], None, true), None);
    }

    #[test]
    fn gray_has_no_color() {
        assert_eq!(Color::YCbCr.rgb([90, 128, 128, 0]), [90; 3]);
        assert_eq!(Color::YCbCr.rgb([255, 128, 255, 0]), [255, 164, 255]);
        assert_eq!(Color::Cmyk.rgb([255, 255, 255, 100]), [100; 3]);
    }
}
