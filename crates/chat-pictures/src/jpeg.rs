//! JPEG (ISO/IEC 10918-1) as a stream of what makes up the picture.
//!
//! Segments that nobody needs to see the picture are left out on the way, so that whoever reads the
//! stream, a person or a decoder, meets none of them.

mod iptc;
mod kept;
mod segments;

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};

use crate::error::{PictureError, Step};
use crate::removed::Removed;
use crate::source::{CUT_OFF, Source};
use kept::Kept;
pub(crate) use segments::Frame;

/// A JPEG, piece by piece, from its beginning to its end marker.
pub(crate) struct Picture<'a, R> {
    source: &'a mut Source<R>,
    kept: Kept,
    state: State,
    /// The piece that was reached last.
    piece: Vec<u8>,
    /// How much of it was read.
    read: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Segments,
    Scan,
    /// A marker was read, and what belongs to it comes next.
    Marker(u8),
    End,
}

impl<'a, R: Read + Seek> Picture<'a, R> {
    /// The picture with its color profile.
    pub(crate) fn new(source: &'a mut Source<R>) -> Self {
        Self {
            source,
            kept: Kept::default(),
            state: State::Start,
            piece: Vec::new(),
            read: 0,
        }
    }

    /// The picture as a decoder of small memory wants it: without a profile.
    pub(crate) fn bare(source: &'a mut Source<R>) -> Self {
        let mut picture = Self::new(source);
        picture.kept.without_profile = true;
        picture
    }

    /// The next piece, 64 KiB at most. None behind the end of the image.
    pub(crate) fn next(&mut self) -> Step<Option<&[u8]>> {
        self.piece.clear();
        self.read = 0;
        while self.piece.is_empty() {
            self.state = match self.state {
                State::Start => self.start()?,
                State::Segments => State::Marker(self.next_marker()?),
                State::Marker(marker) => self.marked(marker)?,
                State::Scan => self.scan()?,
                State::End => return Ok(None),
            };
        }
        Ok(Some(&self.piece))
    }

    /// What was left out so far.
    pub(crate) fn removed(self) -> BTreeSet<Removed> {
        self.kept.removed
    }

    /// The first frame, if it was reached.
    pub(crate) fn frame(&self) -> Option<&Frame> {
        self.kept.frame.as_ref()
    }

    /// How many scans there were so far.
    pub(crate) fn scans(&self) -> u64 {
        self.kept.scans
    }

    /// 2 to 8, if the picture has to be turned or mirrored.
    pub(crate) fn orientation(&self) -> Option<u8> {
        self.kept.orientation
    }

    fn start(&mut self) -> Step<State> {
        if &self.source.array()? != b"\xff\xd8" {
            return Err(PictureError::Malformed("it doesn't begin as a JPEG"));
        }
        self.piece.extend(b"\xff\xd8");
        Ok(State::Segments)
    }

    /// Reads a marker where there has to be one.
    fn next_marker(&mut self) -> Step<u8> {
        if self.source.byte()? != 0xff {
            return Err(PictureError::Malformed("no marker where one belongs"));
        }
        self.marker()
    }

    /// Reads a marker whose first byte was read. Fill bytes before it are dropped.
    fn marker(&mut self) -> Step<u8> {
        loop {
            match self.source.byte()? {
                0xff => self.kept.drops(Removed::Other),
                marker => return Ok(marker),
            }
        }
    }

    fn marked(&mut self, marker: u8) -> Step<State> {
        match marker {
            // Markers without a segment that belong into a scan.
            0x01 | 0xd0..=0xd7 => {
                self.kept.drops(Removed::Other);
                Ok(State::Segments)
            }
            0x00 | 0xd8 => Err(PictureError::Malformed("a marker out of place")),
            0xf7 => Err(PictureError::Unsupported("JPEG-LS")),
            0xd9 if self.kept.scans == 0 => Err(PictureError::Malformed("it has no picture")),
            0xd9 => {
                self.piece.extend(b"\xff\xd9");
                Ok(State::End)
            }
            _ => {
                let len = u16::from_be_bytes(self.source.array()?);
                let len = len
                    .checked_sub(2)
                    .ok_or(PictureError::Malformed("a length"))?;
                let body = self.source.bytes(usize::from(len))?;
                if let Some(body) = self.kept.of(marker, &body)? {
                    let len = u16::try_from(body.len() + 2);
                    let len = len.map_err(|_| PictureError::Malformed("a length"))?;
                    self.piece.extend([0xff, marker]);
                    self.piece.extend(len.to_be_bytes());
                    self.piece.extend_from_slice(&body);
                }
                Ok(if marker == 0xda {
                    State::Scan
                } else {
                    State::Segments
                })
            }
        }
    }

    /// Compressed data, up to what may be a marker.
    fn scan(&mut self) -> Step<State> {
        let chunk = self.source.chunk()?;
        if chunk.is_empty() {
            return Err(CUT_OFF);
        }
        let found = memchr::memchr(0xff, chunk);
        let len = found.unwrap_or(chunk.len());
        self.piece
            .extend_from_slice(chunk.get(..len).unwrap_or_default());
        self.source.consume(len);
        if found.is_none() {
            return Ok(State::Scan);
        }
        self.source.consume(1);
        match self.marker()? {
            // Data that looks like a marker, and restarts.
            byte @ (0x00 | 0x01 | 0xd0..=0xd7) => {
                self.piece.extend([0xff, byte]);
                Ok(State::Scan)
            }
            marker => Ok(State::Marker(marker)),
        }
    }
}

/// For decoders.
impl<R: Read + Seek> Read for Picture<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.piece.len() {
            let next = self.next().map_err(|error| match error {
                PictureError::Io(error) => error,
                error => io::Error::new(io::ErrorKind::InvalidData, error),
            })?;
            if next.is_none() {
                return Ok(0);
            }
        }
        let rest = self.piece.get(self.read..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..len), rest.get(..len)) {
            to.copy_from_slice(from);
        }
        self.read += len;
        Ok(len)
    }
}
