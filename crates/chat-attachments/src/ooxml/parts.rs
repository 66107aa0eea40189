//! Every part of an Office Open XML document, unpacked and looked into.

use memchr::memmem::Finder;

use super::content_types::{ContentTypes, with_macros};
use super::relationships::{self, Relationship};
use super::{MAX_PART, ROOT, TYPES};
use crate::finding::{Finding, FindingSet};
use crate::judge::Found;
use crate::program;
use crate::reason::Reason;
use crate::remote::is_remote;
use crate::source::Source;
use crate::stop::{Step, Stop};
use crate::zip::{Archive, Entry};
use crate::{bmff, name, xml};

/// Most bytes of all relationships parts together.
const MAX_RELS: usize = 32 * 1024 * 1024;

/// Unpacks every part: its size and checksum are checked, and its content is looked at. The types and
/// the `root` relationships were unpacked before, and are not unpacked again.
pub(super) fn look(
    source: &mut Source<'_>,
    archive: &mut Archive,
    types: &ContentTypes,
    root: &[Relationship],
    found: &mut Found,
) -> Step<()> {
    for link in root {
        look_at_link(link, found)?;
    }
    let dde = Dde::new();
    let mut rels_left = MAX_RELS;
    for entry in archive.entries.clone() {
        let path = entry.name.as_str();
        if path
            .rsplit('/')
            .next()
            .is_some_and(|file| file.starts_with("vbaproject") || file.starts_with("vbadata"))
        {
            return Err(Stop::refused(Reason::MacroEnabled, with_macros(found)));
        }
        if name::is_program(entry.extension()) {
            return Err(Stop::refused(Reason::ProgramInside, ""));
        }
        if path.contains("/activex/") {
            found.findings.insert(Finding::ActiveX);
        }
        if path == TYPES || path == ROOT {
            continue;
        }
        if path.ends_with(".rels") {
            let part = archive.read(source, &entry, MAX_PART)?;
            rels_left = rels_left
                .checked_sub(part.len())
                .ok_or_else(Stop::too_complex)?;
            for link in relationships::parse(&part)? {
                look_at_link(&link, found)?;
            }
        } else {
            let is_xml = path.ends_with(".xml")
                || types
                    .of(path)
                    .is_some_and(|content_type| content_type.ends_with("+xml"));
            look_at_bytes(
                source,
                archive,
                &entry,
                is_xml.then_some(&dde),
                &mut found.findings,
            )?;
        }
    }
    Ok(())
}

fn look_at_link(link: &Relationship, found: &mut Found) -> Step<()> {
    if link.is("/vbaProject") || link.is("/xlMacrosheet") || link.is("/xlIntlMacrosheet") {
        return Err(Stop::refused(Reason::MacroEnabled, with_macros(found)));
    }
    if link.is("/control") || link.is("/activeXControlBinary") {
        found.findings.insert(Finding::ActiveX);
    }
    if link.is("/oleObject") {
        found.findings.insert(Finding::OleObject);
    }
    if link.is("/video") {
        found.findings.insert(Finding::RichMedia);
    }
    let fetched = [
        "/attachedTemplate",
        "/frame",
        "/subDocument",
        "/oleObject",
        "/aFChunk",
    ];
    if link.external && is_remote(&link.target) && fetched.iter().any(|kind| link.is(kind)) {
        found.findings.insert(Finding::ExternalTemplate);
    }
    Ok(())
}

/// How much of a part's start is kept to see what it is.
const START: usize = 4096;
/// Longer than any word that is searched for.
const SEAM: usize = 16;

fn look_at_bytes(
    source: &mut Source<'_>,
    archive: &mut Archive,
    entry: &Entry,
    dde: Option<&Dde>,
    findings: &mut FindingSet,
) -> Step<()> {
    let (mut start, mut tail) = (Vec::new(), Vec::new());
    archive.stream(source, entry, &mut |piece| {
        if piece.len() as u64 == entry.unpacked {
            if dde.is_some_and(|dde| dde.is_in(piece)) {
                findings.insert(Finding::Dde);
            }
            return look_at_start(piece, dde.is_some(), findings);
        }
        if start.len() < START {
            let room = (START - start.len()).min(piece.len());
            start.extend_from_slice(piece.get(..room).unwrap_or_default());
        }
        if let Some(dde) = dde {
            // A word may be cut by the pieces: look at the seam too.
            let seam = piece.get(..SEAM.min(piece.len())).unwrap_or_default();
            tail.extend_from_slice(seam);
            if dde.is_in(piece) || dde.is_in(&tail) {
                findings.insert(Finding::Dde);
            }
            tail.clear();
            let from = piece.len().saturating_sub(SEAM);
            tail.extend_from_slice(piece.get(from..).unwrap_or_default());
        }
        Ok(())
    })?;
    look_at_start(&start, dde.is_some(), findings)
}

fn look_at_start(part: &[u8], is_xml: bool, findings: &mut FindingSet) -> Step<()> {
    let start = part.get(..START).unwrap_or(part);
    if program::is_program(start) {
        return Err(Stop::refused(Reason::ProgramInside, ""));
    }
    if is_xml {
        if xml::declares(start) {
            return Err(Stop::refused(Reason::UnsafeContent, ""));
        }
    } else if bmff::name(start).is_some() {
        findings.insert(Finding::RichMedia);
    }
    Ok(())
}

/// A search for fields and links that start another program, prepared once for all parts.
struct Dde {
    field: Finder<'static>,
    link: Finder<'static>,
}

impl Dde {
    fn new() -> Self {
        Self {
            field: Finder::new("DDEAUTO"),
            link: Finder::new("ddeLink "),
        }
    }

    fn is_in(&self, xml: &[u8]) -> bool {
        self.field.find(xml).is_some()
            || self.link.find_iter(xml).any(|at| {
                let before = at.checked_sub(1).and_then(|before| xml.get(before));
                matches!(before, Some(b'<' | b':'))
            })
    }
}
