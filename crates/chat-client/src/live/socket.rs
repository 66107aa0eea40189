//! The WebSocket: opened over the client's HTTP connection, and its frames.

use crate::{call::Caller, error::Error, token::Token};
use chat_wire::{ClientFrame, ServerFrame};
use futures::{SinkExt as _, StreamExt as _};
use reqwest::{StatusCode, Upgraded};
use serde::Deserialize;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

/// The subprotocol.
const SUBPROTOCOL: &str = "visit-chat.v1";

/// Maximum bytes of a frame: several times a page of the longest messages.
const MAX_FRAME: usize = 32 * 1024 * 1024;

/// How long a frame may take to be sent before the connection counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open connection.
pub(super) struct Socket {
    stream: WebSocketStream<Upgraded>,
    /// The token that it was opened with.
    pub(super) token: Token,
}

/// What the server sent.
pub(super) enum Received {
    Frame(Box<ServerFrame<'static>>),
    /// A sign of life, or a frame of a newer protocol.
    Nothing,
    /// The connection has ended, with this close code.
    Ended(Option<u16>),
    /// A frame that this client should know and can't read.
    Unreadable(Error),
}

impl Socket {
    /// Opens a connection.
    pub(super) async fn open(caller: &Caller) -> Result<Self, Error> {
        let opening = timeout(caller.options.timeout, open(caller)).await;
        opening.unwrap_or_else(|_| {
            Err(Error::Later {
                why: "no answer in time".to_owned(),
                after: None,
                problem: None,
            })
        })
    }

    /// What the server sends next.
    ///
    /// # Cancel safety
    /// Cancel safe: no frame is lost.
    pub(super) async fn next(&mut self) -> Received {
        match self.stream.next().await {
            Some(Ok(Message::Text(text))) => read(&text),
            Some(Ok(Message::Close(frame))) => {
                Received::Ended(frame.map(|frame| frame.code.into()))
            }
            Some(Ok(_)) => Received::Nothing,
            Some(Err(_)) | None => Received::Ended(None),
        }
    }

    /// Sends a frame. Returns whether the connection still works.
    pub(super) async fn send(&mut self, frame: &ClientFrame) -> bool {
        let Ok(json) = serde_json::to_string(frame) else {
            return true; // ids, numbers and times can be written
        };
        let sent = timeout(PATIENCE, self.stream.send(Message::text(json))).await;
        matches!(sent, Ok(Ok(())))
    }

    /// Closes the connection, so that the server need not wait for it.
    pub(super) async fn close(mut self) {
        // It may be broken.
        let _ = timeout(Duration::from_secs(1), self.stream.close(None)).await;
    }
}

async fn open(caller: &Caller) -> Result<Socket, Error> {
    let key = generate_key();
    let url = caller.url("/live")?;
    let opening = caller.respond(|http, token| {
        Ok(http
            .get(url.clone())
            .bearer_auth(token.as_str())
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", &key)
            .header("sec-websocket-protocol", SUBPROTOCOL))
    });
    let (answer, token) = opening.await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    if status != StatusCode::SWITCHING_PROTOCOLS {
        let body = answer.bytes().await.unwrap_or_default();
        return Err(match Error::of_answer(status, &headers, &body) {
            Error::Unexpected(why) => not_the_server(why),
            error => error,
        });
    }
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("sec-websocket-accept") != Some(&derive_accept_key(key.as_bytes()))
        || header("sec-websocket-protocol") != Some(SUBPROTOCOL)
    {
        return Err(not_the_server("another WebSocket".to_owned()));
    }
    let upgraded = answer.upgrade().await;
    let upgraded = upgraded.map_err(|error| Error::of_transport(&error))?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME))
        .max_frame_size(Some(MAX_FRAME));
    let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
    Ok(Socket { stream, token })
}

/// A gateway in between has answered, which may pass.
const fn not_the_server(why: String) -> Error {
    Error::Later {
        why,
        after: None,
        problem: None,
    }
}

/// The types of frames that this client knows.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Kind {
    View,
    Chat,
    Message,
    Reading,
    Typing,
    Ended,
    Failed,
    DashboardRow,
    DashboardRowRemoved,
    DashboardWaiting,
    Heartbeat,
    Receipt,
    Problem,
    #[serde(other)]
    Newer,
}

fn read(json: &str) -> Received {
    let error = match serde_json::from_str(json) {
        Ok(frame) => return Received::Frame(Box::new(frame)),
        Err(error) => error,
    };
    match serde_json::from_str(json) {
        Ok(Kind::Newer) => Received::Nothing,
        // Without the error's text, which may contain health data.
        _ => Received::Unreadable(Error::Unexpected(format!(
            "a frame, at line {}, column {}",
            error.line(),
            error.column()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_of_a_newer_protocol_is_skipped_and_a_known_one_with_other_content_is_not() {
        assert!(matches!(
            read(r#"{"type":"applause","by":1}"#),
            Received::Nothing
        ));
        assert!(matches!(
            read(r#"{"type":"heartbeat"}"#),
            Received::Frame(_)
        ));
        for wrong in [
            r#"{"type":"message","number":1}"#,
            "[]",
            "",
            r#"{"type":7}"#,
        ] {
            assert!(matches!(read(wrong), Received::Unreadable(_)), "{wrong}");
        }
    }

    #[test]
    fn frame_may_have_new_fields() {
        let frame = r#"{"type":"dashboard_waiting","visits":3,"oldest":"2026-01-05T09:00:00Z"}"#;
        assert!(matches!(read(frame), Received::Frame(_)));
    }
}
