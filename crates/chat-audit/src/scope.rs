//! What is checked.

use chat_domain::VisitId;
use time::OffsetDateTime;

/// Which logs are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those of the visit of this id.
    Visit(VisitId),
    /// Those whose newest entry says that it was made at this time or later; each is checked from
    /// its beginning. The others are passed over and counted: a quick look, not a proof, since the
    /// newest entry of a damaged log may say anything.
    Since(OffsetDateTime),
}
