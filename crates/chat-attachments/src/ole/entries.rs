//! Findings from the storages and streams of a compound file, nested ones included.

use chat_formats::Source;

use super::class::Class;
use super::comp_obj;
use super::directory::{Directory, ROOT};
use super::embedded;
use super::entry::Entry;
use super::fat::Sectors;
use super::header::Header;
use super::package;
use crate::bmff;
use crate::finding::Finding;
use crate::findings::Findings;
use crate::guest;
use crate::nested::Walk;
use crate::object::Object;
use crate::program;
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Bytes inspected at the start of a stream.
const START: usize = 512;

/// Lowercase names that reveal a document's content wherever they occur.
const REVEALING: &[(&[&str], Finding)] = &[
    (&["_vba_project"], Finding::Macros),
    (&["\u{9}drmcontent", "\u{6}dataspaces"], Finding::Encrypted),
    (
        &["\u{3}ocxname", "ocxdata", "\u{3}ocxdata"],
        Finding::ActiveX,
    ),
];

/// Findings from the names of storages and streams anywhere in the directory, and from the objects in its storages.
pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    inside: Walk,
    findings: &mut Findings,
) -> Step<()> {
    for storage in embedded::storages(directory) {
        embedded::look(
            source,
            sectors,
            directory,
            storage,
            inside,
            look_at_object,
            findings,
        )?;
    }
    for entry in directory.entries() {
        for (names, finding) in REVEALING {
            if entry.is_named(names) {
                findings.insert(*finding);
            }
        }
        if entry.is_stream {
            look_at_stream(source, sectors, entry, findings)?;
        }
        if entry.is_stream && entry.name.is(package::STREAM) {
            let name = package::look(source, sectors, entry)?;
            let stated = comp_obj::of(source, sectors, directory, entry.parent)?;
            // Other programs read other things in such a stream.
            let (name, finding) = match stated.class.may_be(Class::Package) {
                true => (name, Finding::PackagedFile),
                false => (String::new(), Finding::OleObject),
            };
            findings.add_object(Object::new(&stated.name, &name), finding.into());
        }
    }
    Ok(())
}

/// Checks the first bytes of a stream.
fn look_at_stream(
    source: &mut Source<'_>,
    sectors: &Sectors,
    entry: &Entry,
    findings: &mut Findings,
) -> Step<()> {
    let mut start = [0; START];
    let n = sectors.stream(entry)?.read(source, 0, &mut start)?;
    let start = start.get(..n).unwrap_or(&start);
    if program::is_program(start) {
        return Err(Stop::refused(Reason::ProgramInside, ""));
    }
    if bmff::name(start).is_some() {
        findings.insert(Finding::RichMedia);
    }
    if guest::archive(start).is_some() && !entry.is_named(&embedded::PACKAGES) {
        findings.insert(Finding::EmbeddedFile);
    }
    Ok(())
}

/// Inspects a compound file: a control or a VBA project. An unreadable one counts as unseen. The `limits` are the number
/// of enclosing documents, and the number of bytes that may be unpacked. Returns the number unpacked.
pub(super) fn look_inside(
    storage: &[u8],
    limits: (u32, u64),
    inside: Walk,
    findings: &mut Findings,
) -> Step<u64> {
    open(storage, limits, None, inside, findings)
}

/// The same for an object of another program.
///
/// # Errors
/// Refuses programs, and macros in kinds that may never have them.
pub(crate) fn look_at_object(
    storage: &[u8],
    limits: (u32, u64),
    inside: Walk,
    findings: &mut Findings,
) -> Step<u64> {
    look_at_object_of(Class::None, storage, limits, inside, findings)
}

/// The same for an object whose document states its class.
///
/// # Errors
/// Refuses programs, and macros in kinds that may never have them.
pub(crate) fn look_at_object_of(
    class: Class,
    storage: &[u8],
    limits: (u32, u64),
    inside: Walk,
    findings: &mut Findings,
) -> Step<u64> {
    open(storage, limits, Some(class), inside, findings)
}

fn open(
    storage: &[u8],
    (depth, left): (u32, u64),
    object: Option<Class>,
    inside: Walk,
    findings: &mut Findings,
) -> Step<u64> {
    let mut source = Source::inside(storage, depth, left);
    let looked = Header::read(&mut source).and_then(|header| {
        let mut sectors = Sectors::read(&mut source, &header)?;
        let mut directory = Directory::read(&mut source, &sectors, header.directory)?;
        sectors.open_mini(&mut source, &header, directory.root())?;
        if let Some(class) = object {
            directory.add_class(class);
            embedded::look(
                &mut source,
                &mut sectors,
                &directory,
                ROOT,
                inside,
                look_at_object,
                findings,
            )?;
        }
        look(&mut source, &mut sectors, &directory, inside, findings)
    });
    match looked {
        Err(Stop::Refused {
            reason: Reason::Damaged,
            ..
        }) => findings.insert(Finding::Unseen),
        other => other?,
    }
    Ok(source.unpacked())
}
