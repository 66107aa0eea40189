//! Agreement between content, name and declared media type (rule F3).

use crate::claim::Claim;
use crate::kind::{Container, Kind};
use crate::media_type::{self, Declared};
use crate::name::{self, Claimed};
use crate::reason::Reason;

/// How well a claim fits the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// The same kind, or no claim at all.
    Full,
    /// A close relative; see [`related`].
    Related,
    /// Another kind.
    None,
}

/// The weaker of both agreements, or the reason to refuse.
pub(crate) fn of(kind: Kind, claim: &Claim<'_>) -> Result<Agreement, Reason> {
    let by_name = match name::claimed(claim.name) {
        Claimed::Nothing => Agreement::Full,
        Claimed::Kind(claimed) => between(kind, claimed),
        Claimed::Other => Agreement::None,
    };
    let by_type = match media_type::declared(claim.media_type) {
        Declared::Nothing => Agreement::Full,
        Declared::Container(container) => fits(kind.container() == container),
        Declared::Zip => fits(matches!(
            kind.container(),
            Container::Ooxml | Container::Odf
        )),
        Declared::Office => {
            fits(kind == Kind::Rtf || matches!(kind.container(), Container::Ole | Container::Ooxml))
        }
        Declared::Kinds(kinds) if kinds.contains(&kind) => Agreement::Full,
        Declared::Kinds(kinds) if kinds.iter().any(|other| related(kind, *other)) => {
            Agreement::Related
        }
        Declared::Kinds(_) | Declared::Other => Agreement::None,
    };
    match (by_name, by_type) {
        (Agreement::None, _) => Err(Reason::NameDisagrees),
        (_, Agreement::None) => Err(Reason::MediaTypeDisagrees),
        (Agreement::Full, Agreement::Full) => Ok(Agreement::Full),
        _ => Ok(Agreement::Related),
    }
}

fn between(kind: Kind, claimed: Kind) -> Agreement {
    if kind == claimed {
        return Agreement::Full;
    }
    if related(kind, claimed) {
        Agreement::Related
    } else {
        Agreement::None
    }
}

fn fits(fits: bool) -> Agreement {
    if fits {
        Agreement::Full
    } else {
        Agreement::None
    }
}

/// Whether two kinds are so close that confusing their names does no harm.
///
/// True within one Microsoft program (`.ppt` for a PPTX, `.doc` for an RTF), because the program goes by
/// the content, and among the 97–2003 kinds (`.doc` for an XLS), which share one container. Real files have
/// such names, and both kinds are accepted anyway. A match is reported as
/// [`Finding::RelatedName`](crate::Finding::RelatedName).
fn related(kind: Kind, other: Kind) -> bool {
    let microsoft = |kind: Kind| {
        kind == Kind::Rtf || matches!(kind.container(), Container::Ole | Container::Ooxml)
    };
    let ole = |kind: Kind| kind.container() == Container::Ole;
    let one_program = microsoft(kind) && microsoft(other) && kind.family() == other.family();
    one_program || (ole(kind) && ole(other))
}
