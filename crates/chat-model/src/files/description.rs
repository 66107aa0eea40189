//! Readable paths of a held file.

use super::model::{FilesModel, Job, Move, World};
use crate::explore::{Finding, Model as _};
use std::fmt::Write as _;

/// A finding in words: the broken laws, the path, and the file at its end.
#[must_use]
pub fn describe_files(model: &FilesModel, finding: &Finding<Move>) -> String {
    let mut text = String::new();
    for broken in &finding.broken {
        let _ = writeln!(text, "broken: {}\n        {}", broken.law, broken.how);
    }
    let mut at = model.start();
    for (n, step) in finding.path.iter().enumerate() {
        let _ = writeln!(text, "{:>3}. {}", n + 1, sentence(*step, &at));
        at = model.follow(at, *step);
    }
    let _ = writeln!(text, "The record is {:?}, the log {:?}.", at.stage, at.log);
    text
}

fn sentence(step: Move, at: &World) -> String {
    let name = |node: bool| if node { "node B" } else { "node A" };
    match step {
        Move::Release(node) => format!("{} reads the record to release the file", name(node)),
        Move::Reject(node) => format!("{} reads the record to give the file up", name(node)),
        Move::Go(node) => {
            let [a, b] = at.nodes;
            let does = match if node { b } else { a } {
                Job::Idle => "does nothing",
                Job::Claim(_) => "claims the file",
                Job::Stage => "stages the file",
                Job::Confirm => "records that the file is staged",
                Job::GiveUp(_) => "records that the file is given up",
                Job::Check => "looks whether the log has the file",
                Job::Delete => "deletes the bytes",
            };
            format!("{} {does}", name(node))
        }
        Move::Crash(node) => format!("{} crashes", name(node)),
        Move::Forbid => "the uploader loses the permission".to_owned(),
        Move::Carry => "a message carries the file".to_owned(),
    }
}
