//! Query for a transcript.

use crate::problem::Problem;
use chat_app::{TranscriptRequest, transcript::Scope, transcript::Zone};
use chat_domain::ChatKey;
use serde::Deserialize;
use utoipa::IntoParams;

const CHAT: &str = "A chat is named `visit` or `direct:<care person>:<attendee person>`.";

/// Which transcript, and how it is rendered. An empty value counts as absent.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TranscriptQuery {
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
pub enum TranscriptFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl TranscriptQuery {
    /// The rendering.
    pub(crate) fn format(&self) -> Result<TranscriptFormat, Problem> {
        match given(&self.format) {
            None | Some("text") => Ok(TranscriptFormat::Text),
            Some("json") => Ok(TranscriptFormat::Json),
            Some(_) => Err(Problem::unknown_transcript_format()),
        }
    }

    /// What is wanted.
    pub(crate) fn request(&self) -> Result<TranscriptRequest, Problem> {
        let zone = given(&self.zone).map(str::parse).transpose();
        let chat = given(&self.chat).map(str::parse::<ChatKey>).transpose();
        Ok(TranscriptRequest {
            zone: zone
                .map_err(|_| Problem::unknown_time_zone())?
                .unwrap_or(Zone::UTC),
            scope: chat
                .map_err(|_| Problem::query(CHAT))?
                .map_or(Scope::Visit, Scope::Chat),
        })
    }
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| !value.is_empty())
}
