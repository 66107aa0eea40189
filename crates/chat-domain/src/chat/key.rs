//! Chat keys: the names of a visit's chats.

use crate::id::PersonId;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The name of a chat. It consists of the chat's members, so no id can point to the wrong chat.
///
/// Written as `visit` or `direct:<care person>:<attendee person>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ChatKey {
    /// The visit chat, among all participants (M1).
    Visit,
    /// A direct chat between exactly two people (M2).
    Direct(DirectPair),
}

/// The two members of a direct chat, by side (M2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectPair {
    /// The provider, or staff where policy allows it.
    pub care: PersonId,
    /// The patient, or a guest where policy allows it.
    pub attendee: PersonId,
}

impl DirectPair {
    /// The other member, or `None` if `person` is not a member.
    #[must_use]
    pub fn other(&self, person: PersonId) -> Option<PersonId> {
        if person == self.care {
            Some(self.attendee)
        } else if person == self.attendee {
            Some(self.care)
        } else {
            None
        }
    }
}

impl ChatKey {
    /// The direct chat between a care-team member and an attendee.
    #[must_use]
    pub const fn direct(care: PersonId, attendee: PersonId) -> Self {
        Self::Direct(DirectPair { care, attendee })
    }
}

/// The error for a text that is not a chat key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a chat is named `visit` or `direct:<care person>:<attendee person>`")]
pub struct NotAChatKey;

impl fmt::Display for ChatKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visit => f.write_str("visit"),
            Self::Direct(pair) => write!(f, "direct:{}:{}", pair.care, pair.attendee),
        }
    }
}

impl FromStr for ChatKey {
    type Err = NotAChatKey;

    fn from_str(text: &str) -> Result<Self, NotAChatKey> {
        if text == "visit" {
            return Ok(Self::Visit);
        }
        let (care, attendee) = text
            .strip_prefix("direct:")
            .and_then(|pair| pair.split_once(':'))
            .ok_or(NotAChatKey)?;
        let person = |id: &str| id.parse::<PersonId>().map_err(|_| NotAChatKey);
        Ok(Self::direct(person(care)?, person(attendee)?))
    }
}

impl TryFrom<String> for ChatKey {
    type Error = NotAChatKey;

    fn try_from(text: String) -> Result<Self, NotAChatKey> {
        text.parse()
    }
}

impl From<ChatKey> for String {
    fn from(key: ChatKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn each_chat_has_exactly_one_spelling() {
        let key = ChatKey::direct(
            PersonId::new(Uuid::from_u128(10)),
            PersonId::new(Uuid::from_u128(11)),
        );
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!("visit".parse(), Ok(ChatKey::Visit));
        for wrong in [
            "",
            "Visit",
            "direct:",
            "direct:x:y",
            &key.to_string().to_uppercase(),
        ] {
            assert_eq!(wrong.parse::<ChatKey>(), Err(NotAChatKey), "{wrong}");
        }
    }
}
