//! `cargo xtask corpus FOLDER`: scores the file gate on a labeled folder of real files.
//!
//! The folder has a `manifest.csv` with the columns `file`, `verdict`, `truth`, `kind`, `claim` and
//! `tags`. An `allow` row must be accepted as the kind in `truth`; a `reject` row must not be accepted; a
//! `policy` row may be either; an `ambiguous` row must only not cause an error.

mod manifest;
mod score;
mod table;
#[cfg(test)]
mod tests;

use crate::{outcome::Outcome, repository};
use chat_attachments::{AttachmentPolicy, Claim, judge};
use score::Score;
use std::{io::ErrorKind, path::Path, time::Instant};

/// Judges every file of the folder under its claimed name, and prints the score.
pub(crate) fn run(folder: &Path) -> Outcome {
    let score = score(folder)?;
    println!("{score}");
    score.outcome()
}

fn score(folder: &Path) -> Outcome<Score> {
    let rows = manifest::parse(&repository::read(&folder.join("manifest.csv"))?)?;
    let mut score = Score::default();
    for row in &rows {
        let path = folder.join(&row.file);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                score.missing(row);
                continue;
            }
            Err(error) => return Err(format!("{} can't be read: {error}", path.display())),
        };
        let start = Instant::now();
        let claim = Claim::named(&row.claim);
        let judgement = judge(
            std::io::Cursor::new(&bytes),
            &claim,
            &AttachmentPolicy::DEFAULT,
        )
        .map_err(|error| format!("{}: {error}", row.file))?;
        score.count(row, &judgement, start.elapsed());
    }
    Ok(score)
}
