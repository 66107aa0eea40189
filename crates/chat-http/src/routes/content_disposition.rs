//! A file's name in `Content-Disposition` (RFC 6266) with extended parameters (RFC 8187).

use std::fmt::Write as _;

/// The header of a download: saved, never displayed in place, under a name valid on every system.
pub(super) fn attachment(name: &str) -> String {
    named("attachment", name)
}

/// The header of a picture displayed in place, with the name for saving it.
pub(super) fn inline(name: &str) -> String {
    named("inline", name)
}

fn named(disposition: &str, name: &str) -> String {
    let name = chat_text::saved_as(name);
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ';
    let fallback: String = name
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let mut header = format!("{disposition}; filename=\"{fallback}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if is_attr_char(byte) {
            header.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(header, "%{byte:02X}");
        }
    }
    header
}

/// The name in an upload's header: `filename*` if present, otherwise `filename`.
pub(super) fn file_name(header: &str) -> Option<String> {
    let mut plain = None;
    for parameter in parameters(header) {
        let (key, value) = parameter.split_once('=')?;
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "filename*" => return extended(value),
            "filename" => plain = unquoted(value),
            _ => {}
        }
    }
    plain
}

/// The parameters after the disposition type, split at semicolons outside quotes.
fn parameters(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let ends = move |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        c == ';' && !quoted
    };
    header.split(ends).skip(1)
}

fn unquoted(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else {
        return Some(value.to_owned());
    };
    let mut name = String::new();
    let mut chars = inner.strip_suffix('"')?.chars();
    while let Some(c) = chars.next() {
        name.push(if c == '\\' { chars.next()? } else { c });
    }
    Some(name)
}

/// `UTF-8'language'percent-encoded` (RFC 8187, section 3.2).
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let charset = parts.next()?;
    let _language = parts.next()?;
    let encoded = parts.next()?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            _ if is_attr_char(byte) => bytes.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

const fn is_attr_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_the_header_as_saved() {
        for (name, saved) in [
            ("scan.png", "scan.png"),
            ("Röntgen 1.pdf", "Röntgen 1.pdf"),
            ("visit 10:30.png", "visit 10_30.png"),
            ("a\"b;c%.png", "a_b;c%.png"),
            ("写真.jpg", "写真.jpg"),
            ("葛\u{E0100}城 ❤\u{FE0F}.png", "葛\u{E0100}城 ❤\u{FE0F}.png"),
            ("it's.doc", "it's.doc"),
            ("tab\tand\r\nline\u{7f}.pdf", "tab_and__line_.pdf"),
            ("\\..\\..\\a.pdf", "_.._.._a.pdf"),
            ("a;filename=evil.exe.pdf", "a;filename=evil.exe.pdf"),
            ("%41%.png", "%41%.png"),
            ("CON.png", "_CON.png"),
            (" . ", "file"),
        ] {
            let header = attachment(name);
            assert!(header.is_ascii(), "{header}");
            assert_eq!(file_name(&header).as_deref(), Some(saved), "{header}");
        }
    }

    #[test]
    fn header_is_one_ascii_line_with_one_quoted_name() {
        let long = "ü".repeat(127) + "."; // 255 bytes
        for name in [
            "a\r\nSet-Cookie: x=1.png",
            "a\0\u{1b}\u{7f}.png",
            "\"\\\".png",
            &long,
        ] {
            for header in [attachment(name), inline(name)] {
                assert!(
                    header.bytes().all(|b| (0x20..0x7f).contains(&b)),
                    "{header}"
                );
                assert_eq!(header.matches('"').count(), 2, "{header}");
                assert!(!header.contains('\\'), "{header}");
                let saved = chat_text::saved_as(name);
                assert_eq!(file_name(&header), Some(saved), "{header}");
            }
        }
        assert!(attachment("a.png").starts_with("attachment; "));
        assert!(inline("a.png").starts_with("inline; "));
    }

    #[test]
    fn plain_file_name_is_accepted() {
        assert_eq!(
            file_name("attachment; filename=a.png").as_deref(),
            Some("a.png")
        );
        assert_eq!(
            file_name(r#"attachment; filename="a\";.png""#).as_deref(),
            Some("a\";.png")
        );
    }

    #[test]
    fn invalid_header_has_no_name() {
        for wrong in [
            "attachment",
            "attachment; filename*=UTF-8''%ZZ",
            "attachment; filename*=UTF-8''%C3",
            "attachment; filename*=UTF-8''a b",
            "attachment; filename*=latin1''a",
            "attachment; filename*=a",
            "attachment; filename=\"a",
            "attachment; nonsense",
        ] {
            assert_eq!(file_name(wrong), None, "{wrong}");
        }
    }
}
