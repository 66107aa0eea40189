//! What an object states of its class: the class ID of its storage, and the text of its `CompObj` stream (MS-OLEDS 2.3.8).

use chat_formats::{Source, bytes};

use super::class::Class;
use super::directory::Directory;
use super::fat::Sectors;
use crate::object::decoded;
use crate::stop::Step;

/// What the object in a storage states.
#[derive(Debug)]
pub(super) struct Stated {
    pub(super) class: Class,
    /// The class that decides which program opens the object: that of the ID, if there is one.
    pub(super) opener: Class,
    /// The name of the class, or its description if it has no name; empty if it states neither.
    pub(super) name: String,
}

/// Lowercase name of the stream.
pub(super) const STREAM: &str = "\u{1}compobj";
/// Bytes inspected. Real streams have about a hundred.
const LEN: usize = 1024;
/// Length of the header, in bytes.
const HEADER: usize = 28;
/// Clipboard formats that are numbers instead of names.
const NUMBERED: [u32; 2] = [0xffff_fffe, 0xffff_ffff];
/// Maximum length of a program's class, in bytes with the terminator.
const MAX_CLASS: usize = 40;

/// Reads the class of the object in a storage.
pub(super) fn of(
    source: &mut Source<'_>,
    sectors: &Sectors,
    directory: &Directory,
    storage: u32,
) -> Step<Stated> {
    let id = directory.class(storage);
    let Some(entry) = directory.within(storage, STREAM) else {
        return Ok(Stated {
            class: id,
            opener: id,
            name: String::new(),
        });
    };
    let mut stream = [0; LEN];
    let n = sectors.stream(entry)?.read(source, 0, &mut stream)?;
    let (description, class) = read(stream.get(..n).unwrap_or_default());
    let named = Class::of_name(&class);
    Ok(Stated {
        class: id.and(named),
        opener: match id {
            Class::None => named,
            id => id,
        },
        name: match class.is_empty() {
            true => description,
            false => class,
        },
    })
}

/// The description and the name of the class.
fn read(stream: &[u8]) -> (String, String) {
    let mut rest = stream.get(HEADER..).unwrap_or_default();
    let description = text(&mut rest).unwrap_or_default();
    skip_format(&mut rest);
    let class = text(&mut rest).filter(|class| class.len() <= MAX_CLASS);
    (decoded(description), decoded(class.unwrap_or_default()))
}

/// Takes a text and the length before it.
fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = bytes::le32(rest, 0)? as usize;
    let (text, behind) = rest.get(4..)?.split_at_checked(len)?;
    *rest = behind;
    Some(text)
}

fn skip_format(rest: &mut &[u8]) {
    let is_numbered = bytes::le32(rest, 0).is_some_and(|format| NUMBERED.contains(&format));
    match is_numbered {
        true => *rest = rest.get(8..).unwrap_or_default(),
        false => drop(text(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_is_read_behind_description_and_format() {
        let text = |text: &str| {
            let len = u32::try_from(text.len() + 1).unwrap_or(0).to_le_bytes();
            [len.as_slice(), text.as_bytes(), b"\0"].concat()
        };
        let stream = |format: &[u8], class: &[u8]| {
            let description = text("Microsoft Equation 3.0");
            [&[1; HEADER], description.as_slice(), format, class].concat()
        };
        let class = text("Equation.3");
        for format in [
            [0; 4].to_vec(),
            [0xffff_ffff_u32.to_le_bytes(), [3; 4]].concat(),
            text("DS Equation"),
        ] {
            assert_eq!(read(&stream(&format, &class)).1, "Equation.3");
        }
        let long = text(&"a".repeat(40));
        for class in [[].as_slice(), &[0; 4], &long, &[0xff; 9]] {
            let (description, class) = read(&stream(&[0; 4], class));
            assert_eq!((&*description, &*class), ("Microsoft Equation 3.0", ""));
        }
        let whole = stream(&[0; 4], &class);
        for len in 0..HEADER + 8 {
            let (description, class) = read(whole.get(..len).unwrap_or_default());
            assert_eq!(description + &class, "");
        }
    }
}
