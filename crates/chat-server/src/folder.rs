//! Folders that survive a power failure.

use std::{
    fs::{DirBuilder, File},
    io::{self, ErrorKind},
    os::unix::fs::DirBuilderExt as _,
    path::Path,
};

/// Creates a folder that only its owner can enter, with its missing parents, and makes its name
/// durable, so that its contents are not lost with it. An existing folder is left unchanged,
/// but its name is made durable too: the process that created it may have been killed before that.
///
/// # Errors
/// If it can't be created, or its name can't be made durable.
pub(crate) fn create(path: &Path) -> io::Result<()> {
    create_with(path, &mut sync)
}

fn create_with(path: &Path, sync: &mut dyn FnMut(&Path) -> io::Result<()>) -> io::Result<()> {
    let parent = parent(path);
    let make = || DirBuilder::new().mode(0o700).create(path);
    match make() {
        Err(error) if error.kind() == ErrorKind::NotFound && parent != path => {
            create_with(parent, sync)?;
            make()?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => {
            return match sync(parent) {
                // A process without read access did not create the folder.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
                synced => synced,
            };
        }
        made => made?,
    }
    sync(parent)
}

/// Makes the names in a folder durable.
///
/// # Errors
/// If it can't be read, or the disk fails.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder that contains a name.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{os::unix::fs::PermissionsExt as _, path::PathBuf};

    /// Creates a folder; returns the folders that were synced, and whether the contents of each
    /// existed.
    fn synced(path: &Path) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        create_with(path, &mut |folder| {
            sync(folder)?;
            folders.push(folder.to_owned());
            Ok(())
        })
        .unwrap();
        assert!(path.is_dir());
        folders
    }

    #[test]
    fn parent_is_synced_after_each_new_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (root, one, two) = (dir.path(), dir.path().join("a"), dir.path().join("a/b"));
        let path = two.join("c");
        let mut there = Vec::new();
        create_with(&path, &mut |folder| {
            let made: Vec<_> = [&one, &two, &path].map(|made| made.is_dir()).into();
            there.push((folder.to_owned(), made));
            Ok(())
        })
        .unwrap();
        let expected = vec![
            (root.to_owned(), vec![true, false, false]),
            (one, vec![true, true, false]),
            (two, vec![true, true, true]),
        ];
        assert_eq!(there, expected);
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn existing_folder_is_synced_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        assert_eq!(synced(&path), [dir.path()]);
        assert_eq!(synced(&path), [dir.path()]);
        assert_eq!(parent(Path::new("data")), Path::new("."));
    }

    #[test]
    fn failed_sync_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let fails = |kind: ErrorKind| move |_: &Path| Err(kind.into());
        let new = dir.path().join("new");
        let made = create_with(&new, &mut fails(ErrorKind::PermissionDenied));
        assert_eq!(made.unwrap_err().kind(), ErrorKind::PermissionDenied);
        let old = dir.path().join("old");
        create(&old).unwrap();
        assert!(create_with(&old, &mut fails(ErrorKind::PermissionDenied)).is_ok());
        assert!(create_with(&old, &mut fails(ErrorKind::Other)).is_err());
    }
}
