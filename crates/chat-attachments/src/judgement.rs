//! Verdict and findings for one file.

use crate::finding::Finding;
use crate::kind::Kind;
use crate::object::Object;
use crate::refusal::Refusal;

/// Whether a file may be sent.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// The file is of an accepted kind and contains nothing that the policy refuses.
    Accepted,
    /// The file can't be sent.
    Refused(Refusal),
    /// The file is of an accepted kind, but has findings that the policy doesn't allow. Uploads are refused;
    /// a person or another policy may decide otherwise (rule F4).
    NeedsDecision,
}

/// Dimensions of an accepted picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Offset of the picture's end, in bytes. Anything after it may be cut off.
    pub end: u64,
}

/// Verdict on a file, with everything found in it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Judgement {
    /// Whether the file may be sent.
    pub verdict: Verdict,
    /// The actual kind of the file, if it is one of rule F1.
    pub kind: Option<Kind>,
    /// All findings, allowed or not, in the order of [`Finding::ALL`].
    pub findings: Vec<Finding>,
    /// The findings that the policy doesn't allow.
    pub undecided: Vec<Finding>,
    /// Objects and files inside that state a class or name: the first 16. A verdict never depends on what they state.
    pub objects: Vec<Object>,
    /// The dimensions, if the file is a picture.
    pub picture: Option<Picture>,
}

impl Verdict {
    /// The stable code, in snake case: `"accepted"`, `"refused"` or `"needs_decision"`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::NeedsDecision => "needs_decision",
        }
    }
}

impl Judgement {
    /// A refusal without further details.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self {
            verdict: Verdict::Refused(refusal),
            kind: None,
            findings: Vec::new(),
            undecided: Vec::new(),
            objects: Vec::new(),
            picture: None,
        }
    }

    /// Whether the file may be sent; true only for [`Verdict::Accepted`].
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.verdict == Verdict::Accepted
    }

    /// The refusal, if the verdict is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.verdict {
            Verdict::Refused(refusal) => Some(refusal),
            Verdict::Accepted | Verdict::NeedsDecision => None,
        }
    }

    /// The media type of the content, if the file is of an accepted kind.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        self.kind.map(Kind::media_type)
    }

    /// The code of the verdict; see [`Verdict::code`].
    #[must_use]
    pub fn verdict_code(&self) -> &'static str {
        self.verdict.code()
    }

    /// `"accepted"`, the code of the refusal's reason, or the code of the first undecided finding.
    #[must_use]
    pub fn reason_code(&self) -> &'static str {
        match &self.verdict {
            Verdict::Refused(refusal) => refusal.reason.code(),
            verdict => self.undecided.first().map_or(verdict.code(), |f| f.code()),
        }
    }

    /// At most two sentences for people: what the file is, then what to do if it can't be sent.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Accepted => {
                format!("The file is {}.", self.kind.map_or("accepted", Kind::noun))
            }
            Verdict::Refused(refusal) => refusal.sentence(),
            Verdict::NeedsDecision => self.undecided_sentence(),
        }
    }

    /// Names all undecided findings, and how to get rid of the first.
    fn undecided_sentence(&self) -> String {
        let clauses: Vec<_> = self.undecided.iter().map(|f| self.clause(*f)).collect();
        let found = match clauses.as_slice() {
            [] => String::from("needs a decision"),
            clauses => listed(clauses),
        };
        let remedy = self.undecided.first().map_or("", |f| f.remedy());
        format!("The file {found}. {remedy}").trim_end().to_owned()
    }
    /// The clause of a finding, with the objects that it is about in brackets.
    fn clause(&self, finding: Finding) -> String {
        let is_about = |object: &&Object| object.findings.contains(&finding);
        let mut names: Vec<_> = (self.objects.iter().filter(is_about))
            .map(Object::to_string)
            .collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > SHOWN {
            names.truncate(SHOWN - 1);
            names.push("others".to_owned());
        }
        match names.as_slice() {
            [] => finding.clause().to_owned(),
            names => format!("{} ({})", finding.clause(), listed(names)),
        }
    }
}

/// Maximum number of objects named in a sentence for each finding.
const SHOWN: usize = 3;

/// A list for people.
fn listed(items: &[String]) -> String {
    match items {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        items => items.concat(),
    }
}
