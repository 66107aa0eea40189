//! A live connection.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

/// Timeout for a frame.
const PATIENCE: Duration = Duration::from_secs(20);

/// A live connection of one person.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Opens a connection.
    ///
    /// # Errors
    /// If the server can't be reached or refuses the connection.
    pub(crate) async fn open(url: &str, token: &str) -> Result<Self, String> {
        let url = format!("{}/chat/v1/live", url.replacen("http", "ws", 1));
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let mut request = url.into_client_request().map_err(|error| text(&error))?;
        let offer = format!("visit-chat.v1, bearer.{token}");
        let offer = offer.parse().map_err(|_| "not a token".to_owned())?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", offer);
        let opened = timeout(PATIENCE, connect_async(request)).await;
        let (stream, _) = opened.map_err(|e| text(&e))?.map_err(|e| text(&e))?;
        Ok(Self { stream })
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// If the connection is broken.
    pub(crate) async fn say(&mut self, frame: &Value) -> Result<(), String> {
        let sent = self.stream.send(Message::text(frame.to_string()));
        let sent = timeout(PATIENCE, sent).await.map_err(|e| e.to_string())?;
        sent.map_err(|error| error.to_string())
    }

    /// The next frame other than a keep-alive.
    ///
    /// # Errors
    /// If the connection breaks or no frame arrives in time.
    pub(crate) async fn next(&mut self) -> Result<Value, String> {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await;
            let message = message.map_err(|_| "no frame arrived".to_owned())?;
            let message = message.ok_or("the connection ended")?;
            let Message::Text(text) = message.map_err(|error| error.to_string())? else {
                continue;
            };
            let frame: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            if frame.get("type").is_none_or(|kind| kind != "heartbeat") {
                return Ok(frame);
            }
        }
    }
}
