//! Set of the sectors in use in a compound file.

/// Set of sectors, one bit each.
#[derive(Debug)]
pub(super) struct Owned {
    bits: Vec<u64>,
}

impl Owned {
    /// The empty set for a table of `sectors` entries.
    pub(super) fn new(sectors: u32) -> Self {
        let words = (sectors as usize).div_ceil(64);
        Self {
            bits: vec![0; words],
        }
    }

    /// Adds a sector. False if already present or outside the table.
    pub(super) fn add(&mut self, sector: u32) -> bool {
        let Some(bits) = self.bits.get_mut(sector as usize / 64) else {
            return false;
        };
        let bit = 1 << (sector % 64);
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// Whether the set contains the sector.
    pub(super) fn has(&self, sector: u32) -> bool {
        let bits = self.bits.get(sector as usize / 64);
        bits.is_some_and(|bits| bits & 1 << (sector % 64) != 0)
    }

    /// One past the last sector in the set.
    pub(super) fn end(&self) -> u32 {
        let words = self.bits.iter().enumerate().rev();
        let last = words.into_iter().find(|(_, bits)| **bits != 0);
        let end = last.map_or(0, |(word, bits)| {
            64 * word + (64 - bits.leading_zeros() as usize)
        });
        u32::try_from(end).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_knows_its_members_and_its_end() {
        let mut owned = Owned::new(130);
        assert_eq!(owned.end(), 0);
        for sector in [3, 64, 129] {
            assert!(owned.add(sector) && !owned.add(sector));
            assert_eq!(owned.end(), sector + 1);
        }
        assert!(owned.has(64) && !owned.has(63) && !owned.has(1_000));
        assert!(!owned.add(200));
    }
}
