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
