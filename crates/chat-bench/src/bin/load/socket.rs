//! A minimal RFC 6455 client for load: unfragmented text frames and pings, with as little work in the driver as
//! possible. Frames are masked with zeros, which is free.

use crate::{
    Result,
    frame::{check_problem, kind},
    http,
};
use std::{net::SocketAddr, ops::Range};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

const TEXT: u8 = 1;
const PING: u8 = 9;
const PONG: u8 = 10;

/// A live connection.
pub(crate) struct Socket {
    reader: Reader,
    writer: Writer,
}

/// The half that reads.
pub(crate) struct Reader {
    half: OwnedReadHalf,
    inbox: Vec<u8>,
    /// Read position in the inbox.
    read: usize,
}

/// The half that writes.
pub(crate) struct Writer {
    half: OwnedWriteHalf,
    outbox: Vec<u8>,
}

/// A frame from the server, as a range of the inbox.
#[derive(Debug, PartialEq, Eq)]
struct Frame {
    opcode: u8,
    payload: Range<usize>,
}

impl Socket {
    /// Opens a live connection with a person's token.
    pub(crate) async fn open(server: SocketAddr, token: &str) -> Result<Self> {
        let opened = Self::try_open(server, token).await?;
        opened.map_err(|status| format!("a live connection was answered with {status}").into())
    }

    /// [`Socket::open`], where the status of a refusal is not an error.
    pub(crate) async fn try_open(
        server: SocketAddr,
        token: &str,
    ) -> Result<std::result::Result<Self, u16>> {
        let protocol = format!("sec-websocket-protocol: visit-chat.v1, bearer.{token}\r\n");
        Self::upgrade(server, "/chat/v1/live", &protocol).await
    }

    /// Opens a WebSocket at a path, with additional headers, each including its line end.
    pub(crate) async fn upgrade(
        server: SocketAddr,
        path: &str,
        headers: &str,
    ) -> Result<std::result::Result<Self, u16>> {
        let mut stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             {headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut inbox = Vec::new();
        let (status, _, read) = http::read_head(&mut stream, &mut inbox).await?;
        if status != 101 {
            return Ok(Err(status));
        }
        let (half, writing) = stream.into_split();
        Ok(Ok(Self {
            reader: Reader { half, inbox, read },
            writer: Writer {
                half: writing,
                outbox: Vec::new(),
            },
        }))
    }

    /// Sends a text.
    pub(crate) async fn send(&mut self, text: &str) -> Result<()> {
        self.writer.send(text).await
    }

    /// The next text; pings are answered.
    pub(crate) async fn next(&mut self) -> Result<&[u8]> {
        loop {
            let frame = self.reader.frame().await?;
            match frame.opcode {
                TEXT => return self.reader.bytes(frame.payload),
                PING => self.writer.pong().await?,
                _ => {}
            }
        }
    }

    /// The next frame of a kind, such as `receipt`. Skips others, except problems.
    pub(crate) async fn next_of(&mut self, wanted: &str) -> Result<&[u8]> {
        loop {
            let frame = self.reader.frame().await?;
            match frame.opcode {
                TEXT => {
                    let text = self.reader.bytes(frame.payload.clone())?;
                    if kind(text) == wanted.as_bytes() {
                        return self.reader.bytes(frame.payload);
                    }
                    check_problem(text)?;
                }
                PING => self.writer.pong().await?,
                _ => {}
            }
        }
    }

    /// Reads and answers pings until the connection ends.
    pub(crate) async fn idle(mut self) {
        while self.next().await.is_ok() {}
    }

    /// Splits the connection. The halves don't answer pings automatically.
    pub(crate) fn split(self) -> (Reader, Writer) {
        (self.reader, self.writer)
    }
}

impl Reader {
    /// The next text, or `None` for a ping.
    pub(crate) async fn next(&mut self) -> Result<Option<&[u8]>> {
        loop {
            let frame = self.frame().await?;
            match frame.opcode {
                TEXT => return self.bytes(frame.payload).map(Some),
                PING => return Ok(None),
                _ => {}
            }
        }
    }

    async fn frame(&mut self) -> Result<Frame> {
        loop {
            let unread = self.inbox.get(self.read..).unwrap_or_default();
            if let Some(Frame { opcode, payload }) = parse(unread)? {
                let payload = self.read + payload.start..self.read + payload.end;
                self.read = payload.end;
                if opcode == 8 {
                    let why = self.bytes(payload)?;
                    let code = why
                        .first_chunk()
                        .map_or(0, |code| u16::from_be_bytes(*code));
                    return Err(format!("the server closed a live connection: {code}").into());
                }
                return Ok(Frame { opcode, payload });
            }
            self.inbox.drain(..self.read);
            self.read = 0;
            self.inbox.reserve(8_192);
            if self.half.read_buf(&mut self.inbox).await? == 0 {
                return Err("the server dropped a live connection".into());
            }
        }
    }

    fn bytes(&self, range: Range<usize>) -> Result<&[u8]> {
        Ok(self.inbox.get(range).ok_or("a frame outside the inbox")?)
    }
}

impl Writer {
    /// Sends a text.
    pub(crate) async fn send(&mut self, text: &str) -> Result<()> {
        self.write(TEXT, text.as_bytes()).await
    }

    /// Answers a ping.
    pub(crate) async fn pong(&mut self) -> Result<()> {
        self.write(PONG, b"").await
    }

    async fn write(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        self.outbox.clear();
        self.outbox.push(0x80 | opcode);
        match u8::try_from(payload.len()) {
            Ok(short @ 0..126) => self.outbox.push(0x80 | short),
            _ => {
                self.outbox.push(0x80 | 126);
                let length = u16::try_from(payload.len())?;
                self.outbox.extend_from_slice(&length.to_be_bytes());
            }
        }
        self.outbox.extend_from_slice(&[0; 4]);
        self.outbox.extend_from_slice(payload);
        self.half.write_all(&self.outbox).await?;
        Ok(())
    }
}

/// The frame at the start of these bytes, if complete.
fn parse(bytes: &[u8]) -> Result<Option<Frame>> {
    let (Some(&first), Some(&second)) = (bytes.first(), bytes.get(1)) else {
        return Ok(None);
    };
    if first & 0x80 == 0 || second & 0x80 != 0 {
        return Err("a fragmented or masked frame".into());
    }
    let tail = bytes.get(2..).unwrap_or_default();
    let (start, length) = match second {
        126 => match tail.first_chunk() {
            Some(length) => (4, usize::from(u16::from_be_bytes(*length))),
            None => return Ok(None),
        },
        127 => match tail.first_chunk() {
            Some(length) => (10, usize::try_from(u64::from_be_bytes(*length))?),
            None => return Ok(None),
        },
        short => (2, usize::from(short)),
    };
    let payload = start..start + length;
    Ok((bytes.len() >= payload.end).then_some(Frame {
        opcode: first & 0x0f,
        payload,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_found_when_it_is_whole() {
        let frame = |payload| Frame {
            opcode: TEXT,
            payload,
        };
        assert_eq!(parse(&[0x81, 2, b'h', b'i', 7]).unwrap(), Some(frame(2..4)));
        assert_eq!(parse(&[0x81, 2, b'h']).unwrap(), None);
        assert_eq!(parse(&[0x81, 126, 1]).unwrap(), None);
        let mut long = vec![0x81, 126, 1, 0];
        long.extend([b'x'; 256]);
        assert_eq!(parse(&long).unwrap(), Some(frame(4..260)));
        assert!(parse(&[0x01, 0]).is_err());
    }
}
