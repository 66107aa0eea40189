//! A client of the live connection, over a real socket.

use crate::clinic::Clinic;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::Response},
};

/// Timeout for any step on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Socket {
    pub(crate) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Clinic {
    /// Serves the router on its own port.
    pub(crate) async fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    pub(crate) async fn connect(&self, address: SocketAddr, person: u128) -> Socket {
        Socket::open(address, &self.token(person)).await.unwrap()
    }
}

impl Socket {
    pub(crate) async fn open(address: SocketAddr, token: &str) -> Result<Self, Box<Error>> {
        let url = format!("ws://{address}/chat/v1/live");
        let mut request = url.into_client_request().unwrap();
        let offer = format!("visit-chat.v1, bearer.{token}");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", offer.parse().unwrap());
        let (stream, response): (_, Response<_>) =
            connect_async(request).await.map_err(Box::new)?;
        assert_eq!(
            response.headers()["sec-websocket-protocol"],
            "visit-chat.v1"
        );
        Ok(Self { stream })
    }

    pub(crate) async fn say(&mut self, frame: Value) {
        self.raw(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn raw(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    pub(crate) async fn follow(&mut self, clinic: &Clinic, seen: Value) {
        self.say(json!({ "type": "follow", "visit": clinic.visit, "seen": seen }))
            .await;
    }

    /// The next frame other than a heartbeat.
    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let frame = self.any().await;
            if frame["type"] != "heartbeat" {
                return frame;
            }
        }
    }

    /// The next frame.
    pub(crate) async fn any(&mut self) -> Value {
        match self.message().await {
            Message::Text(frame) => serde_json::from_str(&frame).unwrap(),
            other => panic!("no text frame: {other:?}"),
        }
    }

    /// The next frame, which must be of this type.
    pub(crate) async fn expect(&mut self, frame_type: &str) -> Value {
        let frame = self.next().await;
        assert_eq!(frame["type"], frame_type, "{frame}");
        frame
    }

    /// The next frames, which must be of these types.
    pub(crate) async fn expect_all(&mut self, frame_types: &[&str]) {
        for frame_type in frame_types {
            self.expect(frame_type).await;
        }
    }

    /// The close code that arrives next, with nothing after it.
    pub(crate) async fn closed(&mut self) -> u16 {
        let code = loop {
            match self.message().await {
                Message::Close(frame) => break frame.unwrap().code.into(),
                _ => continue,
            }
        };
        let end = tokio::time::timeout(PATIENCE, self.stream.next())
            .await
            .unwrap();
        assert!(end.is_none(), "the close is unclean: {end:?}");
        code
    }

    /// Asserts that nothing arrives before the response to a new request.
    pub(crate) async fn silent(&mut self) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.say(json!({ "type": "ping", "request": 4711 })).await;
        let frame = self.expect("problem").await;
        assert_eq!(frame["request"], 4711, "{frame}");
    }

    async fn message(&mut self) -> Message {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next());
            match message
                .await
                .expect("a frame in time")
                .expect("a frame")
                .unwrap()
            {
                Message::Ping(_) | Message::Pong(_) => continue,
                message => return message,
            }
        }
    }
}
