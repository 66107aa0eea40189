//! Averaging a picture of any size into a small one, row by row in any order.
//!
//! Every pixel of the picture is spread over the pixels of the thumbnail that it overlaps, by the exact
//! share of the overlap, in whole numbers. So the rows of an interlaced picture need not be put into
//! order first, and nothing of the picture's size is kept.

use super::small::{Small, fit};

pub(super) type Rgb = [u8; 3];
pub(super) const WHITE: Rgb = [255; 3];

/// A thumbnail in the making.
pub(super) struct Canvas {
    from: (u64, u64),
    to: (u64, u64),
    size: (u16, u16),
    /// For each pixel of the thumbnail its shares.
    sums: Vec<[u64; 3]>,
    /// The same for the row that is being added.
    row: Vec<[u64; 3]>,
}

impl Canvas {
    /// For a picture of this size. Both sides are 1 at least.
    pub(super) fn new(width: u32, height: u32, max_side: u16) -> Self {
        Self::sized(width, height, fit(width, height, max_side))
    }

    /// For a picture of this size, with the thumbnail's size. It is never enlarged.
    pub(super) fn sized(width: u32, height: u32, size: (u16, u16)) -> Self {
        let least = |to: u16, from: u32| u16::try_from(from).map_or(to, |from| to.min(from));
        let size = (least(size.0, width), least(size.1, height));
        let row = vec![[0; 3]; usize::from(size.0)];
        Self {
            from: (width.into(), height.into()),
            to: (size.0.into(), size.1.into()),
            size,
            sums: row.repeat(usize::from(size.1)),
            row,
        }
    }

    /// Adds a row of the picture.
    pub(super) fn add(&mut self, y: u32, pixels: impl Iterator<Item = Rgb>) {
        self.add_some(y, (0, 1), pixels);
    }

    /// Adds pixels of a row: the first is at the first of `places`, and the distance the second.
    pub(super) fn add_some(
        &mut self,
        y: u32,
        places: (u32, u32),
        pixels: impl Iterator<Item = Rgb>,
    ) {
        self.row.fill([0; 3]);
        // In units of which the picture has width × thumbnail's width: a pixel of the picture is as
        // wide as the thumbnail, one of the thumbnail as wide as the picture.
        let (width, wide) = (self.from.0, self.to.0);
        let mut at = u64::from(places.0) * wide;
        let step = u64::from(places.1) * wide;
        let (mut cell, mut end) = (0, width);
        for pixel in pixels {
            while at >= end {
                cell += 1;
                end += width;
            }
            let here = wide.min(end - at);
            spread(&mut self.row, cell, pixel.map(u64::from), here);
            if here < wide {
                spread(&mut self.row, cell + 1, pixel.map(u64::from), wide - here);
            }
            at += step;
        }
        self.add_row(u64::from(y));
    }

    fn add_row(&mut self, y: u64) {
        let (height, tall) = (self.from.1, self.to.1);
        let at = y * tall;
        let line = at / height;
        let here = tall.min((line + 1) * height - at);
        for (line, share) in [(line, here), (line + 1, tall - here)] {
            if share == 0 {
                continue;
            }
            let start = usize::try_from(line * self.to.0).unwrap_or(usize::MAX);
            let sums = self.sums.get_mut(start..).unwrap_or_default();
            for (sum, row) in sums.iter_mut().zip(&self.row) {
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += value * share;
                }
            }
        }
    }

    /// The thumbnail, once all pixels were added.
    pub(super) fn finish(self) -> Small {
        let area = self.from.0 * self.from.1;
        let mean = |sum: u64| u8::try_from((sum + area / 2) / area).unwrap_or(u8::MAX);
        let rgb = self.sums.iter().flatten().map(|sum| mean(*sum)).collect();
        let (width, height) = self.size;
        Small { width, height, rgb }
    }
}

fn spread(row: &mut [[u64; 3]], cell: usize, pixel: [u64; 3], share: u64) {
    for (sum, value) in row.get_mut(cell).into_iter().flatten().zip(pixel) {
        *sum += value * share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_stays_as_it_is() {
        let mut canvas = Canvas::new(2, 2, 320);
        canvas.add(1, [[7, 8, 9], [10, 11, 12]].into_iter());
        canvas.add(0, [[1, 2, 3], [4, 5, 6]].into_iter());
        assert_eq!(canvas.finish().rgb, (1..=12).collect::<Vec<_>>());
    }

    #[test]
    fn shares_are_exact() {
        // Three pixels on two: the one in the middle counts half for each.
        let mut canvas = Canvas::new(3, 1, 2);
        canvas.add(0, [[0; 3], [90; 3], [255; 3]].into_iter());
        let small = canvas.finish();
        assert_eq!((small.width, small.height), (2, 1));
        assert_eq!(small.rgb, [30, 30, 30, 200, 200, 200]);
    }

    #[test]
    fn a_plain_picture_stays_plain_in_any_order_of_rows() {
        for (width, height) in [(999, 7), (1000, 333), (321, 320), (5, 4000)] {
            let mut canvas = Canvas::new(width, height, 320);
            for y in (0..height).rev() {
                let half = |first| (first..width).step_by(2).map(|_| [200, 100, 50]);
                canvas.add_some(y, (1, 2), half(1));
                canvas.add_some(y, (0, 2), half(0));
            }
            assert!(
                canvas
                    .finish()
                    .rgb
                    .as_chunks::<3>()
                    .0
                    .iter()
                    .all(|p| *p == [200, 100, 50])
            );
        }
    }
}
