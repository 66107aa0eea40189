//! Presence.

use serde::{Deserialize, Serialize};

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

impl Presence {
    /// All presences.
    pub const ALL: [Self; 5] = [
        Self::Expected,
        Self::Waiting,
        Self::InCall,
        Self::Away,
        Self::Removed,
    ];
}
