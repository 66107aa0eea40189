//! Unpacking and inspection of every part of an Office Open XML document.

use chat_formats::Source;

use super::content_types::{ContentTypes, with_macros};
use super::relationships::{self, Relationship};
use crate::finding::{Finding, FindingSet};
use crate::found::Found;
use crate::nested::{Inner, Walk};
use crate::part::Look;
use crate::reason::Reason;
use crate::remote::is_remote;
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
    for link in root {
        look_at_link(link, found)?;
    }
    let mut look = Look::new(true);
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
            let part = archive.read(source, &entry, max_part(source))?;
            rels_left = rels_left
                .checked_sub(part.len())
                .ok_or_else(Stop::too_complex)?;
            relationships::parse(&part, &mut |link| look_at_link(&link, found))?;
        } else {
            let is_xml = path.ends_with(".xml")
                || types
                    .of(path)
                    .and_then(|content_type| content_type.split(';').next())
                    .is_some_and(|content_type| content_type.trim_end().ends_with("xml"));
            look.begin(is_xml);
            let findings = &mut found.findings;
            look_at_bytes(source, archive, &entry, inside, &mut look, findings)?;
        }
    }
    Ok(())
}

fn look_at_link(link: &Relationship<'_>, found: &mut Found) -> Step<()> {
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
    let is_remote = link.external && is_remote(&link.target);
    if is_remote && fetched.iter().any(|kind| link.is(kind)) {
        found.findings.insert(Finding::ExternalTemplate);
    } else if link.external && link.is("/attachedTemplate") {
        found.findings.insert(Finding::LocalTemplate);
    } else if is_remote && link.is("/image") {
        found.findings.insert(Finding::RemotePicture);
    }
    Ok(())
}

fn look_at_bytes(
    source: &mut Source<'_>,
    archive: &mut Archive,
    entry: &Entry,
    inside: Walk,
    look: &mut Look,
    findings: &mut FindingSet,
) -> Step<()> {
    // Office embeds chart workbooks and inserted documents unchanged.
    let path = entry.name.as_str();
    let document = [".xls", ".doc", ".ppt", ".xlsx", ".docx", ".pptx"];
    let plain = path.contains("/embeddings/") && document.iter().any(|end| path.ends_with(end));
    let mut inner = plain.then(|| Inner::new(source, archive));
    archive.stream(source, entry, &mut |piece| {
        look.take(piece);
        if let Some(inner) = &mut inner {
            inner.take(piece);
        }
        Ok(())
    })?;
    let (start, seen) = look.finish()?;
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
        Some(_) if start.starts_with(OLE) && !plain => findings.insert(Finding::OleObject),
        // Office for Mac embeds pages and figures from other programs as PDF pictures.
        Some(_) if path.contains("/media/") && guest::is_pdf(path, start) => {}
        Some(_) if !plain => findings.insert(Finding::EmbeddedFile),
        Some(_) => {
            if let Some(inner) = inner {
                inner.look(inside, archive, findings)?;
            }
        }
        None => {}
    }
    Ok(())
}
