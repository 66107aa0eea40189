//! Ids: newtypes over UUIDs that are made at the edge (UUIDv7 by convention).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(s).map(Self)
            }
        }
    )*};
}

ids! {
    /// A clinic: the tenant. Nothing of one clinic is ever reachable from another.
    ClinicId;
    /// A visit: one appointment, one log.
    VisitId;
    /// A person, the same in all visits of a clinic. A visit's participant is a person with a role.
    PersonId;
    /// A message, made by the service.
    MessageId;
    /// A message's id made by the client: the idempotency key of a send (F7).
    ClientMessageId;
    /// An upload's id made by the client: the idempotency key of an upload (F7).
    UploadId;
    /// A stored file.
    AttachmentId;
}
