//! Opening what is a file, and nothing else.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io::{self, ErrorKind},
    path::Path,
};

/// Opens a regular file to be read. Whatever else bears the name is refused: a symbolic link is not
/// followed, a pipe is not waited for, a device is not touched.
///
/// Links among the folders that lead to it are the owner's business, and are followed.
///
/// # Errors
/// [`ErrorKind::InvalidData`] for what is not a regular file, with what it is; or what the system says.
pub fn open_regular(path: &Path) -> io::Result<File> {
    regular(fs::symlink_metadata(path)?.file_type())?;
    let file = options().open(path)?;
    // Asked again of what was opened: the name may have got another bearer in between.
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
        // Neither follows nor waits, whatever has come under the name since it was asked about. Of a
        // regular file's bytes both say nothing.
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_opened_and_what_is_not_there_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"bytes").unwrap();
        assert_eq!(open_regular(&file).unwrap().metadata().unwrap().len(), 5);
        let missing = open_regular(&folder.path().join("missing")).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_by_what_it_is_and_never_waited_for() {
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

    /// The name may change hands between the question and the opening.
    #[cfg(unix)]
    #[test]
    fn opening_alone_neither_follows_nor_waits() {
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
