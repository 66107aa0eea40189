//! Visit logs as stored, for auditing.

use crate::{error::PortError, visit_key::VisitKey};
use async_trait::async_trait;
use chat_domain::{Seq, VisitSummary, log::ChainHash};

/// Reads logs exactly as stored. Damage is returned for the auditor to judge; it never fails a
/// call.
///
/// Each value is a snapshot: later appends are not visible through it.
#[async_trait]
pub trait LogAudit: Send + Sync + 'static {
    /// The visits after `after`, ordered by clinic and visit, at most `limit`. Empty at the end.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn visits(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<StoredVisit>, PortError>;

    /// A visit's entries after `after`, ordered by their stored position, at most `limit`. Gaps are
    /// skipped. Empty at the end and for an unknown visit.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError>;

    /// Problems of the store as a whole, one sentence each, without content: rows that belong to no
    /// visit, an index that disagrees with its table.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn problems(&self) -> Result<Vec<String>, PortError>;
}

/// A visit as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVisit {
    /// The visit's key.
    pub visit: VisitKey,
    /// The position of its newest entry; 0 if it has none.
    pub version: Seq,
    /// Its dashboard row; `None` if it can't be read.
    pub summary: Option<VisitSummary>,
    /// Places where data derived from the summary, such as the columns used by dashboard queries,
    /// disagrees with it. One sentence each, without content.
    pub problems: Vec<String>,
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The position under which it is stored.
    pub seq: Seq,
    /// Its stored form, byte for byte.
    pub body: Vec<u8>,
    /// Its hash; `None` if the stored value is not a hash.
    pub hash: Option<ChainHash>,
    /// Any other problems the adapter found, one sentence each, without content.
    pub problems: Vec<String>,
}
