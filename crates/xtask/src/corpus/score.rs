//! The score of the gate on a labelled folder.

use super::manifest::Row;
use crate::Outcome;
use chat_attachments::Judgement;
use std::{collections::BTreeMap, fmt, time::Duration};

/// How many of the slowest files are named.
const SLOWEST: usize = 8;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Score {
    allowed: BTreeMap<String, Allowed>,
    rejected: usize,
    policy: BTreeMap<String, Decided>,
    ambiguous: usize,
    missing: usize,
    /// A sentence for every file that was judged wrongly.
    wrong: Vec<String>,
    times: Vec<(Duration, String)>,
}

/// The rows of one kind that must be accepted.
#[derive(Debug, Default)]
struct Allowed {
    rows: usize,
    exact: usize,
    refused: usize,
}

/// The rows of one kind that the policy decides on.
#[derive(Debug, Default)]
struct Decided {
    rows: usize,
    accepted: usize,
    /// How often each finding was reported.
    findings: BTreeMap<&'static str, usize>,
}

impl Score {
    pub(super) fn missing(&mut self, row: &Row) {
        self.missing += 1;
        println!("{} is not there", row.file);
    }

    pub(super) fn count(&mut self, row: &Row, judgement: &Judgement, took: Duration) {
        self.times.push((took, row.file.clone()));
        let accepted = judgement.is_accepted();
        match row.verdict.as_str() {
            "allow" => {
                let exact = accepted && judgement.kind.is_some_and(|k| k.as_str() == row.truth);
                let of_kind = self.allowed.entry(row.truth.clone()).or_default();
                of_kind.rows += 1;
                of_kind.exact += usize::from(exact);
                of_kind.refused += usize::from(!accepted);
                if !exact {
                    self.say(row, judgement);
                }
            }
            "reject" => {
                self.rejected += 1;
                if accepted {
                    self.say(row, judgement);
                }
            }
            "policy" => {
                let of_kind = self.policy.entry(row.kind.clone()).or_default();
                of_kind.rows += 1;
                of_kind.accepted += usize::from(accepted);
                for finding in &judgement.findings {
                    *of_kind.findings.entry(finding.code()).or_default() += 1;
                }
            }
            _ => self.ambiguous += 1,
        }
    }

    /// Was every allowed file accepted as what it is, and no rejected one?
    pub(super) fn outcome(&self) -> Outcome {
        if self.allowed.is_empty() && self.rejected == 0 {
            Err("the manifest has no file that must be accepted or refused".to_owned())
        } else if self.wrong.is_empty() {
            Ok(())
        } else {
            Err(self.wrong.join("\n"))
        }
    }

    fn say(&mut self, row: &Row, judgement: &Judgement) {
        let kind = judgement.kind.map_or("no kind", |kind| kind.as_str());
        self.wrong.push(format!(
            "{} ({}, {}) is {} as {kind}: {}",
            row.file,
            row.verdict,
            row.truth,
            judgement.verdict_code(),
            judgement.reason_code()
        ));
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "must be accepted: files, exact, refused, of another kind"
        )?;
        let mut all = Allowed::default();
        for (kind, of_kind) in &self.allowed {
            writeln!(f, "  {kind:<6}{of_kind}")?;
            all.rows += of_kind.rows;
            all.exact += of_kind.exact;
            all.refused += of_kind.refused;
        }
        writeln!(f, "  {:<6}{all}", "all")?;
        let accepted = self.wrong.len() - (all.rows - all.exact);
        writeln!(
            f,
            "must be refused: {} files, {accepted} accepted",
            self.rejected
        )?;
        writeln!(f, "left to the policy: files, accepted, findings")?;
        for (kind, of_kind) in &self.policy {
            let findings = of_kind.findings.iter();
            let findings: Vec<_> = findings.map(|(code, n)| format!("{code} {n}")).collect();
            let (rows, accepted) = (of_kind.rows, of_kind.accepted);
            writeln!(
                f,
                "  {kind:<6}{rows:>5}{accepted:>5}  {}",
                findings.join(", ")
            )?;
        }
        writeln!(
            f,
            "judged without a label: {}; not there: {}",
            self.ambiguous, self.missing
        )?;
        let mut times: Vec<_> = self.times.iter().collect();
        times.sort_by(|a, b| b.cmp(a));
        write!(f, "slowest, in this build:")?;
        for (took, file) in times.iter().take(SLOWEST) {
            write!(f, "\n  {:>8.1} ms  {file}", took.as_secs_f64() * 1e3)?;
        }
        Ok(())
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let other = self.rows - self.exact - self.refused;
        let (rows, exact, refused) = (self.rows, self.exact, self.refused);
        write!(f, "{rows:>5}{exact:>5}{refused:>5}{other:>5}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_attachments::{AttachmentPolicy, Claim, judge};

    fn scored(verdict: &str, truth: &str, bytes: &[u8]) -> Score {
        let row = Row {
            file: "a".to_owned(),
            verdict: verdict.to_owned(),
            truth: truth.to_owned(),
            kind: truth.to_owned(),
            claim: "a".to_owned(),
        };
        let reader = std::io::Cursor::new(bytes);
        let judged = judge(reader, &Claim::named("a"), &AttachmentPolicy::DEFAULT).unwrap();
        let mut score = Score::default();
        score.count(&row, &judged, Duration::ZERO);
        score
    }

    const RTF: &[u8] = b"{\\rtf1 hello}";

    #[test]
    fn a_file_judged_as_its_row_says_passes() {
        assert_eq!(scored("allow", "rtf", RTF).outcome(), Ok(()));
        assert_eq!(scored("reject", "reject", b"MZ").outcome(), Ok(()));
    }

    #[test]
    fn a_file_judged_otherwise_fails_by_name() {
        for (verdict, truth, bytes) in [
            ("allow", "doc", RTF),
            ("allow", "rtf", b"{\\rtf1 hello"),
            ("reject", "reject", RTF),
        ] {
            let problem = scored(verdict, truth, bytes).outcome().unwrap_err();
            assert!(problem.starts_with("a ("), "{problem}");
        }
    }

    #[test]
    fn a_manifest_without_labels_proves_nothing() {
        assert!(scored("ambiguous", "ambiguous", RTF).outcome().is_err());
    }
}
