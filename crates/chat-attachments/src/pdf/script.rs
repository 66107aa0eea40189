//! Scripts of form fields: calls of the standard functions that Acrobat's field dialog writes.

/// Standard functions for the format, validation and calculation of a field. All others, also those that begin
/// alike, are not.
const FUNCTIONS: &[&str] = &[
    "AFDate_Format",
    "AFDate_FormatEx",
    "AFDate_Keystroke",
    "AFDate_KeystrokeEx",
    "AFMakeNumber",
    "AFNumber_Format",
    "AFNumber_Keystroke",
    "AFPercent_Format",
    "AFPercent_Keystroke",
    "AFRange_Validate",
    "AFSimple_Calculate",
    "AFSpecial_Format",
    "AFSpecial_Keystroke",
    "AFSpecial_KeystrokeEx",
    "AFTime_Format",
    "AFTime_FormatEx",
    "AFTime_Keystroke",
];

/// Whether a script does nothing but call standard functions with plain values.
pub(super) fn is_standard(text: &[u8]) -> bool {
    let text = decoded(text);
    let mut rest = text.trim();
    let mut calls = 0;
    while !rest.is_empty() {
        let Some(behind) = call(rest) else {
            return false;
        };
        rest = behind.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        calls += 1;
    }
    calls > 0
}

/// Text of a string object: UTF-16 with a byte order mark, or one byte per character.
pub(super) fn decoded(text: &[u8]) -> String {
    let wide = |rest: &[u8], from: fn([u8; 2]) -> u16| {
        let (units, _) = rest.as_chunks();
        let units: Vec<u16> = units.iter().map(|unit| from(*unit)).collect();
        String::from_utf16_lossy(&units)
    };
    match text {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => text.iter().copied().map(char::from).collect(),
    }
}

/// Reads a call and returns the text after it.
fn call(text: &str) -> Option<&str> {
    let (name, rest) = text.split_at(text.find('(')?);
    if !FUNCTIONS.contains(&name.trim_end()) {
        return None;
    }
    values(rest.strip_prefix('(')?)
}

/// Reads plain values up to the closing parenthesis: numbers, strings, truth values and lists of them.
fn values(mut rest: &str) -> Option<&str> {
    let mut open = 1_u32;
    loop {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        match first {
            '"' | '\'' => rest = string(rest.get(1..)?, first)?,
            '(' => {
                open += 1;
                rest = rest.get(1..)?;
            }
            ')' => {
                open -= 1;
                rest = rest.get(1..)?;
                if open == 0 {
                    return Some(rest);
                }
            }
            ',' | '[' | ']' | '-' | '+' | '.' => rest = rest.get(1..)?,
            _ => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric())?;
                let (word, behind) = rest.split_at(end);
                let is_number = end > 0 && word.bytes().all(|byte| byte.is_ascii_digit());
                if !is_number && !matches!(word, "true" | "false" | "new" | "Array" | "null") {
                    return None;
                }
                rest = behind;
            }
        }
    }
}

/// Reads a string up to its quote, and returns the text after it.
fn string(text: &str, quote: char) -> Option<&str> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '\r' | '\n' => return None,
            c if c == quote => return text.get(at + 1..),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_calls_of_standard_functions_are_standard() {
        for script in [
            r#"AFNumber_Format(2, 0, 0, 0, "", true);"#,
            r#"AFDate_FormatEx("dd/mm/yyyy")"#,
            "AFSimple_Calculate(\"SUM\", new Array (\"a\", 'b c'));\r\n",
            "AFSpecial_Keystroke( -1 );AFRange_Validate(true, 0, true, 100.5);",
            r#"AFSpecial_KeystrokeEx("99\"9")"#,
        ] {
            assert!(is_standard(script.as_bytes()), "{script}");
            let wide: Vec<u8> = script.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert!(is_standard(&[b"\xfe\xff".as_slice(), &wide].concat()));
        }
        for script in [
            "",
            "app.alert(1)",
            "AFNumber_Format(app.alert(1))",
            "AFNumber_Format(1); app.alert(1)",
            "AFNumber_Format(1)(2)",
            "AFNumber_Format(1",
            "AFOther(1)",
            "AFNumber_Format(\"a)",
            "AFNumber_Format(1)/*",
            "AFNumber_Format(x)",
            "AFNumber_Format(\"a\nb\")",
            "AFNumber_Format`1`",
        ] {
            assert!(!is_standard(script.as_bytes()), "{script}");
        }
    }
}
