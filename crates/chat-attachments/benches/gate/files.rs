//! Benchmark inputs: generated files, and those of a labelled folder if given.

use crate::unpacked::{self, Archive};
use chat_attachments::fixture;
use std::path::{Path, PathBuf};

/// A file of an accepted kind.
pub(crate) struct File {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Path on the disk, if the file has one.
    pub(crate) path: PathBuf,
    /// The archives in the file, if it is one.
    pub(crate) archives: Vec<Archive>,
}

impl File {
    pub(crate) fn new(kind: &str, bytes: Vec<u8>, path: PathBuf) -> Self {
        Self {
            kind: kind.to_owned(),
            name: format!("a.{kind}"),
            archives: unpacked::archives(&bytes),
            bytes,
            path,
        }
    }
}

/// One small generated file of each kind.
pub(crate) fn generated() -> Vec<File> {
    fixture::all()
        .map(|(kind, bytes)| File::new(kind.as_str(), bytes, PathBuf::new()))
        .collect()
}

/// Files with this verdict in the folder that the environment variable `CORPUS` names. The folder has the layout
/// that `cargo xtask corpus` expects, with files in `files/<verdict>/<kind>`.
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
