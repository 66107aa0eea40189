//! `chat-server check`: the attachment gate's verdict on files.

use crate::cli::CheckArgs;
use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, Kind, judge};
use serde::Serialize;
use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// A file's verdict as it is printed; the fields are stable.
#[derive(Serialize)]
struct Line<'a> {
    path: &'a str,
    /// `accepted`, `refused` or `needs-decision`; `null` if the file can't be read.
    verdict: Option<&'static str>,
    kind: Option<Kind>,
    media_type: Option<&'static str>,
    reason: Option<&'static str>,
    findings: Vec<Finding>,
    sentence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The worst that happened, from harmless on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worst {
    AllAccepted = 0,
    NotAccepted = 1,
    NotRead = 2,
}

/// Judges each file under its own name; no media type is declared.
pub(crate) fn run(args: &CheckArgs) -> ExitCode {
    let mut out = io::stdout().lock();
    let mut worst = Worst::AllAccepted;
    for path in &args.files {
        let judged = judge_file(path);
        let shown = path.to_string_lossy();
        worst = worst.max(match &judged {
            Ok(judgement) if judgement.is_accepted() => Worst::AllAccepted,
            Ok(_) => Worst::NotAccepted,
            Err(_) => Worst::NotRead,
        });
        let written = if args.json {
            write_json(&mut out, &line(&shown, judged))
        } else {
            write_readable(&mut out, &line(&shown, judged))
        };
        if let Err(error) = written {
            eprintln!("chat-server: standard output: {error}");
            return ExitCode::from(Worst::NotRead as u8);
        }
    }
    ExitCode::from(worst as u8)
}

fn judge_file(path: &Path) -> io::Result<Judgement> {
    // Asked before opening: opening a pipe would wait for its other end.
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let claim = Claim {
        name: &name,
        media_type: None,
    };
    judge(File::open(path)?, &claim, &AttachmentPolicy::DEFAULT)
}

fn line(path: &str, judged: io::Result<Judgement>) -> Line<'_> {
    match judged {
        Ok(judgement) => Line {
            path,
            verdict: Some(judgement.verdict_code()),
            kind: judgement.kind,
            media_type: judgement.media_type(),
            reason: Some(judgement.reason_code()),
            sentence: Some(judgement.sentence()),
            findings: judgement.findings,
            error: None,
        },
        Err(error) => Line {
            path,
            verdict: None,
            kind: None,
            media_type: None,
            reason: None,
            findings: Vec::new(),
            sentence: None,
            error: Some(error.to_string()),
        },
    }
}

fn write_json(out: &mut impl Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}

fn write_readable(out: &mut impl Write, line: &Line<'_>) -> io::Result<()> {
    match (line.verdict, &line.error) {
        (Some(verdict), _) => {
            let sentence = line.sentence.as_deref().unwrap_or_default();
            writeln!(out, "{verdict:<14}  {}: {sentence}", line.path)
        }
        (None, error) => {
            out.flush()?;
            eprintln!(
                "error           {}: {}",
                line.path,
                error.as_deref().unwrap_or_default()
            );
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_the_verdict_and_its_reasons() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clip.mp4");
        std::fs::write(&path, b"\0\0\0\x18ftypisom\0\0\0\0isommp41").unwrap();
        let mut out = Vec::new();
        write_json(&mut out, &line("clip.mp4", judge_file(&path))).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["verdict"], "refused");
        assert_eq!(line["reason"], "not_accepted");
        assert!(line["sentence"].as_str().unwrap().contains("MP4"));
        assert!(line["kind"].is_null());
    }

    #[test]
    fn what_is_no_file_is_an_error_not_a_verdict() {
        let dir = tempfile::tempdir().unwrap();
        assert!(judge_file(dir.path()).is_err());
        assert!(judge_file(&dir.path().join("missing.pdf")).is_err());
    }
}
