//! Is a target fetched from elsewhere?

/// A template on the author's own drive is not there for anyone else, and is not fetched. Everything
/// that names another machine, or that isn't plainly a local path, is remote.
pub(crate) fn is_remote(target: &str) -> bool {
    let target = target.trim().replace('\\', "/").to_ascii_lowercase();
    // `file:///C:/…` is local; `file://server/…` and `file:////server/…` are not.
    let path = target.strip_prefix("file:///").unwrap_or(&target);
    let drive = matches!(path.as_bytes(), [b'a'..=b'z', b':', b'/', ..]);
    let plain = !path.contains(':') && !path.contains('%') && !path.starts_with('/');
    let nested = path.contains("//") || path.contains("..");
    !(drive || plain) || nested
}

/// The same for an RTF target, where `\\` is a backslash and any other escape hides something.
pub(crate) fn is_remote_in_rtf(target: &str) -> bool {
    let plain = target.replace("\\\\", "/");
    plain.contains('\\') || is_remote(&plain)
}
