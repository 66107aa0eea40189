//! Who is asking.

use chat_domain::{Actor, PersonId};

/// Who is asking, as the host authenticated them. The service decides what each may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// A person without the permission to oversee.
    Participant(PersonId),
    /// A person whom the host permits to oversee (M5). Reads as a participant where they are one, and
    /// otherwise the chats for which they broke the glass.
    Overseer(PersonId),
    /// The host. It reads nothing: for it a visit has no files.
    Host,
}

impl From<PersonId> for Viewer {
    fn from(person: PersonId) -> Self {
        Self::Participant(person)
    }
}

impl From<Viewer> for Actor {
    /// The actor who breaks the glass. The rules refuse all but an overseer.
    fn from(viewer: Viewer) -> Self {
        match viewer {
            Viewer::Participant(person) => Self::Person(person),
            Viewer::Overseer(person) => Self::Overseer(person),
            Viewer::Host => Self::Host,
        }
    }
}
