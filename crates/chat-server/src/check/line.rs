//! The output for one file.

use crate::one_line::one_line;
use chat_attachments::{Finding, Judgement, Kind, Object};
use serde::Serialize;
use std::{io, path::Path};

/// A file's verdict as a JSON line; the fields are stable.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    /// Characters that are not Unicode are shown as `\u{FFFD}`.
    path: &'a str,
    /// `accepted`, `refused` or `needs_decision`; `null` if the file can't be read.
    verdict: Option<&'static str>,
    kind: Option<Kind>,
    media_type: Option<&'static str>,
    reason: Option<&'static str>,
    findings: &'a [Finding],
    objects: &'a [Object],
    sentence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// An object of JSON, as a line.
pub(super) fn json(path: &Path, judged: &io::Result<Judgement>) -> io::Result<Vec<u8>> {
    let mut json = serde_json::to_vec(&line(&path.to_string_lossy(), judged))?;
    json.push(b'\n');
    Ok(json)
}

fn line<'a>(path: &'a str, judged: &'a io::Result<Judgement>) -> Line<'a> {
    match judged {
        Ok(judgement) => Line {
            path,
            verdict: Some(judgement.verdict_code()),
            kind: judgement.kind,
            media_type: judgement.media_type(),
            reason: Some(judgement.reason_code()),
            findings: &judgement.findings,
            objects: &judgement.objects,
            sentence: Some(judgement.sentence()),
            error: None,
        },
        Err(error) => Line {
            path,
            verdict: None,
            kind: None,
            media_type: None,
            reason: None,
            findings: &[],
            objects: &[],
            sentence: None,
            error: Some(error.to_string()),
        },
    }
}

/// The line for people about a judged file: verdict, path, sentence, and the codes of the type, the
/// reason for a refusal and the findings.
pub(super) fn readable(path: &Path, judgement: &Judgement) -> String {
    let kind = judgement.kind.iter().map(|kind| kind.as_str());
    let reason = judgement.refusal().map(|refusal| refusal.reason.code());
    let findings = judgement.findings.iter().map(|finding| finding.code());
    let codes: Vec<_> = kind.chain(reason).chain(findings).collect();
    let mut line = one_line(&format!(
        "{:<14}  {}: {} ({})",
        judgement.verdict_code(),
        path.to_string_lossy(),
        judgement.sentence(),
        codes.join(", ")
    ));
    line.push('\n');
    line
}

/// The line for people about a file that can't be judged.
pub(super) fn problem(path: &Path, error: &io::Error) -> String {
    one_line(&format!("error           {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_attachments::{AttachmentPolicy, Claim, judge};
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};

    fn video(name: &str) -> io::Result<Judgement> {
        let bytes = io::Cursor::new(b"\0\0\0\x18ftypisom\0\0\0\0isommp41");
        judge(bytes, &Claim::named(name), &AttachmentPolicy::DEFAULT)
    }

    #[test]
    fn line_has_the_verdict_and_its_reasons() {
        let out = json(Path::new("clip.mp4"), &video("clip.mp4")).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["verdict"], "refused");
        assert_eq!(line["reason"], "not_accepted");
        assert!(line["sentence"].as_str().unwrap().contains("MP4"));
        assert!(line["kind"].is_null());
        assert!(line.get("error").is_none());
    }

    #[test]
    fn line_names_the_objects_inside() {
        let header = "0105000002000000070000005042727573680000000000000000000200000042";
        let text = format!(r"{{\rtf1{{\object{{\*\objdata {header}4d}}}}}}");
        let claim = Claim::named("a.rtf");
        let judged = judge(io::Cursor::new(text), &claim, &AttachmentPolicy::DEFAULT);
        let out = json(Path::new("a.rtf"), &judged).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let object = serde_json::json!({
            "findings": ["ole_object"], "class": "PBrush", "name": null,
        });
        assert_eq!(line["objects"], serde_json::json!([object]));
    }

    #[test]
    fn any_file_name_is_printed_on_one_line_without_controls() {
        let name = OsStr::from_bytes(b"a\nb\x1b[2J\xff\xe2\x80\xae.mp4");
        let (path, lossy) = (Path::new(name), name.to_string_lossy());
        let gone = Err(io::Error::other("gone"));
        let lines = [json(path, &video(&lossy)), json(path, &gone)].map(Result::unwrap);
        let text = String::from_utf8(lines.concat()).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["path"], *lossy);
        }
        let line = readable(path, &video(&lossy).unwrap());
        let problem = problem(path, &io::Error::other("gone"));
        for line in [line, problem] {
            assert!(
                line.contains("a\u{FFFD}b\u{FFFD}[2J\u{FFFD}\u{FFFD}.mp4: "),
                "{line}"
            );
            let line = line.trim_end_matches('\n');
            assert!(!line.contains(['\n', '\u{1b}', '\u{202e}']), "{line}");
        }
    }
}
