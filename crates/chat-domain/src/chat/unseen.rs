//! What someone has not seen, and who was reminded of it (R6, R7).

use super::key::ChatKey;
use crate::id::{MessageId, NoticeId, PersonId};
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Something that waits to be seen. Ids only, and no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unseen {
    /// A version of a message: a corrected message is unread again (R2).
    Message {
        /// The chat.
        chat: ChatKey,
        /// The message.
        message: MessageId,
        /// The version: 1, or more after corrections.
        version: u32,
    },
    /// A notice to the care team (W7).
    Notice {
        /// The sender.
        sender: PersonId,
        /// The sender's id for it.
        notice: NoticeId,
    },
}

/// The reminders of a visit so far, and when the next one may be due (R6, R7).
///
/// Cloning is cheap: the maps are shared between clones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reminders {
    /// The newest reminder of each person for each thing: 1, 2 …
    newest: OrdMap<(Unseen, PersonId), u32>,
    /// When each person was last reminded.
    reminded: OrdMap<PersonId, OffsetDateTime>,
    escalated: OrdSet<Unseen>,
    due: Option<OffsetDateTime>,
}

impl Reminders {
    /// The newest reminder that a person got of something; 0 if they got none.
    #[must_use]
    pub fn newest(&self, of: Unseen, person: PersonId) -> u32 {
        self.newest.get(&(of, person)).copied().unwrap_or(0)
    }

    /// When a person was last reminded, or named in an escalation.
    #[must_use]
    pub fn reminded_at(&self, person: PersonId) -> Option<OffsetDateTime> {
        self.reminded.get(&person).copied()
    }

    /// Whether something was escalated.
    #[must_use]
    pub fn is_escalated(&self, of: Unseen) -> bool {
        self.escalated.contains(&of)
    }

    /// The number of records: each person's newest reminder of each thing, and the escalations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.newest.len() + self.escalated.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A time before which no reminder and no escalation is due; `None` if none is until something is sent. It does not
    /// change with each message.
    #[must_use]
    pub const fn due(&self) -> Option<OffsetDateTime> {
        self.due
    }

    /// Records a reminder.
    pub(crate) fn remind(
        &mut self,
        of: Unseen,
        people: &[PersonId],
        reminder: u32,
        at: OffsetDateTime,
    ) {
        for person in people {
            let newest = self.newest.entry((of, *person)).or_default();
            *newest = reminder.max(*newest);
            self.reminded.insert(*person, at);
        }
    }

    /// Records an escalation.
    pub(crate) fn escalate(&mut self, of: Unseen, people: &[PersonId], at: OffsetDateTime) {
        self.escalated.insert(of);
        for person in people {
            self.reminded.insert(*person, at);
        }
    }

    /// Records when the next reminder may be due.
    pub(crate) const fn set_due(&mut self, due: Option<OffsetDateTime>) {
        self.due = due;
    }
}
