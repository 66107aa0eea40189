//! The results of the checks.

use crate::one_line::one_line;
use serde::Serialize;
use std::{
    error::Error,
    io::{self, Write},
    time::Duration,
};
#[cfg(feature = "cluster")]
use tokio::time::Instant;

/// Timeout of a check.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a check may fail that is repeated.
#[cfg(feature = "cluster")]
const SOON: Duration = Duration::from_secs(5);

/// The time between its repetitions.
#[cfg(feature = "cluster")]
const PAUSE: Duration = Duration::from_millis(50);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Ok,
    Warning,
    Failed,
}

/// The result of a check; the fields are stable.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    status: Status,
    /// What was found.
    detail: String,
    /// What to do, unless all is well.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

/// The results, in the order of the checks.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// All is well.
    pub(super) fn ok(&mut self, check: &'static str, detail: &str) {
        self.add(check, Status::Ok, detail, None);
    }

    /// The server works, and something needs attention.
    pub(super) fn warning(&mut self, check: &'static str, detail: &str, advice: &'static str) {
        self.add(check, Status::Warning, detail, Some(advice));
    }

    /// The server doesn't work, or not in full.
    pub(super) fn failed(&mut self, check: &'static str, detail: &str, advice: &'static str) {
        self.add(check, Status::Failed, detail, Some(advice));
    }

    fn add(
        &mut self,
        check: &'static str,
        status: Status,
        detail: &str,
        advice: Option<&'static str>,
    ) {
        self.0.push(Finding {
            check,
            status,
            detail: one_line(&detail.split_whitespace().collect::<Vec<_>>().join(" ")),
            advice,
        });
    }

    /// The worst result so far.
    pub(super) fn worst(&self) -> Status {
        let all = self.0.iter().map(|finding| finding.status);
        all.max().unwrap_or(Status::Ok)
    }

    /// One line for each, for people or as JSON.
    pub(super) fn print(&self, json: bool, out: &mut impl Write) -> io::Result<()> {
        for finding in &self.0 {
            if json {
                serde_json::to_writer(&mut *out, finding)?;
                writeln!(out)?;
                continue;
            }
            let status = match finding.status {
                Status::Ok => "ok     ",
                Status::Warning => "warning",
                Status::Failed => "failed ",
            };
            let Finding { check, detail, .. } = finding;
            write!(out, "{status}  {check}: {detail}")?;
            match finding.advice {
                Some(advice) => writeln!(out, ". To do: {advice}")?,
                None => writeln!(out)?,
            }
        }
        Ok(())
    }
}

/// The result of a check in time; otherwise why not, with all causes.
pub(super) async fn within<T, E: Error>(
    check: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, check).await {
        Ok(result) => result.map_err(|error| in_full(&error)),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

/// The result of a check that is repeated until it succeeds, for at most [`SOON`].
#[cfg(feature = "cluster")]
pub(super) async fn soon<E: Error>(check: impl Fn() -> Result<(), E>) -> Result<(), String> {
    let end = Instant::now() + SOON;
    loop {
        match check() {
            Err(_) if Instant::now() < end => tokio::time::sleep(PAUSE).await,
            result => return result.map_err(|error| in_full(&error)),
        }
    }
}

/// An error with its causes.
pub(super) fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(cause_text.trim_end()) {
            text.push_str(": ");
            text.push_str(cause_text.trim_end());
        }
        source = cause.source();
    }
    text
}
