//! The ends of logs.

use chat_domain::{Seq, log::ChainHash};
use chat_ports::VisitKey;
use std::collections::HashMap;

/// Maximum number of cached heads, about 8 MiB.
const HEADS: usize = 65_536;

/// The end of a visit's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) version: Seq,
    /// The newest entry's hash (G4).
    pub(crate) hash: ChainHash,
}

/// A cache of heads, for one session. Other nodes append too, so a head may be of an earlier version. After a failover that
/// lost entries even a version's hash may differ, so an append compares that too.
#[derive(Debug, Default)]
pub(crate) struct Heads(HashMap<VisitKey, Head>);

impl Heads {
    /// The hash of the newest entry of a log that is at this version, if it is known.
    pub(crate) fn at(&self, visit: VisitKey, version: Seq) -> Option<ChainHash> {
        let head = self.0.get(&visit)?;
        (head.version == version).then_some(head.hash)
    }

    pub(crate) fn remember(&mut self, visit: VisitKey, head: Head) {
        if self.0.len() >= HEADS {
            self.0.clear();
        }
        self.0.insert(visit, head);
    }

    pub(crate) fn forget(&mut self, visit: VisitKey) {
        self.0.remove(&visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::{ClinicId, VisitId};
    use uuid::Uuid;

    #[test]
    fn full_cache_is_cleared_and_a_head_is_only_of_its_version() {
        let visit = |n: usize| {
            let id = Uuid::from_u128(n as u128);
            VisitKey::new(ClinicId::new(id), VisitId::new(id))
        };
        let hash = ChainHash([1; 32]);
        let head = Head {
            version: Seq(3),
            hash,
        };
        let mut heads = Heads::default();
        for n in 0..HEADS {
            heads.remember(visit(n), head);
        }
        assert_eq!(heads.at(visit(0), Seq(3)), Some(hash));
        assert_eq!(heads.at(visit(0), Seq(2)), None);
        heads.remember(visit(HEADS), head);
        assert_eq!(heads.0.len(), 1);
    }
}
