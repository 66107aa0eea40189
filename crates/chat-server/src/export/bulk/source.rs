//! Where an export reads, and how that fails.

use crate::{error::StartError, export::log::Unfit};
use chat_ports::{AttachmentStore, LogAudit, VisitKey};

/// Where a clinic's visits and files are.
pub(super) struct Source<'a> {
    pub(super) log: &'a dyn LogAudit,
    /// `None` leaves the bytes of files out.
    pub(super) files: Option<&'a dyn AttachmentStore>,
}

/// An end that the same command may get over later.
pub(super) fn failed(visit: VisitKey, why: &Unfit) -> StartError {
    StartError::ExportClinic {
        clinic: visit.clinic,
        why: why.to_string(),
    }
}
