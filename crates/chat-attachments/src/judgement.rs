//! The answer about one file.

use crate::finding::Finding;
use crate::kind::Kind;
use crate::refusal::Refusal;

/// Whether a file may be sent.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The file is of an accepted kind and has nothing that the policy refuses.
    Accepted,
    /// The file can't be sent.
    Refused(Refusal),
    /// The file is of an accepted kind, but has findings that the policy doesn't allow. An upload
    /// refuses it; a person or another policy may decide otherwise (rule F4).
    NeedsDecision,
}

/// Measures of an accepted picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Where the picture ends in the file, in bytes. What is behind may be cut off.
    pub end: u64,
}

/// What was found out about a file, and the verdict.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Judgement {
    /// Whether the file may be sent.
    pub verdict: Verdict,
    /// What the file really is, when it is one of the kinds of rule F1.
    pub kind: Option<Kind>,
    /// Everything found, allowed or not, in the order of [`Finding::ALL`].
    pub findings: Vec<Finding>,
    /// The findings among them that the policy doesn't allow.
    pub undecided: Vec<Finding>,
    /// The picture's measures, when it is one.
    pub picture: Option<Picture>,
}

impl Judgement {
    /// A refusal of a file of which nothing else is said.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self {
            verdict: Verdict::Refused(refusal),
            kind: None,
            findings: Vec::new(),
            undecided: Vec::new(),
            picture: None,
        }
    }

    /// May the file be sent? Only [`Verdict::Accepted`] is a yes.
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

    /// The media type of the content, when it is one of ours.
    #[must_use]
    pub fn media_type(&self) -> Option<&'static str> {
        self.kind.map(Kind::media_type)
    }

    /// `"accepted"`, `"refused"` or `"needs-decision"`.
    #[must_use]
    pub fn verdict_code(&self) -> &'static str {
        match self.verdict {
            Verdict::Accepted => "accepted",
            Verdict::Refused(_) => "refused",
            Verdict::NeedsDecision => "needs-decision",
        }
    }

    /// `"accepted"`, the code of the refusal's reason, or that of the first undecided finding.
    #[must_use]
    pub fn reason_code(&self) -> &'static str {
        match &self.verdict {
            Verdict::Accepted => "accepted",
            Verdict::Refused(refusal) => refusal.reason.code(),
            Verdict::NeedsDecision => self
                .undecided
                .first()
                .map_or("needs_decision", |f| f.code()),
        }
    }

    /// What a person reads: that the file is accepted, or what it is and why it isn't.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Accepted => {
                format!("The file is {}.", self.kind.map_or("accepted", Kind::noun))
            }
            Verdict::Refused(refusal) => refusal.sentence(),
            Verdict::NeedsDecision => {
                let found: Vec<_> = self.undecided.iter().map(|f| f.sentence()).collect();
                format!("{} Such files are not accepted here.", found.join(" "))
            }
        }
    }
}
