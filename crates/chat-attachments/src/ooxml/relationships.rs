//! Relationship parts (ECMA-376 part 2, 6.5).

use std::borrow::Cow;

use crate::stop::{Step, Stop};
use crate::xml::{self, Doctype};

/// A relationship.
#[derive(Debug)]
pub(super) struct Relationship<'a> {
    /// Relationship type.
    kind: Cow<'a, str>,
    pub(super) target: Cow<'a, str>,
    pub(super) external: bool,
}

impl Relationship<'_> {
    /// Copies borrowed data.
    pub(super) fn into_owned(self) -> Relationship<'static> {
        Relationship {
            kind: Cow::Owned(self.kind.into_owned()),
            target: Cow::Owned(self.target.into_owned()),
            external: self.external,
        }
    }

    /// Whether the type ends with `end`, ignoring case. Transitional and strict namespaces differ only before that.
    pub(super) fn is(&self, end: &str) -> bool {
        let from = self.kind.len().checked_sub(end.len());
        from.and_then(|from| self.kind.get(from..))
            .is_some_and(|here| here.eq_ignore_ascii_case(end))
    }

    /// Target of a package relationship, as a lowercase part name.
    pub(super) fn target_from_root(&self) -> String {
        let target = self.target.replace('\\', "/").to_lowercase();
        let mut parts: Vec<&str> = Vec::new();
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }
}

/// Calls `each` for every relationship of a part, without collecting them: a part may have tens of thousands.
pub(super) fn parse(part: &[u8], each: &mut dyn FnMut(Relationship<'_>) -> Step<()>) -> Step<()> {
    xml::elements(part, Doctype::Refused, &mut |element| {
        if element.is("Relationship") {
            let [kind, target, mode] = element.get(["Type", "Target", "TargetMode"])?;
            each(Relationship {
                kind: kind.ok_or_else(Stop::damaged)?,
                target: target.ok_or_else(Stop::damaged)?,
                external: mode.is_some_and(|mode| mode.eq_ignore_ascii_case("external")),
            })?;
        }
        Ok(())
    })
}
