//! Time zones by their IANA names.

use jiff::{
    Timestamp, Zoned,
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::{Serialize, Serializer};
use std::{fmt, str::FromStr};
use thiserror::Error;
use time::OffsetDateTime;

/// A time zone of the IANA database that is compiled in, so that the same name gives the same times on every system.
#[derive(Clone)]
pub struct Zone(TimeZone);

/// The error for a name that the database does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is no such time zone: use an IANA name such as `Europe/Madrid`")]
pub struct UnknownZone;

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// A time in this zone, to the second. `None` outside of the years that a calendar has.
    pub(crate) fn at(&self, at: OffsetDateTime) -> Option<Zoned> {
        let at = Timestamp::from_second(at.unix_timestamp()).ok()?;
        Some(at.to_zoned(self.0.clone()))
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let found = TimeZoneDatabase::bundled().get(name);
        found.map(Self).map_err(|_| UnknownZone)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_have_iana_names() {
        for (given, name) in [
            ("Europe/Madrid", "Europe/Madrid"),
            ("america/new_york", "America/New_York"),
            ("UTC", "UTC"),
        ] {
            assert_eq!(given.parse::<Zone>().unwrap().name(), name);
        }
        for wrong in [
            "",
            "Madrid",
            "+02:00",
            "../../etc/passwd",
            "Europe/Madrid\0",
        ] {
            assert_eq!(wrong.parse::<Zone>(), Err(UnknownZone), "{wrong}");
        }
    }
}
