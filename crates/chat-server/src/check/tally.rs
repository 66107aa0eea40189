//! The totals of a run.

use crate::counted::counted;
use chat_attachments::{Judgement, Verdict};
use std::{io, process::ExitCode};

/// How many files got each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    accepted: u64,
    refused: u64,
    undecided: u64,
    unread: u64,
}

impl Tally {
    pub(super) fn count(&mut self, judged: &io::Result<Judgement>) {
        match judged.as_ref().map(|judgement| &judgement.verdict) {
            Ok(Verdict::Accepted) => self.accepted += 1,
            Ok(Verdict::Refused(_)) => self.refused += 1,
            Ok(_) => self.undecided += 1,
            Err(_) => self.unread += 1,
        }
    }

    pub(super) const fn files(self) -> u64 {
        self.accepted + self.refused + self.undecided + self.unread
    }

    pub(super) fn sentence(self) -> String {
        let mut sentence = format!(
            "{}: {} accepted",
            counted(self.files(), "file"),
            self.accepted
        );
        for (count, what) in [
            (self.refused, "refused"),
            (self.undecided, "need a decision"),
            (self.unread, "not read"),
        ] {
            if count > 0 {
                sentence.push_str(&format!(", {count} {what}"));
            }
        }
        sentence
    }

    /// 0 if all files were accepted, 1 if some were not, 2 if some could not be read.
    pub(super) fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self { unread: 1.., .. } => 2,
            Self { refused: 1.., .. } | Self { undecided: 1.., .. } => 1,
            _ => 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_code_is_the_worst_outcome() {
        let of = |accepted, refused, undecided, unread| Tally {
            accepted,
            refused,
            undecided,
            unread,
        };
        for (tally, code, sentence) in [
            (of(0, 0, 0, 0), 0, "0 files: 0 accepted"),
            (of(1, 0, 0, 0), 0, "1 file: 1 accepted"),
            (of(1, 2, 0, 0), 1, "3 files: 1 accepted, 2 refused"),
            (of(0, 0, 1, 0), 1, "1 file: 0 accepted, 1 need a decision"),
            (
                of(4, 3, 2, 1),
                2,
                "10 files: 4 accepted, 3 refused, 2 need a decision, 1 not read",
            ),
        ] {
            assert_eq!(tally.exit_code(), ExitCode::from(code));
            assert_eq!(tally.sentence(), sentence);
        }
    }
}
