//! JPEG (ISO/IEC 10918-1) as a stream of just the picture.
//!
//! Segments not needed to show the picture are dropped on the way, so neither a copy nor a decoder ever sees
//! them.

mod iptc;
mod kept;

use std::collections::BTreeSet;
use std::io::{self, Read};

use chat_formats::jpeg::{self, Frame};
use chat_formats::{Fault, Source};

use crate::error::{PictureError, Step};
use crate::removed::Removed;
use kept::Kept;

/// Maximum bytes read or written at a time.
pub(crate) const PIECE: usize = 64 * 1024;

/// A JPEG, piece by piece, from its start to its end marker.
pub(crate) struct Picture<'a, 'r> {
    source: &'a mut Source<'r>,
    /// Current offset.
    at: u64,
    kept: Kept,
    state: State,
    /// The current piece.
    piece: Vec<u8>,
    /// Number of its bytes already read.
    read: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    Segments,
    Scan,
    /// A marker was read; its segment or data follows.
    Marker(u8),
    End,
}

impl<'a, 'r> Picture<'a, 'r> {
    /// The picture with its color profile.
    pub(crate) fn new(source: &'a mut Source<'r>) -> Self {
        Self {
            source,
            at: 0,
            kept: Kept::default(),
            state: State::Start,
            piece: Vec::new(),
            read: 0,
        }
    }

    /// The picture without a color profile, for a decoder with little memory.
    pub(crate) fn bare(source: &'a mut Source<'r>) -> Self {
        let mut picture = Self::new(source);
        picture.kept.without_profile = true;
        picture
    }

    /// The next piece, of at most 64 KiB; `None` after the end of the image.
    pub(crate) fn next(&mut self) -> Step<Option<&[u8]>> {
        self.piece.clear();
        self.read = 0;
        while self.piece.is_empty() {
            self.state = match self.state {
                State::Start => self.start()?,
                State::Segments => State::Marker(self.marker(jpeg::next_marker)?),
                State::Marker(marker) => self.marked(marker)?,
                State::Scan => self.scan()?,
                State::End => return Ok(None),
            };
        }
        Ok(Some(&self.piece))
    }

    /// Kinds of data dropped so far, and the current offset.
    pub(crate) fn finish(self) -> (BTreeSet<Removed>, u64) {
        (self.kept.removed, self.at)
    }

    /// The first frame, if reached.
    pub(crate) fn frame(&self) -> Option<&Frame> {
        self.kept.frame.as_ref()
    }

    /// Number of scans so far.
    pub(crate) fn scans(&self) -> u64 {
        self.kept.scans
    }

    /// 2 to 8, if the picture must be rotated or mirrored.
    pub(crate) fn orientation(&self) -> Option<u8> {
        self.kept.orientation
    }

    fn start(&mut self) -> Step<State> {
        if self.source.array(0)?.ok_or(Fault::CUT_OFF)? != *b"\xff\xd8" {
            return Err(PictureError::Malformed("it doesn't begin like a JPEG"));
        }
        self.at = 2;
        self.piece.extend(b"\xff\xd8");
        Ok(State::Segments)
    }

    /// Reads a marker with `read`, and drops the bytes before it.
    fn marker(
        &mut self,
        read: fn(&mut Source<'_>, &mut u64) -> chat_formats::Step<u8>,
    ) -> Step<u8> {
        let from = self.at;
        let marker = read(self.source, &mut self.at)?;
        if self.at > from + 2 {
            self.kept.drops(Removed::Other);
        }
        Ok(marker)
    }

    fn marked(&mut self, marker: u8) -> Step<State> {
        match marker {
            _ if jpeg::is_alone(marker) => {
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
                let body = jpeg::segment(self.source, self.at, marker)?;
                self.at += body.len() as u64 + 2;
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

    /// Reads compressed data up to a possible marker.
    fn scan(&mut self) -> Step<State> {
        let chunk = self.source.chunk(self.at)?;
        if chunk.is_empty() {
            return Err(Fault::CUT_OFF.into());
        }
        let found = memchr::memchr(0xff, chunk);
        let len = found.unwrap_or(chunk.len());
        self.piece
            .extend_from_slice(chunk.get(..len).unwrap_or_default());
        self.at += len as u64;
        if found.is_none() {
            return Ok(State::Scan);
        }
        match self.marker(jpeg::marker)? {
            byte if jpeg::is_data(byte) => {
                self.piece.extend([0xff, byte]);
                Ok(State::Scan)
            }
            marker => Ok(State::Marker(marker)),
        }
    }
}

/// Lets decoders read the picture.
impl Read for Picture<'_, '_> {
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
