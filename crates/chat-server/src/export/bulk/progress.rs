//! How far an export has got.

use crate::counted::counted;
use chat_domain::ClinicId;
use chat_fhir::FhirVersion;
use chat_ports::VisitKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// The file of the problems.
pub(super) const PROBLEMS: &str = "OperationOutcome.ndjson";

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) clinic: ClinicId,
    version: String,
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) since: Option<OffsetDateTime>,
    pub(super) files: bool,
}

impl Request {
    pub(super) fn new(
        clinic: ClinicId,
        version: FhirVersion,
        since: Option<OffsetDateTime>,
        files: bool,
    ) -> Self {
        Self {
            clinic,
            version: version.to_string(),
            since,
            files,
        }
    }

    pub(super) fn version(&self) -> FhirVersion {
        self.version.parse().unwrap_or(FhirVersion::R4)
    }
}

/// What a file of lines has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) bytes: u64,
    pub(super) lines: u64,
}

/// How far an export has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) request: Request,
    /// When it began. Later entries are not exported.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) transaction_time: OffsetDateTime,
    /// The newest visit that was dealt with.
    pub(super) after: Option<VisitKey>,
    pub(super) visits: u64,
    pub(super) files: u64,
    /// The files of lines, by their names.
    pub(super) written: BTreeMap<String, Written>,
}

impl Progress {
    pub(super) const fn begin(request: Request, transaction_time: OffsetDateTime) -> Self {
        Self {
            request,
            transaction_time,
            after: None,
            visits: 0,
            files: 0,
            written: BTreeMap::new(),
        }
    }

    /// The number of visits and files that could not be exported.
    pub(super) fn problems(&self) -> u64 {
        let problems = self.written.get(PROBLEMS);
        problems.map_or(0, |problems| problems.lines)
    }

    /// The counts, for people.
    pub(super) fn text(&self) -> String {
        let lines: u64 = self.written.values().map(|file| file.lines).sum();
        format!(
            "{}, {}, {}",
            counted(self.visits, "visit"),
            counted(lines.saturating_sub(self.problems()), "resource"),
            counted(self.files, "file"),
        )
    }
}
