//! The clinic's events as server-sent events (HTML, section 9.2).
//!
//! The body is made while it is read: a client that reads slowly holds one event, and what the feed has read ahead.

use super::events::{Place, content, out, place};
use crate::{
    authenticate::Identity, live::MAX_TIMER, problem::Problem, router::App, wire::EventOut,
};
use axum::{
    body::Body,
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use chat_app::{AppError, EventCursor, FeedEvent};
use chat_domain::ClinicId;
use futures::{Stream, StreamExt as _, stream};
use std::{convert::Infallible, time::Duration};
use time::OffsetDateTime;
use tokio::time::{Instant, sleep_until, timeout};

/// Interval of comments while there are no events, so that proxies keep the connection and a lost client is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A comment, which clients ignore.
static COMMENT: Bytes = Bytes::from_static(b":\n\n");

/// A stream of all events after a cursor. It ends when the caller's login is to be checked again, when the server stops, and
/// after a failure; the client connects again with the id of the last event.
pub(super) async fn respond(
    app: App,
    identity: Identity,
    after: EventCursor,
) -> Result<Response, Problem> {
    let clinic = identity.clinic;
    let place = place(&app, identity)?;
    let events = app.service.events(clinic, after).await?;
    let ends = ends(app.options.live.recheck_every, identity.expires_at);
    let stream = frames(app.clone(), clinic, events, place);
    let stop = async move {
        tokio::select! {
            () = app.options.shutdown.begun() => {}
            () = sleep_until(ends) => {}
        }
    };
    // The second one keeps nginx from holding events back.
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(stream.take_until(stop))).into_response())
}

/// When the caller's login is to be checked again, or expires.
fn ends(recheck_every: Duration, expires_at: Option<OffsetDateTime>) -> Instant {
    let left = expires_at.map(|at| at - OffsetDateTime::now_utc());
    // A negative duration has no unsigned form: it has expired.
    let left = left.map(|left| Duration::try_from(left).unwrap_or(Duration::ZERO));
    let longest = recheck_every.min(MAX_TIMER);
    Instant::now() + left.map_or(longest, |left| left.min(longest))
}

/// The frames of a stream. It holds its place among the readers until it is dropped.
fn frames(
    app: App,
    clinic: ClinicId,
    events: impl Stream<Item = Result<FeedEvent, AppError>> + Send + 'static,
    place: Place,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let content = content(&app, clinic);
    // The first comment tells the client at once that the stream has begun.
    let begin = stream::iter([Ok(COMMENT.clone())]);
    let rest = stream::unfold(
        (Box::pin(events), place),
        move |(mut events, place)| async move {
            let frame = match timeout(KEEP_ALIVE, events.next()).await {
                Err(_) => COMMENT.clone(),
                Ok(Some(Ok(event))) => frame(&event, &out(&event, content).ok()?)?,
                Ok(Some(Err(error))) => {
                    tracing::warn!(%error, "a stream of events ends");
                    return None;
                }
                Ok(None) => return None,
            };
            Some((Ok(frame), (events, place)))
        },
    );
    begin.chain(rest)
}

/// An event with its cursor as id. JSON has no line breaks.
fn frame(event: &FeedEvent, out: &EventOut) -> Option<Bytes> {
    let data = serde_json::to_string(out).ok()?;
    let frame = format!(
        "id: {}\nevent: {}\ndata: {data}\n\n",
        event.cursor, out.event_type
    );
    Some(frame.into())
}
