//! Roles.

use crate::listed::listed;
use serde::{Deserialize, Serialize};

listed! {
    /// A participant's role in a visit.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Role {
        /// The clinician who sees the patient. Care team.
        Provider,
        /// Other clinic personnel. Care team.
        Staff,
        /// The person whose visit it is. Attendee.
        Patient,
        /// A relative or companion. Attendee.
        Guest,
        /// An interpreter. Attendee.
        Interpreter,
    }
}

impl Role {
    /// Whether the role belongs to the care team; all others are attendees.
    #[must_use]
    pub const fn is_care_team(self) -> bool {
        matches!(self, Self::Provider | Self::Staff)
    }

    /// The role as a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Staff => "staff",
            Self::Patient => "patient",
            Self::Guest => "guest",
            Self::Interpreter => "interpreter",
        }
    }
}
