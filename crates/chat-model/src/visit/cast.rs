//! The people of the model and all nameable chats.

use chat_domain::{ChatKey, PersonId, Role};
use uuid::Uuid;

/// The overseer.
pub(super) const OVERSEER: PersonId = PersonId::new(Uuid::from_u128(0xEE));

/// A person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Who {
    /// A provider.
    DrA,
    /// Another provider.
    DrB,
    /// Staff.
    Nurse,
    /// A patient.
    Patient1,
    /// Another patient.
    Patient2,
    /// A guest.
    Guest,
    /// An interpreter.
    Interpreter,
    /// A person who never takes part.
    Outsider,
}

impl Who {
    /// All people.
    pub const ALL: [Self; 8] = [
        Self::DrA,
        Self::DrB,
        Self::Nurse,
        Self::Patient1,
        Self::Patient2,
        Self::Guest,
        Self::Interpreter,
        Self::Outsider,
    ];

    /// A compact code for keys and ids.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Their id.
    #[must_use]
    pub const fn person(self) -> PersonId {
        PersonId::new(Uuid::from_u128(1 + self.code() as u128))
    }

    /// The person with this id, if it belongs to the model.
    #[must_use]
    pub fn of(person: PersonId) -> Option<Self> {
        let code = person.uuid().as_u128().checked_sub(1)?;
        Self::ALL.get(usize::try_from(code).ok()?).copied()
    }

    /// Their role. An outsider is never added.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::DrA | Self::DrB => Role::Provider,
            Self::Nurse => Role::Staff,
            Self::Patient1 | Self::Patient2 => Role::Patient,
            Self::Interpreter => Role::Interpreter,
            Self::Guest | Self::Outsider => Role::Guest,
        }
    }

    /// Their name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DrA => "Dr. A",
            Self::DrB => "Dr. B",
            Self::Nurse => "the nurse",
            Self::Patient1 => "patient 1",
            Self::Patient2 => "patient 2",
            Self::Guest => "the guest",
            Self::Interpreter => "the interpreter",
            Self::Outsider => "an outsider",
        }
    }
}

/// A nameable chat, whether possible or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chat {
    /// The visit chat.
    Visit,
    /// A direct chat: the person on the care side, then the attendee.
    Direct(Who, Who),
}

impl Chat {
    /// Its key.
    #[must_use]
    pub const fn key(self) -> ChatKey {
        match self {
            Self::Visit => ChatKey::Visit,
            Self::Direct(care, attendee) => ChatKey::direct(care.person(), attendee.person()),
        }
    }

    /// The model's chat for a key.
    #[must_use]
    pub fn of(key: &ChatKey) -> Option<Self> {
        match key {
            ChatKey::Visit => Some(Self::Visit),
            ChatKey::Direct(pair) => {
                Some(Self::Direct(Who::of(pair.care)?, Who::of(pair.attendee)?))
            }
        }
    }

    /// A compact code for keys and ids.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Visit => 0,
            Self::Direct(care, attendee) => 1 + 8 * care.code() + attendee.code(),
        }
    }

    /// The chat with this code.
    #[must_use]
    pub fn coded(code: u8) -> Option<Self> {
        let Some(sides) = code.checked_sub(1) else {
            return Some(Self::Visit);
        };
        let who = |code: u8| Who::ALL.get(usize::from(code)).copied();
        Some(Self::Direct(who(sides / 8)?, who(sides % 8)?))
    }

    /// Whether the roles of its two sides can have a direct chat under some policy.
    #[must_use]
    pub const fn is_sensible(self) -> bool {
        match self {
            Self::Visit => true,
            Self::Direct(care, attendee) => {
                care.role().is_care_team() && !attendee.role().is_care_team()
            }
        }
    }

    /// All chats that can be named with these people.
    #[must_use]
    pub fn all(cast: &[Who]) -> Vec<Self> {
        let direct = (cast.iter())
            .flat_map(|care| cast.iter().map(|attendee| Self::Direct(*care, *attendee)));
        std::iter::once(Self::Visit).chain(direct).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_of_people_and_chats_are_distinct() {
        let people: BTreeSet<_> = Who::ALL.map(Who::person).into();
        assert_eq!(people.len(), Who::ALL.len());
        assert!(
            Who::ALL
                .into_iter()
                .all(|who| Who::of(who.person()) == Some(who))
        );
        let chats = Chat::all(&Who::ALL);
        assert_eq!(chats.len(), 65);
        let codes: BTreeSet<_> = chats.iter().map(|chat| chat.code()).collect();
        assert_eq!(codes.len(), 65);
        for chat in chats {
            assert_eq!(Chat::of(&chat.key()), Some(chat));
            assert_eq!(Chat::coded(chat.code()), Some(chat));
        }
        assert_eq!(Chat::coded(200), None);
    }
}
