//! Classification of targets as local or remote.

/// Prefixes of local paths.
const HERE: [&str; 2] = ["file:///", "file://localhost/"];

/// Whether a target is fetched from another machine. A template on the author's own drive exists on no other
/// computer, and is not fetched. A target that names another machine or isn't plainly local counts as remote.
pub(crate) fn is_remote(target: &str) -> bool {
    let target = decoded(target.trim())
        .replace('\\', "/")
        .to_ascii_lowercase();
    // `file:///C:/…` is local; `file://server/…` and `file:////server/…` are not.
    let (path, from_root) = match HERE.iter().find_map(|here| target.strip_prefix(here)) {
        Some(path) => (path, path.starts_with('/') && !is_mac_library(path)),
        None => (target.as_str(), false),
    };
    let drive = matches!(path.as_bytes(), [b'a'..=b'z', b':', b'/', ..]);
    let plain = !path.contains([':', '%']) && !from_root;
    // Windows resolves `\??\UNC\server` to another machine. File names can't contain a question mark.
    let strange = path.contains("//")
        || path.contains("..")
        || path.contains('?')
        || path.contains(char::is_control);
    !(drive || plain || is_old_mac(path)) || strange
}

/// Word for Mac names a drive and folders separated by colons: `Macintosh HD:Users:…`. No URL looks like this,
/// because schemes contain no spaces (RFC 3986, 3.1) and a server name needs a slash.
fn is_old_mac(path: &str) -> bool {
    let drive = path.split_once(':').map(|(drive, _)| drive.trim());
    drive.is_some_and(|drive| drive.contains(' ')) && !path.contains(['/', '%'])
}

/// Word for Mac writes an extra slash before its own folders: `file:////Users/name/Library/…`. Elsewhere, this
/// would be a machine named `Users`, which the sender can't choose.
fn is_mac_library(path: &str) -> bool {
    let home = path.strip_prefix("/users/");
    let inside = home.and_then(|home| home.split_once('/'));
    inside.is_some_and(|(name, inside)| !name.is_empty() && inside.starts_with("library/"))
}

/// Where a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On the reader's own computer, or beside the document.
    Here,
    /// On the web.
    Web,
    /// On a network share, or at a place with an unknown scheme.
    Network,
}

/// The place of a target. Windows authenticates itself to a network share, but not to a web server.
pub(crate) fn place(target: &str) -> Place {
    if !is_remote(target) {
        return Place::Here;
    }
    let target = decoded(target.trim())
        .replace('\\', "/")
        .to_ascii_lowercase();
    let is_plain = !target.contains([':', '%', '?']) && !target.contains(char::is_control);
    if target.starts_with("http://") || target.starts_with("https://") {
        Place::Web
    } else if is_plain && !target.contains("//") {
        // A relative path through enclosing folders.
        Place::Here
    } else {
        Place::Network
    }
}

/// The place of the file that a field inserts. `text` follows the field's first word; in fields, backslashes are
/// doubled.
pub(crate) fn place_in_field(text: &str) -> Place {
    let text = text.trim_start();
    let target = match text.strip_prefix(['"', '\u{201c}']) {
        Some(quoted) => quoted.split(['"', '\u{201d}']).next(),
        // A control character ends the field.
        None => text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .next(),
    };
    let target = target.unwrap_or_default();
    match target.strip_prefix("\\\\") {
        // A share, with its backslashes doubled or not.
        Some(_) => Place::Network,
        // A single one begins an option of the field.
        None if target.starts_with('\\') => Place::Here,
        None => place(&target.replace("\\\\", "/")),
    }
}

/// Decodes `%xx` once (RFC 3986, 2.1).
fn decoded(target: &str) -> String {
    let mut bytes = Vec::with_capacity(target.len());
    let mut rest = target.as_bytes();
    while let [first, behind @ ..] = rest {
        let digits = behind
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        let digits = digits.filter(|two| *first == b'%' && !two.starts_with('+'));
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The same for an RTF target, in which `\\\\` is a backslash and any other escape may hide something.
pub(crate) fn is_remote_in_rtf(target: &str) -> bool {
    let plain = target.replace("\\\\", "/");
    plain.contains('\\') || is_remote(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_on_a_drive_are_local() {
        for target in [
            r"file:///C:\Users\a%20b\letter.dot",
            "file:///Users/a/letter.dotx",
            "file://localhost/Users/a/Group%20Containers/letter.dotx",
            "/Users/a/Group%20Containers/letter.dotx",
            "file:////Users/a/Library/Containers/com.microsoft.Word/Data/Basic%20Letter.dotx",
            "Macintosh%20HD:Users:a:My%20Templates:letter.dotx",
            "Macintosh HD:Users:a:letter.dot",
            "Normal.dotm",
        ] {
            assert!(!is_remote(target), "{target}");
        }
    }

    #[test]
    fn shares_and_unknown_schemes_are_network_paths() {
        for target in [
            r"\\10.0.0.1\a.png",
            "file://10.0.0.1/a.png",
            "file:////server/a.png",
            "//server/a.png",
            "%5c%5cserver%5ca.png",
            "smb://server/a.png",
            "http:evil.example:80",
            r"\??\UNC\server\a.png",
        ] {
            assert_eq!(place(target), Place::Network, "{target}");
        }
        for target in ["http://a.example/a.png", "HTTPS://a.example/a.png"] {
            assert_eq!(place(target), Place::Web, "{target}");
        }
        for target in ["a.png", "../a.png", "file:///C:/a.png", "C:\\a.png"] {
            assert_eq!(place(target), Place::Here, "{target}");
        }
    }

    #[test]
    fn a_field_may_insert_a_file_from_a_share() {
        for text in [
            r#" "\\\\server\\a.png" \d"#,
            r" \\server\a.png",
            " file://10.0.0.1/a.png",
        ] {
            assert_eq!(place_in_field(text), Place::Network, "{text}");
        }
        for text in [r#" "C:\\a\\b.png" \d"#, r" \d a.png", " a.png", ""] {
            assert_eq!(place_in_field(text), Place::Here, "{text}");
        }
        assert_eq!(place_in_field(" \"http://a.example/b.png\""), Place::Web);
    }

    #[test]
    fn targets_on_another_machine_are_remote() {
        for target in [
            "http://evil.example/a.dotm",
            "http:evil.example:80",
            "ht tp://evil.example/a.dotm",
            r"\\server\a.dotm",
            "%5c%5cserver%5ca.dotm",
            "%255c%255cserver%255ca.dotm",
            "/%2fserver/a.dotm",
            "file:////server/a.dotm",
            "file:////server/a/Library/a.dotm",
            "file:////users/a.dotm",
            "file:////users//library/a.dotm",
            "file:////users.evil.example/a/library/a.dotm",
            "file:////users@80/a/library/a.dotm",
            "//users/a/library/a.dotm",
            "file://localhost//users/a.dotm",
            "file:///%5cserver/a.dotm",
            "file://server/a.dotm",
            "file://localhost//server/a.dotm",
            "file:Macintosh HD:a.dotm",
            "mhtml:a b:c",
            "a b:c:%68ttp://evil.example",
            "%20http:evil.example",
            r"\??\UNC\server\a.dotm",
            "/%3f%3f/UNC/server/a.dotm",
            "h%09ttp:evil.example",
            "../a.dotm",
        ] {
            assert!(is_remote(target), "{target}");
        }
    }
}
