//! Ids: newtypes over UUIDs that are made at the edge (UUIDv7 by convention).
//!
//! An id has one spelling: lower case, with hyphens (RFC 9562, section 4). Another spelling is not
//! an id, so that nothing has two names.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};
use thiserror::Error;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_str(Spelled).map(Self)
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

/// A text is not an id in its one spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a UUID in lower case with hyphens")]
pub struct NotAnId;

/// The length of the one spelling: 32 digits and 4 hyphens.
const SPELLED: usize = 36;

fn parse(text: &str) -> Result<Uuid, NotAnId> {
    let canonical = text.len() == SPELLED && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let uuid = Uuid::from_str(text).ok().filter(|_| canonical);
    uuid.ok_or(NotAnId)
}

struct Spelled;

impl de::Visitor<'_> for Spelled {
    type Value = Uuid;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a UUID in lower case with hyphens")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Uuid, E> {
        parse(text).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let read = |text: &str| {
            let parsed: Result<PersonId, _> = text.parse();
            let in_json = serde_json::from_value::<PersonId>(text.into());
            assert_eq!(parsed.ok(), in_json.ok(), "{text}");
            parsed
        };
        assert_eq!(read(id).unwrap().to_string(), id);
        for other in [
            id.to_uppercase(),
            id.replacen('a', "A", 1),
            id.replace('-', ""),
            format!("{{{id}}}"),
            format!("urn:uuid:{id}"),
            format!(" {id}"),
            format!("{id}\n"),
            "01890a5dac96-774b-bcce-b302099a8057-".to_owned(),
            String::new(),
        ] {
            assert_eq!(read(&other), Err(NotAnId), "{other}");
        }
    }
}
