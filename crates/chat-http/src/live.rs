//! The live connection: one WebSocket (RFC 6455) for any number of visits and one dashboard.

mod close;
mod connection;
mod follow;
mod outbox;
mod sending;

use crate::{
    extract::Caller,
    peer::Peer,
    problem::Problem,
    router::App,
    wire::{ClientFrame, ProblemOut},
};
use axum::{
    Extension,
    extract::{
        State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    response::{IntoResponse as _, Response},
};
use connection::Connection;

/// The subprotocol; the token stands beside it as `bearer.<token>`.
const SUBPROTOCOL: &str = "visit-chat.v1";

/// Bytes of a read at a time: the default costs every idle connection 128 KiB.
const READ_BUFFER: usize = 2_048;

/// The most bytes that wait to be written: more than the largest frame, a page of 50 messages of
/// 8,000 characters with their files.
const MAX_WRITE_BUFFER: usize = 8 * 1024 * 1024;

/// Opens the live connection: a WebSocket whose text frames are `ClientFrame` one way and
/// `ServerFrame` the other.
///
/// Offer the subprotocols `visit-chat.v1` and `bearer.<token>`. Closes with 4401 when the token
/// expires, 4429 when the client reads too slowly, 1009 when a frame is too big and 1001 when the
/// service stops: connect again then, and follow with what was seen.
#[utoipa::path(
    get,
    path = "/live",
    tag = "live",
    request_body = Option<ClientFrame>,
    responses(
        (status = 101, description = "The connection is open"),
        (status = "4XX", body = ProblemOut<'_>, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn live(
    State(app): State<App>,
    Caller(identity): Caller,
    peer: Option<Extension<Peer>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let person = identity.person().ok_or_else(Problem::not_a_person)?;
    let upgrade =
        upgrade.map_err(|rejection| Problem::not_an_upgrade(rejection.into_response().status()))?;
    if app.options.shutdown.has_begun() {
        return Err(Problem::unavailable());
    }
    let limits = &app.options.live;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(limits.max_frame_bytes)
        .max_frame_size(limits.max_frame_bytes);
    let address = peer.map(|Extension(peer)| peer.address());
    let place = app
        .options
        .live_counts
        .admit(identity.clinic, person, address)?;
    // Counted from now on, so that a shutdown waits for it.
    let counted = app.options.shutdown.sockets().token();
    Ok(upgrade.on_upgrade(move |socket| async move {
        let _counted = (counted, place);
        Connection::new(app, identity.clinic, person, socket)
            .run(identity.expires_at)
            .await;
    }))
}
