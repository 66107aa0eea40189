//! The hash chain, followed past damage (G4).

use chat_domain::log::ChainHash;
use chat_ports::VisitKey;

/// How an entry's stored hash relates to the entries before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// The hash matches the entry and its predecessor.
    Sound,
    /// The hash does not match.
    Broken,
    /// There is no hash.
    Missing,
}

/// Follows one log's chain.
///
/// Tracks two chains. The *recomputed* chain uses only the entries' bytes and trusts nothing stored
/// beside them; checkpoints are compared with it. The *stored* chain continues from the stored
/// hashes, so that damage is reported where it is and not at every later entry.
pub(crate) struct Chain {
    recomputed: ChainHash,
    before: Before,
}

/// What the next entry's hash may be chained to.
enum Before {
    /// The predecessor's hash.
    Known(ChainHash),
    /// The predecessor is damaged. If its bytes are, its stored hash is right; if its stored hash
    /// is, the hash computed from its bytes is right.
    Either(ChainHash, ChainHash),
    /// Entries are missing: the next hash can't be checked.
    Unknown,
}

impl Chain {
    pub(crate) fn new(visit: VisitKey) -> Self {
        let start = ChainHash::start(visit.clinic, visit.visit);
        Self {
            recomputed: start,
            before: Before::Known(start),
        }
    }

    /// The hash over the bytes of all entries so far.
    pub(crate) const fn recomputed(&self) -> ChainHash {
        self.recomputed
    }

    /// Notes that entries are missing here.
    pub(crate) fn gap(&mut self) {
        self.before = Before::Unknown;
    }

    pub(crate) fn follow(&mut self, body: &[u8], stored: Option<ChainHash>) -> Link {
        let former = self.recomputed;
        let recomputed = former.then(body);
        self.recomputed = recomputed;
        // The two chains are almost always the same, which costs one hash per entry.
        let then = |before: ChainHash| {
            if before == former {
                recomputed
            } else {
                before.then(body)
            }
        };
        let (should_be, or) = match self.before {
            Before::Known(before) => (then(before), None),
            Before::Either(stored, made) => (then(stored), Some(then(made))),
            Before::Unknown => {
                self.before = stored.map_or(Before::Unknown, Before::Known);
                return match stored {
                    Some(_) => Link::Sound, // the gap itself is already reported
                    None => Link::Missing,
                };
            }
        };
        let (before, link) = match stored {
            Some(stored) if stored == should_be || Some(stored) == or => {
                (Before::Known(stored), Link::Sound)
            }
            Some(stored) => (Before::Either(stored, should_be), Link::Broken),
            None => match or {
                Some(or) => (Before::Either(should_be, or), Link::Missing),
                None => (Before::Known(should_be), Link::Missing),
            },
        };
        self.before = before;
        link
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{ClinicId, VisitId};
    use uuid::Uuid;

    const BODIES: [&[u8]; 6] = [b"one", b"two", b"three", b"four", b"five", b"six"];

    fn key() -> VisitKey {
        VisitKey::new(
            ClinicId::new(Uuid::from_u128(1)),
            VisitId::new(Uuid::from_u128(2)),
        )
    }

    fn sound() -> Vec<(Vec<u8>, Option<ChainHash>)> {
        let mut hash = ChainHash::start(key().clinic, key().visit);
        let stored = |body: &&[u8]| {
            hash = hash.then(body);
            (body.to_vec(), Some(hash))
        };
        BODIES.iter().map(stored).collect()
    }

    fn links(entries: &[(Vec<u8>, Option<ChainHash>)]) -> Vec<Link> {
        let mut chain = Chain::new(key());
        let follow = |(body, hash): &(Vec<u8>, _)| chain.follow(body, *hash);
        entries.iter().map(follow).collect()
    }

    /// The indexes of the reported entries.
    fn reported(entries: &[(Vec<u8>, Option<ChainHash>)]) -> Vec<usize> {
        let links = links(entries).into_iter().enumerate();
        links
            .filter(|(_, link)| *link != Link::Sound)
            .map(|(at, _)| at)
            .collect()
    }

    #[test]
    fn sound_chain_ends_in_its_last_hash() {
        let entries = sound();
        assert!(reported(&entries).is_empty());
        let mut chain = Chain::new(key());
        for (body, hash) in &entries {
            chain.follow(body, *hash);
        }
        assert_eq!(Some(chain.recomputed()), entries[5].1);
    }

    #[test]
    fn damage_is_reported_once_in_its_place() {
        let mut entries = sound();
        entries[1].0[0] ^= 1; // bytes
        entries[3].1 = Some(ChainHash([7; 32])); // hash
        assert_eq!(reported(&entries), [1, 3]);

        let mut entries = sound();
        entries[2].1 = None;
        assert_eq!(reported(&entries), [2]);
        entries[1].0[0] ^= 1;
        assert_eq!(reported(&entries), [1, 2]);
    }

    #[test]
    fn different_bytes_recompute_to_different_hashes() {
        let mut entries = sound();
        entries[1].0[0] ^= 1;
        let mut chain = Chain::new(key());
        for (body, hash) in &entries {
            chain.follow(body, *hash);
        }
        assert_ne!(Some(chain.recomputed()), entries[5].1);
    }

    #[test]
    fn chain_resumes_after_a_gap() {
        let mut entries = sound();
        entries.remove(2);
        let mut chain = Chain::new(key());
        for (body, hash) in &entries[..2] {
            assert_eq!(chain.follow(body, *hash), Link::Sound);
        }
        chain.gap();
        entries[3].0[0] ^= 1;
        let after: Vec<_> = entries[2..]
            .iter()
            .map(|(b, h)| chain.follow(b, *h))
            .collect();
        assert_eq!(after, [Link::Sound, Link::Broken, Link::Sound]);
    }

    #[test]
    fn chain_of_another_visit_is_broken_at_its_first_entry() {
        let mut other = Chain::new(VisitKey::new(key().clinic, VisitId::new(Uuid::nil())));
        let (body, hash) = &sound()[0];
        assert_eq!(other.follow(body, *hash), Link::Broken);
    }
}
