//! The verdict on a file, from its bytes and claims.

use std::io::{Read, Seek};

use chat_formats::Source;

use crate::agreement::{self, Agreement};
use crate::bmff;
use crate::claim::Claim;
use crate::content;
use crate::finding::Finding;
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
/// Reads the file from its beginning, regardless of the reader's position. Holds about half a MiB of it at a
/// time, plus bounded tables. Fail-closed: anything not positively recognized is refused.
///
/// Blocks while it reads and computes; see [the crate's documentation](crate#blocking). For a file in memory, see
/// [`judge_bytes`].
///
/// ```
/// use chat_attachments::{AttachmentPolicy, Claim, Finding, judge};
/// use std::io::Cursor;
///
/// let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(a)>>>>endobj\n\
///     trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF";
/// let claim = Claim::named("report.pdf");
/// let judgement = judge(Cursor::new(pdf), &claim, &AttachmentPolicy::DEFAULT)?;
/// assert_eq!(judgement.undecided, [Finding::JavaScript]);
/// assert_eq!(
///     judgement.sentence(),
///     "The file contains JavaScript. Print it to a new PDF and send that."
/// );
///
/// let tolerant = AttachmentPolicy::DEFAULT.allowing(Finding::JavaScript);
/// assert!(judge(Cursor::new(pdf), &claim, &tolerant)?.is_accepted());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Only I/O errors of the reader. A bad file is a verdict, not an error.
pub fn judge<R: Read + Seek>(
    mut reader: R,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> std::io::Result<Judgement> {
    judge_source(|| Source::new(&mut reader), claim, policy)
}

/// Judges the name, then the file.
fn judge_source<'a>(
    source: impl FnOnce() -> std::io::Result<Source<'a>>,
    claim: &Claim<'_>,
    policy: &AttachmentPolicy,
) -> std::io::Result<Judgement> {
    let name = match name::accepted(claim) {
        Ok(name) => name,
        Err(refusal) => return Ok(Judgement::refused(refusal)),
    };
    let claim = &claim.under(&name);
    let mut source = source()?;
    match look(&mut source, claim, policy) {
        Ok(found) => Ok(decide(found, claim, policy)),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Refused { reason, what }) => {
            Ok(Judgement::refused(Refusal::new(reason, what, claim.name)))
        }
        // Steps wait for more data only if the file is still arriving.
        Err(Stop::NotYet) => Err(std::io::Error::other("a complete file is still arriving")),
    }
}

/// As [`judge`], for a file in memory, which is not copied.
///
/// ```
/// use chat_attachments::{AttachmentPolicy, Claim, judge_bytes};
///
/// let judgement = judge_bytes(b"MZ\x90\0 and so on", &Claim::named("a.pdf"), &AttachmentPolicy::DEFAULT);
/// assert_eq!(judgement.refusal().unwrap().what, "a Windows program");
/// ```
#[must_use]
pub fn judge_bytes(bytes: &[u8], claim: &Claim<'_>, policy: &AttachmentPolicy) -> Judgement {
    // Memory can always be read. If that changes, the file is refused.
    let refusal = |_| Refusal::new(Reason::TooComplex, start::UNKNOWN, claim.name);
    let judged = judge_source(|| Ok(Source::of_bytes(bytes)), claim, policy).map_err(refusal);
    judged.unwrap_or_else(Judgement::refused)
}

/// The refusal of a beginning that is a video's, however short it is.
pub(crate) fn refuse_box(head: &[u8], claim: &Claim<'_>) -> Option<Refusal> {
    if !bmff::is_named(head) {
        return None;
    }
    let (reason, what) = start::refuse(head)?;
    Some(Refusal::new(reason, what, claim.name))
}

/// The refusal of a file that is larger than the policy allows, named by its first bytes.
pub(crate) fn refuse_too_large(head: &[u8], claim: &Claim<'_>) -> Refusal {
    match start::of(head) {
        Err(Stop::Refused { reason, what }) => Refusal::new(reason, what, claim.name),
        Ok(content) => Refusal::new(Reason::TooLarge, content.noun(), claim.name),
        Err(_) => Refusal::new(Reason::TooLarge, start::UNKNOWN, claim.name),
    }
}

/// The refusal that is certain after `there` bytes, however the file continues.
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

/// Refuses a file by its first bytes (up to 4,096) while it is still arriving. `None` means nothing: only
/// [`judge`] accepts.
///
/// Pass all bytes received so far. With fewer than 16 bytes, only the name is judged.
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

/// Fills in the kind's own noun where the walk gave none.
fn name_the(stop: Stop, content: Content) -> Stop {
    match stop {
        Stop::Refused {
            reason: Reason::HiddenFile,
            what,
        } if !what.is_empty() => Stop::refused(
            Reason::HiddenFile,
            format!("{} with {what} inside", content.noun()),
        ),
        other => other.named(content.noun()),
    }
}

fn decide(found: Found, claim: &Claim<'_>, policy: &AttachmentPolicy) -> Judgement {
    let Found {
        kind,
        findings,
        picture,
    } = found;
    let (mut findings, objects) = findings.into_parts();
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
        Err(reason) => {
            let refusal = Refusal::new(reason, kind.noun(), claim.name);
            return Judgement {
                kind: Some(kind),
                findings: findings.iter().collect(),
                objects,
                picture,
                ..Judgement::refused(refusal)
            };
        }
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
        objects,
        picture,
    }
}
