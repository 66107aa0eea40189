//! OpenDocument (ISO/IEC 26300) and OpenOffice 1.x packages.

use std::rc::Rc;

use chat_formats::Source;

use crate::finding::Finding;
use crate::found::Found;
use crate::kind::Kind;
use crate::name;
use crate::nested::{Inner, Walk};
use crate::ole::look_at_object;
use crate::part::Look;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::xml::{self, Doctype};
use crate::zip::{Archive, Entry};

/// Entry that names the kind. All entry names are compared in lower case.
const MIMETYPE: &str = "mimetype";
/// The list of all entries.
const MANIFEST: &str = "meta-inf/manifest.xml";
/// Maximum size of the `mimetype` entry, in bytes.
const MAX_MIMETYPE: usize = 256;
/// Maximum size of the manifest, in bytes.
const MAX_MANIFEST: usize = 1024 * 1024;

/// Determines the kind from the `mimetype` entry and the manifest, then inspects every entry. `inside` walks
/// nested documents.
pub(crate) fn walk(source: &mut Source<'_>, archive: &mut Archive, inside: Walk) -> Step<Found> {
    let mimetype = archive.read_named(source, MIMETYPE, MAX_MIMETYPE)?;
    let mimetype =
        mimetype.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_ascii_lowercase());
    // Charts, drawings and formulas are not accepted, but other documents contain them.
    let is_inside = source.depth() > 0;
    let kind =
        |mimetype: &str| kind(mimetype).or_else(|| inner_kind(mimetype).filter(|_| is_inside));
    if let Some(other) = mimetype
        .as_deref()
        .filter(|mimetype| kind(mimetype).is_none())
    {
        return Err(Stop::refused(Reason::NotAccepted, other_kind(other)));
    }
    let manifest = archive.read_named(source, MANIFEST, MAX_MANIFEST)?;
    let manifest = Manifest::parse(&manifest.ok_or_else(Stop::damaged)?)?;
    let of_manifest = manifest.root.as_deref().filter(|root| !root.is_empty());
    let claimed = mimetype
        .as_deref()
        .or(of_manifest)
        .ok_or_else(Stop::damaged)?;
    let kind =
        kind(claimed).ok_or_else(|| Stop::refused(Reason::NotAccepted, other_kind(claimed)))?;
    if of_manifest.is_some_and(|root| root != claimed) {
        return Err(Stop::refused(Reason::UnsafeContent, kind.noun()));
    }
    let named = |stop: Stop| stop.named(kind.noun());
    if !archive.has("content.xml") {
        return Err(named(Stop::damaged()));
    }
    let mut found = Found::new(kind);
    if manifest.encrypted {
        found.findings.insert(Finding::Encrypted);
    }
    if manifest.scripts {
        found.findings.insert(Finding::Macros);
    }
    // These two were unpacked before, so their first bytes are not inspected again.
    let is_new = |entry: &Entry| !matches!(entry.name.as_str(), MIMETYPE | MANIFEST);
    let mut look = Look::new(false);
    for entry in Rc::clone(&archive.entries).iter() {
        if !is_new(entry) {
            continue;
        }
        look_at(source, archive, entry, inside, &mut look, &mut found).map_err(named)?;
    }
    Ok(found)
}

fn kind(mimetype: &str) -> Option<Kind> {
    use crate::kind::Container;
    Kind::ALL
        .into_iter()
        .find(|kind| kind.container() == Container::Odf && kind.media_type() == mimetype)
}

/// The kind as which an object in another document is inspected.
fn inner_kind(mimetype: &str) -> Option<Kind> {
    let object = mimetype.strip_prefix("application/vnd.oasis.opendocument.")?;
    match object {
        "chart" => Some(Kind::Ods),
        "graphics" => Some(Kind::Odp),
        "formula" => Some(Kind::Odt),
        _ => None,
    }
}

/// Noun phrase for a package with an unaccepted `mimetype`.
fn other_kind(mimetype: &str) -> &'static str {
    let has = |part| mimetype.contains(part);
    if has("epub") {
        "an EPUB book"
    } else if has("opendocument.graphics") || has("xml.draw") {
        "an OpenDocument drawing"
    } else if has("opendocument.chart") {
        "an OpenDocument chart"
    } else if has("opendocument.formula") || has("xml.math") {
        "an OpenDocument formula"
    } else if has("opendocument") || has("vnd.sun.xml") {
        "an OpenDocument file of another kind"
    } else {
        "a ZIP archive"
    }
}

#[derive(Default)]
struct Manifest {
    root: Option<String>,
    encrypted: bool,
    scripts: bool,
}

impl Manifest {
    fn parse(part: &[u8]) -> Step<Self> {
        let mut manifest = Self::default();
        xml::elements(part, Doctype::Named, &mut |element| {
            if element.is("file-entry") {
                let [path] = element.demand(["full-path"])?;
                if path == "/" {
                    let [root] = element.demand(["media-type"])?;
                    manifest
                        .root
                        .get_or_insert(root.trim().to_ascii_lowercase());
                }
                manifest.scripts |= is_script(&path);
            }
            manifest.encrypted |= element.is("encryption-data");
            Ok(())
        })?;
        Ok(manifest)
    }
}

fn is_script(path: &str) -> bool {
    ["basic/", "scripts/"].iter().any(|folder| {
        path.get(..folder.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(folder))
    })
}

/// Whether this is a document that real packages embed unchanged: a page or picture as PDF, or the document
/// that this one was converted from.
fn is_document(path: &str, start: &[u8]) -> bool {
    let pictures = ["thumbnails/", "pictures/"];
    let originals = [".odt", ".ods", ".odp"];
    let is_in = |folder: &str| path.starts_with(folder);
    match start.starts_with(b"PK") {
        true => originals.iter().any(|end| path.ends_with(end)),
        false => crate::guest::is_pdf(path, start) && pictures.iter().any(|folder| is_in(folder)),
    }
}

fn look_at(
    source: &mut Source<'_>,
    archive: &mut Archive,
    entry: &Entry,
    inside: Walk,
    look: &mut Look,
    found: &mut Found,
) -> Step<()> {
    if is_script(&entry.name) {
        found.findings.insert(Finding::Macros);
    } else if name::is_program(entry.extension()) {
        return Err(Stop::refused(Reason::ProgramInside, ""));
    }
    look.begin(entry.name.ends_with(".xml"));
    // Objects are at the top, and have no extension.
    let may_be_object = entry.extension().is_empty() && !entry.name.contains('/');
    let mut inner = may_be_object.then(|| Inner::new(source, archive));
    archive.stream(source, entry, &mut |piece, is_last| {
        look.take(piece, is_last);
        if let Some(inner) = &mut inner {
            inner.take(piece);
        }
        Ok(())
    })?;
    let (start, seen) = look.finish()?;
    if seen.dde {
        found.findings.insert(Finding::Dde);
    }
    if seen.section {
        found.findings.insert(Finding::ExternalTemplate);
    }
    if seen.web {
        found.findings.insert(Finding::RemotePicture);
    }
    if seen.network {
        found.findings.insert(Finding::NetworkPath);
    }
    if crate::bmff::name(start).is_some() {
        found.findings.insert(Finding::RichMedia);
    }
    if start.starts_with(crate::start::OLE) {
        let findings = &mut found.findings;
        let depth = source.depth() + 1;
        match inner {
            None => findings.insert(Finding::OleObject),
            Some(inner) => {
                if let Some(storage) = inner.whole(findings) {
                    let limits = (depth, archive.left);
                    let unpacked = look_at_object(&storage, limits, inside, findings)?;
                    archive.left = archive.left.saturating_sub(unpacked);
                    source.unpacks(unpacked);
                }
            }
        }
    } else if crate::guest::archive(start).is_some() && !is_document(&entry.name, start) {
        match inner {
            None => found.findings.insert(Finding::EmbeddedFile),
            // A document of another program.
            Some(inner) => inner.look(inside, archive, "", &mut found.findings)?,
        }
    }
    if crate::guest::is_markup_as_picture(&entry.name, start) {
        found.findings.insert(Finding::EmbeddedFile);
    }
    Ok(())
}
