//! Accesses as a patient is shown them.

use chat_domain::{
    AttachmentId, ChatKey, DisplayName, PersonId, Role, VisitState, access::may_know_of_access,
};
use chat_ports::{AccessCursor, AccessEntry, AccessKind, Accessor};
use time::OffsetDateTime;

/// A page of the access log.
#[derive(Clone, Debug)]
pub struct AccessPage<T> {
    /// The entries, from the oldest on.
    pub entries: Vec<T>,
    /// Where the next page begins; `None` if this is the last one.
    pub next: Option<AccessCursor>,
}

/// An access that a patient may know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownAccess {
    /// When.
    pub at: OffsetDateTime,
    /// The participant and their name; `None` for an overseer (M5).
    pub who: Option<(PersonId, DisplayName, Role)>,
    /// What.
    pub kind: AccessKind,
    /// The chat.
    pub chat: ChatKey,
    /// The file, if it was about one.
    pub file: Option<AttachmentId>,
}

impl ShownAccess {
    /// An entry as a patient of the visit is shown it, by the visit's current state; `None` if they may not know of it.
    pub(crate) fn of(state: &VisitState, patient: PersonId, entry: &AccessEntry) -> Option<Self> {
        let opens = matches!(
            entry.kind,
            AccessKind::ChatRead
                | AccessKind::PictureShown
                | AccessKind::FileDownloaded
                | AccessKind::ChatOverseen
                | AccessKind::TranscriptMade
        );
        let chat = entry.chat.filter(|_| opens)?;
        let who = match entry.who {
            Accessor::Person { person, role } => {
                let participant = state.participants.get(&person)?;
                let role = role.unwrap_or(participant.role);
                Some((person, participant.name.clone(), role))
            }
            Accessor::Overseer { .. } => None,
            _ => return None,
        };
        let reader = who.as_ref().map(|(person, ..)| *person);
        may_know_of_access(state, patient, &chat, reader).then_some(Self {
            at: entry.at,
            who,
            kind: entry.kind,
            chat,
            file: entry.file,
        })
    }
}
