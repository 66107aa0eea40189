//! From a path to the files that it leads to.

use std::{
    ffi::OsString,
    fs::{self, DirEntry, FileType},
    io,
    path::{Path, PathBuf},
    vec,
};

/// Something that is to be judged.
#[derive(Debug)]
pub(super) struct Found {
    /// As it was come by; it is shown so, and its last name is the claimed one.
    pub(super) path: PathBuf,
    /// What to open, or why nothing can be.
    pub(super) at: io::Result<PathBuf>,
}

/// The files below a path, folder by folder and by the bytes of their names: the same order every time.
/// At a time it holds the names of one folder, and of those that lead to it.
///
/// A link is followed if it was named, and not if it was found: nothing outside a named folder is judged
/// with it. What is found and is no folder is handed over whatever it is, so that nothing is passed over.
pub(super) struct Walk {
    first: Option<Found>,
    folders: Vec<Folder>,
}

/// A folder on the way to the current one, with what is left of it.
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

    /// Nothing but an error.
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

/// Where a named path leads, and whether to a folder.
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
    fn files_come_by_name_and_links_are_handed_over_unfollowed() {
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
    fn a_named_link_is_followed_and_shown_as_it_was_named() {
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
    fn what_is_gone_is_an_error_and_not_the_end() {
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
