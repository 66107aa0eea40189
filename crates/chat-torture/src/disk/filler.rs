//! A full disk.

use crate::{command, outcome::Outcome};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Smallest write to attempt, in bytes.
const BLOCK: u64 = 4_096;

/// Largest write to attempt, in bytes.
const MAX_WRITE: u64 = 512 << 20;

/// Files that use up all free space. Deleted on drop.
pub(crate) struct Filler {
    folder: PathBuf,
}

impl Filler {
    /// Uses up all free space of the file system that contains a folder.
    ///
    /// # Errors
    /// If nothing can be written.
    pub(super) fn make(on: &Path) -> Outcome<Self> {
        let folder = on.join("filler");
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let filler = Self { folder };
        let (mut size, mut pieces) = (MAX_WRITE, 0_u32);
        while size >= BLOCK {
            let piece = filler.folder.join(pieces.to_string());
            let length = size.to_string();
            let words = ["-l".as_ref(), length.as_ref(), piece.as_os_str()];
            match command::run("fallocate", &words) {
                Ok(_) => pieces += 1,
                Err(_) => size /= 2,
            }
        }
        if pieces == 0 {
            return Err(format!("{} can't be filled", on.display()));
        }
        Ok(filler)
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("torture: the disk stays full: {error}");
        }
    }
}
