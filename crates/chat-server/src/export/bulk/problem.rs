//! What could not be exported, as `OperationOutcome`.

use super::{output::Output, progress::PROBLEMS};
use crate::error::StartError;
use serde_json::json;

/// Records a problem, without content.
pub(super) fn add(output: &mut Output, what: &str) -> Result<(), StartError> {
    let outcome = json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": "error", "code": "exception", "diagnostics": what }],
    });
    output.add(PROBLEMS, format!("{outcome}\n").as_bytes())
}
