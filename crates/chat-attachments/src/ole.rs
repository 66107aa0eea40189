//! OLE compound files (MS-CFB): Word, Excel and PowerPoint 97–2003, distinguished by the directory.

mod class;
mod comp_obj;
mod directory;
mod embedded;
mod entries;
mod entry;
mod equation;
mod excel;
mod fat;
mod few;
mod header;
mod link;
mod object;
mod other;
mod owned;
mod package;
mod powerpoint;
mod query;
mod records;
mod stream;
mod table;
mod word;

use std::ops::Range;

use chat_formats::Source;

use crate::claim::Claim;
use crate::declared::Declared;
use crate::finding::Finding;
use crate::findings::Findings;
use crate::found::Found;
use crate::guest;
use crate::kind::{Container, Kind};
use crate::name::{self, Claimed};
use crate::nested::Walk;
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::trailer;
use crate::zip::end_record;

pub(crate) use class::Class;
pub(crate) use entries::{look_at_object, look_at_object_of};
pub(crate) use package::{is_program_name, look_at_package};

use directory::{Directory, ROOT};
use entry::Entry;
use fat::Sectors;
use header::Header;
use owned::Owned;

/// Walks the tables, the whole directory, and the main stream. `inside` walks nested documents.
pub(crate) fn walk(source: &mut Source<'_>, claim: &Claim<'_>, inside: Walk) -> Step<Found> {
    let header = Header::read(source)?;
    // Embedded documents are archives too. Only an end record at the very end makes the file a second archive.
    if end_record::is_at_end(source)? {
        return Err(Stop::hidden("a ZIP archive"));
    }
    let mut sectors = Sectors::read(source, &header)?;
    let directory = Directory::read(source, &sectors, header.directory)?;
    sectors.open_mini(source, &header, directory.root())?;

    let mut found = look_at_main(source, &mut sectors, &directory, claim, inside)?;
    let owned = sectors
        .check_all(source, &header, directory.root(), directory.entries())
        .map_err(|stop| stop.named(found.kind.noun()))?;
    let behind = trailer::behind(
        source,
        sectors.end(&owned, source.len()?),
        Declared::default(),
    )?;
    found.findings.add(behind);
    look_between(source, &sectors, &owned)?;
    entries::look(
        source,
        &mut sectors,
        &directory,
        inside,
        &mut found.findings,
    )?;
    Ok(found)
}

/// Inspects the main streams, which determine the kind.
fn look_at_main(
    source: &mut Source<'_>,
    sectors: &mut Sectors,
    directory: &Directory,
    claim: &Claim<'_>,
    inside: Walk,
) -> Step<Found> {
    let workbooks = excel::STREAMS.iter();
    let workbooks: Vec<&Entry> = workbooks
        .filter_map(|name| directory.in_root(name))
        .collect();
    let word = directory.in_root("worddocument");
    let powerpoint = directory.in_root("powerpoint document");
    let two = || Stop::refused(Reason::HiddenFile, "two Office documents in one");
    if directory.in_root("encryptedpackage").is_some() {
        // Encrypted Office 2007 documents may also have an empty main stream.
        for main in workbooks.into_iter().chain(word).chain(powerpoint) {
            if !is_empty(source, sectors, main)? {
                return Err(two());
            }
        }
        return closed(claim);
    }
    match (workbooks.as_slice(), word, powerpoint) {
        ([], None, None) => Err(other::refuse(directory)),
        _ if directory.is_installer() => Err(other::refuse(directory)),
        (all, None, None) => excel::look_at_all(source, sectors, directory, all),
        ([], Some(main), None) => word::look(source, sectors, directory, ROOT, main),
        ([], None, Some(main)) => powerpoint::look(
            source,
            sectors,
            directory,
            ROOT,
            main,
            inside,
            look_at_object,
        ),
        _ => Err(two()),
    }
}

/// Maximum length of an empty main stream, in bytes.
const EMPTY: usize = 4096;

/// Whether a stream is short and has only zeros.
fn is_empty(source: &mut Source<'_>, sectors: &Sectors, entry: &Entry) -> Step<bool> {
    let mut start = [0; EMPTY];
    sectors.stream(entry)?.read(source, 0, &mut start)?;
    Ok(entry.size() <= EMPTY as u64 && start == [0; EMPTY])
}

/// Maximum size of an inspected compound file in a picture, in bytes.
const MAX_INSIDE: u64 = 4 * 1024 * 1024;

/// Inspects a compound file in a range of another file.
///
/// # Errors
/// Refuses programs.
pub(crate) fn look_inside(
    source: &mut Source<'_>,
    range: Range<u64>,
    inside: Walk,
    findings: &mut Findings,
) -> Step<()> {
    let len = range.end - range.start;
    if len > MAX_INSIDE {
        findings.insert(Finding::Unseen);
        return Ok(());
    }
    let (depth, left) = (source.depth() + 1, source.may_unpack()?);
    let storage = source.bytes(range.start, usize::try_from(len).unwrap_or(0))?;
    entries::look_inside(&storage, (depth, left), inside, findings)?;
    Ok(())
}

/// Inspects sectors that no stream owns. Remains of deleted streams are common at the start of free sectors,
/// so there only formats that are found and run at any offset are refused. Sectors that are marked as used
/// but unreachable may contain no other format at all.
fn look_between(source: &mut Source<'_>, sectors: &Sectors, owned: &Owned) -> Step<()> {
    for (at, is_free) in sectors.unowned(owned) {
        let what = if is_free {
            guest::self_starting(&source.bytes(at, SECTOR_START)?)
        } else {
            guest::anywhere(&source.bytes(at, sectors.sector_len() + SECTOR_START)?)
        };
        if let Some(what) = what {
            return Err(Stop::hidden(what));
        }
    }
    Ok(())
}

/// Bytes inspected at the start of a free sector and after it.
const SECTOR_START: usize = 512;

/// Accepts an encrypted Office 2007 document as the kind that its name claims; nothing else of it can be read.
/// Policies decide by the finding `encrypted`.
fn closed(claim: &Claim<'_>) -> Step<Found> {
    let kind = match name::claimed(claim.name) {
        Claimed::Kind(kind) if kind.container() == Container::Ooxml => Some(kind),
        Claimed::Kind(Kind::Doc) => Some(Kind::Docx),
        Claimed::Kind(Kind::Xls) => Some(Kind::Xlsx),
        Claimed::Kind(Kind::Ppt) => Some(Kind::Pptx),
        _ => None,
    };
    let kind = kind.ok_or_else(|| {
        Stop::refused(
            Reason::NotAccepted,
            "a password-protected Office file of an unknown kind",
        )
    })?;
    let mut found = Found::new(kind);
    found.findings.insert(Finding::Encrypted);
    Ok(found)
}
