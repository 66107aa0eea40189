//! Relationship parts (ECMA-376 part 2, 6.5).

use crate::stop::Step;
use crate::xml::{self, Doctype};

/// One relationship.
#[derive(Debug)]
pub(super) struct Relationship {
    /// Its type, in lower case.
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) external: bool,
}

impl Relationship {
    /// Does the type end so? The transitional and the strict namespace differ only before.
    pub(super) fn is(&self, end: &str) -> bool {
        let from = self.kind.len().checked_sub(end.len());
        from.and_then(|from| self.kind.get(from..))
            .is_some_and(|here| here.eq_ignore_ascii_case(end))
    }

    /// The target of a relationship of the package itself: a part's name in lower case.
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

/// Calls `each` for every relationship of a part, which are not kept: a part may have tens of thousands.
pub(super) fn parse(part: &[u8], each: &mut dyn FnMut(Relationship) -> Step<()>) -> Step<()> {
    xml::elements(part, Doctype::Refused, &mut |element| {
        if element.is("Relationship") {
            let [mut kind, target] = element.demand(["Type", "Target"])?;
            let [mode] = element.get(["TargetMode"])?;
            kind.make_ascii_lowercase();
            each(Relationship {
                kind,
                target,
                external: mode.is_some_and(|mode| mode.eq_ignore_ascii_case("external")),
            })?;
        }
        Ok(())
    })
}
