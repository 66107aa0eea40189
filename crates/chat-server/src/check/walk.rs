//! Recursive search for files.

use std::{
    ffi::OsString,
    fs::{self, DirEntry, FileType},
    io,
    path::{Path, PathBuf},
    vec,
};

/// Something to be judged.
#[derive(Debug)]
pub(super) struct Found {
    /// The path as found; it is printed, and its last component is the claimed name.
    pub(super) path: PathBuf,
    /// What to open, or why nothing can be opened.
    pub(super) at: io::Result<PathBuf>,
}

/// The files below a path, folder by folder, ordered by the bytes of their names, so that the order
/// is always the same. Holds only the names in one folder and in its ancestors.
///
/// A symbolic link is followed if it was named, but not if it was found, so that nothing outside a
/// named folder is judged. Everything else that is not a folder is returned, whatever it is, so
/// that nothing is missed.
pub(super) struct Walk {
    first: Option<Found>,
    folders: Vec<Folder>,
}

/// An ancestor of the current folder, with its remaining names.
struct Folder {
    path: PathBuf,
    rest: vec::IntoIter<Inner>,
    broken: Option<io::Error>,
}

struct Inner {
    name: OsString,
    what: io::Result<FileType>,
}

impl Walk {
    pub(super) fn from(path: PathBuf) -> Self {
        match start(&path) {
            Ok((_, true)) => Self {
                first: None,
                folders: vec![Folder::list(path)],
            },
            Ok((at, false)) => Self::only(Found { path, at: Ok(at) }),
            Err(error) => Self::failed(path, error),
        }
    }

    /// Yields only an error.
    pub(super) fn failed(path: PathBuf, error: io::Error) -> Self {
        let at = Err(error);
        Self::only(Found { path, at })
    }

    fn only(found: Found) -> Self {
        Self {
            first: Some(found),
            folders: Vec::new(),
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let folder = self.folders.last_mut()?;
            if let Some(error) = folder.broken.take() {
                let path = folder.path.clone();
                let at = Err(error);
                return Some(Found { path, at });
            }
            let Some(inner) = folder.rest.next() else {
                self.folders.pop();
                continue;
            };
            let path = folder.path.join(inner.name);
            match inner.what {
                Ok(what) if what.is_dir() => self.folders.push(Folder::list(path)),
                what => {
                    let at = what.map(|_| path.clone());
                    return Some(Found { path, at });
                }
            }
        }
    }
}

impl Folder {
    fn list(path: PathBuf) -> Self {
        let mut inner = Vec::new();
        let broken = read(&path, &mut inner).err();
        inner.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Self {
            path,
            rest: inner.into_iter(),
            broken,
        }
    }
}

fn read(folder: &Path, inner: &mut Vec<Inner>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry: DirEntry = entry?;
        inner.push(Inner {
            name: entry.file_name(),
            what: entry.file_type(),
        });
    }
    Ok(())
}

/// The target of a named path, and whether it is a folder.
fn start(path: &Path) -> io::Result<(PathBuf, bool)> {
    let mut at = path.to_path_buf();
    let mut what = fs::symlink_metadata(&at)?.file_type();
    if what.is_symlink() {
        at = path.canonicalize()?;
        what = fs::symlink_metadata(&at)?.file_type();
    }
    Ok((at, what.is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn walked(path: &Path) -> Vec<String> {
        let shown = |found: Found| {
            let inner = found.path.strip_prefix(path).unwrap().display().to_string();
            match found.at {
                Ok(at) => {
                    assert_eq!(at, found.path);
                    inner
                }
                Err(error) => format!("{inner}: {error}"),
            }
        };
        Walk::from(path.to_path_buf()).map(shown).collect()
    }

    #[test]
    fn files_are_ordered_by_name_and_found_links_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for inner in ["b/deep/er", "a", "empty"] {
            fs::create_dir_all(at(inner)).unwrap();
        }
        for file in ["c", "b/deep/er/z", "b/deep.x", "a/2", "a/10", "B"] {
            fs::write(at(file), b"").unwrap();
        }
        symlink(folder.path(), at("a/around")).unwrap();
        symlink("/etc", at("out")).unwrap();
        let expected = [
            "B",
            "a/10",
            "a/2",
            "a/around",
            "b/deep/er/z",
            "b/deep.x",
            "c",
            "out",
        ];
        assert_eq!(walked(folder.path()), expected);
    }

    #[test]
    fn named_link_is_followed_and_keeps_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("folder")).unwrap();
        fs::write(at("folder/file"), b"").unwrap();
        symlink("folder", at("to-folder")).unwrap();
        symlink("folder/file", at("to-file")).unwrap();
        assert_eq!(walked(&at("to-folder")), ["file"]);
        let found: Vec<_> = Walk::from(at("to-file")).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, at("to-file"));
        let real = at("folder/file").canonicalize().unwrap();
        assert_eq!(found[0].at.as_ref().unwrap(), &real);
    }

    #[test]
    fn vanished_folder_is_an_error_and_the_walk_continues() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for inner in ["a", "b"] {
            fs::create_dir(at(inner)).unwrap();
            fs::write(at(inner).join("file"), b"").unwrap();
        }
        let mut walk = Walk::from(folder.path().to_path_buf());
        assert_eq!(walk.next().unwrap().path, at("a/file"));
        fs::remove_dir_all(at("b")).unwrap();
        let gone = walk.next().unwrap();
        assert_eq!(gone.path, at("b"));
        assert_eq!(gone.at.unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(walk.next().is_none());
        let missing: Vec<_> = Walk::from(at("missing")).collect();
        assert!(missing.len() == 1 && missing[0].at.is_err());
    }
}
