//! The environment of the disturbances.

use crate::{outcome::Outcome, server::Launch};
use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// The environment of a run.
pub(crate) struct Bench {
    /// How to start the server.
    pub(crate) launch: Launch,
    /// The folder for all data.
    pub(crate) folder: PathBuf,
    /// No disturbance starts after this time.
    pub(crate) until: Option<Instant>,
}

impl Bench {
    /// Whether there is time for another disturbance.
    pub(crate) fn has_time(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
    }

    /// Creates a subfolder.
    ///
    /// # Errors
    /// If it can't be created.
    pub(super) fn part(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder.join(name);
        let made = fs::create_dir_all(&folder);
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// Deletes a subfolder.
    pub(super) fn clear(&self, name: &str) {
        // Errors are harmless: the whole folder is deleted at the end.
        let _ = fs::remove_dir_all(self.folder.join(name));
    }
}

/// Lets the writers run for a random time.
pub(super) async fn run_for(milliseconds: std::ops::Range<u64>) {
    sleep(Duration::from_millis(fastrand::u64(milliseconds))).await;
}
