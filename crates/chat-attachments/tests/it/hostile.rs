//! Polyglots: every kind combined with every other format, in every place that the kind leaves free. None is accepted
//! under the default policy; without the guest, every one is.

mod archive;
mod guests;
mod kinds;
mod made;
mod names;
mod places;

use std::collections::BTreeMap;

use chat_attachments::{Kind, fixture};

use crate::support::judged;
use archive::{Parts, Written};
use guests::{Found, Guest};
use places::Sort;

/// Kinds that carry a guest.
const CARRIERS: &[Kind] = &[
    Kind::Png,
    Kind::Jpeg,
    Kind::Gif,
    Kind::Pdf,
    Kind::Rtf,
    Kind::Docx,
    Kind::Xlsx,
    Kind::Pptx,
    Kind::Odt,
    Kind::Ods,
    Kind::Odp,
    Kind::Doc,
    Kind::Xls,
    Kind::Ppt,
];

/// A Windows installer.
fn installer() -> Vec<u8> {
    let class = [
        0x84, 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
    ];
    fixture::Compound::new().class(class).finish()
}

fn name_of(kind: Kind) -> String {
    format!("a.{}", kind.canonical_extension())
}

/// Whether the guest counts as a second format in such a place.
fn counts(guest: &Guest, sort: Sort) -> bool {
    match guest.found {
        // A gap is too short for a Windows program.
        Found::Anywhere => sort != Sort::Gap || guest.name != "exe",
        Found::Text => matches!(sort, Sort::Start | Sort::Metadata | Sort::Gap),
        Found::AtItsStart => matches!(sort, Sort::Start | Sort::Part),
    }
}

#[test]
fn polyglots_are_refused() {
    let guests = guests::all();
    let mut table: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for kind in CARRIERS {
        let around = places::around(*kind);
        let within = places::within(*kind);
        let row = table.entry(kind.as_str()).or_default();
        for place in &within {
            let control = judged(&(place.put)(b"plain words"), &name_of(*kind));
            if !control.is_accepted() || control.kind != Some(*kind) {
                wrong.push(format!("{kind}, {}: {}", place.name, control.sentence()));
            }
            row[1] += 1;
        }
        for place in around.iter().chain(&within) {
            for guest in guests.iter().filter(|guest| counts(guest, place.sort)) {
                row[0] += 1;
                if judged(&(place.put)(&guest.bytes), &name_of(*kind)).is_accepted() {
                    wrong.push(format!("{kind} with {} as {}", guest.name, place.name));
                }
            }
        }
        let control = judged(&fixture::of(*kind), &name_of(*kind));
        assert!(control.is_accepted() && control.kind == Some(*kind));
    }
    for (kind, [hostile, controls]) in &table {
        println!("{kind:<5} {hostile:>4} hostile, {controls:>2} controls");
    }
    let sum = |n: usize| table.values().map(|row| row[n]).sum::<usize>();
    println!("all   {:>4} hostile, {} wrong", sum(0), wrong.len());
    assert!(sum(0) > 1800, "{}", sum(0));
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_disk_image_is_refused_for_every_kind() {
    for kind in CARRIERS {
        let mut bytes = fixture::of(*kind);
        if bytes.len() < 32_768 {
            bytes.resize(32_768, 0);
        }
        bytes.extend_from_slice(b"\x01CD001\x01");
        bytes.resize(40_000, 0);
        assert!(!judged(&bytes, &name_of(*kind)).is_accepted(), "{kind}");
    }
}

#[test]
fn entries_that_share_or_lie_are_refused() {
    let parts = || Parts::of(&fixture::docx());
    assert!(judged(&Written::from(parts()).finish(), "a.docx").is_accepted());
    let mut cases = Vec::new();
    for pointing in 0..2 {
        let mut written = Written::from(parts());
        written.pointing = Some(pointing);
        cases.push((format!("all point to {pointing}"), written));
    }
    for lie in [1, 1000, 1 << 30] {
        let mut written = Written::from(parts());
        written.directory_lie = lie;
        cases.push((format!("the directory adds {lie}"), written));
    }
    for (what, written) in cases {
        assert!(!judged(&written.finish(), "a.docx").is_accepted(), "{what}");
    }
}
