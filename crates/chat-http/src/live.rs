//! The live connection: one WebSocket (RFC 6455) for any number of visits and one dashboard.

mod close;
mod connection;
mod frame;
mod handshake;
mod login;
mod scope;
mod sending;
mod socket;
mod update;

pub(crate) use handshake::check_cookie_origin;
pub(crate) use login::MAX_TIMER;

use crate::{extract::Caller, meters::LiveConnection, peer::Peer, problem::Problem, router::App};
use axum::{
    Extension,
    extract::{Request, State},
    response::Response,
};
use chat_app::Origin;
use connection::Connection;
use hyper_util::rt::TokioIo;
use login::Login;
use socket::Socket;
use tracing::Instrument as _;

/// The subprotocol. The token is offered beside it as `bearer.<token>`.
const SUBPROTOCOL: &str = "visit-chat.v1";

/// Approximate limit of the system's send buffer for a live connection, in bytes. Its contents
/// can't be recalled.
pub(crate) const SEND_BUFFER: usize = 32 * 1024;

/// Opens the live connection: a WebSocket with text frames, `ClientFrame` from the client and
/// `ServerFrame` from the service.
///
/// Offer the subprotocols `visit-chat.v1` and `bearer.<token>`. The service closes with 4401 when
/// the token expires or is refused later, and when the person is signed out, with a code as the reason; with 4403 after the person was removed from a followed visit, 4429 when the client
/// reads too slowly, 1009 when a frame is too big and 1001 when the service shuts down. Then
/// reconnect, and follow from the last numbers.
#[utoipa::path(
    get,
    path = "/live",
    operation_id = "open_live_connection",
    tag = "live",
    responses((status = 101, description = "The connection is open"))
)]
pub(crate) async fn live(
    State(app): State<App>,
    Caller(identity): Caller,
    peer: Option<Extension<Peer>>,
    request: Request,
) -> Result<Response, Problem> {
    let person = identity.person().ok_or_else(Problem::participants_only)?;
    let (mut parts, _) = request.into_parts();
    handshake::check_origin(&parts.headers, &parts.uri, &app.options.allowed_origins)?;
    if app.options.shutdown.has_begun() {
        return Err(Problem::unavailable());
    }
    let peer = peer.map(|Extension(peer)| peer);
    let network = peer.as_ref().and_then(Peer::network);
    let place = app
        .options
        .live_counts
        .admit(identity.clinic, person, network)?;
    // Checked last: a page that was refused retries without an upgrade, to learn why.
    let accepted = handshake::accept(&mut parts)?;
    let login = Login::new(app.clone(), identity, parts);
    // Counted from here on, so that a shutdown waits for it.
    let counted = app.options.shutdown.sockets().token();
    let connection = async move {
        let _counted = (counted, place, LiveConnection::begin());
        let Ok(upgraded) = accepted.upgrade.await else {
            return; // the client has gone
        };
        if let Some(peer) = &peer {
            peer.bound_send_buffer(SEND_BUFFER);
        }
        let max_frame = app.options.live.max_frame_bytes;
        let socket = Socket::new(TokioIo::new(upgraded), max_frame, peer).await;
        Connection::new(identity.clinic, person, socket, login)
            .run()
            .await;
    };
    // Its log lines have the id of the request that opened it.
    // What it opens is recorded as of there, too.
    tokio::spawn(Origin::current().scope(connection.in_current_span()));
    Ok(accepted.response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<F: Future>(_: impl FnOnce(Box<Connection>) -> F) -> usize {
        size_of::<F>()
    }

    /// Without the head of its request, which the login keeps.
    #[test]
    fn idle_connection_fits_in_1488_bytes() {
        let (task, connection) = (size(|it| it.run()), size_of::<Connection>());
        assert!(task + connection <= 1_488, "{task} + {connection}");
    }
}
