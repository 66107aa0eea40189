//! Parsing of clamd's answers.

use crate::error::ClamdError;
use chat_ports::ScanVerdict;

/// Maximum length of an answer in bytes. Real answers are around a hundred bytes.
pub(crate) const MAX: usize = 4 * 1024;

/// Prefix of clamd's findings that only mean that it did not scan the whole file.
const LIMIT: &str = "Heuristics.Limits.Exceeded";

/// The text of a complete answer, which ends with a NUL byte, as commands do (`z…`).
pub(crate) fn text(answer: &[u8]) -> Result<&str, ClamdError> {
    let Some((0, text)) = answer.split_last() else {
        return Err(ClamdError::Cut(answer.len()));
    };
    let printable = |byte: &u8| (b' '..=b'~').contains(byte);
    if !text.iter().all(printable) {
        return Err(ClamdError::NotUnderstood("it is not a single line"));
    }
    std::str::from_utf8(text).map_err(|_| ClamdError::NotUnderstood("it is not UTF-8"))
}

/// The verdict in a complete answer to `INSTREAM`.
pub(crate) fn verdict(answer: &[u8]) -> Result<ScanVerdict, ClamdError> {
    let text = text(answer)?;
    if text.ends_with(" ERROR") || text == "COMMAND READ TIMED OUT" {
        return Err(ClamdError::Refused(text.to_owned()));
    }
    let found = match text.strip_prefix("stream: ") {
        Some("OK") => return Ok(ScanVerdict::Clean),
        Some(found) => found.strip_suffix(" FOUND"),
        None => None,
    };
    match found {
        Some(limit) if limit.starts_with(LIMIT) => Err(ClamdError::Limit(limit.to_owned())),
        Some(signature) if !signature.trim().is_empty() => Ok(ScanVerdict::Infected {
            signature: signature.to_owned(),
        }),
        _ => Err(ClamdError::NotUnderstood("it is neither OK nor FOUND")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_and_found_answers_are_verdicts() {
        assert_eq!(verdict(b"stream: OK\0").unwrap(), ScanVerdict::Clean);
        for (answer, signature) in [
            (&b"stream: Test.Worm FOUND\0"[..], "Test.Worm"),
            (b"stream: A (b) FOUND\0", "A (b)"),
            (
                b"stream: Heuristics.Encrypted.PDF FOUND\0",
                "Heuristics.Encrypted.PDF",
            ),
        ] {
            let infected = ScanVerdict::Infected {
                signature: signature.to_owned(),
            };
            assert_eq!(verdict(answer).unwrap(), infected);
        }
    }

    #[test]
    fn any_other_answer_is_no_verdict() {
        for answer in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: OK\n",
            b"stream: OK\n\0",
            b"stream: OK \0",
            b" stream: OK\0",
            b"stream: OK\0stream: OK\0",
            b"stream: OK\0stream: Worm FOUND\0",
            b"stream: ok\0",
            b"stream: NOT OK\0",
            b"stream:OK\0",
            b"OK\0",
            b"1: stream: OK\0",
            b"stream: FOUND\0",
            b"stream:  FOUND\0",
            b"stream: Worm FOUND",
            b"stream: Worm FOU\0",
            b"Worm FOUND\0",
            b"stream: \xff FOUND\0",
            b"stream: Worm OK ERROR\0",
            b"stream: OK ERROR\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"INSTREAM: Can't write to temporary file. ERROR\0",
            b"COMMAND READ TIMED OUT\0",
            b"UNKNOWN COMMAND\0",
            b"PONG\0",
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"zINSTREAM\0",
        ] {
            let shown = String::from_utf8_lossy(answer);
            assert!(verdict(answer).is_err(), "{shown:?}");
        }
    }

    #[test]
    fn errors_quote_only_clamds_own_messages() {
        let error = |answer: &[u8]| verdict(answer).unwrap_err().to_string();
        let limit = error(b"INSTREAM size limit exceeded. ERROR\0");
        assert!(limit.contains("size limit exceeded"), "{limit}");
        for echo in [
            &b"zINSTREAM\0 a diagnosis\0"[..],
            b"a diagnosis\0",
            b"a diagnosis",
        ] {
            assert!(!error(echo).contains("diagnosis"));
        }
    }
}
