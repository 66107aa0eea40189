//! The clinic's events, for its host.

use super::event_stream;
use crate::{
    authenticate::Identity,
    connections::Share,
    extract::{Host, Query},
    meters::WaitingReader,
    problem::Problem,
    router::App,
    wire::{EventContent, EventOut, EventsOut, EventsQuery, cursor},
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use chat_app::FeedEvent;
use chat_domain::ClinicId;
use tokio::time::timeout;

/// The clinic's events after a cursor, for the host: a page, or with `Accept: text/event-stream` a stream of all to come.
///
/// Every change of a visit is an event, exactly once. A stream begins after `Last-Event-ID` if that is sent; the id of each event in
/// it is its cursor.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "read_events",
    tag = "events",
    params(
        EventsQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event of an earlier stream"),
    ),
    responses(
        (status = 200, description = "The events", content(
            (EventsOut = "application/json"),
            (String = "text/event-stream"),
        )),
    )
)]
pub(crate) async fn events(
    State(app): State<App>,
    Host(identity): Host,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (limit, wait) = (query.limit(), query.wait());
    if wants_stream(&headers) {
        let after = match headers.get("Last-Event-ID") {
            Some(id) => cursor(id.to_str().map_err(|_| Problem::invalid_cursor())?)?,
            None => query.after()?,
        };
        return event_stream::respond(app, identity, after).await;
    }
    let after = query.after()?;
    let _place = match wait.is_zero() {
        true => None,
        false => Some(place(&app, identity)?),
    };
    let page = app.service.event_page(identity.clinic, after, limit, wait);
    let page = timeout(wait + app.options.request_timeout, page);
    let page = tokio::select! {
        page = page => page.map_err(|_| Problem::unavailable())??,
        // What has been read is read again with the same cursor.
        () = app.options.shutdown.begun() => return Err(Problem::unavailable()),
    };
    let content = content(&app, identity.clinic);
    let events = page.events.iter().map(|event| out(event, content));
    let page = EventsOut {
        events: events.collect::<Result<_, _>>()?,
        cursor: page.cursor.to_string(),
        more: page.more,
    };
    Ok(Json(page).into_response())
}

/// An event as the clinic wants it.
pub(super) fn out(event: &FeedEvent, content: EventContent) -> Result<EventOut, Problem> {
    let FeedEvent { visit, entry, .. } = event;
    EventOut::new(visit.clinic, visit.visit, entry, content).map_err(|_| Problem::internal())
}

/// What the clinic wants of the content.
pub(super) fn content(app: &App, clinic: ClinicId) -> EventContent {
    match app.options.event_content.contains(&clinic) {
        true => EventContent::Included,
        false => EventContent::Omitted,
    }
}

/// A place among the clinic's waiting readers, released on drop.
pub(super) struct Place {
    _share: Share<ClinicId>,
    _counted: WaitingReader,
}

/// A place among the clinic's waiting readers.
pub(super) fn place(app: &App, identity: Identity) -> Result<Place, Problem> {
    let readers = &app.options.event_readers;
    let share = readers.waiting.take(identity.clinic, 1, readers.max);
    let share = share.ok_or_else(|| Problem::too_many_event_readers(readers.max))?;
    Ok(Place {
        _share: share,
        _counted: WaitingReader::begin(),
    })
}

/// Whether the client accepts server-sent events.
fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    accepted
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.split(';').next())
        .any(|range| range.trim().eq_ignore_ascii_case("text/event-stream"))
}
