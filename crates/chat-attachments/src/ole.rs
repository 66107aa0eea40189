//! OLE compound files (MS-CFB): Word, Excel and PowerPoint 97–2003, told apart by the directory.

mod directory;
mod entries;
mod entry;
mod excel;
mod fat;
mod few;
mod header;
mod object;
mod other;
mod owned;
mod package;
mod powerpoint;
mod records;
mod stream;
mod table;
mod word;

use chat_formats::Source;

use crate::claim::Claim;
use crate::declared::Declared;
use crate::finding::Finding;
use crate::found::Found;
use crate::guest;
use crate::kind::{Container, Kind};
use crate::name::{self, Claimed};
use crate::reason::Reason;
use crate::stop::{Step, Stop};
use crate::trailer;
use crate::zip::end_record;

use directory::Directory;
use fat::Sectors;
use header::Header;
use owned::Owned;

/// Walks the tables and the whole directory, then the one main stream.
pub(crate) fn walk(source: &mut Source<'_>, claim: &Claim<'_>) -> Step<Found> {
    let header = Header::read(source)?;
    // Embedded documents are archives too, so that only one at the very end is a second reading.
    if end_record::is_at_end(source)? {
        return Err(Stop::hidden("a ZIP archive"));
    }
    let mut sectors = Sectors::read(source, &header)?;
    let directory = Directory::read(source, &sectors, header.directory)?;
    sectors.open_mini(source, &header, directory.root())?;

    let excel = directory
        .in_root("workbook")
        .or_else(|| directory.in_root("book"));
    let word = directory.in_root("worddocument");
    let powerpoint = directory.in_root("powerpoint document");
    let mains = [excel, word, powerpoint];
    let mut found = match (mains.iter().flatten().count(), mains) {
        // Encrypted Office 2007 documents may have an empty main stream beside.
        _ if directory.in_root("encryptedpackage").is_some() => closed(claim),
        (1, _) if directory.is_installer() => Err(other::refuse(&directory)),
        (1, [Some(main), _, _]) => excel::look(source, &mut sectors, main),
        (1, [_, Some(main), _]) => word::look(source, &mut sectors, &directory, main),
        (1, [_, _, Some(main)]) => powerpoint::look(source, &mut sectors, &directory, main),
        (0, _) => Err(other::refuse(&directory)),
        _ => Err(Stop::refused(
            Reason::HiddenFile,
            "two Office documents in one",
        )),
    }?;
    let owned = sectors
        .check_all(source, &header, directory.root(), directory.entries())
        .map_err(|stop| match stop {
            Stop::Refused { reason, what } if what.is_empty() => {
                Stop::refused(reason, found.kind.noun())
            }
            stop => stop,
        })?;
    let behind = trailer::behind(
        source,
        sectors.end(&owned, source.len()?),
        Declared::default(),
    )?;
    found.findings = found.findings.union(behind);
    look_between(source, &sectors, &owned)?;
    entries::look(source, &sectors, &directory, &mut found.findings)?;
    Ok(found)
}

/// Looks at sectors that belong to nothing. Rests of deleted streams are common at the start of free ones;
/// formats that are found and run wherever they are, are not. In those that are marked as used, and that no
/// stream reaches, nothing of any other format may be.
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

/// How much of a free sector's start, and of what follows it, is looked at.
const SECTOR_START: usize = 512;

/// An encrypted Office 2007 document shows nothing of its kind but the name. A policy that accepts
/// encrypted files takes it as that kind.
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
