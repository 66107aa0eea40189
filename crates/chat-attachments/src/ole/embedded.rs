//! Objects of other programs in a compound file (MS-OLEDS 1.3.3), told apart by what they are.
//!
//! An object is a storage. Documents of Office are inspected like documents. Everything that only a program on the
//! reader's computer can interpret, such as an equation of the old editor, is a finding.

use chat_formats::Source;

use super::class::Class;
use super::comp_obj;
use super::directory::Directory;
use super::entry::Entry;
use super::fat::Sectors;
use super::{equation, excel, link, object, package, powerpoint, word};
use crate::finding::Finding;
use crate::findings::Findings;
use crate::nested::{self, Walk, look_at};
use crate::object::Object;
use crate::stop::Step;

/// Maximum size of an inspected document in an object, in bytes. Each level of nesting gets a quarter.
const MAX: u64 = 3 * 1024 * 1024;

/// Lowercase names, and prefixes of names, of streams that every object may have: its class, picture, links and
/// properties.
const COMMON: [&str; 2] = [link::STREAM, comp_obj::STREAM];
const COMMON_PREFIXES: [&str; 3] = [PICTURE, "\u{3}", "\u{5}"];
/// Prefix of the names of an object's pictures.
const PICTURE: &str = "\u{2}olepres";

/// Streams with a whole document in a package.
pub(super) const PACKAGES: [&str; 4] = ["package", "package_stream", "embeddedodf", "contents"];

/// What the programs of an object open. One object may hold the content of several.
#[derive(Debug, Clone, Copy)]
enum Content {
    Equation,
    Excel,
    Word,
    PowerPoint,
    Package,
}

impl Content {
    fn of(entry: &Entry) -> Option<Self> {
        let is = |names: &[&str]| entry.is_named(names);
        match () {
            () if is(&["equation native"]) => Some(Self::Equation),
            () if is(&excel::STREAMS) => Some(Self::Excel),
            () if is(&["worddocument"]) => Some(Self::Word),
            () if is(&["powerpoint document"]) => Some(Self::PowerPoint),
            () if is(&PACKAGES) => Some(Self::Package),
            () => None,
        }
    }
}

/// Indexes of the storages in which Word and Excel put objects and links to objects.
pub(super) fn storages(directory: &Directory) -> Vec<u32> {
    let is_object = |entry: &Entry| {
        let parent = directory.get(entry.parent);
        entry.name.starts_with("mbd")
            || entry.name.starts_with("lnk")
            || parent.is_some_and(|parent| parent.name.is("objectpool"))
    };
    let storages = directory.storages().filter(|(_, entry)| is_object(entry));
    storages.map(|(index, _)| index).collect()
}

/// Inspects the object in a storage: everything that some program could open, because only its class decides which
/// does.
///
/// # Errors
/// Refuses programs, and macros in kinds that may never have them.
pub(super) fn look(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    storage: u32,
    inside: Walk,
    look_at_object: object::Look,
    findings: &mut Findings,
) -> Step<()> {
    let mut found = Findings::default();
    let mut is_known = false;
    for entry in directory.streams(storage) {
        let Some(content) = Content::of(entry) else {
            continue;
        };
        is_known = true;
        let looked = match content {
            Content::Equation => {
                found.insert(look_at_equation(source, sectors, entry)?);
                continue;
            }
            Content::Excel => {
                excel::look(source, sectors, directory, storage, entry, true).map(|it| it.findings)
            }
            Content::Word => {
                word::look(source, sectors, directory, storage, entry).map(|it| it.findings)
            }
            Content::PowerPoint => powerpoint::look(
                source,
                sectors,
                directory,
                storage,
                entry,
                inside,
                look_at_object,
            )
            .map(|it| it.findings),
            Content::Package => document(source, sectors, entry, inside),
        };
        nested::add(looked, Finding::OleObject, &mut found)?;
    }
    let has_content = is_known;
    let link = link::look(source, sectors, directory, storage)?;
    found.extend(link);
    let has = |name: &str| directory.within(storage, name).is_some();
    if has("\u{3}ocxname") {
        found.insert(Finding::ActiveX);
    }
    // Packed files and projects have findings of their own.
    is_known |= link.is_some() || has("\u{3}ocxname") || has(package::STREAM);
    is_known |= is_project(directory, storage);
    let stated = comp_obj::of(source, sectors, directory, storage)?;
    let is_picture = stated.class.may_be(Class::Picture) && is_picture(directory, storage);
    // Another program may take the content for something else, or read other streams.
    let is_strange = has_content && stated.opener == Class::Other;
    if (!is_known && !is_picture) || is_strange {
        found.insert(Finding::OleObject);
    }
    findings.add_object(Object::new(&stated.name, ""), found);
    Ok(())
}

/// Whether the storage, or a storage in it, is a VBA project.
fn is_project(directory: &Directory, storage: u32) -> bool {
    let is_within = |entry: &Entry| {
        let parent = directory.get(entry.parent).map(|parent| parent.parent);
        entry.parent == storage || parent == Some(storage)
    };
    let mut entries = directory.entries();
    entries.any(|entry| entry.name.is("_vba_project") && is_within(entry))
}

/// Whether an object is only the picture that stands for it.
fn is_picture(directory: &Directory, storage: u32) -> bool {
    let mut storages = directory.storages();
    directory.streams(storage).all(is_common)
        && directory
            .streams(storage)
            .any(|entry| entry.name.starts_with(PICTURE))
        && storages.all(|(_, entry)| entry.parent != storage)
}

fn is_common(entry: &Entry) -> bool {
    let mut prefixes = COMMON_PREFIXES.iter();
    entry.is_named(&COMMON) || prefixes.any(|prefix| entry.name.starts_with(prefix))
}

/// Maximum size of an equation, in bytes. Real ones have a few hundred.
const MAX_EQUATION: usize = 64 * 1024;

fn look_at_equation(source: &mut Source<'_>, sectors: &Sectors, entry: &Entry) -> Step<Finding> {
    let len = usize::try_from(entry.size()).map_or(MAX_EQUATION, |size| size.min(MAX_EQUATION));
    let mut stream = vec![0; len];
    let n = sectors.stream(entry)?.read(source, 0, &mut stream)?;
    let is_plain = n < MAX_EQUATION && equation::is_plain(stream.get(..n).unwrap_or_default());
    Ok(match is_plain {
        true => Finding::Equation,
        false => Finding::OleObject,
    })
}

/// Findings of the document in a stream.
fn document(
    source: &mut Source<'_>,
    sectors: &Sectors,
    entry: &Entry,
    inside: Walk,
) -> Step<Findings> {
    let depth = source.depth() + 1;
    if entry.size() > MAX >> (2 * depth).min(u64::BITS - 1) {
        return Ok(Finding::Unseen.into());
    }
    let stream = sectors.stream(entry)?;
    let mut bytes = vec![0; usize::try_from(entry.size()).unwrap_or(0)];
    let n = stream.read(source, 0, &mut bytes)?;
    bytes.truncate(n);
    let left = source.may_unpack()?.saturating_sub(source.unpacked());
    let (looked, unpacked) = look_at(&bytes, depth, left, inside);
    source.unpacks(unpacked);
    looked.map(|found| found.findings)
}
