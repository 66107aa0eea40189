//! A minimal NATS client for load on JetStream: one stream on disk, publishing with acknowledgement, and a push
//! consumer per follower.

use crate::{Result, frame};
use memchr::memmem;
use serde_json::json;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use uuid::Uuid;

const STREAM: &str = "chat";
/// The subscription to deliveries of the stream.
const DELIVERIES: &[u8] = b"1";
/// The subscription to replies: acknowledgements and API responses.
const ANSWERS: &[u8] = b"2";

/// A message from the server.
pub(crate) enum Word {
    /// A message of the stream, with its sequence number.
    Delivery(usize),
    /// A message that is in no stream.
    Plain,
    /// A reply, with the sequence number of the stored message, if any.
    Answer(usize),
    Ping,
    Other,
}

/// The half that reads.
pub(crate) struct Reader {
    half: OwnedReadHalf,
    inbox: Vec<u8>,
    read: usize,
}

/// The half that writes.
pub(crate) struct Writer {
    half: OwnedWriteHalf,
    answers: String,
    outbox: Vec<u8>,
}

/// Creates the stream of all chats.
pub(crate) async fn create_stream(server: SocketAddr) -> Result<()> {
    let (mut reader, mut writer) = connect(server).await?;
    let config = json!({ "name": STREAM, "subjects": ["chat.>"], "storage": "file" });
    let api = format!("$JS.API.STREAM.CREATE.{STREAM}");
    ask(&mut reader, &mut writer, &api, &config.to_string()).await
}

/// Connects, and follows a chat if given.
pub(crate) async fn open(server: SocketAddr, follow: Option<&str>) -> Result<(Reader, Writer)> {
    let (mut reader, mut writer) = connect(server).await?;
    if let Some(chat) = follow {
        let inbox = format!("in.{}", Uuid::now_v7());
        let config = json!({
            "stream_name": STREAM,
            "config": {
                "deliver_subject": inbox, "deliver_policy": "new", "ack_policy": "none",
                "filter_subject": subject(chat), "mem_storage": true,
            },
        });
        writer.write(&format!("SUB {inbox} 1\r\n")).await?;
        let api = format!("$JS.API.CONSUMER.CREATE.{STREAM}");
        ask(&mut reader, &mut writer, &api, &config.to_string()).await?;
    }
    Ok((reader, writer))
}

/// Connects, and subscribes to a subject outside of the stream.
pub(crate) async fn subscribe(server: SocketAddr, subject: &str) -> Result<(Reader, Writer)> {
    let (reader, mut writer) = connect(server).await?;
    writer.write(&format!("SUB {subject} 1\r\n")).await?;
    Ok((reader, writer))
}

fn subject(chat: &str) -> String {
    format!("chat.{chat}")
}

async fn connect(server: SocketAddr) -> Result<(Reader, Writer)> {
    let stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let (half, writing) = stream.into_split();
    let mut writer = Writer {
        half: writing,
        answers: format!("_INBOX.{}", Uuid::now_v7()),
        outbox: Vec::new(),
    };
    let reader = Reader {
        half,
        inbox: Vec::new(),
        read: 0,
    };
    let hello = r#"CONNECT {"verbose":false,"pedantic":false}"#;
    let answers = &writer.answers;
    let hello = format!("{hello}\r\nSUB {answers} 2\r\n");
    writer.write(&hello).await?;
    Ok((reader, writer))
}

async fn ask(reader: &mut Reader, writer: &mut Writer, api: &str, body: &str) -> Result<()> {
    writer.publish(api, body).await?;
    while !matches!(reader.next().await?, Word::Answer(_)) {}
    Ok(())
}

impl Writer {
    /// Publishes a message into a chat.
    pub(crate) async fn send(&mut self, chat: &str, payload: &str) -> Result<()> {
        self.publish(&subject(chat), payload).await
    }

    /// Publishes a message outside of the stream.
    pub(crate) async fn publish_plain(&mut self, subject: &str, payload: &str) -> Result<()> {
        let length = payload.len();
        let text = format!("PUB {subject} {length}\r\n{payload}\r\n");
        self.write(&text).await
    }

    /// Answers a ping.
    pub(crate) async fn pong(&mut self) -> Result<()> {
        self.write("PONG\r\n").await
    }

    async fn publish(&mut self, subject: &str, payload: &str) -> Result<()> {
        let (answers, length) = (&self.answers, payload.len());
        let text = format!("PUB {subject} {answers} {length}\r\n{payload}\r\n");
        self.write(&text).await
    }

    async fn write(&mut self, text: &str) -> Result<()> {
        self.outbox.clear();
        self.outbox.extend_from_slice(text.as_bytes());
        self.half.write_all(&self.outbox).await?;
        Ok(())
    }
}

impl Reader {
    /// The server's next message.
    pub(crate) async fn next(&mut self) -> Result<Word> {
        loop {
            let unread = self.inbox.get(self.read..).unwrap_or_default();
            if let Some((word, length)) = parse(unread)? {
                self.read += length;
                return Ok(word);
            }
            self.inbox.drain(..self.read);
            self.read = 0;
            self.inbox.reserve(8_192);
            if self.half.read_buf(&mut self.inbox).await? == 0 {
                return Err("the server closed the connection".into());
            }
        }
    }
}

/// The message at the start of these bytes with its length, if complete.
fn parse(bytes: &[u8]) -> Result<Option<(Word, usize)>> {
    let Some(end) = memmem::find(bytes, b"\r\n") else {
        return Ok(None);
    };
    let line = bytes.get(..end).unwrap_or_default();
    let start = end + 2;
    if line.starts_with(b"-ERR") {
        return Err(String::from_utf8_lossy(line).into());
    }
    let Some(message) = line.strip_prefix(b"MSG ") else {
        let ping = line == b"PING";
        return Ok(Some((if ping { Word::Ping } else { Word::Other }, start)));
    };
    // MSG <subject> <subscription> [<reply to>] <length>
    let parts: Vec<&[u8]> = message.split(|byte| *byte == b' ').collect();
    let length: usize = std::str::from_utf8(parts.last().copied().unwrap_or_default())?.parse()?;
    let Some(payload) = bytes.get(start..start + length + 2) else {
        return Ok(None);
    };
    let word = match parts.as_slice() {
        [_, DELIVERIES, _] => Word::Plain,
        [_, DELIVERIES, reply, _] => Word::Delivery(sequence(reply)?),
        [_, ANSWERS, ..] => {
            if memmem::find(payload, br#""error":"#).is_some() {
                return Err(String::from_utf8_lossy(payload).into());
            }
            Word::Answer(frame::field(payload, br#""seq":"#).unwrap_or(0))
        }
        _ => Word::Other,
    };
    Ok(Some((word, start + length + 2)))
}

/// The sequence number, from the acknowledgement subject of a delivery.
fn sequence(reply: &[u8]) -> Result<usize> {
    // $JS.ACK.<stream>.<consumer>.<delivered>.<stream sequence>. …
    let token = reply.split(|byte| *byte == b'.').nth(5);
    Ok(std::str::from_utf8(token.ok_or("a delivery without number")?)?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_when_it_is_whole() {
        let delivery = b"MSG chat.a 1 $JS.ACK.chat.x.1.42.7.170.0 2\r\nhi\r\nPING\r\n";
        let (word, length) = parse(delivery).unwrap().unwrap();
        assert!(matches!(word, Word::Delivery(42)));
        let (word, _) = parse(delivery.get(length..).unwrap()).unwrap().unwrap();
        assert!(matches!(word, Word::Ping));
        let half = delivery.get(..length - 1).unwrap();
        assert!(parse(half).unwrap().is_none());
        let answer = b"MSG _INBOX.x 2 26\r\n{\"stream\":\"chat\",\"seq\":17}\r\n";
        assert!(matches!(
            parse(answer).unwrap().unwrap().0,
            Word::Answer(17)
        ));
        let plain = b"MSG hop 1 2\r\nhi\r\n";
        assert!(matches!(parse(plain).unwrap().unwrap().0, Word::Plain));
        assert!(parse(b"-ERR 'no'\r\n").is_err());
    }
}
