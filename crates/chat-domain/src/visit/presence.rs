//! Where a participant is.

use serde::{Deserialize, Serialize};

/// Where a participant is in the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Has not come yet.
    Expected,
    /// In the waiting room.
    Waiting,
    /// In the call.
    InCall,
    /// Left or dropped, still a participant.
    Away,
    /// Removed for good (W9).
    Removed,
}

impl Presence {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Expected,
        Self::Waiting,
        Self::InCall,
        Self::Away,
        Self::Removed,
    ];
}
