//! Scan of a file's objects for names, outside of strings, comments and streams (ISO 32000-1, 7.2 and 7.3).
//!
//! A reader that repairs a damaged file starts an object wherever one seems to begin, even within a string or a
//! stream. The scan therefore starts over at every such place, and hides nothing after it.

use super::lexer::is_delimiter;

/// Where a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Object,
    /// A literal string within this many parentheses.
    Literal(u32),
    Hexadecimal,
    Comment,
    Stream,
}

/// A place at which readers may start over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// Its offset, and that of the first byte after its word.
    pub(super) at: usize,
    pub(super) behind: usize,
    pub(super) kind: StartKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StartKind {
    /// An object, or the end of one.
    Object,
    /// The end of a stream's bytes, or a trailer.
    BehindStream,
}

/// A scan that continues from piece to piece.
#[derive(Debug, Default)]
pub(super) struct Scan {
    state: State,
    /// Open dictionaries and arrays.
    depth: u32,
    /// Whether the last token closed the outermost dictionary, so that a stream may follow.
    closed: bool,
    /// Bytes of the next piece that belong to the last token of this one.
    skip: usize,
}

impl Scan {
    /// Scans `piece[from..limit]`; the bytes around it are context. Calls `each` with the offset of every name's
    /// slash. `starts` are the places within, in order.
    pub(super) fn run<E>(
        &mut self,
        piece: &[u8],
        from: usize,
        limit: usize,
        starts: impl Iterator<Item = Start>,
        each: &mut impl FnMut(usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let limit = limit.min(piece.len());
        let mut at = from + std::mem::take(&mut self.skip);
        for start in starts {
            at = self.until(piece, at, start.at.min(limit), each)?;
            if start.kind == StartKind::Object || self.state == State::Stream {
                *self = Self::default();
                at = start.behind;
            }
        }
        at = self.until(piece, at, limit, each)?;
        self.skip = at.saturating_sub(limit);
        Ok(())
    }

    /// Scans the tokens that begin before `end`, and returns the offset after them.
    fn until<E>(
        &mut self,
        piece: &[u8],
        mut at: usize,
        end: usize,
        each: &mut impl FnMut(usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        while at < end {
            let rest = piece.get(at..end).unwrap_or_default();
            at = match self.state {
                State::Stream => end,
                State::Comment => match memchr::memchr2(b'\r', b'\n', rest) {
                    Some(line) => {
                        self.state = State::Object;
                        at + line + 1
                    }
                    None => end,
                },
                State::Literal(depth) => self.literal(at, rest, depth),
                State::Hexadecimal => match memchr::memchr2(b'>', b'/', rest) {
                    Some(hit) => {
                        if rest.get(hit) == Some(&b'/') {
                            each(at + hit)?;
                        } else {
                            self.state = State::Object;
                        }
                        at + hit + 1
                    }
                    None => end,
                },
                State::Object => self.object(piece, at, end, each)?,
            };
        }
        Ok(at)
    }

    fn literal(&mut self, at: usize, rest: &[u8], depth: u32) -> usize {
        let Some(hit) = memchr::memchr3(b'(', b')', b'\\', rest) else {
            return at + rest.len();
        };
        match rest.get(hit) {
            Some(b'\\') => return at + hit + 2,
            Some(b'(') => self.state = State::Literal(depth.saturating_add(1)),
            _ if depth > 1 => self.state = State::Literal(depth - 1),
            _ => self.state = State::Object,
        }
        at + hit + 1
    }

    /// Scans an object up to the next string, comment or stream.
    fn object<E>(
        &mut self,
        piece: &[u8],
        mut at: usize,
        end: usize,
        each: &mut impl FnMut(usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        while at < end {
            if !self.closed {
                let rest = piece.get(at..end).unwrap_or_default();
                let skip = rest.iter().position(|byte| is_special(*byte));
                at += skip.unwrap_or(rest.len());
            }
            let Some(byte) = piece.get(at).filter(|_| at < end) else {
                return Ok(end);
            };
            let is_double = piece.get(at + 1) == Some(byte);
            match byte {
                b'/' => {
                    self.closed = false;
                    each(at)?;
                }
                b'(' => {
                    self.closed = false;
                    self.state = State::Literal(1);
                    return Ok(at + 1);
                }
                b'%' => {
                    self.state = State::Comment;
                    return Ok(at + 1);
                }
                b'<' if is_double => {
                    self.closed = false;
                    self.depth = self.depth.saturating_add(1);
                    at += 1;
                }
                b'<' => {
                    self.closed = false;
                    self.state = State::Hexadecimal;
                    return Ok(at + 1);
                }
                b'[' => self.depth = self.depth.saturating_add(1),
                b'>' if is_double => {
                    self.closed = self.depth == 1;
                    self.depth = self.depth.saturating_sub(1);
                    at += 1;
                }
                b']' => self.depth = self.depth.saturating_sub(1),
                b's' if self.closed && is_stream(piece, at) => {
                    self.state = State::Stream;
                    return Ok(at + STREAM.len());
                }
                byte if byte.is_ascii_whitespace() || *byte == 0 => {}
                _ => self.closed = false,
            }
            at += 1;
        }
        Ok(at)
    }
}

/// Whether a byte changes what the bytes after it mean.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'/' | b'(' | b'%' | b'<' | b'>' | b'[' | b']')
}

const STREAM: &[u8] = b"stream";

/// Whether this is the whole word before a stream's bytes.
fn is_stream(piece: &[u8], at: usize) -> bool {
    let word = piece.get(at..).and_then(|rest| rest.strip_prefix(STREAM));
    word.is_some_and(|rest| rest.first().is_none_or(|next| is_delimiter(*next)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names found when the text is scanned in pieces of this length.
    fn names(text: &str, len: usize) -> Vec<String> {
        let bytes = text.as_bytes();
        let mut scan = Scan::default();
        let mut names = Vec::new();
        for from in (0..bytes.len()).step_by(len) {
            let objects = memchr::memmem::find_iter(bytes, b" obj").filter_map(|hit| {
                let start = Start {
                    at: hit + 1,
                    behind: hit + 4,
                    kind: StartKind::Object,
                };
                (from..from + len).contains(&start.at).then_some(start)
            });
            let mut each = |slash: usize| {
                let name = text[slash + 1..].split(|c: char| !c.is_ascii_alphanumeric());
                names.push(name.take(1).collect());
                Ok::<(), ()>(())
            };
            scan.run(bytes, from, from + len, objects, &mut each)
                .unwrap();
        }
        names
    }

    #[test]
    fn names_in_strings_comments_and_streams_are_skipped() {
        for (text, found) in [
            ("1 0 obj (/A) /B", "B"),
            (r"1 0 obj (\( /A) /B", "B"),
            ("1 0 obj ((/A) /B) /C", "C"),
            ("1 0 obj % /A\n/B", "B"),
            ("1 0 obj <</A 1>> stream\n/B endstream", "A"),
            ("1 0 obj <</A 1>> stream\n/B 2 0 obj /C", "A C"),
            ("1 0 obj <</A <</B 1>> stream\n/C>>", "A B C"),
            ("1 0 obj [<</A 1>> stream /B", "A B"),
            ("1 0 obj (/A 2 0 obj /B) /C", "B C"),
            ("1 0 obj <28 /A (> /B", "A B"),
            ("1 0 obj <%(> /A", "A"),
            ("1 0 obj <<>> streams /A", "A"),
            ("1 0 obj <</A(>>)/B(\\\\)/C 1>>", "A B C"),
        ] {
            let found: Vec<&str> = found.split(' ').collect();
            for len in 1..text.len() + 1 {
                assert_eq!(names(text, len), found, "{text} in pieces of {len}");
            }
        }
    }
}
