//! Scripts in the strings of an encrypted file, which say nothing until they are decrypted.

use chat_formats::Source;

use super::crypt::Encryption;
use super::lexer::Lexer;
use super::names::OVERLAP;
use super::scripts::Scripts;
use super::starts::{OBJECT, is_behind_end, is_object};
use super::stream::numbers;
use super::{script, value};
use crate::stop::Step;

/// Maximum distance from a script back to the start of its object, in bytes.
const REACH: u64 = 2048;

/// Inspects the scripts in the file itself once more. `places` are the offsets of their names.
pub(super) fn look(
    source: &mut Source<'_>,
    places: &[u64],
    encryption: &Encryption,
    scripts: &mut Scripts,
) -> Step<()> {
    scripts.forget_strings(places.len());
    for at in places {
        let from = at.saturating_sub(REACH);
        let middle = usize::try_from(at - from).unwrap_or(0);
        let window = source.bytes(from, middle + OVERLAP)?;
        let (before, after) = window.split_at_checked(middle).unwrap_or_default();
        let mut tokens = Lexer::new(after);
        let _name = tokens.next();
        let script = tokens.rest();
        if value::reference(script).is_none() && value::is_text(script) {
            scripts.count(is_standard(before, script, encryption));
        }
    }
    Ok(())
}

fn is_standard(before: &[u8], script: &[u8], encryption: &Encryption) -> bool {
    let mut objects = memchr::memmem::rfind_iter(before, OBJECT)
        .filter(|hit| is_object(before, *hit) && !is_behind_end(before, *hit));
    let numbers = objects.next().and_then(|hit| numbers(before.get(..hit)?));
    let (Some((number, generation)), Some(text)) = (numbers, value::text(script)) else {
        return false;
    };
    let text = encryption.text(number, generation, text);
    text.is_some_and(|text| script::is_standard(&text))
}
