//! The moment that a check compares with.

use crate::{
    cast::Visit,
    ledger::{Book, Known},
};
use uuid::Uuid;

/// The knowledge about the moment to check.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    /// What clients knew before the moment. All of it must be there.
    pub(crate) before: &'a Book,
    /// What clients knew after the moment. Nothing else may be there.
    pub(crate) after: &'a Book,
    /// The visits.
    pub(crate) visits: &'a [Visit],
}

/// The path of a visit.
pub(super) fn path_of(moment: &Moment<'_>, visit: usize) -> String {
    let id = moment.visits.get(visit).map(|visit| visit.id);
    format!("/visits/{}", id.unwrap_or_default())
}

/// Whether the person's removal was acknowledged before the moment.
pub(super) fn is_removed(moment: &Moment<'_>, person: Uuid) -> bool {
    let removal = moment.before.removals.get(&person);
    removal.is_some_and(|removal| removal.known == Known::Done)
}
