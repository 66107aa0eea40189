//! Words of the wire for the domain's enumerations.

use chat_domain::{Command, PersonId, Phase, Presence, Role, VisitKind, view::Action};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident of $domain:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                match value {
                    $($domain::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for $domain {
            fn from(name: $name) -> Self {
                match name {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

names! {
    /// One patient, or several.
    KindName of VisitKind {
        /// One patient.
        OneToOne,
        /// A group appointment.
        Group,
    }

    /// How far a visit has come.
    PhaseName of Phase {
        /// There is no such visit yet; never shown.
        Unscheduled,
        /// Scheduled; the call has not begun.
        Scheduled,
        /// The call has begun at least once.
        InProgress,
        /// Over.
        Completed,
        /// Called off.
        Cancelled,
        /// The patient did not come.
        NoShow,
        /// Open again after having been closed.
        Reopened,
    }

    /// What a participant is in a visit.
    RoleName of Role {
        /// The clinician who sees the patient. Care team.
        Provider,
        /// Others of the clinic. Care team.
        Staff,
        /// The person whose visit it is. Attendee.
        Patient,
        /// A relative or companion. Attendee.
        Guest,
        /// An interpreter. Attendee.
        Interpreter,
    }

    /// Where a participant is.
    PresenceName of Presence {
        /// Has not come yet.
        Expected,
        /// In the waiting room.
        Waiting,
        /// In the call.
        InCall,
        /// Left or dropped, still a participant.
        Away,
        /// Removed for good.
        Removed,
    }

    /// Something a screen offers as a button.
    ActionName of Action {
        /// Enter the waiting room.
        EnterWaitingRoom,
        /// Join the call.
        JoinCall,
        /// Leave the waiting room or the call.
        Leave,
        /// End the call for all.
        EndCall,
        /// Complete the visit.
        CompleteVisit,
        /// Cancel the visit.
        CancelVisit,
        /// Mark the visit as a no-show.
        MarkNoShow,
        /// Reopen the visit.
        ReopenVisit,
    }
}

impl ActionName {
    /// The command that does it; `None` if it is about a person's presence and nobody is named.
    pub(crate) fn command(self, person: Option<PersonId>) -> Option<Command> {
        match self {
            Self::EndCall => Some(Command::EndCall),
            Self::CompleteVisit => Some(Command::CompleteVisit),
            Self::CancelVisit => Some(Command::CancelVisit),
            Self::MarkNoShow => Some(Command::MarkNoShow),
            Self::ReopenVisit => Some(Command::ReopenVisit),
            Self::EnterWaitingRoom | Self::JoinCall | Self::Leave => {
                person.map(|person| Action::from(self).command(person))
            }
        }
    }
}
