//! How a live connection ends.

use super::socket::Socket;
use chat_app::Follower;
use std::{future::poll_fn, time::Duration};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{
    Error as WsError,
    error::ProtocolError,
    protocol::{CloseFrame, frame::Utf8Bytes},
};

/// How long each direction of the closing handshake may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a slow client may take to read the close frame, in write timeouts. Until then the
/// connection buffers the rest of one frame.
const SLOW_PATIENCE: u32 = 3;

/// How long the client of a person who was removed or signed out has to read what was written before and answer the
/// close.
const REMOVED_PATIENCE: Duration = Duration::from_secs(1);

/// How long a client that sent an invalid frame has to read the close frame before the connection
/// is dropped. Nothing more is read from it.
const READING_TIME: Duration = Duration::from_secs(1);

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The connection was lost.
    Gone,
    /// The client closed it.
    Closed,
    /// The client did not answer a ping.
    Silent,
    /// The token expired or is refused, with a stable code.
    Unauthorized(&'static str),
    /// The person was signed out.
    SignedOut,
    /// The person was removed from a followed visit, and the client was notified (W9).
    Removed,
    /// The person was removed or signed out while the client was still being sent data they may no longer read.
    Cut,
    /// The client reads too slowly.
    TooSlow,
    /// A frame was too big.
    TooBig,
    /// A frame violated RFC 6455 or was not UTF-8.
    NotWebSocket {
        /// The close code.
        code: u16,
    },
    /// The service is shutting down.
    GoingAway,
}

impl End {
    /// Maps a read error.
    pub(super) fn of(error: &WsError) -> Self {
        match error {
            WsError::Capacity(_) => Self::TooBig,
            WsError::Utf8(_) => Self::NotWebSocket { code: 1007 },
            WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::Gone,
            WsError::Protocol(_) => Self::NotWebSocket { code: 1002 },
            _ => Self::Gone,
        }
    }

    /// The close code and reason.
    const fn frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::Gone | Self::Closed | Self::Silent | Self::Cut => None,
            Self::Unauthorized(code) => Some((4401, code)),
            Self::SignedOut => Some((4401, "signed_out")),
            Self::Removed => Some((4403, "removed from a visit")),
            Self::TooSlow => Some((4429, "the client reads too slowly")),
            Self::TooBig => Some((1009, "the frame is too big")),
            Self::NotWebSocket { code } => Some((code, "the frame is invalid")),
            Self::GoingAway => Some((1001, "the service is shutting down")),
        }
    }

    pub(super) fn patience(self, write_timeout: Duration) -> Duration {
        match self {
            Self::Removed | Self::SignedOut => REMOVED_PATIENCE,
            Self::TooSlow => write_timeout.saturating_mul(SLOW_PATIENCE),
            _ => PATIENCE,
        }
    }
}

/// Sends the close frame and reads until the client has answered it: otherwise the close is unclean
/// and the client may never see its code. If the person is removed while this runs, the connection
/// is reset.
pub(super) async fn close(
    mut socket: Socket,
    mut follower: Follower,
    end: End,
    write_timeout: Duration,
) {
    let removed = poll_fn(|context| follower.poll_removed(context));
    let cut = tokio::select! {
        cut = send_close(&mut socket, end, write_timeout) => cut,
        () = removed => true,
    };
    if cut {
        // Discards everything the client has not read yet.
        socket.abort();
    }
}

/// Returns whether the connection must be reset.
async fn send_close(socket: &mut Socket, end: End, write_timeout: Duration) -> bool {
    let Some((code, reason)) = end.frame() else {
        if end == End::Closed {
            // Reading on also writes the reply to the client's close.
            let _ = timeout(PATIENCE, rest(socket)).await;
        }
        return end == End::Cut;
    };
    socket.drop_unwritten();
    let frame = CloseFrame {
        code: code.into(),
        reason: Utf8Bytes::from_static(reason),
    };
    let patience = end.patience(write_timeout);
    let answered = match (timeout(patience, socket.close(frame)).await, end) {
        (Ok(Ok(())), End::TooBig | End::NotWebSocket { .. }) => {
            tokio::time::sleep(READING_TIME).await;
            true
        }
        // A client that never answers the close is reset.
        (Ok(Ok(())), _) => timeout(PATIENCE.min(patience), rest(socket)).await.is_ok(),
        _ => false,
    };
    !answered && matches!(end, End::Removed | End::SignedOut | End::TooSlow)
}

/// Reads until the connection has ended.
async fn rest(socket: &mut Socket) {
    while let Some(Ok(_)) = socket.next().await {}
}
