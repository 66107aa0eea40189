//! Visit logs.

use crate::{
    append::{Append, LogHead},
    error::PortError,
    visit_key::VisitKey,
};
use async_trait::async_trait;
use chat_domain::{ClinicId, Entry, PersonId, Phase, Seq, VisitId, VisitSummary};
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// Append-only logs, one per visit, each totally ordered (G1) and durable once acknowledged (G3).
///
/// Every entry is stored with its hash in the visit's chain
/// ([`ChainHash`](chat_domain::log::ChainHash), G4), which [`Append`] brings along; [`LogAudit`](crate::LogAudit) returns the
/// hashes.
#[async_trait]
pub trait VisitLog: Send + Sync + 'static {
    /// Appends entries to a visit's log, atomically, if its head is [`Append::base`]. Returns the new version once the
    /// entries would survive a power loss.
    ///
    /// # Errors
    /// [`PortError::Conflict`] if the log has another head: another version, or another hash at that version.
    /// [`PortError::Invalid`] if a number is too large to be stored; [`PortError::Busy`] if the queue is full;
    /// [`PortError::Unavailable`] if it is unknown whether the entries were stored, and only once no part of the append can
    /// still be in progress.
    ///
    /// # Cancel safety
    /// An append whose future is dropped is stored completely or not at all, now or later. The log serves later appends.
    async fn append(&self, append: Append) -> Result<Seq, PortError>;

    /// The entries after `after`, in order, at most `limit`, and the head that an append after them needs. Empty at the end.
    ///
    /// The hash is the stored one, never computed from what was read: another program may have spelled an entry differently.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the clinic has no such visit.
    async fn read(&self, visit: VisitKey, after: Seq, limit: usize) -> Result<LogPart, PortError>;

    /// The entries of several visits: of each those after its version, in order, at most `limit`. One answer for each
    /// visit, in the order of `visits`, which may name a visit twice. No entries mean that the log ends at that version: this
    /// is the check of many versions, and the catch-up, in one read of the storage. All answers are as of one moment,
    /// after the call.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] if nothing can be read. What concerns one visit is an error in its own answer, and the others
    /// are read: [`PortError::NotFound`] if the clinic has no such visit, [`PortError::Corrupt`] and
    /// [`PortError::Newer`].
    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError>;

    /// The entries at these positions, in order.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the clinic has no such visit; [`PortError::Corrupt`] if there is no
    /// entry at one of the positions: callers ask only for entries that the log has.
    async fn read_at(
        &self,
        visit: VisitKey,
        positions: BTreeSet<Seq>,
    ) -> Result<Vec<Entry>, PortError>;

    /// Whether the person is or ever was a participant: removed participants count. `false` if the
    /// clinic has no such visit.
    ///
    /// The amount of work does not depend on whether the visit exists, so response times tell a
    /// stranger nothing (M7). Current as of the last acknowledged append.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`]; never [`PortError::NotFound`].
    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError>;

    /// A clinic's visits, ordered by scheduled time, then id; those that wait for a person's answer, by
    /// since when they wait, then id. Times, including the query's bounds, are compared at microsecond
    /// precision.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError>;

    /// The number of a person's visits in which an attendee's message waits for their answer (R4): those that
    /// [`WhoTakesPart::waiting`] lists. The amount of work depends only on this number.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError>;

    /// The visits of all clinics in which presence is leased (V9), by their stored summaries, after
    /// `after`, ordered by clinic and visit, at most `limit`. Empty at the end. Visits whose summary can't be
    /// read are left out: they must not keep the others from being found.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError>;

    /// The visits of all clinics whose newest summary has a time [`due`](VisitSummary::due) at or before `by`
    /// (W8), after `after`, ordered by that time, clinic and visit, at most `limit`. Empty at the end. Times are
    /// compared and given at microsecond precision. The amount of work depends only on the number of these visits.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError>;

    /// Whether the log can be read and appends become durable. May take as long as an append, so use a timeout.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn check(&self) -> Result<(), PortError>;
}

/// The part of the log of one of many visits.
pub type VisitEntries = Result<LogPart, PortError>;

/// A visit in which the service may have something to do (W8), and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DueVisit {
    /// The time.
    pub at: OffsetDateTime,
    /// The visit.
    pub visit: VisitKey,
}

/// Consecutive entries of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPart {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// The newest of these entries as a head, with its hash as stored; `None` if there are no entries.
    pub head: Option<LogHead>,
}

/// A query for a clinic's visits. All filters must match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitQuery {
    /// The clinic.
    pub clinic: ClinicId,
    /// Only visits in which this person is a current participant.
    pub who: Option<WhoTakesPart>,
    /// Only visits in one of these phases; empty means any phase.
    pub phases: Vec<Phase>,
    /// Only visits scheduled at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Only visits scheduled before this time.
    pub until: Option<OffsetDateTime>,
    /// Only visits after this one in the order.
    pub after: Option<VisitCursor>,
    /// Maximum number of visits.
    pub limit: usize,
}

/// Selects visits by a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhoTakesPart {
    /// The participant.
    pub person: PersonId,
    /// `Some(true)`: only visits where they are on the care team; `Some(false)`: only visits where
    /// they are not.
    pub as_care_team: Option<bool>,
    /// Only visits in which an attendee's message waits for this person's answer (R4). The amount of
    /// work depends only on the number of these.
    pub waiting: bool,
}

/// A position in a clinic's list of visits, or in the list of those that wait for a person's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitCursor {
    /// The time by which the list is ordered.
    pub at: OffsetDateTime,
    /// The visit.
    pub visit: VisitId,
}

impl VisitQuery {
    /// The position of a visit in the order of this query.
    #[must_use]
    pub fn cursor(&self, visit: &VisitSummary) -> VisitCursor {
        let waits_for = self.who.filter(|who| who.waiting);
        let since = waits_for.and_then(|who| visit.waiting_since(who.person));
        VisitCursor {
            at: since.unwrap_or(visit.scheduled_for),
            visit: visit.visit,
        }
    }
}

/// A page of visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitPage {
    /// The visits in order.
    pub visits: Vec<VisitSummary>,
    /// The versions of their logs at the moment of the list, in the same order: a summary changes less often than its log.
    pub versions: Vec<Seq>,
    /// Cursor of the next page; `None` on the last page.
    pub next: Option<VisitCursor>,
}
