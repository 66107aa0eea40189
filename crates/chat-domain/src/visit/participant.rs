//! Participants of a visit.

use super::{Departure, Presence, Role};
use crate::{
    chat::Readable,
    command::NewParticipant,
    id::PersonId,
    log::seq::Seq,
    text::{DisplayName, Looks, Reason, SecondIdentifier},
};
use std::{num::NonZeroU32, sync::Arc};
use time::OffsetDateTime;

/// A patient's rank: 1 for the first patient to enter the waiting room, in log order (P1).
pub type Rank = NonZeroU32;

/// A person in a visit. Removed participants stay in the state, as authors of their messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The person.
    pub person: PersonId,
    /// Their role.
    pub role: Role,
    /// The display name.
    pub name: DisplayName,
    /// The look of the name (P7). Computed once, since every view compares it.
    pub looks: Looks,
    /// Tells people with the same name apart, for the care team (P7).
    pub second_identifier: Option<SecondIdentifier>,
    /// Whether the earlier visit chat was shared with them when they were added (M6).
    pub shares_history: bool,
    /// Their presence.
    pub presence: Presence,
    /// Whether their presence is leased: they reported it themselves, and it ends without a live connection
    /// (V9).
    pub leased: bool,
    /// Since when they are in the waiting room (V9). Kept while they are dropped, for a quick return.
    pub in_waiting_room_since: Option<OffsetDateTime>,
    /// How and when they left; `None` unless they are away.
    pub departure: Option<(Departure, OffsetDateTime)>,
    /// The host reported that they joined the call, which has not begun (V3).
    pub join_reported: bool,
    /// An attendee who has been in the call together with the care team (V2).
    pub seen: bool,
    /// A patient's rank, assigned on first entering the waiting room and never changed (P1, P3). Without
    /// effect while they have another role.
    pub rank: Option<Rank>,
    /// The log position at which they were added.
    pub added: Seq,
    /// What they may read of the visit chat (M6, W9); `None` for an attendee who has never entered the
    /// visit (M1).
    pub visit_chat: Option<Readable>,
    /// The log position at which an attendee first entered the visit.
    pub entered: Option<Seq>,
    /// The log position from which they may know of other attendees: that of their first entry, or
    /// the start of the log if they may read the whole visit chat (M6, M7).
    pub knows_from: Seq,
    /// Whether they are, or ever were, a patient of the visit (V4).
    pub was_patient: bool,
    /// What they were added as, if that was edited since. Tells a repeated addition from another one
    /// (H1).
    pub added_as: Option<Arc<NewParticipant>>,
    /// Their removal, unless it was undone (W9).
    pub removal: Option<Removal>,
    /// The times between a removal and its undoing, oldest first (W9).
    pub absences: Vec<Absence>,
    /// Why their newest removal was undone. Tells a repeated undoing from another one (H1).
    pub returned_for: Option<Reason>,
    /// Since when they take part: when they were added or brought back. Reminders of direct chats count from here at the
    /// earliest (R6), since a direct chat can be read before the first entry (M2).
    pub takes_part_since: OffsetDateTime,
    /// Since when they may read what they may read of the visit chat: when they were added, first entered or were brought
    /// back. Its reminders count from here at the earliest (R6).
    pub reads_since: OffsetDateTime,
}

/// The removal of a participant (W9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its log position.
    pub at: Seq,
    /// When it was.
    pub time: OffsetDateTime,
    /// The reason. Tells a repeated removal from another one (H1).
    pub reason: Reason,
    /// Where they were.
    pub from: Presence,
}

/// The log between a removal and its undoing. Nothing in it was for the person (W9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The position of the removal.
    pub from: Seq,
    /// The position of its undoing.
    pub to: Seq,
}

impl Participant {
    /// Whether they are still a participant.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.presence != Presence::Removed
    }

    /// Whether they are away because they were dropped (V9).
    #[must_use]
    pub fn was_dropped(&self) -> bool {
        matches!(self.departure, Some((Departure::Dropped, _)))
    }

    /// Whether they have entered the visit or belong to its care team (M1).
    #[must_use]
    pub const fn has_entered(&self) -> bool {
        self.visit_chat.is_some()
    }
}
