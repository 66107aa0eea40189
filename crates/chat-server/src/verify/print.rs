//! Output of a check on standard output.

use crate::{
    counted::{count_of, counted},
    one_line::one_line,
};
use chat_audit::{Checkpoint, Finding, Report, Statement};
use chat_domain::{ClinicId, Seq, VisitId};
use serde::Serialize;
use std::{
    fmt::Write as _,
    io::{self, Write as _},
};
use time::format_description::well_known::Rfc3339;

/// For people or for programs.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Text,
    Json,
}

/// A finding as a JSON line; the fields are stable.
#[derive(Serialize)]
struct FindingLine {
    finding: &'static str,
    clinic: Option<ClinicId>,
    visit: Option<VisitId>,
    seq: Option<Seq>,
    sentence: String,
}

/// The last JSON line; the fields are stable.
#[derive(Serialize)]
struct SummaryLine<'a> {
    sound: bool,
    findings: u64,
    visits: u64,
    passed_over: u64,
    entries: u64,
    unproven: u64,
    /// `null` if files were skipped.
    files: Option<u64>,
    checkpoint: Option<&'a Statement>,
    uncovered: Option<u64>,
}

pub(crate) fn finding(form: Form, found: &Finding) -> io::Result<()> {
    let sentence = found.problem.to_string();
    let code = found.problem.code();
    match form {
        Form::Json => json(&FindingLine {
            finding: code,
            clinic: found.visit.map(|visit| visit.clinic),
            visit: found.visit.map(|visit| visit.visit),
            seq: found.seq,
            sentence,
        }),
        Form::Text => {
            let mut place = match found.visit {
                Some(visit) => format!("visit {}", visit.visit),
                None => "store".to_owned(),
            };
            if let Some(seq) = found.seq {
                // Writing to a string can't fail.
                let _ = write!(place, ", entry {seq}");
            }
            line(&format!("{place}: {sentence} ({code})"))
        }
    }
}

/// What was checked, and what could not be.
pub(crate) fn summary(
    form: Form,
    report: &Report,
    checkpoint: Option<&Checkpoint>,
    with_files: bool,
) -> io::Result<()> {
    let statement = checkpoint.map(Checkpoint::statement);
    let files = with_files.then_some(report.files);
    match form {
        Form::Json => json(&SummaryLine {
            sound: report.is_sound(),
            findings: report.findings,
            visits: report.visits,
            passed_over: report.passed_over,
            entries: report.entries,
            unproven: report.unproven,
            files,
            checkpoint: statement,
            uncovered: report.uncovered,
        }),
        Form::Text => line(&sentences(report, statement, files)),
    }
}

fn sentences(report: &Report, checkpoint: Option<&Statement>, files: Option<u64>) -> String {
    let mut text = match report.findings {
        0 => "Sound: ".to_owned(),
        findings => format!("{} in ", counted(findings, "finding")),
    };
    let mut add = |sentence: &str| text.push_str(sentence);
    add(&counted(report.visits, "visit"));
    add(&format!(
        ", {}",
        count_of(report.entries, "entry", "entries")
    ));
    match files {
        Some(files) => add(&format!(", {}.", counted(files, "file"))),
        None => add("; files not checked."),
    }
    if report.passed_over > 0 {
        let passed = counted(report.passed_over, "older visit");
        add(&format!(" {passed} skipped."));
    }
    if report.unproven > 0 {
        let unproven = count_of(report.unproven, "entry", "entries");
        add(&format!(
            " {unproven} after missing or unreadable ones not checked against the rules."
        ));
    }
    match (checkpoint, report.uncovered) {
        (Some(checkpoint), Some(uncovered)) => {
            let taken_at = checkpoint.taken_at;
            let taken_at = taken_at
                .format(&Rfc3339)
                .unwrap_or_else(|_| taken_at.to_string());
            let newer = count_of(uncovered, "entry", "entries");
            add(&format!(
                " Compared with the checkpoint of {taken_at}; newer and not covered: {newer}."
            ));
        }
        _ => add(" No checkpoint given: truncated or rewritten logs can't be detected."),
    }
    text
}

fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{}", one_line(text))
}

fn json(value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    io::stdout().write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_says_what_was_not_checked() {
        let mut report = Report {
            visits: 1,
            entries: 2,
            ..Report::default()
        };
        assert_eq!(
            sentences(&report, None, Some(0)),
            "Sound: 1 visit, 2 entries, 0 files. No checkpoint given: truncated or rewritten logs \
             can't be detected."
        );
        report.findings = 3;
        report.passed_over = 4;
        report.unproven = 1;
        let text = sentences(&report, None, None);
        assert!(text.starts_with("3 findings in 1 visit, 2 entries; files not checked. "));
        assert!(text.contains("4 older visits skipped"), "{text}");
        assert!(
            text.contains("1 entry after missing or unreadable"),
            "{text}"
        );
    }
}
