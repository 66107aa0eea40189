//! Objects of other programs in a compound file (MS-OLEDS 1.3.3), told apart by what they are.
//!
//! An object is a storage. Documents of Office are inspected like documents. Everything that only a program on the
//! reader's computer can interpret, such as an equation of the old editor, is a finding.

use chat_formats::Source;

use super::directory::Directory;
use super::entry::Entry;
use super::fat::Sectors;
use super::{equation, excel, object, powerpoint, word};
use crate::finding::{Finding, FindingSet};
use crate::nested::{Walk, look_at};
use crate::reason::Reason;
use crate::stop::{Step, Stop};

/// Maximum size of an inspected document in an object, in bytes. Each level of nesting gets a quarter.
const MAX: u64 = 3 * 1024 * 1024;

/// Lowercase names, and prefixes of names, of streams that every object may have: its class, picture, links and
/// properties.
const COMMON: [&str; 2] = ["\u{1}ole", "\u{1}compobj"];
const COMMON_PREFIXES: [&str; 3] = ["\u{2}olepres", "\u{3}", "\u{5}"];

/// Streams with a whole document in a package.
const PACKAGES: [&str; 4] = ["package", "package_stream", "embeddedodf", "contents"];

/// Indexes of the storages in which Word and Excel put objects.
pub(super) fn storages(directory: &Directory) -> Vec<u32> {
    let is_object = |entry: &Entry| {
        let parent = directory.get(entry.parent);
        entry.name.starts_with("mbd") || parent.is_some_and(|parent| parent.name.is("objectpool"))
    };
    let storages = directory.storages().filter(|(_, entry)| is_object(entry));
    storages.map(|(index, _)| index).collect()
}

/// Inspects the object in a storage.
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
    findings: &mut FindingSet,
) -> Step<()> {
    let has = |name: &str| directory.within(storage, name);
    // Controls, packed files and projects have findings of their own.
    let is_project = || {
        directory
            .entries()
            .any(|entry| entry.name.is("_vba_project"))
    };
    if has("\u{3}ocxname").is_some() || has("\u{1}ole10native").is_some() || is_project() {
        return Ok(());
    }
    let looked = if let Some(entry) = has("equation native") {
        return look_at_equation(source, sectors, entry, findings);
    } else if let Some(main) = has("workbook").or_else(|| has("book")) {
        excel::look(source, sectors, main, true).map(|found| found.findings)
    } else if let Some(main) = has("worddocument") {
        word::look(source, sectors, directory, storage, main).map(|found| found.findings)
    } else if let Some(main) = has("powerpoint document") {
        powerpoint::look(
            source,
            sectors,
            directory,
            storage,
            main,
            inside,
            look_at_object,
        )
        .map(|found| found.findings)
    } else if let Some(package) = PACKAGES.iter().find_map(|name| has(name)) {
        document(source, sectors, package, inside)
    } else {
        // A link with its picture has nothing else.
        let mut streams = directory.streams(storage).peekable();
        let is_link = streams.peek().is_some() && streams.all(is_common);
        if !is_link || directory.is_installer() {
            findings.insert(Finding::OleObject);
        }
        return Ok(());
    };
    match looked {
        Ok(inner) => {
            *findings = findings.union(inner).with(Finding::EmbeddedDocument);
            Ok(())
        }
        Err(Stop::Refused { reason, .. }) => match reason {
            Reason::MacroEnabled | Reason::ProgramInside | Reason::ExpandsTooMuch => {
                Err(Stop::refused(reason, ""))
            }
            _ => {
                findings.insert(Finding::OleObject);
                Ok(())
            }
        },
        Err(other) => Err(other),
    }
}

fn is_common(entry: &Entry) -> bool {
    let mut prefixes = COMMON_PREFIXES.iter();
    entry.is_named(&COMMON) || prefixes.any(|prefix| entry.name.starts_with(prefix))
}

/// Maximum size of an equation, in bytes. Real ones have a few hundred.
const MAX_EQUATION: usize = 64 * 1024;

fn look_at_equation(
    source: &mut Source<'_>,
    sectors: &Sectors,
    entry: &Entry,
    findings: &mut FindingSet,
) -> Step<()> {
    let mut stream = vec![0; MAX_EQUATION];
    let n = sectors.stream(entry)?.read(source, 0, &mut stream)?;
    let is_plain = n < MAX_EQUATION && equation::is_plain(stream.get(..n).unwrap_or_default());
    findings.insert(match is_plain {
        true => Finding::Equation,
        false => Finding::OleObject,
    });
    Ok(())
}

/// Findings of the document in a stream.
fn document(
    source: &mut Source<'_>,
    sectors: &Sectors,
    entry: &Entry,
    inside: Walk,
) -> Step<FindingSet> {
    let depth = source.depth() + 1;
    if entry.size() > MAX >> (2 * depth).min(u64::BITS - 1) {
        return Ok(FindingSet::EMPTY.with(Finding::Unseen));
    }
    let stream = sectors.stream(entry)?;
    let mut bytes = vec![0; usize::try_from(entry.size()).unwrap_or(0)];
    let n = stream.read(source, 0, &mut bytes)?;
    bytes.truncate(n);
    let left = source.may_unpack()?.saturating_sub(source.unpacked());
    let (looked, unpacked) = look_at(bytes, depth, left, inside)?;
    source.unpacks(unpacked);
    looked.map(|found| found.findings)
}
