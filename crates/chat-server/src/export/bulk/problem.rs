//! What could not be exported, as `OperationOutcome`.

use super::folder::Folder;
use crate::error::StartError;
use serde_json::json;

/// The file of the problems.
pub(super) const FILE: &str = "OperationOutcome.ndjson";

/// Records a problem, without content.
pub(super) fn add(folder: &mut Folder, what: &str) -> Result<(), StartError> {
    let outcome = json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": "exception", "diagnostics": what }],
    });
    folder.output.add(FILE, format!("{outcome}\n").as_bytes())
}
