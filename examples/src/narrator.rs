//! Writing the transcript.

use chat_domain::{Explanation, RuleId};
use std::{collections::BTreeSet, fmt::Write as _};
use time::OffsetDateTime;

/// A transcript being written.
#[derive(Debug, Default)]
pub struct Narrator {
    text: String,
    scenes: usize,
    named: BTreeSet<RuleId>,
    refusing: BTreeSet<RuleId>,
}

/// A finished story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The whole transcript.
    pub transcript: String,
    /// The rules named in scene headings.
    pub named: BTreeSet<RuleId>,
    /// The rules that refused something or greyed it out.
    pub refusing: BTreeSet<RuleId>,
}

impl Narrator {
    /// Starts with a title.
    #[must_use]
    pub fn new(title: &str) -> Self {
        let mut narrator = Self::default();
        narrator.line(title);
        narrator.line(&"=".repeat(title.chars().count()));
        narrator
    }

    /// Starts a scene, with the statements of the rules it is about.
    pub fn scene(&mut self, title: &str, rules: &[RuleId]) {
        self.scenes += 1;
        let heading = format!("{}. {title}", self.scenes);
        self.line("");
        self.line(&heading);
        self.line(&"-".repeat(heading.chars().count()));
        for rule in rules {
            self.line(&format!("{:<4} {}", rule.as_str(), rule.statement()));
        }
        self.line("");
        self.named.extend(rules);
    }

    /// Records an action.
    pub fn act(&mut self, at: OffsetDateTime, what: &str) {
        self.line(&format!("{:02}:{:02} {what}", at.hour(), at.minute()));
    }

    /// Records that the action was permitted.
    pub fn permitted(&mut self, outcome: &str) {
        self.line(&format!("      ✓ {outcome}"));
    }

    /// Records that the action was refused.
    pub fn refused(&mut self, why: &Explanation) {
        let why = self.because(why);
        self.line(&format!("      ✗ refused by {why}"));
    }

    /// Records something that people see.
    pub fn note(&mut self, what: &str) {
        self.line(&format!("      {what}"));
    }

    /// Formats a refusal and remembers its rule.
    pub fn because(&mut self, why: &Explanation) -> String {
        self.refusing.insert(why.rule);
        format!("{}: {}", why.rule, why.sentence)
    }

    /// Finishes the story.
    #[must_use]
    pub fn end(self) -> Story {
        let Self {
            text,
            named,
            refusing,
            ..
        } = self;
        Story {
            transcript: text,
            named,
            refusing,
        }
    }

    fn line(&mut self, line: &str) {
        // Writing to a string can't fail.
        let _ = writeln!(self.text, "{line}");
    }
}
