//! Mean color of each block of 8 × 8 samples: an eighth of the picture, without decoding the rest.
//!
//! In a sequential JPEG the other coefficients are skipped, in a progressive one even their scans. One number per
//! block is kept.

use std::io::BufRead;

use chat_formats::jpeg::{Frame, tables};

use super::bits::{Bits, Huffman, byte, skip};
use super::color::Color;
use crate::error::{PictureError, Step};
use crate::thumbnail::canvas::Canvas;
use crate::thumbnail::small::Small;

const DAMAGED: PictureError = PictureError::Malformed("its data can't be decoded");

struct Component {
    name: u8,
    across: u32,
    down: u32,
    table: usize,
    /// Blocks per row and per column, as far as the picture extends.
    blocks: (u32, u32),
    /// Blocks per row, including padding of the last unit.
    stride: u32,
    means: Vec<i16>,
    /// Factor for means, from the tables at the component's scan.
    scale: i32,
    /// The previous mean, during its scan.
    before: i32,
}

#[derive(Default)]
struct Blocks {
    width: u32,
    height: u32,
    /// Maximum sampling factors of all components, in blocks.
    most: (u32, u32),
    units: (u32, u32),
    progressive: bool,
    components: Vec<Component>,
    means_of: [Option<Huffman>; 4],
    rest_of: [Option<Huffman>; 4],
    scales: [i32; 4],
    restart: u32,
    adobe: Option<u8>,
    jfif: bool,
}

/// The picture at an eighth of its size, averaged to `size`.
pub(super) fn shrink(reader: &mut impl BufRead, size: (u16, u16)) -> Step<Small> {
    let mut blocks = Blocks::default();
    let mut marker = next_marker(reader)?;
    while marker != 0xd9 {
        if marker == 0xd8 {
            marker = next_marker(reader)?;
            continue;
        }
        let len = usize::from(u16::from_be_bytes([byte(reader)?, byte(reader)?]));
        let mut body = vec![0; len.saturating_sub(2)];
        reader.read_exact(&mut body)?;
        marker = if marker == 0xda {
            blocks.scan(reader, &body)?
        } else {
            blocks.segment(marker, &body)?;
            next_marker(reader)?
        };
    }
    blocks.finish(size)
}

fn next_marker(reader: &mut impl BufRead) -> Step<u8> {
    if byte(reader)? != 0xff {
        return Err(DAMAGED);
    }
    byte(reader)
}

impl Blocks {
    fn segment(&mut self, marker: u8, body: &[u8]) -> Step<()> {
        match marker {
            0xc0..=0xc2 => self.frame(marker, body),
            0xc4 => self.codes(body).ok_or(DAMAGED),
            0xdb => self.quantization(body).ok_or(DAMAGED),
            0xdd => {
                let interval = body.first_chunk().ok_or(DAMAGED)?;
                self.restart = u16::from_be_bytes(*interval).into();
                Ok(())
            }
            0xe0 => {
                self.jfif |= body.starts_with(b"JFIF");
                Ok(())
            }
            0xee => {
                self.adobe = body.get(11).copied();
                Ok(())
            }
            0xe1..=0xef | 0xfe => Ok(()),
            _ => Err(PictureError::Unsupported("an unusual kind of JPEG")),
        }
    }

    fn frame(&mut self, marker: u8, body: &[u8]) -> Step<()> {
        let frame = Frame::read(body).ok_or(DAMAGED)?;
        if frame.precision != 8 {
            return Err(PictureError::Unsupported("a JPEG of more than 8 bits"));
        }
        if !self.components.is_empty() {
            return Err(DAMAGED);
        }
        self.progressive = marker == 0xc2;
        self.width = frame.width.into();
        self.height = frame.height.into();
        let sides = |s: u8| (u32::from(s >> 4), u32::from(s & 15));
        for [_, sampling, _] in &frame.components {
            let (across, down) = sides(*sampling);
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return Err(DAMAGED);
            }
            self.most = (self.most.0.max(across), self.most.1.max(down));
        }
        let most = self.most;
        let units = (
            self.width.div_ceil(8 * most.0),
            self.height.div_ceil(8 * most.1),
        );
        self.units = units;
        for [name, sampling, table] in &frame.components {
            let (across, down) = sides(*sampling);
            let (stride, column) = (units.0 * across, units.1 * down);
            let blocks = (
                (self.width * across).div_ceil(8 * most.0),
                (self.height * down).div_ceil(8 * most.1),
            );
            let means = vec![0; (stride * column) as usize];
            let table = usize::from(*table);
            self.components.push(Component {
                name: *name,
                across,
                down,
                table,
                blocks,
                stride,
                means,
                scale: 0,
                before: 0,
            });
        }
        Ok(())
    }

    fn codes(&mut self, body: &[u8]) -> Option<()> {
        for table in tables(0xc4, body) {
            let (kind, rest) = table?.split_first()?;
            let (counts, values) = rest.split_at_checked(16)?;
            let tables = if kind >> 4 == 0 {
                &mut self.means_of
            } else {
                &mut self.rest_of
            };
            *tables.get_mut(usize::from(kind & 15))? = Some(Huffman::new(counts, values)?);
        }
        Some(())
    }

    fn quantization(&mut self, body: &[u8]) -> Option<()> {
        for table in tables(0xdb, body) {
            let scale = match table? {
                [kind, high, low, ..] if kind >> 4 > 0 => u16::from_be_bytes([*high, *low]),
                [_, scale, ..] => u16::from(*scale),
                _ => return None,
            };
            let place = usize::from(table?.first()? & 15);
            *self.scales.get_mut(place)? = scale.into();
        }
        Some(())
    }

    /// Reads a scan and returns the marker after it.
    fn scan(&mut self, reader: &mut impl BufRead, head: &[u8]) -> Step<u8> {
        let Some(scan) = self.scan_header(head) else {
            return Err(DAMAGED);
        };
        if scan.without_means {
            return skip(reader);
        }
        let mut bits = Bits::new(reader);
        match self.means(&mut bits, &scan) {
            // Damaged data is shown as far as it goes, as in browsers.
            Ok(()) | Err(PictureError::Malformed(_)) => bits.end(),
            Err(error) => Err(error),
        }
    }

    /// Reads the means of a scan, unit by unit.
    fn means(&mut self, bits: &mut Bits<'_, impl BufRead>, scan: &Scan) -> Step<()> {
        let Self {
            components,
            means_of,
            rest_of,
            scales,
            ..
        } = self;
        let mut left = self.restart;
        for (index, ..) in &scan.chosen {
            let component = components.get_mut(*index).ok_or(DAMAGED)?;
            component.before = 0;
            component.scale = scales.get(component.table).copied().ok_or(DAMAGED)?;
        }
        for y in 0..scan.units.1 {
            for x in 0..scan.units.0 {
                if self.restart > 0 && left == 0 {
                    bits.restart()?;
                    components
                        .iter_mut()
                        .for_each(|component| component.before = 0);
                    left = self.restart;
                }
                left = left.saturating_sub(1);
                for (index, means, rest) in &scan.chosen {
                    let component = components.get_mut(*index).ok_or(DAMAGED)?;
                    let means = means_of.get(*means).and_then(Option::as_ref);
                    let rest = rest_of.get(*rest).and_then(Option::as_ref);
                    let (across, down) = match scan.chosen.len() {
                        1 => (1, 1),
                        _ => (component.across, component.down),
                    };
                    for n in 0..across * down {
                        let (x, y) = (x * across + n % across, y * down + n / across);
                        let place = (y * component.stride + x) as usize;
                        if scan.refines {
                            let bit = bits.take(1)? << scan.low;
                            let mean = component.means.get_mut(place).ok_or(DAMAGED)?;
                            *mean |= i16::try_from(bit).map_err(|_| DAMAGED)?;
                            continue;
                        }
                        component.mean(bits, means.ok_or(DAMAGED)?, scan.low, place)?;
                        if !self.progressive {
                            step_over(bits, rest.ok_or(DAMAGED)?)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn scan_header(&self, head: &[u8]) -> Option<Scan> {
        let (count, rest) = head.split_first()?;
        let (chosen, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let [first, _, low] = rest else {
            return None;
        };
        let component = |[name, tables]: &[u8; 2]| {
            let index = self.components.iter().position(|c| c.name == *name)?;
            Some((index, usize::from(tables >> 4), usize::from(tables & 15)))
        };
        let chosen: Vec<_> = chosen
            .as_chunks()
            .0
            .iter()
            .map(component)
            .collect::<Option<_>>()?;
        let units = match chosen.as_slice() {
            [] => return None,
            [(only, ..)] => self.components.get(*only)?.blocks,
            _ => self.units,
        };
        Some(Scan {
            chosen,
            units,
            without_means: self.progressive && *first > 0,
            refines: self.progressive && low >> 4 > 0,
            low: if self.progressive {
                u32::from(low & 15).min(13)
            } else {
                0
            },
        })
    }

    fn finish(self, size: (u16, u16)) -> Step<Small> {
        let names: Vec<u8> = self.components.iter().map(|c| c.name).collect();
        let color = Color::of(&names, self.adobe, self.jfif);
        let color = color.ok_or(PictureError::Unsupported("an unusual kind of JPEG"))?;
        let (width, height) = (self.width.div_ceil(8), self.height.div_ceil(8));
        let mut canvas = Canvas::sized(width, height, size);
        for y in 0..height {
            canvas.add(
                y,
                (0..width).map(|x| {
                    let mut samples = [0; 4];
                    for (sample, component) in samples.iter_mut().zip(&self.components) {
                        *sample = component.sample(x, y, self.most);
                    }
                    color.rgb(samples)
                }),
            );
        }
        Ok(canvas.finish())
    }
}

/// Header of a scan.
struct Scan {
    /// Components, each with its tables for means and for other coefficients.
    chosen: Vec<(usize, usize, usize)>,
    /// Units per row and per column.
    units: (u32, u32),
    without_means: bool,
    /// Whether the scan adds one bit to an earlier scan's values.
    refines: bool,
    /// Number of low bits left to later scans.
    low: u32,
}

impl Component {
    /// Reads the mean of a block, stored as the difference from the previous one.
    fn mean(
        &mut self,
        bits: &mut Bits<'_, impl BufRead>,
        codes: &Huffman,
        low: u32,
        place: usize,
    ) -> Step<()> {
        let len = u32::from(bits.code(codes)?);
        if len > 16 {
            return Err(DAMAGED);
        }
        self.before = self.before.wrapping_add(bits.difference(len)?);
        let mean = self.before.wrapping_shl(low);
        let mean = mean.clamp(i16::MIN.into(), i16::MAX.into());
        *self.means.get_mut(place).ok_or(DAMAGED)? = i16::try_from(mean).unwrap_or_default();
        Ok(())
    }

    /// The sample for a block of the picture, given the maximum sampling factors of all components.
    fn sample(&self, x: u32, y: u32, most: (u32, u32)) -> u8 {
        let place = (y * self.down / most.1) * self.stride + x * self.across / most.0;
        let mean = self.means.get(place as usize).copied().unwrap_or_default();
        let value = (i32::from(mean) * self.scale + 4).div_euclid(8) + 128;
        u8::try_from(value.clamp(0, 255)).unwrap_or_default()
    }
}

/// Skips the other 63 coefficients of a block (F.2.2.2).
fn step_over(bits: &mut Bits<'_, impl BufRead>, codes: &Huffman) -> Step<()> {
    let mut index = 1;
    while index < 64 {
        let code = bits.code(codes)?;
        match (code >> 4, code & 15) {
            (15, 0) => index += 16,
            (_, 0) => return Ok(()),
            (zeros, len) => {
                bits.take(len.into())?;
                index += i32::from(zeros) + 1;
            }
        }
    }
    Ok(())
}
