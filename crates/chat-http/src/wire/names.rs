//! Names of the domain's enumerations on the wire.

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

    /// A visit's phase.
    PhaseName of Phase {
        /// Does not exist yet; never shown.
        Unscheduled,
        /// Scheduled; the call has not begun.
        Scheduled,
        /// The call has begun at least once.
        InProgress,
        /// Closed as completed.
        Completed,
        /// Canceled.
        Cancelled,
        /// Closed as a no-show.
        NoShow,
        /// Reopened after it was closed.
        Reopened,
    }

    /// A participant's role in a visit.
    RoleName of Role {
        /// The clinician who sees the patient. Care team.
        Provider,
        /// Other staff of the clinic. Care team.
        Staff,
        /// The person whose visit it is. Attendee.
        Patient,
        /// A relative or companion. Attendee.
        Guest,
        /// An interpreter. Attendee.
        Interpreter,
    }

    /// A participant's presence.
    PresenceName of Presence {
        /// Has not arrived yet.
        Expected,
        /// In the waiting room.
        Waiting,
        /// In the call.
        InCall,
        /// Left or disconnected; still a participant.
        Away,
        /// Removed permanently.
        Removed,
    }

    /// An action that a screen offers as a button.
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
    /// The action's command; `None` for a presence action without a person.
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
