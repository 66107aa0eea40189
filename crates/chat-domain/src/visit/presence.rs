//! Presence.

use crate::listed::listed;
use serde::{Deserialize, Serialize};

listed! {
    /// A participant's presence in the visit.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Presence {
        /// Has not entered yet.
        Expected,
        /// In the waiting room.
        Waiting,
        /// In the call.
        InCall,
        /// Left or disconnected, but still a participant.
        Away,
        /// Removed for good (W9).
        Removed,
    }
}

listed! {
    /// How a participant came to be away.
    #[derive(
        Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    pub enum Departure {
        /// They left, or were moved out when the call or the visit ended.
        #[default]
        Left,
        /// Their last live connection was lost, and the lease of their presence ended (V9).
        Dropped,
    }
}

impl Departure {
    /// Whether it is the departure of entries that name none.
    #[must_use]
    pub(crate) fn is_unnamed(&self) -> bool {
        *self == Self::default()
    }
}
