//! What a visit is and how far it has come.

use serde::{Deserialize, Serialize};

/// One patient, or several.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// One patient (V4).
    #[default]
    OneToOne,
    /// A group appointment of several patients.
    Group,
}

/// The visit's lifecycle (V2).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before the log's first entry: there is no such visit.
    #[default]
    Unscheduled,
    /// Scheduled; nobody of the care team has been in the call.
    Scheduled,
    /// The call has begun at least once.
    InProgress,
    /// Over.
    Completed,
    /// Called off.
    Cancelled,
    /// The patient did not come.
    NoShow,
    /// Open again after having been closed, until the call begins or it is closed again.
    Reopened,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Unscheduled,
        Self::Scheduled,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
        Self::NoShow,
        Self::Reopened,
    ];

    /// Whether the visit takes messages (W8).
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress | Self::Reopened)
    }

    /// Whether the visit is completed, cancelled or a no-show (W8).
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::NoShow)
    }
}
