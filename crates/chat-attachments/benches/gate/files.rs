//! What is measured: files written by code, and a labelled folder's if there is one.

use crate::unpacked;
use chat_attachments::fixture;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A file of an accepted kind.
pub(crate) struct File {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Where it is on the disk, if it is there.
    pub(crate) path: PathBuf,
    /// Where its deflated entries are, if it is an archive.
    pub(crate) entries: Vec<Range<usize>>,
}

impl File {
    fn new(kind: &str, bytes: Vec<u8>, path: PathBuf) -> Self {
        Self {
            kind: kind.to_owned(),
            name: format!("a.{kind}"),
            entries: unpacked::entries(&bytes),
            bytes,
            path,
        }
    }
}

/// One small file of each kind, written by code.
pub(crate) fn generated() -> Vec<File> {
    fixture::all()
        .map(|(kind, bytes)| File::new(kind.as_str(), bytes, PathBuf::new()))
        .collect()
}

/// The files of the folder in the environment variable `CORPUS` that have this verdict. The folder is
/// laid out as `cargo xtask corpus` wants it, with the files in `files/<verdict>/<kind>`.
pub(crate) fn labelled(verdict: &str) -> Vec<File> {
    let Some(folder) = std::env::var_os("CORPUS").map(PathBuf::from) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for kind in listed(&folder.join("files").join(verdict)) {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        let read = |path: PathBuf| File::new(&name, std::fs::read(&path).unwrap(), path);
        files.extend(listed(&kind).into_iter().map(read));
    }
    files
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
