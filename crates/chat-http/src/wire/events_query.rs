//! Query for a clinic's events.

use super::integer::Int32;
use crate::problem::Problem;
use chat_app::{EventCursor, MAX_EVENTS};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

/// Default number of events of a page.
const DEFAULT_LIMIT: usize = 100;

/// The longest wait of a request.
pub const MAX_EVENT_WAIT: Duration = Duration::from_secs(60);

/// Which events to read. An empty value counts as absent.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// The cursor of what was read before; absent at the start.
    after: Option<String>,
    /// Maximum number of events: 100 by default, at most 1,000.
    #[param(value_type = Option<u32>)]
    limit: Option<Int32>,
    /// How many seconds to wait for the first event if there is none: 0 by default, at most 60.
    #[param(value_type = Option<u32>)]
    wait: Option<Int32>,
}

impl EventsQuery {
    /// The cursor.
    pub(crate) fn after(&self) -> Result<EventCursor, Problem> {
        cursor(self.after.as_deref().unwrap_or_default())
    }

    /// Maximum number of events.
    pub(crate) fn limit(&self) -> usize {
        let limit = self.limit.map_or(DEFAULT_LIMIT, Int32::count);
        limit.clamp(1, MAX_EVENTS)
    }

    /// How long to wait.
    pub(crate) fn wait(&self) -> Duration {
        let seconds = self.wait.map_or(0, |Int32(seconds)| seconds);
        Duration::from_secs(seconds.into()).min(MAX_EVENT_WAIT)
    }
}

/// A cursor; the start if the text is empty.
pub(crate) fn cursor(text: &str) -> Result<EventCursor, Problem> {
    if text.is_empty() {
        return Ok(EventCursor::START);
    }
    text.parse().map_err(|_| Problem::invalid_cursor())
}
