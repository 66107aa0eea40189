//! Multi-line text, as people write it.

use crate::character::{Class, class};
use std::fmt;

/// A character not allowed in a text: a control, or one that overrides the direction of the text after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbidden(pub char);

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the character U+{:04X} is not allowed",
            u32::from(self.0)
        )
    }
}

impl std::error::Error for Forbidden {}

/// A text as typed, without surrounding blanks and the invisible artifacts of copying. Each line ends with `\n`. The
/// result may be blank; see [`is_blank`](crate::is_blank).
///
/// # Errors
/// [`Forbidden`] for the first character that can't be displayed faithfully.
pub fn text(text: &str) -> Result<String, Forbidden> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match class(c) {
            Class::Control if c == '\r' => {
                rest.next_if_eq(&'\n');
                out.push('\n');
            }
            Class::Separator => out.push('\n'),
            Class::Copied => {}
            _ => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out.drain(..out.len() - out.trim_start().len());
    match out.chars().find(|c| is_forbidden(*c)) {
        Some(c) => Err(Forbidden(c)),
        None => Ok(out),
    }
}

fn is_forbidden(c: char) -> bool {
    match class(c) {
        Class::Control => c != '\n' && c != '\t',
        Class::Override => true,
        _ => false,
    }
}
