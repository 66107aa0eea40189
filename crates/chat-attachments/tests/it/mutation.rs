//! No input panics, gets two different verdicts, exceeds the bound on reads, or is accepted although it is known to be
//! something else.

mod change;
mod look;

use chat_attachments::{Claim, Kind, fixture};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use change::{Change, any_change, pieces};
use look::look;

/// Files of every kind, and some with more content than the plain ones.
fn any_file() -> impl Strategy<Value = (Kind, Vec<u8>)> {
    let rich = [
        (Kind::Jpeg, fixture::jpeg_with_location()),
        (Kind::Png, fixture::png_with_location(4, 3)),
        (Kind::Doc, fixture::doc_with_macros()),
        (Kind::Xls, fixture::xls_with_password()),
        (Kind::Docx, fixture::encrypted_docx()),
        (Kind::Pdf, fixture::pdf_with("/Names << /JS (a) >>", &[])),
        (
            Kind::Pdf,
            fixture::pdf_with_object_stream("<< /S /Launch >>"),
        ),
    ];
    let files: Vec<_> = fixture::all().chain(rich).collect();
    select(files)
}

fn name_of(kind: Kind) -> String {
    format!("a.{}", kind.canonical_extension())
}

/// Changes bytes at a position: overwrite, insert, remove or repeat.
pub(crate) fn change(bytes: &mut Vec<u8>, kind: u8, at: Index, with: &[u8]) {
    let change = match kind {
        0 => Change::Overwrite(at, with.to_vec()),
        1 => Change::Insert(at, with.to_vec()),
        2 => Change::Remove(at, with.len()),
        _ => Change::Repeat(at, 64),
    };
    change.apply(bytes);
}

#[test]
fn pieces_of_a_file_add_up_to_the_file() {
    for (kind, file) in fixture::all() {
        let pieces = pieces(&file);
        assert!(pieces.len() > 1, "{kind} has pieces");
        assert_eq!(pieces.concat(), file, "{kind}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_keep_every_invariant(
        (kind, mut bytes) in any_file(),
        changes in prop::collection::vec(any_change(), 1..6),
    ) {
        for change in changes {
            change.apply(&mut bytes);
        }
        look(&bytes, &Claim::named(&name_of(kind)))?;
    }

    #[test]
    fn single_changes_keep_every_invariant((kind, mut bytes) in any_file(), change in any_change()) {
        change.apply(&mut bytes);
        look(&bytes, &Claim::named(&name_of(kind)))?;
    }

    #[test]
    fn moved_pieces_keep_every_invariant(
        (kind, mut bytes) in any_file(),
        moves in prop::collection::vec((any::<bool>(), any::<Index>(), any::<Index>()), 1..4),
    ) {
        for (swap, a, b) in moves {
            let change = if swap { Change::Swap(a, b) } else { Change::Copy(a, b) };
            change.apply(&mut bytes);
        }
        look(&bytes, &Claim::named(&name_of(kind)))?;
    }

    #[test]
    fn a_checksum_finds_every_flipped_bit(at in any::<Index>(), bit in 0..8_u8) {
        let mut bytes = fixture::png_with_location(4, 3);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(!look(&bytes, &Claim::named("a.png"))?.is_accepted());
    }

    #[test]
    fn spliced_files_are_never_accepted_as_the_second(
        (first, bytes) in any_file(),
        (second, rest) in any_file(),
        cut in any::<Index>(),
    ) {
        let bytes = [&bytes[..cut.index(bytes.len()) + 1], &rest].concat();
        let judgement = look(&bytes, &Claim::named(&name_of(second)))?;
        // The first file may be accepted as its own kind if only padding is missing.
        let as_second = judgement.is_accepted() && judgement.kind != Some(first);
        prop_assert!(first == second || !as_second, "{} and {}: {:?}", first, second, judgement);
    }

    #[test]
    fn joined_files_are_never_accepted_as_the_second(
        first in select(&Kind::ALL[..]),
        second in select(&Kind::ALL[..]),
    ) {
        let bytes = [fixture::of(first), fixture::of(second)].concat();
        let judgement = look(&bytes, &Claim::named(&name_of(second)))?;
        prop_assert!(first == second || !judgement.is_accepted());
    }

    #[test]
    fn any_bytes_under_any_name_are_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        name in any::<String>(),
        media_type in any::<Option<String>>(),
    ) {
        let claim = Claim { name: &name, media_type: media_type.as_deref() };
        prop_assert!(look(&bytes, &claim)?.refusal().is_some());
    }
}
