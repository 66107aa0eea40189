//! Documents in an archive, identified by the archive's entries.

use chat_formats::Source;

use crate::claim::Claim;
use crate::found::Found;
use crate::kind::Container;
use crate::name::{self, Claimed};
use crate::nested::Walk;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::zip::Archive;
use crate::{odf, ooxml};

/// Opens the archive and identifies the office document in it. `inside` walks nested documents.
pub(crate) fn walk(source: &mut Source<'_>, claim: &Claim<'_>, inside: Walk) -> Step<Found> {
    let walked = Archive::open(source).and_then(|mut archive| {
        if let Some(what) = app(&archive)
            && archive.has("[content_types].xml")
        {
            return Err(Stop::hidden(what));
        }
        if archive.has("[content_types].xml") {
            ooxml::walk(source, &mut archive, inside)
        } else if archive.has("mimetype") || archive.has("meta-inf/manifest.xml") {
            odf::walk(source, &mut archive, inside)
        } else {
            Err(Stop::refused(Reason::NotAccepted, plain(&archive)))
        }
    });
    walked.map_err(|stop| blame(stop, claim))
}

/// Calls a broken archive a damaged document only if its name claims to be one.
fn blame(stop: Stop, claim: &Claim<'_>) -> Stop {
    let document = match name::claimed(claim.name) {
        Claimed::Kind(kind) if matches!(kind.container(), Container::Ooxml | Container::Odf) => {
            Some(kind)
        }
        _ => None,
    };
    match (stop, document) {
        (stop, Some(kind)) => stop.named(kind.noun()),
        (
            Stop::Refused {
                reason: Reason::Damaged,
                what,
            },
            None,
        ) if what.is_empty() => Stop::refused(Reason::NotAccepted, "a ZIP archive"),
        (stop, _) => stop,
    }
}

/// An app whose parts are among a document's. Phones and Java run it under another name.
fn app(archive: &Archive) -> Option<&'static str> {
    let has = |name| archive.has(name);
    if has("androidmanifest.xml") || has("classes.dex") {
        Some("an Android app")
    } else if has("meta-inf/manifest.mf") {
        Some("a Java archive")
    } else if has("appxmanifest.xml") {
        Some("a Windows app")
    } else {
        None
    }
}

/// Noun phrase for an archive that is not an office document.
fn plain(archive: &Archive) -> &'static str {
    let has = |name| archive.has(name);
    if has("androidmanifest.xml") {
        "an Android app"
    } else if has("meta-inf/manifest.mf") {
        "a Java archive"
    } else if has("index/document.iwa") || has("index.zip") {
        "an iWork document"
    } else if has("doc.kml") {
        "a map file"
    } else {
        "a ZIP archive"
    }
}
