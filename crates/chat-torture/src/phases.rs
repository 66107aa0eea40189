//! What is done to the server, kind by kind.

mod control;
mod cuts;
mod faults;
mod kills;

pub(crate) use control::control;
pub(crate) use cuts::cuts;
pub(crate) use faults::faults;
pub(crate) use kills::kills;

use crate::{Outcome, server::Launch};
use std::{
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Where and until when everything takes place.
pub(crate) struct Bench {
    /// The server's program and its log.
    pub(crate) launch: Launch,
    /// A folder for all data.
    pub(crate) folder: PathBuf,
    /// No disturbance begins after this.
    pub(crate) until: Option<Instant>,
}

impl Bench {
    /// Whether there is time for another disturbance.
    pub(crate) fn has_time(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
    }

    /// A new folder in it.
    ///
    /// # Errors
    /// If it can't be made.
    fn part(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder.join(name);
        let made = fs::create_dir_all(&folder);
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(folder)
    }

    /// Takes a folder away again.
    fn clear(&self, name: &str) {
        // The whole bench goes at the end.
        let _ = fs::remove_dir_all(self.folder.join(name));
    }
}

/// Lets everybody write for a time that nobody can foresee.
async fn a_while(milliseconds: std::ops::Range<u64>) {
    sleep(Duration::from_millis(fastrand::u64(milliseconds))).await;
}
