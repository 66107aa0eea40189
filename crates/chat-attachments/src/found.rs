//! What a walk found.

use crate::finding::FindingSet;
use crate::judgement::Picture;
use crate::kind::Kind;

/// What a walk through a file of an accepted kind found.
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
