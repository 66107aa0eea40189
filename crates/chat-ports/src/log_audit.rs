//! The visits' logs as they are stored, for whoever checks them.

use crate::{PortError, VisitKey};
use async_trait::async_trait;
use chat_domain::{ChatKey, ChatNumber, Seq, VisitSummary, log::ChainHash};

/// Reads logs as they are found, not as they should be: what is damaged is handed out for the
/// auditor to judge, and no answer fails because of it.
///
/// All answers of one value are of one moment: an append in between is not seen.
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

    /// The entries of a visit after `after`, by their places, at most `limit`; gaps are passed
    /// over. Empty at the end and for a visit that there is not.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn entries(
        &self,
        visit: VisitKey,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<StoredEntry>, PortError>;

    /// What is wrong with the store as a whole, a sentence each, without content: rows that belong
    /// to no visit, an index that disagrees with its table.
    ///
    /// # Errors
    /// [`PortError::Unavailable`].
    async fn problems(&self) -> Result<Vec<String>, PortError>;
}

/// A visit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVisit {
    /// Which.
    pub visit: VisitKey,
    /// The place of its newest entry; 0 if it has none.
    pub version: Seq,
    /// Its line on dashboards; `None` if that can't be read.
    pub summary: Option<VisitSummary>,
    /// Where what the adapter derives from the summary, such as the columns that dashboards are
    /// searched by, disagrees with it. A sentence each, without content.
    pub problems: Vec<String>,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The place under which it is kept.
    pub seq: Seq,
    /// Its stored form, byte for byte.
    pub body: Vec<u8>,
    /// Its hash; `None` if what is stored is none.
    pub hash: Option<ChainHash>,
    /// The chat and number under which a page of that chat finds it; `None` if no page does.
    pub filed: Option<(ChatKey, ChatNumber)>,
    /// What else the adapter finds wrong, a sentence each, without content.
    pub problems: Vec<String>,
}
