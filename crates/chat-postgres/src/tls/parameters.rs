//! The parameters of a connection string that the driver does not know.

use percent_encoding::percent_decode_str;

/// `sslmode` and `sslrootcert`, if they are given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) mode: Option<String>,
    /// A file with certificates of authorities, or `system`.
    pub(super) authorities: Option<String>,
}

impl Given {
    /// Whether the parameter is one of these. The last one of a name counts, as in the driver.
    fn takes(&mut self, key: &str, value: &str) -> bool {
        let place = match key {
            "sslmode" => &mut self.mode,
            "sslrootcert" => &mut self.authorities,
            _ => return false,
        };
        *place = Some(value.to_owned());
        true
    }
}

/// Takes the parameters out of a connection string, in either form. Returns the rest. What can't be read stays in it, for the
/// driver to refuse.
pub(super) fn take(connection: &str) -> (String, Given) {
    let mut given = Given::default();
    let is_url = ["postgres://", "postgresql://"].map(|scheme| connection.starts_with(scheme));
    let rest = match is_url.contains(&true) {
        true => from_url(connection, &mut given),
        false => from_words(connection, &mut given),
    };
    (rest, given)
}

fn from_url(url: &str, given: &mut Given) -> String {
    // A password may contain a question mark.
    let host = url.find('@').unwrap_or_default();
    let (_, after) = url.split_at(host);
    let Some(query) = after.find('?') else {
        return url.to_owned();
    };
    let (base, query) = url.split_at(host + query);
    let query = query.trim_start_matches('?').split('&');
    let others: Vec<_> = query
        .filter(|parameter| {
            let Some((key, value)) = parameter.split_once('=') else {
                return true;
            };
            let decoded = |text| percent_decode_str(text).decode_utf8_lossy();
            !given.takes(&decoded(key), &decoded(value))
        })
        .collect();
    match others.is_empty() {
        true => base.to_owned(),
        false => format!("{base}?{}", others.join("&")),
    }
}

fn from_words(mut words: &str, given: &mut Given) -> String {
    let mut others = String::new();
    while let Some((key, value, after)) = parameter(words) {
        let (word, _) = words.split_at(words.len() - after.len());
        if !given.takes(key, &value) {
            others.push_str(word);
            others.push(' ');
        }
        words = after;
    }
    others + words
}

/// The first `key = value`, with the value's quotes and backslashes taken away, and what follows.
fn parameter(words: &str) -> Option<(&str, String, &str)> {
    let words = words.trim_start();
    let end = words.find(|c: char| c.is_whitespace() || c == '=')?;
    let (key, words) = words
        .split_at_checked(end)
        .filter(|(key, _)| !key.is_empty())?;
    let words = words.trim_start().strip_prefix('=')?.trim_start();
    let unquoted = words.strip_prefix('\'');
    let is_quoted = unquoted.is_some();
    let mut chars = unquoted.unwrap_or(words).chars();
    let mut value = String::new();
    loop {
        let here = chars.as_str();
        match chars.next() {
            None if is_quoted => return None,
            None => return Some((key, value, "")),
            Some('\'') if is_quoted => return Some((key, value, chars.as_str())),
            Some(c) if c.is_whitespace() && !is_quoted => return Some((key, value, here)),
            Some('\\') => value.extend(chars.next()),
            Some(c) => value.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_postgres::Config;

    fn given(mode: Option<&str>, authorities: Option<&str>) -> Given {
        Given {
            mode: mode.map(str::to_owned),
            authorities: authorities.map(str::to_owned),
        }
    }

    #[test]
    fn parameters_are_taken_and_the_rest_means_the_same() {
        for (connection, expected, without) in [
            (
                r"host=a  sslmode = verify-full sslrootcert='/my \'roots\'.pem'user=b password='sslmode=x'",
                given(Some("verify-full"), Some("/my 'roots'.pem")),
                r"host=a user=b password='sslmode=x'",
            ),
            (
                r"sslmode=disable sslmode=require host=a sslrootcert=/a\ b",
                given(Some("require"), Some("/a b")),
                "host=a",
            ),
            (
                "postgres://u:p?q@a,b:7/chat?sslrootcert=%2Fa%20b&connect_timeout=3&sslmode=verify-ca",
                given(Some("verify-ca"), Some("/a b")),
                "postgres://u:p?q@a,b:7/chat?connect_timeout=3",
            ),
            (
                "postgresql://a?sslmode=prefer",
                given(Some("prefer"), None),
                "postgresql://a",
            ),
            ("host=a user=b", Given::default(), "host=a user=b"),
            ("postgres://a/b", Given::default(), "postgres://a/b"),
        ] {
            let (rest, taken) = take(connection);
            assert_eq!(taken, expected, "{connection}");
            let config = |text: &str| text.parse::<Config>().unwrap();
            assert_eq!(config(&rest), config(without), "{connection}");
        }
    }

    #[test]
    fn unreadable_connection_strings_are_left_to_the_driver() {
        for connection in ["host", "host=a sslmode", "host='a sslmode=x", "a=b c"] {
            let (rest, _) = take(connection);
            assert!(rest.parse::<Config>().is_err(), "{connection}");
        }
    }
}
