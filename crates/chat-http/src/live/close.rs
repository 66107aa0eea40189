//! How a live connection ends.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use std::time::Duration;
use tungstenite::Error as WsError;

/// How long a closing may take each way.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a client that sent too much has for reading the close frame before the connection
/// breaks. Nothing more is read from it meanwhile: it may be anything.
const READING_TIME: Duration = Duration::from_secs(1);

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The client closed it, or it broke.
    Gone,
    /// The client did not answer a ping.
    Silent,
    /// The token expired.
    Expired,
    /// The client does not read fast enough.
    TooSlow,
    /// A frame was too big.
    TooBig,
    /// A frame was not what RFC 6455 allows, or no UTF-8.
    NotWebSocket {
        /// The close code.
        code: u16,
    },
    /// The service stops.
    GoingAway,
}

impl End {
    /// What a failed reading means.
    pub(super) fn of(error: axum::Error) -> Self {
        match error.into_inner().downcast_ref::<WsError>() {
            Some(WsError::Capacity(_)) => Self::TooBig,
            Some(WsError::Utf8(_)) => Self::NotWebSocket { code: 1007 },
            Some(WsError::Protocol(
                tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            )) => Self::Gone,
            Some(WsError::Protocol(_)) => Self::NotWebSocket { code: 1002 },
            _ => Self::Gone,
        }
    }

    /// The close code and reason.
    const fn frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Gone | Self::Silent => None,
            Self::Expired => Some((4401, "the token has expired")),
            Self::TooSlow => Some((4429, "frames are read too slowly")),
            Self::TooBig => Some((1009, "the frame is too big")),
            Self::NotWebSocket { code } => Some((code, "the frame is not valid")),
            Self::GoingAway => Some((1001, "the service stops")),
        }
    }
}

/// Says goodbye, and reads until the other side has said so too: else the close is unclean, and the
/// client may never see its code.
pub(super) async fn close(mut socket: WebSocket, end: End) {
    if let Some((code, reason)) = end.frame() {
        let frame = CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        };
        let sent = tokio::time::timeout(PATIENCE, socket.send(Message::Close(Some(frame)))).await;
        if !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
    match end {
        End::Silent => {}
        End::TooBig | End::NotWebSocket { .. } => tokio::time::sleep(READING_TIME).await,
        _ => {
            let rest = async { while let Some(Ok(_)) = socket.recv().await {} };
            // A client that never answers the close is cut off.
            let _ = tokio::time::timeout(PATIENCE, rest).await;
        }
    }
}
