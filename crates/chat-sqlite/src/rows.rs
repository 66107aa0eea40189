//! The rows of an append, encoded on the caller's thread to keep the writer fast.

use chat_domain::{
    Entry, PersonId, Phase, Presence, Seq, VisitSummary,
    log::{ChainHash, StoredError, from_stored, to_stored},
};
use chat_ports::{Append, BoxError, PortError, VisitKey};
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, BTreeSet};
use time::OffsetDateTime;

pub(crate) struct AppendRows {
    pub(crate) visit: VisitKey,
    pub(crate) expected: Seq,
    pub(crate) version: Seq,
    pub(crate) entries: Vec<EntryRow>,
    pub(crate) summary: Option<SummaryRow>,
}

pub(crate) struct EntryRow {
    pub(crate) seq: i64,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct SummaryRow {
    pub(crate) scheduled_for: i64,
    pub(crate) phase: &'static str,
    pub(crate) due: Option<i64>,
    pub(crate) json: String,
    /// The active participants.
    pub(crate) participants: BTreeMap<PersonId, ParticipantRow>,
    /// Everyone who is or was a participant.
    pub(crate) people: BTreeSet<PersonId>,
}

/// What the row of an active participant says about them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ParticipantRow {
    pub(crate) care_team: bool,
    /// Since when an attendee's message waits for their answer (R4).
    pub(crate) waiting_since: Option<i64>,
}

impl AppendRows {
    pub(crate) fn of(append: &Append) -> Result<Self, PortError> {
        append.check()?;
        let entries: Result<Vec<_>, _> = append.entries.iter().map(EntryRow::of).collect();
        Ok(Self {
            visit: append.visit,
            expected: append.expected,
            version: append
                .entries
                .last()
                .map_or(append.expected, |entry| entry.seq),
            entries: entries?,
            summary: append.summary.as_ref().map(SummaryRow::of).transpose()?,
        })
    }

    /// Approximate size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let entries = self.entries.iter();
        let entries = entries.map(|entry| size_of::<EntryRow>() + entry.body.len());
        let summary = self.summary.as_ref().map_or(0, |summary| {
            let people = summary.participants.len() + summary.people.len();
            summary.json.len() + people * size_of::<(PersonId, ParticipantRow)>()
        });
        entries.sum::<usize>() + summary
    }
}

impl EntryRow {
    fn of(entry: &Entry) -> Result<Self, PortError> {
        Ok(Self {
            seq: integer(entry.seq.0)?,
            body: to_stored(entry)
                .map_err(|_| PortError::Invalid("an entry has no stored form"))?,
        })
    }
}

impl SummaryRow {
    fn of(summary: &VisitSummary) -> Result<Self, PortError> {
        Ok(Self {
            scheduled_for: micros(summary.scheduled_for),
            phase: phase_name(summary.phase),
            due: summary.due.map(micros),
            json: serde_json::to_string(summary)
                .map_err(|_| PortError::Invalid("the summary has no stored form"))?,
            participants: participants(summary),
            people: people(summary),
        })
    }
}

/// The active participants.
pub(crate) fn participants(summary: &VisitSummary) -> BTreeMap<PersonId, ParticipantRow> {
    let active = |presence| presence != Presence::Removed;
    let participants = summary.participants.iter();
    participants
        .filter(|p| active(p.presence))
        .map(|p| {
            let row = ParticipantRow {
                care_team: p.role.is_care_team(),
                waiting_since: p.waiting_since.map(micros),
            };
            (p.person, row)
        })
        .collect()
}

/// Everyone who is or was a participant.
pub(crate) fn people(summary: &VisitSummary) -> BTreeSet<PersonId> {
    summary.participants.iter().map(|p| p.person).collect()
}

/// A visit's key.
pub(crate) fn key(visit: &VisitKey) -> [[u8; 16]; 2] {
    [
        visit.clinic.uuid().into_bytes(),
        visit.visit.uuid().into_bytes(),
    ]
}

fn integer(number: u64) -> Result<i64, PortError> {
    i64::try_from(number).map_err(|_| PortError::Invalid("a number is too large to be stored"))
}

/// Bound of a read, capped at the largest number that can be stored.
pub(crate) fn bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Microseconds since 1970. All representable times fit.
pub(crate) fn micros(time: OffsetDateTime) -> i64 {
    let micros = time.unix_timestamp_nanos().div_euclid(1_000);
    i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX })
}

/// The phase's name in the database; stable even if the domain's enum is renamed.
pub(crate) const fn phase_name(phase: Phase) -> &'static str {
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
pub(crate) fn entry_of(seq: i64, body: &[u8]) -> Result<Entry, PortError> {
    let found = from_stored(body).map_err(|error| match error {
        StoredError::Newer(newer) => PortError::Newer(newer),
        malformed => corrupt(seq, malformed),
    })?;
    if i64::try_from(found.seq.0) == Ok(seq) {
        Ok(found)
    } else {
        Err(corrupt(seq, "holds an entry of another position"))
    }
}

/// Reads a stored hash. Only an audit verifies it: recomputing it would make loading a log 20 % slower.
pub(crate) fn hash_of(seq: i64, stored: ValueRef<'_>) -> Result<ChainHash, PortError> {
    chain_hash(stored).ok_or_else(|| corrupt(seq, "has no hash"))
}

pub(crate) fn chain_hash(stored: ValueRef<'_>) -> Option<ChainHash> {
    let bytes = stored.as_blob().ok()?;
    bytes.try_into().ok().map(ChainHash)
}

/// An error that names the damaged position and no content.
pub(crate) fn corrupt(seq: i64, problem: impl Into<Problem>) -> PortError {
    PortError::corrupt(format!("entry {seq}: {}", problem.into().0))
}

pub(crate) struct Problem(String);

impl From<&str> for Problem {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<StoredError> for Problem {
    fn from(error: StoredError) -> Self {
        Self(BoxError::from(error).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_different_names() {
        let names: std::collections::BTreeSet<_> = Phase::ALL.map(phase_name).into();
        assert_eq!(names.len(), Phase::ALL.len());
    }

    #[test]
    fn times_before_1970_are_floored_too() {
        let epoch = OffsetDateTime::UNIX_EPOCH;
        assert_eq!(micros(epoch - time::Duration::NANOSECOND), -1);
        assert_eq!(micros(epoch + time::Duration::nanoseconds(1_999)), 1);
    }
}
