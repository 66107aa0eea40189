//! Office Open XML (ECMA-376): package → main part → its content type.

mod content_types;
mod parts;
mod relationships;

use chat_formats::Source;

use crate::found::Found;
use crate::kind::Kind;
use crate::nested::Walk;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::zip::Archive;

use content_types::ContentTypes;
use parts::{ROOT, TYPES, max_part};
use relationships::Relationship;

/// Maximum number of package relationships. Real documents have fewer than ten.
const MAX_PACKAGE_LINKS: usize = 1000;

/// Finds the main part, takes the kind from its content type, and inspects every part. `inside` walks nested documents.
pub(crate) fn walk(source: &mut Source<'_>, archive: &mut Archive, inside: Walk) -> Step<Found> {
    let types = part(source, archive, TYPES)?;
    let types = ContentTypes::parse(&types)?;
    let root = part(source, archive, ROOT)?;
    let root = package_links(&root)?;
    let mut mains = root
        .iter()
        .filter(|link| link.is("/officeDocument") && !link.external);
    let Some(main) = mains.next().map(Relationship::target_from_root) else {
        return Err(Stop::refused(
            Reason::NotAccepted,
            without_main(&root, archive),
        ));
    };
    if mains.any(|other| other.target_from_root() != main) {
        return Err(Stop::refused(Reason::UnsafeContent, ""));
    }
    if !archive.has(&main) {
        return Err(Stop::damaged());
    }
    let kind = kind(types.of(&main).unwrap_or_default())?;
    let mut found = Found::new(kind);
    let looked = types
        .look(archive, &mut found)
        .and_then(|()| parts::look(source, archive, &types, &root, inside, &mut found));
    looked.map_err(|stop| stop.named(kind.noun()))?;
    Ok(found)
}

/// The relationships of the package itself.
fn package_links(part: &[u8]) -> Step<Vec<Relationship<'static>>> {
    let mut links = Vec::new();
    relationships::parse(part, &mut |link| {
        if links.len() >= MAX_PACKAGE_LINKS {
            return Err(Stop::too_complex());
        }
        links.push(link.into_owned());
        Ok(())
    })?;
    Ok(links)
}

fn part(source: &mut Source<'_>, archive: &mut Archive, name: &str) -> Step<Vec<u8>> {
    let part = archive.read_named(source, name, max_part(source))?;
    part.ok_or_else(Stop::damaged)
}

/// The kind for the main part's content type; refuses all others by name.
fn kind(content_type: &str) -> Step<Kind> {
    let content_type = content_type.to_ascii_lowercase();
    let office = content_type.strip_prefix("application/vnd.openxmlformats-officedocument.");
    match office {
        Some("wordprocessingml.document.main+xml") => return Ok(Kind::Docx),
        Some("wordprocessingml.template.main+xml") => return Ok(Kind::Dotx),
        Some("spreadsheetml.sheet.main+xml") => return Ok(Kind::Xlsx),
        Some("spreadsheetml.template.main+xml") => return Ok(Kind::Xltx),
        Some("presentationml.presentation.main+xml") => return Ok(Kind::Pptx),
        Some("presentationml.template.main+xml") => return Ok(Kind::Potx),
        Some("presentationml.slideshow.main+xml") => {
            return Err(Stop::refused(
                Reason::NotAccepted,
                "a PowerPoint slide show",
            ));
        }
        _ => {}
    }
    let has = |part| content_type.contains(part);
    if has("macroenabled") {
        let what = if has("sheet.binary") {
            "an Excel binary workbook"
        } else if has("ms-word") {
            "a Word document with macros"
        } else if has("ms-excel") {
            "an Excel workbook with macros"
        } else if has("ms-powerpoint") {
            "a PowerPoint presentation with macros"
        } else {
            "an Office document with macros"
        };
        return Err(Stop::refused(Reason::MacroEnabled, what));
    }
    let what = if has("ms-visio") {
        "a Visio drawing"
    } else if has("officedocument.theme") {
        "an Office theme"
    } else {
        "an Office file of another kind"
    };
    Err(Stop::refused(Reason::NotAccepted, what))
}

/// Noun phrase for a package without an Office document.
fn without_main(root: &[Relationship<'_>], archive: &Archive) -> &'static str {
    let links = |to| root.iter().any(|link| link.is(to));
    if links("/fixedrepresentation") {
        "an XPS document"
    } else if links("visio/2010/relationships/document") {
        "a Visio drawing"
    } else if archive.has("appxmanifest.xml") {
        "a Windows app"
    } else {
        "a package that is no Office document"
    }
}
