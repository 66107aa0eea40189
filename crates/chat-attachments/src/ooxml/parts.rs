//! Unpacking and inspection of every part of an Office Open XML document.

use std::rc::Rc;

use chat_formats::Source;

use super::content_types::{ContentTypes, with_macros};
use super::relationships::{self, Relationship};
use crate::finding::Finding;
use crate::findings::Findings;
use crate::found::Found;
use crate::nested::{Inner, Walk};
use crate::object::file_name;
use crate::ole::look_at_object;
use crate::part::{Look, Seen};
use crate::reason::Reason;
use crate::remote::{Place, is_remote, place};
use crate::start::OLE;
use crate::stop::{Step, Stop};
use crate::zip::{Archive, Entry};
use crate::{bmff, guest, name};

/// Part with the types of all parts. All part names are compared in lower case.
pub(super) const TYPES: &str = "[content_types].xml";
/// The relationships of the package itself.
pub(super) const ROOT: &str = "_rels/.rels";
/// Maximum size of a content types or relationships part, in bytes.
const MAX_PART: usize = 1024 * 1024;
/// The same limit for the document in `source`; a nested document gets a quarter.
pub(super) fn max_part(source: &Source<'_>) -> usize {
    MAX_PART >> (2 * source.depth())
}
/// Maximum total size of all relationships parts, in bytes.
const MAX_RELS: usize = 32 * 1024 * 1024;

/// Unpacks every part, verifies its size and checksum, and inspects its content. The types and the `root`
/// relationships have been unpacked already, and are skipped.
pub(super) fn look(
    source: &mut Source<'_>,
    archive: &mut Archive,
    types: &ContentTypes,
    root: &[Relationship<'_>],
    inside: Walk,
    found: &mut Found,
) -> Step<()> {
    let mut whole = Whole::default();
    for link in root {
        look_at_link(link, &mut whole, found)?;
    }
    let mut look = Look::new(true);
    let mut rels_left = MAX_RELS;
    for entry in Rc::clone(&archive.entries).iter() {
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
            let part = archive.read(source, entry, max_part(source))?;
            rels_left = rels_left
                .checked_sub(part.len())
                .ok_or_else(Stop::too_complex)?;
            relationships::parse(&part, &mut |link| look_at_link(&link, &mut whole, found))?;
        } else {
            let content_type = types.of(path).unwrap_or_default();
            let plain_type = content_type.split(';').next().unwrap_or_default();
            look.begin(path.ends_with(".xml") || plain_type.trim_end().ends_with("xml"));
            let findings = &mut found.findings;
            let seen = look_at_bytes(source, archive, entry, inside, &mut look, findings)?;
            whole.objects += u32::from(seen.is_object);
            whole.queries |= seen.query;
            whole.refreshes |= seen.refresh && (seen.query || content_type.contains("querytable"));
            whole.refreshes |= seen.refresh && seen.is_external;
            whole.refreshes |= seen.interval && seen.query;
        }
    }
    if whole.queries && whole.refreshes {
        found.findings.insert(Finding::DataConnection);
    }
    // An object that is no compound file is only a name for some program.
    if whole.object_links && whole.objects == 0 {
        found.findings.insert(Finding::OleObject);
    }
    Ok(())
}

/// What only all parts together show.
#[derive(Debug, Default)]
struct Whole {
    /// Links to objects inside the package, and inspected objects.
    object_links: bool,
    objects: u32,
    /// Queries to databases and pages, and whether one runs when the workbook is opened, or later.
    queries: bool,
    refreshes: bool,
}

fn look_at_link(link: &Relationship<'_>, whole: &mut Whole, found: &mut Found) -> Step<()> {
    if link.is("/vbaProject") || link.is("/xlMacrosheet") || link.is("/xlIntlMacrosheet") {
        return Err(Stop::refused(Reason::MacroEnabled, with_macros(found)));
    }
    if link.is("/control") || link.is("/activeXControlBinary") {
        found.findings.insert(Finding::ActiveX);
    }
    whole.object_links |= link.is("/oleObject") && !link.external;
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
    // Links that a person must click or confirm.
    let asked = ["/hyperlink", "/externalLinkPath"];
    if !link.external || asked.iter().any(|kind| link.is(kind)) {
        return Ok(());
    }
    let is_fetched = fetched.iter().any(|kind| link.is(kind));
    let finding = match place(&link.target) {
        _ if is_fetched && is_remote(&link.target) => Some(Finding::ExternalTemplate),
        _ if link.is("/attachedTemplate") => Some(Finding::LocalTemplate),
        _ if link.is("/oleObject") => Some(Finding::LinkedFile),
        Place::Network => Some(Finding::NetworkPath),
        Place::Web if link.is("/image") => Some(Finding::RemotePicture),
        Place::Web | Place::Here => None,
    };
    found.findings.extend(finding);
    Ok(())
}

fn look_at_bytes(
    source: &mut Source<'_>,
    archive: &mut Archive,
    entry: &Entry,
    inside: Walk,
    look: &mut Look,
    findings: &mut Findings,
) -> Step<Seen> {
    // Office embeds chart workbooks and inserted documents unchanged.
    let path = entry.name.as_str();
    let document = [".xls", ".doc", ".ppt", ".xlsx", ".docx", ".pptx"];
    let is_embedded = path.contains("/embeddings/");
    let plain = is_embedded && document.iter().any(|end| path.ends_with(end));
    let mut inner = is_embedded.then(|| Inner::new(source, archive));
    archive.stream(source, entry, &mut |piece, is_last| {
        look.take(piece, is_last);
        if let Some(inner) = &mut inner {
            inner.take(piece);
        }
        Ok(())
    })?;
    let (start, mut seen) = look.finish()?;
    if seen.dde {
        findings.insert(Finding::Dde);
    }
    if seen.include {
        findings.insert(Finding::ExternalTemplate);
    }
    if bmff::name(start).is_some() {
        findings.insert(Finding::RichMedia);
    }
    if guest::is_markup_as_picture(path, start) {
        findings.insert(Finding::EmbeddedFile);
    }
    match guest::archive(start) {
        Some(_) if start.starts_with(OLE) && !plain => {
            seen.is_object = true;
            match inner {
                None => findings.insert(Finding::OleObject),
                Some(inner) => {
                    let depth = source.depth() + 1;
                    if let Some(storage) = inner.whole(findings) {
                        let limits = (depth, archive.left);
                        let unpacked = look_at_object(&storage, limits, inside, findings)?;
                        archive.left = archive.left.saturating_sub(unpacked);
                        source.unpacks(unpacked);
                    }
                }
            }
        }
        // Office for Mac embeds pages and figures from other programs as PDF pictures.
        Some(_) if path.contains("/media/") && guest::is_pdf(path, start) => {}
        Some(_) if !plain => findings.insert(Finding::EmbeddedFile),
        Some(_) => {
            seen.is_object = true;
            if let Some(inner) = inner {
                inner.look(inside, archive, file_name(path), findings)?;
            }
        }
        None => {}
    }
    Ok(seen)
}
