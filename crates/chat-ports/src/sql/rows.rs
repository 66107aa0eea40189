//! The rows of an append, encoded on the caller's task to keep the writer fast.

use crate::{Append, BoxError, LogHead, NewEntry, PortError, VisitKey};
use chat_domain::{
    Entry, PersonId, Phase, Presence, Seq, VisitSummary,
    log::{ChainHash, StoredError, from_stored},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use time::OffsetDateTime;

/// The rows of an append.
pub struct AppendRows {
    /// The visit.
    pub visit: VisitKey,
    /// The head that the log must have.
    pub base: LogHead,
    /// The log's head after the append.
    pub head: LogHead,
    /// The entries, in order.
    pub entries: Vec<EntryRow>,
    /// The visit's new summary, if it changes.
    pub summary: Option<SummaryRow>,
}

/// The row of an entry.
pub struct EntryRow {
    /// The entry's position.
    pub seq: i64,
    /// Its stored form.
    pub body: Vec<u8>,
    /// Its hash.
    pub hash: ChainHash,
}

/// The row of a visit's summary.
pub struct SummaryRow {
    /// When the visit is scheduled, in [`micros`].
    pub scheduled_for: i64,
    /// The [name](phase_name) of the visit's phase.
    pub phase: &'static str,
    /// When the service has something to do in the visit (W8), in [`micros`].
    pub due: Option<i64>,
    /// Whether someone's presence is leased (V9).
    pub leased: bool,
    /// The summary as JSON.
    pub json: String,
    /// The active participants.
    pub participants: BTreeMap<PersonId, ParticipantRow>,
    /// Everyone who is or was a participant.
    pub people: BTreeSet<PersonId>,
}

/// What the row of an active participant says about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParticipantRow {
    /// Whether they are on the care team.
    pub care_team: bool,
    /// Since when an attendee's message waits for their answer (R4), in [`micros`].
    pub waiting_since: Option<i64>,
}

impl AppendRows {
    /// The rows of an append.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if a number is too large, or the summary has no stored form.
    pub fn of(append: Append) -> Result<Self, PortError> {
        let (visit, base, head) = (append.visit(), append.base(), append.head());
        let (entries, summary) = append.into_parts();
        let entries: Result<Vec<_>, _> = entries.into_iter().map(EntryRow::of).collect();
        Ok(Self {
            visit,
            base,
            head,
            entries: entries?,
            summary: summary.as_ref().map(SummaryRow::of).transpose()?,
        })
    }

    /// The error of an append to a log with another head.
    #[must_use]
    pub const fn conflict(&self, actual: Seq) -> PortError {
        PortError::Conflict {
            expected: self.base.version,
            actual,
        }
    }

    /// Approximate size in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let entries = self.entries.iter();
        let entries = entries.map(|entry| size_of::<EntryRow>() + entry.body.len());
        let summary = self.summary.as_ref().map_or(0, |summary| {
            let people = summary.participants.len() + summary.people.len();
            summary.json.len() + people * size_of::<(PersonId, ParticipantRow)>()
        });
        entries.sum::<usize>() + summary
    }
}

/// Without content.
impl fmt::Debug for AppendRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppendRows")
            .field("visit", &self.visit)
            .field("base", &self.base)
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

impl EntryRow {
    fn of(entry: NewEntry) -> Result<Self, PortError> {
        let too_large = PortError::Invalid("a number is too large to be stored");
        Ok(Self {
            seq: i64::try_from(entry.entry.seq.0).map_err(|_| too_large)?,
            body: entry.stored,
            hash: entry.hash,
        })
    }
}

impl SummaryRow {
    /// The row of a summary.
    ///
    /// # Errors
    /// [`PortError::Invalid`] if it has no stored form.
    pub fn of(summary: &VisitSummary) -> Result<Self, PortError> {
        Ok(Self {
            json: serde_json::to_string(summary)
                .map_err(|_| PortError::Invalid("the summary has no stored form"))?,
            ..Self::derived(summary)
        })
    }

    /// The row without the JSON, to compare stored columns with.
    #[must_use]
    pub fn derived(summary: &VisitSummary) -> Self {
        let all = || summary.participants.iter();
        let active = all().filter(|p| p.presence != Presence::Removed);
        let active = active.map(|p| {
            let row = ParticipantRow {
                care_team: p.role.is_care_team(),
                waiting_since: p.waiting_since.map(micros),
            };
            (p.person, row)
        });
        Self {
            scheduled_for: micros(summary.scheduled_for),
            phase: phase_name(summary.phase),
            due: summary.due.map(micros),
            leased: all().any(|p| p.leased),
            json: String::new(),
            participants: active.collect(),
            people: all().map(|p| p.person).collect(),
        }
    }
}

/// Bound of a read, capped at the largest number that can be stored.
#[must_use]
pub fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Microseconds since 1970. All representable times fit.
#[must_use]
pub fn micros(time: OffsetDateTime) -> i64 {
    let micros = time.unix_timestamp_nanos().div_euclid(1_000);
    i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX })
}

/// The time of these microseconds since 1970; `None` if there is none.
#[must_use]
pub fn time_of(micros: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok()
}

/// The phase's name in the database; stable even if the domain's enum is renamed.
#[must_use]
pub const fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Unscheduled => "unscheduled",
        Phase::Scheduled => "scheduled",
        Phase::InProgress => "in_progress",
        Phase::Completed => "completed",
        Phase::Cancelled => "cancelled",
        Phase::NoShow => "no_show",
        Phase::LeftWithoutBeingSeen => "left_without_being_seen",
        Phase::Reopened => "reopened",
    }
}

/// Reads a stored entry, which must agree with its row.
///
/// # Errors
/// [`PortError::Newer`] or [`PortError::Corrupt`].
pub fn entry_of(seq: i64, body: &[u8]) -> Result<Entry, PortError> {
    let found = from_stored(body).map_err(|error| match error {
        StoredError::Newer(newer) => PortError::Newer(newer),
        // The message of a malformed entry names no content.
        malformed => corrupt(seq, &BoxError::from(malformed).to_string()),
    })?;
    if i64::try_from(found.seq.0) == Ok(seq) {
        Ok(found)
    } else {
        Err(corrupt(seq, "holds an entry of another position"))
    }
}

/// Checks that the entries are those at the wanted positions.
///
/// # Errors
/// [`PortError::Corrupt`].
pub fn no_gap(entries: &[Entry], wanted: impl IntoIterator<Item = Seq>) -> Result<(), PortError> {
    let mut found = entries.iter().map(|entry| entry.seq);
    let mut wanted = wanted.into_iter();
    match wanted.find(|wanted| found.next() != Some(*wanted)) {
        None => Ok(()),
        Some(missing) => Err(corrupt(bound(missing.0), "is missing")),
    }
}

/// An error that names the damaged position and no content.
#[must_use]
pub fn corrupt(seq: i64, problem: &str) -> PortError {
    PortError::corrupt(format!("entry {seq}: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_different_names() {
        let names: BTreeSet<_> = Phase::ALL.map(phase_name).into();
        assert_eq!(names.len(), Phase::ALL.len());
    }

    #[test]
    fn times_before_1970_are_floored_too() {
        let epoch = OffsetDateTime::UNIX_EPOCH;
        assert_eq!(micros(epoch - time::Duration::NANOSECOND), -1);
        assert_eq!(micros(epoch + time::Duration::nanoseconds(1_999)), 1);
        assert_eq!(time_of(1), Some(epoch + time::Duration::nanoseconds(1_000)));
    }
}
