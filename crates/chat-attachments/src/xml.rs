//! Parser for small XML parts: elements and attributes, without anything that could expand.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum nesting depth of elements.
const MAX_DEPTH: u32 = 256;

/// An element: its name without prefix, and its attributes.
pub(crate) struct Element<'a> {
    start: &'a BytesStart<'a>,
}

impl<'a> Element<'a> {
    pub(crate) fn is(&self, name: &str) -> bool {
        let whole = self.start.name();
        let prefix = whole.as_ref().strip_suffix(name);
        prefix.is_some_and(|prefix| match prefix.as_bytes() {
            [] => true,
            [prefix @ .., b':'] => !prefix.contains(&b':'),
            _ => false,
        })
    }

    /// Values of the attributes with these names (without prefix), in one pass.
    ///
    /// # Errors
    /// Refuses malformed and duplicate attributes. Readers differ in which duplicate they use.
    pub(crate) fn get<const N: usize>(&self, names: [&str; N]) -> Step<[Option<Cow<'a, str>>; N]> {
        match plain(self.start.attributes_raw(), names) {
            Some(values) => Ok(values.map(|value| value.map(Cow::Borrowed))),
            None => self.get_any(names),
        }
    }

    /// The same for attributes in any form.
    fn get_any<const N: usize>(&self, names: [&str; N]) -> Step<[Option<Cow<'a, str>>; N]> {
        let mut values = [const { None }; N];
        // A full search for duplicates would take quadratic time.
        let mut attributes = self.start.attributes();
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|_| Stop::damaged())?;
            let key = attribute.key.local_name();
            let mut places = names.iter().zip(&mut values);
            let Some((_, value)) = places.find(|(name, _)| **name == key.as_ref()) else {
                continue;
            };
            let text = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Stop::damaged())?;
            if value.replace(text).is_some() {
                return Err(Stop::damaged());
            }
        }
        Ok(values)
    }

    /// Values of required attributes.
    ///
    /// # Errors
    /// As [`get`](Self::get), and if one is missing.
    pub(crate) fn demand<const N: usize>(&self, names: [&str; N]) -> Step<[Cow<'a, str>; N]> {
        let mut missing = false;
        let values = self.get(names)?.map(|value| {
            missing |= value.is_none();
            value.unwrap_or_default()
        });
        if missing {
            return Err(Stop::damaged());
        }
        Ok(values)
    }
}

/// Fast path of [`Element::get`], for attributes in the form that all writers use: `name="value"`, with a value that
/// means what it says. `None` if one of them has another form, or is a duplicate.
fn plain<'a, const N: usize>(
    mut attributes: &'a str,
    names: [&str; N],
) -> Option<[Option<&'a str>; N]> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let mut values = [None; N];
    loop {
        let blanks = attributes
            .as_bytes()
            .iter()
            .take_while(|byte| is_blank(byte));
        attributes = attributes.get(blanks.count()..)?;
        if attributes.is_empty() {
            return Some(values);
        }
        let mut name = attributes.as_bytes().iter();
        let len = name.position(|byte| *byte == b'=' || is_blank(byte))?;
        if len == 0 {
            return None;
        }
        let (key, rest) = attributes.split_at_checked(len)?;
        let rest = rest.strip_prefix("=\"")?;
        let (value, rest) = rest.split_at_checked(memchr::memchr(b'"', rest.as_bytes())?)?;
        // Blanks and references are normalized.
        let is_special = |byte: u8| (byte < b' ') | (byte == b'&');
        if value
            .bytes()
            .fold(false, |any, byte| any | is_special(byte))
        {
            return None;
        }
        attributes = rest.get(1..)?;
        let colon = key.bytes().position(|byte| byte == b':');
        let key = colon.map_or(Some(key), |colon| key.get(colon + 1..))?;
        let mut places = names.iter().zip(&mut values);
        if let Some((_, place)) = places.find(|(name, _)| **name == key)
            && place.replace(value).is_some()
        {
            return None;
        }
    }
}

/// Whether a document type declaration is tolerated. OpenOffice 1.x writes one that only names a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doctype {
    Refused,
    Named,
}

/// Calls `each` for every element of a part.
///
/// # Errors
/// Refuses malformed XML and every entity definition.
pub(crate) fn elements(
    part: &[u8],
    doctype: Doctype,
    each: &mut dyn FnMut(&Element<'_>) -> Step<()>,
) -> Step<()> {
    let text = decode(part)?;
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut depth, mut roots) = (0_u32, 0_u32);
    loop {
        match reader.read_event().map_err(|_| Stop::damaged())? {
            Event::Start(start) => {
                roots += u32::from(depth == 0);
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Stop::too_complex());
                }
                each(&Element { start: &start })?;
            }
            Event::Empty(start) => {
                roots += u32::from(depth == 0);
                each(&Element { start: &start })?;
            }
            Event::End(_) => depth = depth.checked_sub(1).ok_or_else(Stop::damaged)?,
            Event::DocType(declaration)
                if doctype == Doctype::Refused || declaration.contains('[') =>
            {
                return Err(Stop::refused(Reason::UnsafeContent, ""));
            }
            Event::Eof if depth == 0 && roots == 1 => return Ok(()),
            Event::Eof => return Err(Stop::damaged()),
            _ => {}
        }
    }
}

/// Decodes UTF-8 or UTF-16, with or without a byte order mark.
fn decode(part: &[u8]) -> Step<Cow<'_, str>> {
    let wide = |from: fn([u8; 2]) -> u16, rest: &[u8]| {
        let units = rest
            .chunks_exact(2)
            .map(|pair| from(pair.try_into().unwrap_or_default()));
        // A UTF-16 unit takes at most three bytes. Growing the string would hold the text twice.
        let mut text = String::with_capacity(rest.len() / 2 * 3);
        for c in char::decode_utf16(units) {
            text.push(c.map_err(|_| Stop::damaged())?);
        }
        Ok(Cow::Owned(text))
    };
    match part {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [b'<', 0, ..] => wide(u16::from_le_bytes, part),
        [0, b'<', ..] => wide(u16::from_be_bytes, part),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => std::str::from_utf8(rest)
            .map(Cow::Borrowed)
            .map_err(|_| Stop::damaged()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Values = [Option<String>; 2];

    /// The values of the first element by the fast path, if it applies, and by the general one.
    fn values(xml: &str) -> Option<(Option<Values>, Option<Values>)> {
        let names = ["Type", "Target"];
        let mut reader = quick_xml::Reader::from_str(xml);
        let (Event::Start(start) | Event::Empty(start)) = reader.read_event().ok()? else {
            return None;
        };
        let quick = plain(start.attributes_raw(), names);
        let general = Element { start: &start }.get_any(names).ok();
        Some((
            quick.map(|values| values.map(|value| value.map(str::to_owned))),
            general.map(|values| values.map(|value| value.map(Cow::into_owned))),
        ))
    }

    #[test]
    fn the_fast_path_reads_what_writers_write() {
        let xml = "<r:a xmlns:r=\"urn:r\" r:Type=\"b\"\n Target=\"c/d.xml\" />";
        let expected = Some([Some("b".to_owned()), Some("c/d.xml".to_owned())]);
        assert_eq!(values(xml), Some((expected.clone(), expected)));
    }

    #[test]
    fn an_attribute_without_a_name_is_refused_by_both() {
        assert_eq!(values("<a =\"\">"), Some((None, None)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_fast_path_agrees_with_the_general_one(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    " Type=\"a\"", " p:Target=\"b\"", " Target='c'", " Type =\"d\"", "=", "\"", "'", " ", "\n", "\t",
                    "Type", ":", "&amp;", "&", "x", "ü", "\u{a0}", "\u{c}", " a:b:Type=\"e\"", " x=\"y z\"", "/",
                ]),
                0..8,
            ),
        ) {
            let xml = format!("<a{}>", pieces.concat());
            if let Some((Some(quick), general)) = values(&xml) {
                prop_assert_eq!(Some(quick), general, "{}", xml);
            }
        }
    }
}
