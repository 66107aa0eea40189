//! Result of a walk.

use crate::findings::Findings;
use crate::judgement::Picture;
use crate::kind::Kind;

/// Result of a walk through a file of an accepted kind.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) findings: Findings,
    pub(crate) picture: Option<Picture>,
}

impl Found {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            findings: Findings::default(),
            picture: None,
        }
    }
}
