//! Result of a walk.

use crate::finding::FindingSet;
use crate::judgement::Picture;
use crate::kind::Kind;

/// Result of a walk through a file of an accepted kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) findings: FindingSet,
    pub(crate) picture: Option<Picture>,
}

impl Found {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            findings: FindingSet::EMPTY,
            picture: None,
        }
    }
}
