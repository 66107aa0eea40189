//! The score of the gate on a labeled folder.

use super::manifest::Row;
use crate::outcome::Outcome;
use chat_attachments::Judgement;
use std::{collections::BTreeMap, time::Duration};

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Score {
    pub(super) kinds: BTreeMap<String, OfKind>,
    pub(super) allowed: usize,
    pub(super) rejected: usize,
    /// Verdicts on `policy` rows, by kind and by tag.
    pub(super) policy_kinds: BTreeMap<String, Verdicts>,
    pub(super) policy_tags: BTreeMap<String, Verdicts>,
    pub(super) ambiguous: usize,
    pub(super) missing: Vec<String>,
    /// A sentence for every misjudged file.
    pub(super) wrong: Vec<String>,
    pub(super) times: Vec<(Duration, String)>,
}

/// The results for one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfKind {
    /// Files of this kind that must be accepted.
    pub(super) files: usize,
    /// Of these, accepted as this kind.
    pub(super) exact: usize,
    /// Of these, not accepted.
    pub(super) refused: usize,
    /// Of these, accepted as another kind.
    pub(super) mistaken: usize,
    /// Files that must be refused, accepted as this kind.
    pub(super) let_in: usize,
}

/// Counts of verdicts, by verdict and reason.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    pub(super) files: usize,
    pub(super) verdicts: BTreeMap<(&'static str, &'static str), usize>,
}

impl Score {
    pub(super) fn missing(&mut self, row: &Row) {
        self.missing.push(row.file.clone());
    }

    pub(super) fn count(&mut self, row: &Row, judgement: &Judgement, took: Duration) {
        self.times.push((took, row.file.clone()));
        match row.verdict.as_str() {
            "allow" => self.count_allowed(row, judgement),
            "reject" => self.count_rejected(row, judgement),
            "policy" => {
                count_verdict(&mut self.policy_kinds, &row.kind, judgement);
                for tag in row.tags.split_whitespace() {
                    count_verdict(&mut self.policy_tags, tag, judgement);
                }
            }
            _ => self.ambiguous += 1,
        }
    }

    fn count_allowed(&mut self, row: &Row, judgement: &Judgement) {
        let accepted = judgement.is_accepted();
        let exact = accepted && judgement.kind.is_some_and(|k| k.as_str() == row.truth);
        self.allowed += 1;
        let of_kind = self.kinds.entry(row.truth.clone()).or_default();
        of_kind.files += 1;
        of_kind.exact += usize::from(exact);
        of_kind.refused += usize::from(!accepted);
        of_kind.mistaken += usize::from(accepted && !exact);
        if !exact {
            self.report(row, judgement);
        }
    }

    fn count_rejected(&mut self, row: &Row, judgement: &Judgement) {
        self.rejected += 1;
        if judgement.is_accepted() {
            let kind = judgement.kind.map_or("no kind", |kind| kind.as_str());
            self.kinds.entry(kind.to_owned()).or_default().let_in += 1;
            self.report(row, judgement);
        }
    }

    /// An error unless every `allow` file was accepted as its kind, and no `reject` file was.
    pub(super) fn outcome(&self) -> Outcome {
        if self.allowed == 0 && self.rejected == 0 {
            Err("the manifest has no file that must be accepted or refused".to_owned())
        } else if self.wrong.is_empty() {
            Ok(())
        } else {
            Err(self.wrong.join("\n"))
        }
    }

    fn report(&mut self, row: &Row, judgement: &Judgement) {
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

fn count_verdict(of: &mut BTreeMap<String, Verdicts>, group: &str, judgement: &Judgement) {
    let verdicts = of.entry(group.to_owned()).or_default();
    let verdict = (judgement.verdict_code(), judgement.reason_code());
    verdicts.files += 1;
    *verdicts.verdicts.entry(verdict).or_default() += 1;
}
