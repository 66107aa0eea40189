//! One-line helpers for judging.

use std::io::Cursor;

use chat_attachments::{AttachmentPolicy, Claim, Finding, Judgement, Reason, judge};

/// Judges under the default policy, with just a name.
pub(crate) fn judged(bytes: &[u8], name: &str) -> Judgement {
    judged_as(bytes, name, None)
}

/// Judges under the default policy.
pub(crate) fn judged_as(bytes: &[u8], name: &str, media_type: Option<&str>) -> Judgement {
    judged_by(&AttachmentPolicy::DEFAULT, bytes, name, media_type)
}

/// Judges under the given policy.
pub(crate) fn judged_by(
    policy: &AttachmentPolicy,
    bytes: &[u8],
    name: &str,
    media_type: Option<&str>,
) -> Judgement {
    judge(Cursor::new(bytes), &Claim { name, media_type }, policy).unwrap()
}

/// The reason of a refusal.
pub(crate) fn reason(judgement: &Judgement) -> Option<Reason> {
    judgement.refusal().map(|refusal| refusal.reason)
}

/// Asserts that a file is refused for this reason and named like this.
#[track_caller]
pub(crate) fn assert_refused(bytes: &[u8], name: &str, because: Reason, what: &str) {
    let judgement = judged(bytes, name);
    let refusal = judgement
        .refusal()
        .unwrap_or_else(|| panic!("{name}: {judgement:?}"));
    assert_eq!(
        (refusal.reason, refusal.what.as_str()),
        (because, what),
        "{name}"
    );
}

/// Asserts that a file needs a decision for exactly these findings, and is accepted once they are allowed.
#[track_caller]
pub(crate) fn assert_found(bytes: &[u8], name: &str, findings: &[Finding]) {
    let judgement = judged(bytes, name);
    assert_eq!(
        judgement.verdict_code(),
        "needs_decision",
        "{name}: {judgement:?}"
    );
    assert_eq!(judgement.undecided, findings, "{name}");
    assert_eq!(judgement.reason_code(), findings[0].code());
    let policy = findings
        .iter()
        .fold(AttachmentPolicy::DEFAULT, |p, f| p.allowing(*f));
    assert!(
        judged_by(&policy, bytes, name, None).is_accepted(),
        "{name} once allowed"
    );
}
