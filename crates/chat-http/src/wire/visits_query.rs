//! Query for a page of visits.

use super::integer::Int32;
use crate::problem::Problem;
use chat_app::DashboardFilter;
use chat_domain::{Phase, VisitId};
use chat_ports::VisitCursor;
use serde::{Deserialize, de::IntoDeserializer as _};
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
use utoipa::IntoParams;

/// Default number of visits on a page.
const DEFAULT_LIMIT: usize = 50;

/// Which of the caller's visits to list. An empty value counts as absent.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VisitsQuery {
    /// Only visits in one of these phases, separated by commas.
    phase: Option<String>,
    /// Only visits scheduled at this time or later (RFC 3339).
    from: Option<String>,
    /// Only visits scheduled before this time (RFC 3339).
    until: Option<String>,
    /// `true`: only visits in which an attendee's message waits for the caller's answer, longest first (R4).
    waiting: Option<String>,
    /// `next` of the previous page.
    after: Option<String>,
    /// Maximum number of visits: 50 by default, at most 200.
    #[param(value_type = Option<u32>)]
    limit: Option<Int32>,
}

impl VisitsQuery {
    /// The filter.
    pub(crate) fn filter(&self) -> Result<DashboardFilter, Problem> {
        let phases = given(&self.phase)
            .into_iter()
            .flat_map(|phases| phases.split(','))
            .map(phase)
            .collect::<Result<_, _>>()?;
        let waiting = match given(&self.waiting) {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => {
                return Err(Problem::query(
                    "The value of waiting must be true or false.",
                ));
            }
        };
        dashboard_filter(phases, given(&self.from), given(&self.until), waiting)
    }

    /// The position after which the page begins.
    pub(crate) fn cursor(&self) -> Result<Option<VisitCursor>, Problem> {
        let wrong = || Problem::query("The value of after must be the next of an earlier page.");
        given(&self.after)
            .map(|text| cursor(text).ok_or_else(wrong))
            .transpose()
    }

    /// Maximum number of visits.
    pub(crate) fn limit(&self) -> usize {
        self.limit.map_or(DEFAULT_LIMIT, Int32::count)
    }
}

/// A filter with parsed times.
pub(crate) fn dashboard_filter(
    phases: Vec<Phase>,
    from: Option<&str>,
    until: Option<&str>,
    waiting: bool,
) -> Result<DashboardFilter, Problem> {
    let time = |text| moment(text).ok_or_else(Problem::invalid_time);
    Ok(DashboardFilter {
        phases,
        from: from.map(time).transpose()?,
        until: until.map(time).transpose()?,
        waiting,
    })
}

/// A time in UTC, within the years that RFC 3339 can represent.
pub(crate) fn moment(text: &str) -> Option<OffsetDateTime> {
    let utc = OffsetDateTime::parse(text, &Rfc3339)
        .ok()?
        .checked_to_offset(UtcOffset::UTC)?;
    (0..=9_999).contains(&utc.year()).then_some(utc)
}

/// A position in the list as an opaque text.
pub(crate) fn cursor_text(cursor: VisitCursor) -> String {
    format!("{}.{}", cursor.at.unix_timestamp_nanos(), cursor.visit)
}

fn cursor(text: &str) -> Option<VisitCursor> {
    let (nanos, visit) = text.split_once('.')?;
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos.parse().ok()?).ok()?;
    let visit: VisitId = visit.parse().ok()?;
    let cursor = VisitCursor { at, visit };
    // Canonical spelling only: as an earlier page gave it.
    (cursor_text(cursor) == text).then_some(cursor)
}

fn phase(word: &str) -> Result<Phase, Problem> {
    let word: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        word.into_deserializer();
    Phase::deserialize(word).map_err(|_| Problem::query("There is no such phase."))
}

fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|text| !text.is_empty())
}
