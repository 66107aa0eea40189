//! A case of the grid of chats: a person, a chat, and their circumstances.

use super::{
    cast::{ME, OPENER, PEER, STRANGER, THEIRS},
    table::{Dim, values},
};
use chat_domain::{ChatKey, PersonId, Phase, Policy, Presence, Role};

/// A chat, from the subject's side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Chat {
    Visit,
    /// The direct chat with a person in this role.
    With(Role),
    /// Their direct chat, named with its sides swapped.
    Swapped,
    /// A direct chat with themselves.
    Myself,
    /// A direct chat with an outsider.
    Stranger,
    /// The direct chat of another provider and another patient.
    Others,
}

impl Chat {
    pub const ALL: [Self; 10] = [
        Self::Visit,
        Self::With(Role::Provider),
        Self::With(Role::Staff),
        Self::With(Role::Patient),
        Self::With(Role::Guest),
        Self::With(Role::Interpreter),
        Self::Others,
        Self::Swapped,
        Self::Myself,
        Self::Stranger,
    ];
}

/// The presence of a direct chat's other member.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Other {
    NotCome,
    /// Has entered and is not in the call.
    HasCome,
    InCall,
    /// Removed after both had entered, so each knows of the other.
    Removed,
    /// Removed before the two met.
    Unmet,
}

impl Other {
    pub const ALL: [Self; 5] = [
        Self::NotCome,
        Self::HasCome,
        Self::InCall,
        Self::Removed,
        Self::Unmet,
    ];
}

/// The care-team members in the call, apart from the subject and the other member.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Callers {
    NoOne,
    Staff,
    Provider,
}

impl Callers {
    pub const ALL: [Self; 3] = [Self::NoOne, Self::Staff, Self::Provider];
}

/// A case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct At {
    pub subject: Subject,
    /// `None` for an outsider.
    pub presence: Option<Presence>,
    pub phase: Phase,
    /// `None` if the chat has no single other member.
    pub other: Option<Other>,
    pub callers: Callers,
    pub started: bool,
    pub locked: bool,
}

/// A person and a chat. Each combination has one block of the grid.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Subject {
    /// `None` for an outsider.
    pub role: Option<Role>,
    pub chat: Chat,
}

pub const PHASE: Dim = Dim {
    title: "visit",
    values: &[
        "unscheduled",
        "scheduled",
        "in progress",
        "completed",
        "cancelled",
        "no-show",
        "left unseen",
        "reopened",
    ],
    sets: &[
        ("open", &["scheduled", "in progress", "reopened"]),
        (
            "closed",
            &["completed", "cancelled", "no-show", "left unseen"],
        ),
    ],
};

pub const PRESENCE: Dim = Dim {
    title: "they are",
    values: &["expected", "waiting", "in call", "away", "removed"],
    sets: &[
        ("not removed", &["expected", "waiting", "in call", "away"]),
        ("not in call", &["expected", "waiting", "away"]),
        ("entered", &["waiting", "in call", "away"]),
        ("wait., away", &["waiting", "away"]),
    ],
};

const OTHER: Dim = Dim {
    title: "other is",
    values: &["not come", "has come", "in call", "removed", "unmet"],
    sets: &[
        ("not removed", &["not come", "has come", "in call"]),
        ("met", &["has come", "in call", "removed"]),
        ("not in call", &["not come", "has come"]),
        ("not met", &["not come", "unmet"]),
        ("gone", &["removed", "unmet"]),
    ],
};

const CALLERS: Dim = Dim {
    title: "in the call",
    values: &["no one", "staff", "a provider"],
    sets: &[("no provider", &["no one", "staff"])],
};

const STARTED: Dim = Dim {
    title: "started",
    values: &["no", "yes"],
    sets: &[],
};
const LOCKED: Dim = Dim {
    title: "locked",
    values: &["no", "yes"],
    sets: &[],
};
pub const OUTSIDE: Dim = Dim {
    title: "they are",
    values: &["-"],
    sets: &[],
};
const NO_OTHER: Dim = Dim {
    title: "other is",
    values: &["-"],
    sets: &[],
};

impl Subject {
    pub fn all() -> Vec<Self> {
        let roles = Role::ALL.into_iter().map(Some).chain([None]);
        let chats = |role| Chat::ALL.into_iter().map(move |chat| Self { role, chat });
        roles.flat_map(chats).collect()
    }

    pub fn is_care(self) -> bool {
        self.role.is_some_and(Role::is_care_team)
    }

    /// The other member's role.
    pub fn peer(self) -> Option<Role> {
        match self.chat {
            Chat::With(role) => Some(role),
            Chat::Swapped if self.is_care() => Some(Role::Patient),
            Chat::Swapped => Some(Role::Provider),
            Chat::Visit | Chat::Myself | Chat::Stranger | Chat::Others => None,
        }
    }

    /// The chat's key.
    pub fn key(self) -> ChatKey {
        let other = match self.chat {
            Chat::Visit => return ChatKey::Visit,
            Chat::Others => return ChatKey::direct(OPENER, THEIRS),
            Chat::Myself => ME,
            Chat::Stranger => STRANGER,
            Chat::With(_) | Chat::Swapped => PEER,
        };
        let peer_cares = self.peer().is_none_or(Role::is_care_team);
        let mine_first = self.is_care() || !peer_cares;
        if mine_first != (self.chat == Chat::Swapped) {
            ChatKey::direct(ME, other)
        } else {
            ChatKey::direct(other, ME)
        }
    }

    /// Whether such a chat can exist and have messages (M2 to M4).
    pub fn can_be(self, policy: Policy) -> bool {
        let (Some(me), Chat::With(other)) = (self.role, self.chat) else {
            return matches!(self.chat, Chat::Visit | Chat::Others);
        };
        let (care, attendee) = if me.is_care_team() {
            (me, other)
        } else {
            (other, me)
        };
        let care = match care {
            Role::Provider => true,
            Role::Staff => policy.staff_have_direct_chats,
            _ => false,
        };
        care && match attendee {
            Role::Patient => true,
            Role::Guest => policy.guests_have_direct_chats,
            Role::Interpreter => policy.interpreters_have_direct_chats,
            _ => false,
        }
    }

    /// The care side of a possible direct chat; the opener in the visit chat and in a chat of
    /// others.
    pub fn starter(self) -> PersonId {
        match self.chat {
            Chat::Visit | Chat::Others => OPENER,
            _ if self.is_care() => ME,
            _ => PEER,
        }
    }

    pub fn dims(self) -> [Dim; 6] {
        let presence = if self.role.is_some() {
            PRESENCE
        } else {
            OUTSIDE
        };
        let other = if self.peer().is_some() {
            OTHER
        } else {
            NO_OTHER
        };
        [presence, PHASE, other, CALLERS, STARTED, LOCKED]
    }

    pub fn at(self, index: usize) -> At {
        let values = values(&self.dims(), index);
        At {
            subject: self,
            presence: self.role.map(|_| Presence::ALL[values[0]]),
            phase: Phase::ALL[values[1]],
            other: self.peer().map(|_| Other::ALL[values[2]]),
            callers: Callers::ALL[values[3]],
            started: values[4] == 1,
            locked: values[5] == 1,
        }
    }

    /// The index of a case; the inverse of [`at`](Self::at).
    pub fn index(self, at: &At) -> usize {
        fn place<T: PartialEq>(all: &[T], value: &T) -> usize {
            all.iter().position(|one| one == value).unwrap()
        }
        let values = [
            at.presence
                .map_or(0, |presence| place(&Presence::ALL, &presence)),
            place(&Phase::ALL, &at.phase),
            at.other.map_or(0, |other| place(&Other::ALL, &other)),
            place(&Callers::ALL, &at.callers),
            usize::from(at.started),
            usize::from(at.locked),
        ];
        super::table::index(&self.dims(), &values)
    }
}
