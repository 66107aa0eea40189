//! The lines of a checkpoint file after the statement.

use chat_domain::chat::Sha256;
use serde::{Deserialize, Serialize};

/// The second line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureLine {
    pub(super) public_key: String,
    pub(super) signature: String,
}

/// The line for one head.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadLine {
    pub(super) clinic: chat_domain::ClinicId,
    pub(super) visit: chat_domain::VisitId,
    pub(super) version: u64,
    pub(super) hash: Sha256,
}
