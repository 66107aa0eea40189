//! Versions of the rules, with their differences as data.
//!
//! A visit's log records the version under which it was scheduled, and is always judged by that
//! version (G2). Code never compares versions: each difference is a named field of [`Rules`], which
//! `decide`, `access`, `evolve` and `view` read through the state.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use thiserror::Error;

/// The differences between the versions of the rules.
///
/// # Examples
/// ```
/// use chat_domain::{Rules, RulesVersion};
///
/// assert_eq!(RulesVersion::V2.rules(), &Rules::V2);
/// assert!(!Rules::V1.retracting_takes_back_start);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// R1 to R3: the log records who has read a chat and how far, and the earlier versions of a message can
    /// be read.
    pub keeps_read_marks: bool,
    /// V4: the visit and its participants can be edited, and a removal can be undone.
    pub can_be_edited: bool,
    /// V3: the host's report that an attendee joined is kept until the call begins.
    pub keeps_early_joins: bool,
    /// V2: a visit can be closed because a patient left without being seen.
    pub knows_left_without_being_seen: bool,
    /// W8: the policy can have the service complete the visit, and keep direct chats open after the completion.
    pub closes_by_policy: bool,
    /// V7: a provider can hand a visit over to another.
    pub hands_over: bool,
    /// R4: the care side can record that a message needs no answer.
    pub records_no_answer_needed: bool,
    /// R4: an answer answers only what its author had read, and an attendee's correction waits like a message.
    pub answers_what_was_read: bool,
    /// R4: a message that waits in a direct chat whose care side handed over or was removed is shown to those who
    /// stand in.
    pub passes_waits_on: bool,
    /// R5: members of a chat are shown who is typing.
    pub shows_typing: bool,
    /// W4: a retracted message does not start its chat, unless an attendee read it before the
    /// retraction, or wrote in the chat while it was started.
    pub retracting_takes_back_start: bool,
    /// V9: presence that people report themselves ends without a live connection, and the service records
    /// that they were dropped.
    pub leases_presence: bool,
    /// M6: in a one-to-one visit too, guests and interpreters read the visit chat from their first entry on. Who
    /// adds them may share the earlier history, in a group visit with interpreters only.
    pub history_is_shared_by_choice: bool,
    /// P3: *Direct Message* opens with the lowest-ranked patient in the call, if there is one.
    pub direct_message_prefers_the_call: bool,
    /// W7: the notices that attendees can send to the care team, unless the visit records others;
    /// `None` if they can send none.
    pub notices: Option<&'static [&'static str]>,
    /// F8: a log may contain a first correction to the text that the message already had. Earlier
    /// programs wrote such corrections; this one doesn't, under any version.
    pub log_holds_first_correction_to_same_text: bool,
}

impl Rules {
    /// Version 1.
    pub const V1: Self = Self {
        keeps_read_marks: false,
        can_be_edited: false,
        keeps_early_joins: false,
        knows_left_without_being_seen: false,
        closes_by_policy: false,
        hands_over: false,
        records_no_answer_needed: false,
        answers_what_was_read: false,
        passes_waits_on: false,
        shows_typing: false,
        retracting_takes_back_start: false,
        leases_presence: false,
        history_is_shared_by_choice: false,
        direct_message_prefers_the_call: false,
        notices: None,
        log_holds_first_correction_to_same_text: true,
    };

    /// Version 2.
    pub const V2: Self = Self {
        keeps_read_marks: true,
        can_be_edited: true,
        keeps_early_joins: true,
        knows_left_without_being_seen: true,
        closes_by_policy: true,
        hands_over: true,
        records_no_answer_needed: true,
        answers_what_was_read: true,
        passes_waits_on: true,
        shows_typing: true,
        retracting_takes_back_start: true,
        leases_presence: true,
        history_is_shared_by_choice: true,
        direct_message_prefers_the_call: true,
        notices: Some(&["I lost the connection", "I need help now"]),
        log_holds_first_correction_to_same_text: false,
    };
}

/// A version of the rules that this program knows. Written as its number. Logs are judged by it, so a version never
/// changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RulesVersion {
    /// The version of all logs that name none, and therefore the default of stored entries. New visits are
    /// scheduled under [`NEWEST`](Self::NEWEST), unless an operator chose another.
    #[default]
    V1,
    /// Version 2.
    V2,
}

impl RulesVersion {
    /// The versions that this program knows, oldest first.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// The newest version that this program knows.
    pub const NEWEST: Self = Self::V2;

    /// The rules of this version.
    #[must_use]
    pub const fn rules(self) -> &'static Rules {
        match self {
            Self::V1 => &Rules::V1,
            Self::V2 => &Rules::V2,
        }
    }

    /// The number, starting at 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    /// Whether this is the version of logs that name none.
    #[must_use]
    pub(crate) fn is_unnamed(&self) -> bool {
        *self == Self::default()
    }
}

impl TryFrom<u32> for RulesVersion {
    type Error = UnknownRules;

    fn try_from(number: u32) -> Result<Self, UnknownRules> {
        let mut known = Self::ALL.into_iter();
        known
            .find(|version| version.number() == number)
            .ok_or(UnknownRules { number })
    }
}

impl fmt::Display for RulesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl Serialize for RulesVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.number())
    }
}

impl<'de> Deserialize<'de> for RulesVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u32::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The error for a version of the rules that this program does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "there is no version {number} of the rules; this program knows versions 1 to {}",
    RulesVersion::NEWEST
)]
pub struct UnknownRules {
    /// The unknown number.
    pub number: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_from_1_and_differ() {
        let numbers: Vec<_> = RulesVersion::ALL.map(RulesVersion::number).to_vec();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(RulesVersion::ALL.last(), Some(&RulesVersion::NEWEST));
        assert_ne!(Rules::V1, Rules::V2);
    }

    #[test]
    fn version_round_trips() {
        for version in RulesVersion::ALL {
            let json = serde_json::to_string(&version).unwrap();
            assert_eq!(json, version.to_string());
            assert_eq!(
                serde_json::from_str::<RulesVersion>(&json).unwrap(),
                version
            );
        }
        for unknown in [0, 3, u32::MAX] {
            assert!(serde_json::from_str::<RulesVersion>(&unknown.to_string()).is_err());
        }
    }
}
