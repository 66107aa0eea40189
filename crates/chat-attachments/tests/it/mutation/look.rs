//! Invariants of every judgement.

use std::io::{Cursor, Read, Result, Seek, SeekFrom};

use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, Verdict, judge, refuse_head};
use proptest::prelude::*;

/// A reader that counts, and returns less than requested.
struct Counted<'a> {
    inner: Cursor<&'a [u8]>,
    most: usize,
    read: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let most = into.len().min(self.most);
        let n = self.inner.read(&mut into[..most])?;
        self.read += n as u64;
        Ok(n)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.inner.seek(to)
    }
}

/// Judges a file, and asserts the bound on bytes read.
fn judged(
    bytes: &[u8],
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
    most: usize,
) -> std::result::Result<Judgement, TestCaseError> {
    let mut reader = Counted {
        inner: Cursor::new(bytes),
        most,
        read: 0,
    };
    let judgement = judge(&mut reader, claim, policy);
    // The cache holds half a MiB, so each byte of a shorter file is read at most once.
    prop_assert!(bytes.len() <= 512 * 1024);
    prop_assert!(reader.read <= bytes.len() as u64, "{} read", reader.read);
    judgement.map_err(|error| TestCaseError::fail(error.to_string()))
}

/// Judges a file under two policies, and twice under one of them.
pub(crate) fn look(
    bytes: &[u8],
    claim: &Claim<'_>,
) -> std::result::Result<Judgement, TestCaseError> {
    let default = AttachmentPolicy::DEFAULT;
    let everything = AttachmentPolicy {
        allow: Finding::ALL.iter().copied().collect(),
        ..AttachmentPolicy::DEFAULT
    };
    let judgement = judged(bytes, claim, &default, usize::MAX)?;
    prop_assert_eq!(&judged(bytes, claim, &default, 1021)?, &judgement);
    let allowed = judged(bytes, claim, &everything, usize::MAX)?;
    prop_assert_eq!(judgement.refusal(), allowed.refusal());
    prop_assert_eq!(judgement.kind, allowed.kind);
    prop_assert_eq!(&judgement.findings, &allowed.findings);
    for judgement in [&judgement, &allowed] {
        is_sound(judgement)?;
    }
    let head = bytes.get(..4096).unwrap_or(bytes);
    for len in [16, 64, 1024, 4096] {
        let early = refuse_head(&head[..len.min(head.len())], claim);
        prop_assert!(early.is_none() || judgement.refusal().is_some());
    }
    Ok(judgement)
}

fn is_sound(judgement: &Judgement) -> std::result::Result<(), TestCaseError> {
    let sentence = judgement.sentence();
    prop_assert!(!sentence.is_empty() && !sentence.contains(char::is_control));
    let found = |finding: &Finding| judgement.findings.contains(finding);
    prop_assert!(judgement.undecided.iter().all(found));
    let codes = (judgement.verdict_code(), judgement.reason_code());
    match &judgement.verdict {
        Verdict::Accepted => {
            prop_assert_eq!(codes, ("accepted", "accepted"));
            prop_assert!(judgement.kind.is_some() && judgement.undecided.is_empty());
        }
        Verdict::Refused(refusal) => {
            prop_assert_eq!(codes, ("refused", refusal.reason.code()));
            prop_assert!(judgement.undecided.is_empty());
        }
        _ => {
            prop_assert!(judgement.kind.is_some());
            prop_assert_eq!(codes, ("needs_decision", judgement.undecided[0].code()));
        }
    }
    Ok(())
}
