//! Files from the paths on the command line and on standard input.

use super::walk::{Found, Walk};
use std::{
    ffi::OsString,
    io::{self, BufRead, BufReader, Read as _},
    iter,
    os::unix::ffi::OsStringExt as _,
    path::PathBuf,
};

/// The argument for paths on standard input; also names them in errors.
const STANDARD_INPUT: &str = "-";

/// Maximum length of a path in bytes; no system opens longer ones.
const MAX_PATH: u64 = 4_096;

/// All files at the paths, in the order of the paths. `end` terminates each path on standard input.
pub(super) fn all(paths: Vec<PathBuf>, end: u8) -> impl Iterator<Item = Found> + Send {
    let named = move |path: PathBuf| -> Box<dyn Iterator<Item = io::Result<PathBuf>> + Send> {
        if path.as_os_str() == STANDARD_INPUT {
            Box::new(Listed::new(BufReader::new(io::stdin()), end))
        } else {
            Box::new(iter::once(Ok(path)))
        }
    };
    paths
        .into_iter()
        .flat_map(named)
        .flat_map(|path| match path {
            Ok(path) => Walk::from(path),
            Err(error) => Walk::failed(STANDARD_INPUT.into(), error),
        })
}

/// Paths read one at a time, so that memory does not grow with their number.
struct Listed<R> {
    input: R,
    end: u8,
    broken: bool,
}

impl<R: BufRead> Listed<R> {
    fn new(input: R, end: u8) -> Self {
        Self {
            input,
            end,
            broken: false,
        }
    }

    /// The next path, `None` at the end. Empty paths are skipped.
    fn read(&mut self) -> io::Result<Option<PathBuf>> {
        loop {
            let mut path = Vec::new();
            let mut input = self.input.by_ref().take(MAX_PATH + 1);
            if input.read_until(self.end, &mut path)? == 0 {
                return Ok(None);
            }
            let ended = path.pop_if(|last| *last == self.end).is_some();
            if !ended && path.len() as u64 > MAX_PATH {
                return Err(io::Error::other("a path is too long; the rest is skipped"));
            }
            if !path.is_empty() {
                return Ok(Some(OsString::from_vec(path).into()));
            }
        }
    }
}

impl<R: BufRead> Iterator for Listed<R> {
    type Item = io::Result<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken {
            return None;
        }
        let path = self.read().transpose();
        self.broken = matches!(path, Some(Err(_)));
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &[u8], end: u8) -> Vec<Result<Vec<u8>, String>> {
        Listed::new(text, end)
            .map(|path| match path {
                Ok(path) => Ok(path.into_os_string().into_vec()),
                Err(error) => Err(error.to_string()),
            })
            .collect()
    }

    #[test]
    fn paths_are_split_at_the_terminator() {
        let paths = listed(b"a b\n\nc\xff\r\n--json\nlast", b'\n');
        let expected: [&[u8]; 4] = [b"a b", b"c\xff\r", b"--json", b"last"];
        assert_eq!(paths, expected.map(|path| Ok(path.to_vec())));
        let paths = listed(b"a\nb\0\0c\0", 0);
        assert_eq!(paths, [Ok(b"a\nb".to_vec()), Ok(b"c".to_vec())]);
        assert_eq!(listed(b"", b'\n'), []);
    }

    #[test]
    fn endless_path_is_an_error_in_bounded_memory() {
        let mut text = vec![b'x'; 4_096];
        text.extend(b"\nshort\n");
        text.resize(100_000, b'y');
        let paths = listed(&text, b'\n');
        assert_eq!(paths.len(), 3);
        assert_eq!(paths[0].as_ref().unwrap().len(), 4_096);
        assert_eq!(paths[1], Ok(b"short".to_vec()));
        assert!(paths[2].as_ref().unwrap_err().contains("too long"));
    }
}
