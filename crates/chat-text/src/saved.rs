//! The name under which a file is saved.

use crate::{
    character::{Class, class},
    file_name::is_device,
};

/// What stands for a character that can't be saved.
const INSTEAD: char = '_';

/// The name of a file of which no name is left.
const NAMELESS: &str = "file";

/// Characters that a file system takes for something else than part of a name: the reserved ones of
/// Windows, of which Unix has the slash and macOS the slash and the colon.
const RESERVED: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// The name under which a file can be saved on any system. A [`file_name`](crate::file_name) keeps
/// everything but its reserved characters; any other string becomes a safe name, too.
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
