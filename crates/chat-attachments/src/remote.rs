//! Is a target fetched from elsewhere?

/// A template on the author's own drive is not there for anyone else, and is not fetched. Everything
/// that names another machine, or that isn't plainly a local path, is remote.
pub(crate) fn is_remote(target: &str) -> bool {
    let target = target.trim().replace('\\', "/").to_ascii_lowercase();
    let path = match target.strip_prefix("file:") {
        // `file:///C:/…` is local, `file://server/…` is not.
        Some(rest) => rest.strip_prefix("///").unwrap_or(rest),
        None => &target,
    };
    let drive = matches!(path.as_bytes(), [b'a'..=b'z', b':', b'/', ..]);
    let plain = !path.contains(':') && !path.contains("//") && !path.contains("%2f%2f");
    !(drive || plain)
}
