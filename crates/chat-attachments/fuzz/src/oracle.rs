//! Invariants of every judgement, for any file.

use std::io::{Cursor, Read, Seek};

use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, Verdict, judge, refuse_head};

use crate::ALLOCATED;
use crate::promise;
use crate::reader::Counted;

/// Bytes that an early refusal inspects.
const HEAD: usize = 4096;
/// Size of a page in bytes, and number of pages kept. A file that fits is read once.
const PAGE: u64 = 64 * 1024;
const KEPT: u64 = 8;
/// How often each page of a longer file may be read on average, and the constant on top.
const FETCHES_A_PAGE: u64 = 24;
const FETCHES_MORE: u64 = 256;
/// Upper bound on the memory of a verdict, in bytes, for a file made to be expensive.
const MAX_MEMORY: usize = 8 * 1024 * 1024;

/// Judges a file and asserts the invariants.
pub fn look(bytes: &[u8], claim: &Claim<'_>) -> Judgement {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let judgement = look_through(|| Cursor::new(bytes), head, bytes.len() as u64, claim);
    if judgement.refusal().is_none() {
        promise::hold(bytes, claim, &judgement);
    }
    judgement
}

/// As [`look`], for a file behind a reader. Invariants of the file's bytes are not checked.
pub fn look_through<R: Read + Seek>(
    open: impl Fn() -> R,
    head: &[u8],
    len: u64,
    claim: &Claim<'_>,
) -> Judgement {
    let everything = AttachmentPolicy {
        allow: Finding::ALL.iter().copied().collect(),
        ..AttachmentPolicy::DEFAULT
    };
    let judgement = measured(&open, len, claim, &AttachmentPolicy::DEFAULT);
    let again = measured(&open, len, claim, &AttachmentPolicy::DEFAULT);
    assert_eq!(judgement, again, "two verdicts differ");
    let allowed = measured(&open, len, claim, &everything);
    policies_differ_in_findings_only(&judgement, &allowed);
    for judgement in [&judgement, &allowed] {
        agrees_with_itself(judgement);
    }
    early_refusals_are_right(head, claim, &judgement);
    judgement
}

/// Judges, and asserts the bounds on bytes read and on memory.
fn measured<R: Read + Seek>(
    open: &impl Fn() -> R,
    len: u64,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> Judgement {
    let mut reader = Counted::new(open());
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let outcome = judge(&mut reader, claim, policy);
    let peak = ALLOCATED.peak_usage().saturating_sub(before);
    assert!(outcome.is_ok(), "memory can be read: {outcome:?}");
    assert!(peak < MAX_MEMORY, "{peak} bytes allocated for {len}");
    let pages = len.div_ceil(PAGE);
    let most = if pages <= KEPT {
        len
    } else {
        (pages * FETCHES_A_PAGE + FETCHES_MORE) * PAGE
    };
    let read = reader.read_so_far();
    assert!(read <= most, "{read} bytes read of {len}");
    outcome.unwrap_or_else(|_| Judgement {
        verdict: Verdict::NeedsDecision,
        kind: None,
        findings: Vec::new(),
        undecided: Vec::new(),
        objects: Vec::new(),
        picture: None,
    })
}

/// Allowing all findings changes the verdict of findings only.
fn policies_differ_in_findings_only(judgement: &Judgement, allowed: &Judgement) {
    assert_eq!(
        judgement.refusal(),
        allowed.refusal(),
        "refused by both or by none"
    );
    assert_eq!(judgement.kind, allowed.kind);
    assert_eq!(judgement.findings, allowed.findings);
    assert_eq!(judgement.picture, allowed.picture);
    assert!(allowed.undecided.is_empty());
    assert_ne!(allowed.verdict, Verdict::NeedsDecision);
}

fn agrees_with_itself(judgement: &Judgement) {
    let sentence = judgement.sentence();
    assert!(!sentence.trim().is_empty());
    assert!(!sentence.contains(char::is_control), "{sentence:?}");
    assert!(!judgement.reason_code().is_empty());
    assert!(
        judgement.findings.is_sorted_by(|a, b| a < b),
        "each finding once, in order: {:?}",
        judgement.findings
    );
    let is_found = |finding: &Finding| judgement.findings.contains(finding);
    assert!(judgement.undecided.iter().all(is_found));
    match &judgement.verdict {
        Verdict::Accepted => assert!(judgement.kind.is_some() && judgement.undecided.is_empty()),
        Verdict::Refused(refusal) => {
            assert!(!refusal.sentence().trim().is_empty());
            assert_eq!(judgement.reason_code(), refusal.reason.code());
            assert!(judgement.undecided.is_empty());
        }
        _ => {
            assert!(judgement.kind.is_some() && !judgement.undecided.is_empty());
        }
    }
    let is_image = judgement.kind.is_some_and(|kind| kind.is_image());
    assert_eq!(
        judgement.picture.is_some(),
        is_image,
        "pictures have measures"
    );
}

/// A refusal by the first bytes must be confirmed, and for the same reason if they are the whole file.
fn early_refusals_are_right(head: &[u8], claim: &Claim<'_>, judgement: &Judgement) {
    for len in [0, 16, 17, 64, 1028, HEAD] {
        let Some(start) = head.get(..len.min(head.len())) else {
            continue;
        };
        let Some(early) = refuse_head(start, claim) else {
            continue;
        };
        assert!(!early.sentence().trim().is_empty());
        let late = judgement.refusal();
        assert!(
            late.is_some(),
            "refused early, {early:?}, and not in the end"
        );
        if start.len() == head.len() && late.is_some_and(|late| late.reason.code() != "empty") {
            assert_eq!(late, Some(&early));
        }
    }
}
