//! The decision: from bytes and claims to a verdict.

use std::borrow::Cow;
use std::io::{Read, Seek};

use chat_formats::Source;

use crate::agreement::{self, Agreement};
use crate::bmff;
use crate::claim::Claim;
use crate::content;
use crate::finding::{Finding, FindingSet};
use crate::found::Found;
use crate::judgement::{Judgement, Verdict};
use crate::name;
use crate::policy::AttachmentPolicy;
use crate::reason::Reason;
use crate::refusal::Refusal;
use crate::start::{self, Content};
use crate::stop::Stop;

/// Judges a whole file (rules F1 to F4 and F6).
///
/// Reads the file from its beginning, whatever the reader's position, and holds about half a MiB of
/// it plus bounded tables at a time. Fail-closed: whatever is not positively known is refused.
///
/// # Errors
/// Only those of the reader. A bad file is a verdict, not an error.
pub fn judge<R: Read + Seek>(
    mut reader: R,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> std::io::Result<Judgement> {
    let name = match name::accepted(claim) {
        Ok(name) => name,
        Err(refusal) => return Ok(Judgement::refused(refusal)),
    };
    let claim = &claim.under(&name);
    let mut source = Source::new(&mut reader)?;
    match look(&mut source, claim, policy) {
        Ok(found) => Ok(decide(found, claim, policy)),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Refused { reason, what }) => Ok(refused(reason, what, None, claim)),
        // Only a file that is still arriving has steps that must wait.
        Err(Stop::NotYet) => Err(std::io::Error::other("a whole file that goes on")),
    }
}

/// The refusal of a beginning that is a video's, however little of it has come.
pub(crate) fn refuse_box(head: &[u8], claim: &Claim<'_>) -> Option<Refusal> {
    if !bmff::is_named(head) {
        return None;
    }
    let (reason, what) = start::refuse(head)?;
    Some(Refusal::new(reason, what, claim.name))
}

/// The refusal of a file that begins so and is larger than the policy takes.
pub(crate) fn refuse_too_large(head: &[u8], claim: &Claim<'_>) -> Refusal {
    match start::of(head) {
        Err(Stop::Refused { reason, what }) => Refusal::new(reason, what, claim.name),
        Ok(content) => Refusal::new(Reason::TooLarge, content.noun(), claim.name),
        Err(_) => Refusal::new(Reason::TooLarge, start::UNKNOWN, claim.name),
    }
}

/// The refusal that is certain of a file whose first bytes are `there`, however it goes on.
pub(crate) fn refuse_open<R: Read + Seek>(
    reader: &mut R,
    there: u64,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> std::io::Result<Option<Refusal>> {
    let mut source = Source::open(reader, there);
    match look(&mut source, claim, policy) {
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Refused { reason, what }) => Ok(Some(Refusal::new(reason, what, claim.name))),
        Ok(_) | Err(Stop::NotYet) => Ok(None),
    }
}

/// Refuses from a file's first bytes (up to 4,096), while it is still being received. `None` says
/// nothing: only [`judge`] accepts.
///
/// Pass all the bytes that have come so far; below 16 bytes only the name is looked at.
#[must_use]
pub fn refuse_head(head: &[u8], claim: &Claim<'_>) -> Option<Refusal> {
    let name = match name::accepted(claim) {
        Ok(name) => name,
        Err(refusal) => return Some(refusal),
    };
    if head.len() < 16 {
        return None;
    }
    let (reason, what) = start::refuse(head)?;
    Some(Refusal::new(reason, what, &name))
}

fn look(
    source: &mut Source<'_>,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> Result<Found, Stop> {
    if source.is_empty()? {
        return Err(Stop::refused(Reason::Empty, "an empty file"));
    }
    let content = start::of(&source.bytes(0, start::HEAD)?)?;
    let named = |stop| name_the(stop, content);
    if source.is_longer_than(policy.max_bytes) {
        return Err(named(Stop::refused(Reason::TooLarge, "")));
    }
    content::walk(content, source, claim, policy).map_err(named)
}

/// Puts the kind's own noun where a walk said none.
fn name_the(stop: Stop, content: Content) -> Stop {
    match stop {
        Stop::Refused { reason, what } if what.is_empty() => {
            Stop::refused(reason, Cow::Borrowed(content.noun()))
        }
        Stop::Refused {
            reason: Reason::HiddenFile,
            what,
        } => Stop::refused(
            Reason::HiddenFile,
            format!("{} with {what} hidden in it", content.noun()),
        ),
        other => other,
    }
}

fn decide(found: Found, claim: &Claim<'_>, policy: &AttachmentPolicy) -> Judgement {
    let Found {
        kind,
        mut findings,
        picture,
    } = found;
    if kind.is_microsoft_template() || name::claims_old_template(claim.name) {
        findings.insert(Finding::Template);
    }
    if kind.is_open_template() {
        findings.insert(Finding::OpenTemplate);
    }
    if kind.is_old_open_office() {
        findings.insert(Finding::OldOpenOffice);
    }
    match agreement::of(kind, claim) {
        Err(reason) => return refused(reason, kind.noun().into(), Some(found), claim),
        Ok(Agreement::Related) => findings.insert(Finding::RelatedName),
        Ok(_) => {}
    }
    let undecided: Vec<_> = findings
        .iter()
        .filter(|finding| !policy.allows(*finding))
        .collect();
    let verdict = if undecided.is_empty() {
        Verdict::Accepted
    } else {
        Verdict::NeedsDecision
    };
    Judgement {
        verdict,
        kind: Some(kind),
        findings: findings.iter().collect(),
        undecided,
        picture,
    }
}

fn refused(
    reason: Reason,
    what: Cow<'static, str>,
    found: Option<Found>,
    claim: &Claim<'_>,
) -> Judgement {
    let findings = found.map_or(FindingSet::EMPTY, |found| found.findings);
    Judgement {
        kind: found.map(|found| found.kind),
        findings: findings.iter().collect(),
        picture: found.and_then(|found| found.picture),
        ..Judgement::refused(Refusal::new(reason, what, claim.name))
    }
}
