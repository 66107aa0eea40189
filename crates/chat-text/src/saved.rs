//! Names for saving files.

use crate::{
    character::{Class, class},
    file_name::is_device,
};

/// Replacement for characters that can't be saved.
const INSTEAD: char = '_';

/// Name of a file whose own name has no usable characters.
const NAMELESS: &str = "file";

/// Characters with a special meaning in file systems: the reserved ones of Windows, which include the slash of Unix
/// and the slash and colon of macOS.
const RESERVED: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// A name under which any system can save the file. A [`file_name`](crate::file_name) changes only in its reserved
/// characters; any other string becomes a safe name too.
#[must_use]
pub fn saved_as(name: &str) -> String {
    let replaced: String = name
        .chars()
        .map(|c| if can_be_saved(c) { c } else { INSTEAD })
        .collect();
    let kept = replaced
        .trim()
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    if kept.is_empty() {
        NAMELESS.to_owned()
    } else if is_device(kept) {
        format!("{INSTEAD}{kept}")
    } else {
        kept.to_owned()
    }
}

fn can_be_saved(c: char) -> bool {
    let is_safe = !matches!(
        class(c),
        Class::Control | Class::Separator | Class::Override
    );
    is_safe && !RESERVED.contains(&c)
}
