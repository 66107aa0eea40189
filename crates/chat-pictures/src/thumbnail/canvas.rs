//! Downscaling by averaging, with rows in any order.
//!
//! Every pixel of the picture is distributed over the thumbnail's pixels that it overlaps, by exact area in
//! integers. The rows of an interlaced picture therefore need no reordering, and no memory depends on the
//! picture's size.

use super::small::{Small, fit};

pub(super) type Rgb = [u8; 3];
pub(super) const WHITE: Rgb = [255; 3];

/// A thumbnail under construction.
pub(super) struct Canvas {
    from: (u64, u64),
    to: (u64, u64),
    size: (u16, u16),
    /// Color sums of each thumbnail pixel.
    sums: Vec<[u64; 3]>,
    /// Color sums of the current row.
    row: Vec<[u64; 3]>,
}

impl Canvas {
    /// For a picture of this size. Both sides must be at least 1.
    pub(super) fn new(width: u32, height: u32, max_side: u16) -> Self {
        Self::sized(width, height, fit(width, height, max_side))
    }

    /// For a picture of this size and a thumbnail of size `size`. Never enlarges.
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

    /// Adds some pixels of a row. `places` gives the first column and the distance between columns.
    pub(super) fn add_some(
        &mut self,
        y: u32,
        places: (u32, u32),
        pixels: impl Iterator<Item = Rgb>,
    ) {
        self.row.fill([0; 3]);
        // The unit is 1 / (picture width × thumbnail width): a picture pixel is as wide as the thumbnail, and a
        // thumbnail pixel as wide as the picture.
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

    /// The thumbnail, after all pixels were added.
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
    fn a_small_picture_is_unchanged() {
        let mut canvas = Canvas::new(2, 2, 320);
        canvas.add(1, [[7, 8, 9], [10, 11, 12]].into_iter());
        canvas.add(0, [[1, 2, 3], [4, 5, 6]].into_iter());
        assert_eq!(canvas.finish().rgb, (1..=12).collect::<Vec<_>>());
    }

    #[test]
    fn shares_are_exact() {
        // Three pixels onto two: half of the middle one goes to each.
        let mut canvas = Canvas::new(3, 1, 2);
        canvas.add(0, [[0; 3], [90; 3], [255; 3]].into_iter());
        let small = canvas.finish();
        assert_eq!((small.width, small.height), (2, 1));
        assert_eq!(small.rgb, [30, 30, 30, 200, 200, 200]);
    }

    #[test]
    fn a_plain_picture_stays_plain_with_rows_in_any_order() {
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
