//! The manifest of a complete export, in the shape of FHIR Bulk Data.

use super::{
    output::ENDING,
    progress::{PROBLEMS, Progress, Written},
};
use serde::Serialize;
use time::OffsetDateTime;

/// The manifest's name.
pub(super) const FILE: &str = "manifest.json";

/// The manifest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    #[serde(with = "time::serde::rfc3339")]
    transaction_time: OffsetDateTime,
    request: String,
    requires_access_token: bool,
    output: Vec<Output>,
    deleted: Vec<Output>,
    error: Vec<Output>,
}

/// A file of the manifest.
#[derive(Serialize)]
struct Output {
    #[serde(rename = "type")]
    resource_type: String,
    /// Relative to the manifest.
    url: String,
    count: u64,
}

/// The manifest of what was exported.
pub(super) fn of(progress: &Progress) -> Manifest {
    let written = progress.written.iter();
    let written = written.filter(|(_, written)| written.lines > 0);
    let (error, output): (Vec<_>, Vec<_>) = written.partition(|(name, _)| *name == PROBLEMS);
    let all = |files: Vec<_>| files.into_iter().map(file).collect();
    let request = &progress.request;
    Manifest {
        transaction_time: progress.transaction_time,
        request: format!(
            "chat-server export --clinic {} --format fhir-{}",
            request.clinic,
            request.version()
        ),
        requires_access_token: false,
        output: all(output),
        deleted: Vec::new(),
        error: all(error),
    }
}

fn file((name, written): (&String, &Written)) -> Output {
    Output {
        resource_type: name.trim_end_matches(ENDING).to_owned(),
        url: name.clone(),
        count: written.lines,
    }
}
