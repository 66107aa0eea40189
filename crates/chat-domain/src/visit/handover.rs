//! Handovers from one provider to another (V7).

use crate::{chat::ChatNumber, id::PersonId};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A handover that is in effect: it has not been undone by handing back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The provider who handed over.
    pub from: PersonId,
    /// The provider who took over.
    pub to: PersonId,
    /// When they did.
    pub at: OffsetDateTime,
    /// The direct chats of `from` that `to` may read, by the attendee, with the newest entry at the
    /// handover. Empty unless the policy opens them.
    pub opened: BTreeMap<PersonId, ChatNumber>,
}
