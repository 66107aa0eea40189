//! Files and folders of the repository.

use crate::outcome::Outcome;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders that builds and runs create; not part of the repository.
pub(crate) const GENERATED: &[&str] = &["node_modules", "target", "visit-chat-data"];

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The names of a folder's entries, sorted.
pub(crate) fn names(folder: &Path) -> Outcome<Vec<String>> {
    let unreadable = |error| format!("{} can't be read: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(
            entry
                .map_err(unreadable)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort();
    Ok(names)
}

/// The crates in `crates/`, sorted.
pub(crate) fn crates(root: &Path) -> Outcome<Vec<String>> {
    let folder = root.join("crates");
    let mut found = names(&folder)?;
    found.retain(|name| folder.join(name).join("Cargo.toml").is_file());
    Ok(found)
}

/// All files of the repository with one of the extensions, sorted, relative to the root. Leaves out
/// hidden and generated files.
pub(crate) fn files(root: &Path, extensions: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for name in names(&folder)? {
            let path = folder.join(&name);
            if name.starts_with('.') || GENERATED.contains(&name.as_str()) {
            } else if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|e| extensions.iter().any(|x| e == *x))
            {
                found.push(path.strip_prefix(root).unwrap_or(&path).to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A text file's content.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{} can't be read: {error}", path.display()))
}
