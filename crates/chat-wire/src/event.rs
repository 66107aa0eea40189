//! Events for the host, as CloudEvents 1.0 in JSON.

use crate::event_type::event_type;
use chat_domain::{Actor, ClinicId, Entry, VisitId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Attributes of events that are no content: ids, numbers, and fixed words. What is not listed is content, so an attribute that a
/// later version adds is left out until it is listed.
const NO_CONTENT: &[&str] = &[
    "after",
    "attachment",
    "chat",
    "client_id",
    "clinic",
    "file",
    "files",
    "from",
    "how",
    "kind",
    "media_type",
    "message",
    "notice",
    "number",
    "of",
    "people",
    "person",
    "policy",
    "recipient",
    "reminder",
    "role",
    "rules",
    "scheduled_for",
    "sender",
    "shares_history",
    "size",
    "through",
    "to",
    "upload",
    "version",
    "visit",
];

/// Whether events have what people wrote: texts, names, file names and reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventContent {
    /// They have it.
    Included,
    /// They don't.
    Omitted,
}

/// Consecutive events of a clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EventPage)]
pub struct EventsOut {
    /// The events, in order; those of a visit are in the order in which they happened.
    pub events: Vec<EventOut>,
    /// Where to go on, as `after` of the next request. Keep it once the events are handled. It never expires.
    pub cursor: String,
    /// Whether there may be more now, so that the next request need not wait.
    pub more: bool,
}

/// An event of a visit, as a CloudEvent 1.0 in JSON format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CloudEvent)]
pub struct EventOut {
    /// `1.0`.
    pub specversion: Cow<'static, str>,
    /// The visit, the position in its log and the time. Unique, and the same whenever the event is read; another event that gets the
    /// position after a backup was restored has another id.
    pub id: String,
    /// The clinic.
    pub source: String,
    /// What happened, such as `visit.message.sent`. Hosts ignore types that they don't know: there may be new ones.
    #[serde(rename = "type")]
    pub event_type: Cow<'static, str>,
    /// The visit.
    #[schema(value_type = Uuid)]
    pub subject: VisitId,
    /// When it happened.
    #[serde(with = "time::serde::rfc3339")]
    pub time: OffsetDateTime,
    /// `application/json`.
    pub datacontenttype: Cow<'static, str>,
    /// The details.
    pub data: EventDataOut,
}

/// The details of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CloudEventData)]
pub struct EventDataOut {
    /// The position in the visit's log, from 1.
    pub position: u64,
    /// Who did it: `host`, `service`, `{"person": …}` or `{"overseer": …}`.
    #[schema(value_type = Object)]
    pub actor: Actor,
    /// What depends on the type: ids, numbers and fixed words; texts, names, file names and reasons only if the clinic wants them.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
}

impl EventOut {
    /// An entry of a visit's log as an event.
    ///
    /// # Errors
    /// Only if the entry has no JSON form, which none is known to lack.
    pub fn new(
        clinic: ClinicId,
        visit: VisitId,
        entry: &Entry,
        content: EventContent,
    ) -> Result<Self, serde_json::Error> {
        let mut details = match serde_json::to_value(&entry.event)? {
            Value::Object(details) => details,
            _ => Map::new(),
        };
        details.remove("type");
        if content == EventContent::Omitted {
            strip(&mut details);
        }
        Ok(Self {
            specversion: "1.0".into(),
            id: id(visit, entry),
            source: format!("urn:uuid:{clinic}"),
            event_type: event_type(&entry.event).into(),
            subject: visit,
            time: entry.at,
            datacontenttype: "application/json".into(),
            data: EventDataOut {
                position: entry.seq.0,
                actor: entry.actor,
                details,
            },
        })
    }
}

/// With the time, since a restored backup may give the position to another entry.
fn id(visit: VisitId, entry: &Entry) -> String {
    let micros = entry.at.unix_timestamp_nanos() / 1_000;
    format!("{visit}/{}/{micros}", entry.seq)
}

/// Removes content. A policy consists of numbers and switches, and has its own names.
fn strip(details: &mut Map<String, Value>) {
    details.retain(|name, _| NO_CONTENT.contains(&name.as_str()));
    for (name, value) in details {
        match value {
            Value::Object(inner) if name != "policy" => strip(inner),
            Value::Array(items) => {
                let objects = items.iter_mut().filter_map(Value::as_object_mut);
                objects.for_each(strip);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
