//! Joiners and variation selectors in names: kept where they have an effect, dropped where they only hide.

use crate::character::{Class, class};

/// The name with only those joiners and variation selectors that can have an effect: directly after a visible
/// character, and next to a non-ASCII one. Persian, Hindi and Malayalam letters, ideographs and emoji use them;
/// ASCII letters never do.
pub(crate) fn acting(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut marks = String::new();
    let mut before = None;
    for c in name.chars() {
        if matches!(class(c), Class::Joiner | Class::Selector) {
            marks.push(c);
            continue;
        }
        keep(&mut out, &marks, before, Some(c));
        marks.clear();
        out.push(c);
        before = Some(c);
    }
    keep(&mut out, &marks, before, None);
    out
}

/// Appends the effective marks between two characters: at most one selector and one joiner.
fn keep(out: &mut String, marks: &str, before: Option<char>, after: Option<char>) {
    let is_seen = |c: char| class(c) == Class::Seen;
    let acts_on = |c: char| !c.is_ascii() && is_seen(c);
    if !before.is_some_and(is_seen) || ![before, after].into_iter().flatten().any(acts_on) {
        return;
    }
    let mut last = Class::Seen;
    for mark in marks.chars() {
        let class = class(mark);
        match (last, class) {
            (Class::Seen, _) | (Class::Selector, Class::Joiner) => out.push(mark),
            _ => continue,
        }
        last = class;
    }
}
