//! A visit's kind and phase.

use crate::listed::listed;
use serde::{Deserialize, Serialize};

listed! {
    /// Whether a visit has one patient or several.
    #[derive(
        Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    pub enum VisitKind {
        /// One patient (V4).
        #[default]
        OneToOne,
        /// A group appointment with several patients.
        Group,
    }
}

listed! {
    /// The visit's lifecycle (V2).
    #[derive(
        Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    pub enum Phase {
        /// Before the log's first entry: the visit does not exist.
        #[default]
        Unscheduled,
        /// Scheduled; the care team has not been in the call.
        Scheduled,
        /// The care team has started the call at least once.
        InProgress,
        /// Closed as completed.
        Completed,
        /// Closed as cancelled.
        Cancelled,
        /// Closed as a no-show.
        NoShow,
        /// Closed since a patient came, and left without being seen by the care team.
        LeftWithoutBeingSeen,
        /// Open again after being closed, until the call starts or the visit is closed again.
        Reopened,
    }
}

impl Phase {
    /// Whether the visit accepts messages (W8).
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::InProgress | Self::Reopened)
    }

    /// Whether the visit is completed, cancelled, a no-show or left without being seen (W8).
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Completed | Self::Cancelled | Self::NoShow | Self::LeftWithoutBeingSeen
        )
    }
}
