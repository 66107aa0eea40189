//! A member of a chat on any kind of server: sends messages, and receives receipts and messages.

use crate::{
    Result,
    clinic::Chat,
    frame,
    jetstream::{self, Word},
    socket,
};
use uuid::Uuid;

/// A member, connected.
pub(crate) struct Member {
    pub(crate) incoming: Incoming,
    pub(crate) writes: Outgoing,
}

/// The receiving half of a member.
pub(crate) enum Incoming {
    VisitChat(socket::Reader),
    SocketIo(socket::Reader),
    JetStream(jetstream::Reader),
}

/// The sending half of a member.
pub(crate) enum Outgoing {
    VisitChat(socket::Writer, Chat),
    SocketIo(socket::Writer, String),
    JetStream(jetstream::Writer, String),
}

/// An event for a member. Numbers are those of messages, in log order.
pub(crate) enum News {
    /// The member's own message is stored.
    Receipt(usize),
    /// A message was delivered. A chat's first message may come in a page, without a number.
    Delivery(Option<usize>),
    /// The server sent a ping.
    Ping,
    Other,
}

impl Member {
    /// Sends a message.
    pub(crate) async fn send(&mut self, request: usize) -> Result<()> {
        self.writes.send(request).await
    }

    /// Marks the chat as read up to an entry, on a server that keeps read marks.
    pub(crate) async fn mark_read(&mut self, request: usize, through: usize) -> Result<()> {
        match &mut self.writes {
            Outgoing::VisitChat(writer, chat) => {
                writer.send(&chat.mark_read(request, through)).await
            }
            Outgoing::SocketIo(..) | Outgoing::JetStream(..) => Ok(()),
        }
    }

    /// Waits for the next receipt, skipping messages.
    pub(crate) async fn receipt(&mut self) -> Result<usize> {
        loop {
            match self.incoming.next().await? {
                News::Receipt(number) => return Ok(number),
                News::Ping => self.writes.pong().await?,
                _ => {}
            }
        }
    }

    /// Waits for the next message.
    pub(crate) async fn delivery(&mut self) -> Result<Option<usize>> {
        loop {
            match self.incoming.next().await? {
                News::Delivery(number) => return Ok(number),
                News::Ping => self.writes.pong().await?,
                _ => {}
            }
        }
    }
}

impl Incoming {
    /// The next event.
    pub(crate) async fn next(&mut self) -> Result<News> {
        match self {
            Self::VisitChat(reader) => {
                let Some(text) = reader.next().await? else {
                    return Ok(News::Ping);
                };
                frame::check_problem(text)?;
                Ok(match frame::kind(text) {
                    b"receipt" => News::Receipt(frame::number(text)?),
                    b"message" => News::Delivery(Some(frame::number(text)?)),
                    _ if frame::is_delivery(text) => News::Delivery(None),
                    _ => News::Other,
                })
            }
            Self::SocketIo(reader) => {
                // Engine.IO pings by texts, not by frames.
                let Some(text) = reader.next().await? else {
                    return Ok(News::Other);
                };
                Ok(match text {
                    b"2" => News::Ping,
                    [b'4', b'3', answer @ ..] => News::Receipt(frame::field(answer, b"[")?),
                    [b'4', b'2', ..] => News::Delivery(Some(frame::number(text)?)),
                    _ => News::Other,
                })
            }
            Self::JetStream(reader) => Ok(match reader.next().await? {
                Word::Answer(number) => News::Receipt(number),
                Word::Delivery(number) => News::Delivery(Some(number)),
                Word::Ping => News::Ping,
                Word::Plain | Word::Other => News::Other,
            }),
        }
    }
}

impl Outgoing {
    /// Sends a message.
    pub(crate) async fn send(&mut self, request: usize) -> Result<()> {
        let (id, text) = (Uuid::now_v7(), chat_bench::TEXT);
        match self {
            Self::VisitChat(writer, chat) => writer.send(&chat.frame(request)).await,
            Self::SocketIo(writer, chat) => {
                let body = format!(r#"{{"chat":"{chat}","client_id":"{id}","text":"{text}"}}"#);
                writer.send(&format!(r#"42{request}["send",{body}]"#)).await
            }
            Self::JetStream(writer, chat) => {
                let body = format!(r#"{{"client_id":"{id}","text":"{text}"}}"#);
                writer.send(chat, &body).await
            }
        }
    }

    async fn pong(&mut self) -> Result<()> {
        match self {
            Self::VisitChat(writer, _) => writer.pong().await,
            Self::SocketIo(writer, _) => writer.send("3").await,
            Self::JetStream(writer, _) => writer.pong().await,
        }
    }
}
