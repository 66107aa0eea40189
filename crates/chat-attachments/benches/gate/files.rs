//! What is measured: files written by code, and a labelled folder's if there is one.

use chat_attachments::fixture;
use std::path::{Path, PathBuf};

/// A file of an accepted kind.
pub(crate) struct File {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// One small file of each kind, written by code.
pub(crate) fn generated() -> Vec<File> {
    fixture::all()
        .map(|(kind, bytes)| File {
            kind: kind.as_str().to_owned(),
            name: format!("a.{}", kind.canonical_extension()),
            bytes,
        })
        .collect()
}

/// The files of the folder in the environment variable `CORPUS` that must be accepted. The folder is
/// laid out as `cargo xtask corpus` wants it, with the files in `files/allow/<kind>`.
pub(crate) fn labelled() -> Vec<File> {
    let Some(folder) = std::env::var_os("CORPUS").map(PathBuf::from) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for kind in listed(&folder.join("files/allow")) {
        let name = kind.file_name().unwrap().to_string_lossy().into_owned();
        files.extend(listed(&kind).into_iter().map(|path| File {
            kind: name.clone(),
            name: format!("a.{name}"),
            bytes: std::fs::read(path).unwrap(),
        }));
    }
    files
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
