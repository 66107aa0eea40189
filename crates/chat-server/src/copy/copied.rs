//! What a copy has done, and how it fails.

use crate::{
    counted::{count_of, counted},
    error::StartError,
};
use chat_ports::VisitKey;
use std::fmt::Display;

/// Visits, entries or uploads per read.
pub(super) const PAGE: usize = 256;

/// What has been copied, or was there from an earlier run.
#[derive(Default)]
pub(super) struct Copied {
    pub(super) visits: u64,
    pub(super) entries: u64,
    pub(super) files: u64,
}

/// The counts, for people.
pub(super) fn text(copied: &Copied) -> String {
    format!(
        "{}, {}, {}",
        counted(copied.visits, "visit"),
        count_of(copied.entries, "entry", "entries"),
        counted(copied.files, "file"),
    )
}

/// A failure that names the visit.
pub(super) fn failed(visit: VisitKey, why: &dyn Display) -> StartError {
    StartError::Copy {
        visit: visit.visit,
        why: why.to_string(),
    }
}
