//! Errors of the settings library, in full, but without values, which may be secrets.

/// The error with its causes, which the library's own text omits.
pub(super) fn in_full(error: &confique::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        match cause.downcast_ref() {
            Some(error) => text.push_str(&of_file(error)),
            None => text.push_str(cause.to_string().trim_end()),
        }
        source = cause.source();
    }
    text
}

/// What is wrong in a file: the line, the column and the key as far as they are known, and why. The text of the error itself has the
/// whole line.
fn of_file(error: &toml::de::Error) -> String {
    let why = why(error);
    let shown = error.to_string();
    let place = shown
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("TOML parse error at "));
    // Without the text of the file, the error has the key.
    let mut alone = error.clone();
    alone.set_input(None);
    let shown = alone.to_string();
    let key = shown
        .strip_prefix(error.message())
        .map(str::trim)
        .filter(|key| !key.is_empty());
    let parts = [place, key, Some(&why)].into_iter().flatten();
    parts.collect::<Vec<_>>().join(": ")
}

/// Why a value is wrong, without the value, which serde's messages contain.
pub(super) fn why(error: &toml::de::Error) -> String {
    let message = error.message().trim_end();
    for kind in ["invalid type", "invalid value", "unknown variant"] {
        if message.starts_with(kind) {
            // The last one, since the value is before it.
            let expected = message.rsplit_once(", expected ");
            return expected.map_or(kind.to_owned(), |(_, expected)| {
                format!("{kind}, expected {expected}")
            });
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::Settings;

    fn error(toml: &str) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml).unwrap();
        Settings::load(Some(file.path())).unwrap_err().to_string()
    }

    #[test]
    fn place_and_reason_are_named_without_the_value() {
        let webhook = "listen = '127.0.0.1:1'
            [[webhooks]]
            id = '01890a5d-ac96-774b-bcce-b302099a8057'
            clinic = '01890a5d-ac96-774b-bcce-b302099a8058'
            url = 'https://host.example/'
            secrets = 'whsec_hunter2, expected hunter2'";
        for (toml, parts) in [
            ("\njwt_secret = hunter2", ["line 2, column 14", "quoted"]),
            (
                webhook,
                ["line 6, column 23", "invalid type, expected a sequence"],
            ),
            (
                "jwt_secret = ['hunter2']",
                ["line 1, column 14", "expected a string"],
            ),
            (
                "storage = 'hunter2'",
                ["line 1, column 11", "expected `sqlite` or `postgres`"],
            ),
        ] {
            let error = error(toml);
            assert!(!error.contains("hunter2"), "{error}");
            for part in parts {
                assert!(error.contains(part), "{part}: {error}");
            }
        }
    }

    #[test]
    fn key_is_named() {
        let error = error("[presence]\nlease = 'hunter2'");
        assert!(error.contains("presence.lease"), "{error}");
    }
}
