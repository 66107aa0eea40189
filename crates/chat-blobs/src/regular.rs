//! Opening regular files only.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io::{self, ErrorKind},
    path::Path,
};

/// Opens a regular file for reading. Anything else is refused: symbolic links are not followed,
/// pipes are not waited for, devices are not touched.
///
/// Symbolic links in the path's folders are up to the operator and are followed.
///
/// # Errors
/// [`ErrorKind::InvalidData`] naming the actual type if it is not a regular file; otherwise the
/// system's error.
pub fn open_regular(path: &Path) -> io::Result<File> {
    regular(fs::symlink_metadata(path)?.file_type())?;
    let file = options().open(path)?;
    // Check the open file again: the path may have been replaced in between.
    regular(file.metadata()?.file_type())?;
    Ok(file)
}

fn regular(what: FileType) -> io::Result<()> {
    if what.is_file() {
        return Ok(());
    }
    let what = if what.is_symlink() {
        "a symbolic link, not a file"
    } else if what.is_dir() {
        "a folder, not a file"
    } else {
        special(what)
    };
    Err(io::Error::new(ErrorKind::InvalidData, what))
}

#[cfg(unix)]
fn special(what: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if what.is_fifo() {
        "a pipe, not a file"
    } else if what.is_socket() {
        "a socket, not a file"
    } else {
        "a device, not a file"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "not a file"
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // Neither follows a link nor blocks on a pipe, even if the path was replaced since the
        // check. Neither flag affects reads of a regular file.
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_file_opens_and_missing_file_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"bytes").unwrap();
        assert_eq!(open_regular(&file).unwrap().metadata().unwrap().len(), 5);
        let missing = open_regular(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn non_files_are_refused_by_type_without_blocking() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), b"bytes").unwrap();
        fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink(at("file"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(at("pipe"))
            .status();
        assert!(made.unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        for (path, what) in [
            (at("folder"), "a folder"),
            (at("link"), "a symbolic link"),
            (at("dangling"), "a symbolic link"),
            (at("pipe"), "a pipe"),
            (at("socket"), "a socket"),
            ("/dev/null".into(), "a device"),
        ] {
            let error = open_regular(&path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{path:?}");
            assert_eq!(error.to_string(), format!("{what}, not a file"));
        }
    }

    /// As if the path was replaced between the check and the open.
    #[cfg(unix)]
    #[test]
    fn open_flags_neither_follow_links_nor_block() {
        let folder = tempfile::tempdir().unwrap();
        let (link, pipe) = (folder.path().join("link"), folder.path().join("pipe"));
        std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
        assert!(options().open(link).is_err());
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let opened = options().open(&pipe).unwrap();
        assert!(regular(opened.metadata().unwrap().file_type()).is_err());
    }
}
