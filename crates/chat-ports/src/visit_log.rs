//! The visits' logs.

use crate::{PortError, VisitKey};
use async_trait::async_trait;
use chat_domain::{
    ChatKey, ChatNumber, ClinicId, Entry, PersonId, Phase, Seq, VisitId, VisitSummary,
};
use time::OffsetDateTime;

/// Append-only logs, one a visit, each with one total order (G1), durable once acknowledged (G3).
///
/// Every entry is stored with its hash in the visit's chain
/// ([`ChainHash`](chat_domain::log::ChainHash), G4), for [`LogAudit`](crate::LogAudit) to show.
#[async_trait]
pub trait VisitLog: Send + Sync + 'static {
    /// Appends entries to a visit's log, all or none of them, and answers only when they would
    /// survive a power cut. Returns the new version.
    ///
    /// # Errors
    /// [`PortError::Conflict`] if the log is not at `append.expected`; [`PortError::Invalid`] if
    /// the append makes no sense (see [`Append::check`]), if a new visit has no summary, or if a
    /// number of a chat is taken already; [`PortError::Busy`] if too much waits;
    /// [`PortError::Unavailable`] when it is unknown whether the entries were stored.
    async fn append(&self, append: Append) -> Result<Seq, PortError>;

    /// The entries after `after`, in order, at most `limit`. Empty at the end.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the clinic has no such visit.
    async fn read(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Entry>, PortError>;

    /// A page of one chat: its messages, corrections and retractions, in ascending order. A chat
    /// without entries has an empty page.
    ///
    /// # Errors
    /// [`PortError::NotFound`] if the clinic has no such visit.
    async fn read_chat(
        &self,
        visit: VisitKey,
        chat: ChatKey,
        page: PageRequest,
    ) -> Result<ChatPage, PortError>;

    /// Whether the person takes part in the visit or ever did: a removed participant still counts.
    /// `false` if the clinic has no such visit.
    ///
    /// The work does not depend on whether there is such a visit, so that the time of the answer
    /// does not tell a stranger (M7). Current as of the last acknowledged append.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`], and never [`PortError::NotFound`].
    async fn takes_part(&self, visit: VisitKey, person: PersonId) -> Result<bool, PortError>;

    /// A clinic's visits, ordered by scheduled time, then id. Times are compared to the
    /// microsecond, here and in the query's bounds.
    ///
    /// # Errors
    /// [`PortError::Unavailable`] or [`PortError::Corrupt`].
    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError>;
}

/// What to append.
#[derive(Clone, Debug)]
pub struct Append {
    /// To which log.
    pub visit: VisitKey,
    /// The version that the log must have; [`Seq::ZERO`] for a new visit.
    pub expected: Seq,
    /// The entries, at `expected + 1` and so on.
    pub entries: Vec<Entry>,
    /// The visit's line on dashboards after these entries, if they changed it. Stored together
    /// with the entries. A new visit must have one.
    pub summary: Option<VisitSummary>,
}

impl Append {
    /// Checks what can be known without looking at the log: that there are entries, that they
    /// follow the expected version without gaps, and that the summary is this visit's own.
    ///
    /// # Errors
    /// [`PortError::Invalid`].
    pub fn check(&self) -> Result<(), PortError> {
        if self.entries.is_empty() {
            return Err(PortError::Invalid("nothing to append"));
        }
        let mut place = self.expected;
        for entry in &self.entries {
            place = place.next();
            if entry.seq != place {
                return Err(PortError::Invalid(
                    "the entries do not follow the expected version without gaps",
                ));
            }
        }
        match &self.summary {
            Some(s) if (s.clinic, s.visit) != (self.visit.clinic, self.visit.visit) => {
                Err(PortError::Invalid("the summary is another visit's"))
            }
            _ => Ok(()),
        }
    }
}

/// Which entries of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRequest {
    /// The newest entries before `before` (`None`: the newest of all).
    Backward {
        /// Exclusive bound.
        before: Option<ChatNumber>,
        /// At most so many.
        limit: usize,
    },
    /// The oldest entries after `after`.
    Forward {
        /// Exclusive bound.
        after: ChatNumber,
        /// At most so many.
        limit: usize,
    },
}

/// A page of a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatPage {
    /// Entries in ascending order, whichever way was paged.
    pub entries: Vec<Entry>,
    /// Whether there are more in the direction that was asked for.
    pub more: bool,
}

/// Which visits of a clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitQuery {
    /// The clinic.
    pub clinic: ClinicId,
    /// Only visits in which this person takes part and was not removed.
    pub who: Option<WhoTakesPart>,
    /// Only visits in one of these phases; empty for all.
    pub phases: Vec<Phase>,
    /// Only visits scheduled at this time or later.
    pub from: Option<OffsetDateTime>,
    /// Only visits scheduled before this time.
    pub until: Option<OffsetDateTime>,
    /// Only visits after this one in the order.
    pub after: Option<VisitCursor>,
    /// At most so many.
    pub limit: usize,
}

/// A person taking part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhoTakesPart {
    /// Who.
    pub person: PersonId,
    /// `Some(true)`: only where they belong to the care team; `Some(false)`: only where they don't.
    pub as_care_team: Option<bool>,
}

/// A place in a clinic's list of visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitCursor {
    /// The visit's scheduled time.
    pub scheduled_for: OffsetDateTime,
    /// The visit.
    pub visit: VisitId,
}

/// A page of visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitPage {
    /// The visits in order.
    pub visits: Vec<VisitSummary>,
    /// Where to go on; `None` at the end.
    pub next: Option<VisitCursor>,
}
