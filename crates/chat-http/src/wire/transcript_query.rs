//! Query for a transcript.

use chat_app::transcript::{Scope, UnknownZone, Zone};
use chat_domain::chat::NotAChatKey;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which transcript, and how it is rendered. An empty value counts as absent.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TranscriptQuery {
    /// Only this chat; absent: all that the caller may read.
    chat: Option<String>,
    /// `text` (default) or `json`.
    format: Option<String>,
    /// The time zone of the times in a text: an IANA name, `UTC` by default.
    #[param(example = "Europe/Madrid")]
    zone: Option<String>,
}

/// A rendering of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TranscriptFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl TranscriptQuery {
    /// The rendering; `None` for an unknown one.
    pub(crate) fn format(&self) -> Option<TranscriptFormat> {
        match given(&self.format) {
            None | Some("text") => Some(TranscriptFormat::Text),
            Some("json") => Some(TranscriptFormat::Json),
            Some(_) => None,
        }
    }

    /// The time zone.
    pub(crate) fn zone(&self) -> Result<Zone, UnknownZone> {
        given(&self.zone).map_or(Ok(Zone::UTC), str::parse)
    }

    /// What of the visit.
    pub(crate) fn scope(&self) -> Result<Scope, NotAChatKey> {
        given(&self.chat).map_or(Ok(Scope::Visit), |chat| chat.parse().map(Scope::Chat))
    }
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.is_empty())
}
