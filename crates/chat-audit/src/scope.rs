//! The scope of a verification.

use chat_domain::VisitId;
use time::OffsetDateTime;

/// Which logs to check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every log.
    #[default]
    All,
    /// The logs of the visit with this id.
    Visit(VisitId),
    /// Logs whose newest entry claims to be from this time or later, each from its first entry.
    /// Others are skipped and counted. A quick check rather than a proof: the newest entry of a
    /// damaged log can claim any time.
    Since(OffsetDateTime),
}
