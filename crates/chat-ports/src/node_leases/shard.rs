//! Shards of the clinics.

use chat_domain::ClinicId;

/// One of [`Shard::COUNT`] parts of all clinics. One node at a time does the upkeep of a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard(u8);

impl Shard {
    /// The number of shards. It is part of the storage's schema.
    pub const COUNT: u8 = 16;

    /// The shard of a clinic: the same in all versions of this program, since nodes of two versions run side by side.
    #[must_use]
    pub fn of(clinic: ClinicId) -> Self {
        // FNV-1a. The id's own bits may be those of a clock or a counter.
        let id = clinic.uuid();
        let hash = id.as_bytes().iter();
        let hash = hash.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let [low, ..] = (hash ^ (hash >> 32)).to_le_bytes();
        Self(low % Self::COUNT)
    }

    /// All shards.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// The shard with this number; `None` if there is none.
    #[must_use]
    pub fn with_number(number: u8) -> Option<Self> {
        (number < Self::COUNT).then_some(Self(number))
    }

    /// Its number, from 0.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn of(id: u128) -> u8 {
        Shard::of(ClinicId::new(Uuid::from_u128(id))).number()
    }

    #[test]
    fn shard_of_a_clinic_never_changes() {
        let ids = [
            0,
            1,
            2,
            0x0190_0000_0000_7000_8000_0000_0000_0000,
            u128::MAX,
        ];
        assert_eq!(ids.map(of), [12, 11, 6, 13, 13]);
    }

    #[test]
    fn clinics_spread_over_all_shards() {
        let mut counts = BTreeMap::new();
        for id in 0..16_000 {
            *counts.entry(of(id)).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), usize::from(Shard::COUNT));
        assert!(
            counts.values().all(|count| (800..1_200).contains(count)),
            "{counts:?}"
        );
    }
}
