//! No input panics, hangs, or is both accepted and known to be something else.

use chat_attachments::{AttachmentPolicy, Claim, Finding, Kind, fixture, judge, refuse_head};
use proptest::prelude::*;

fn look(bytes: &[u8], name: &str) -> Result<(), TestCaseError> {
    let claim = Claim::named(name);
    for policy in [
        AttachmentPolicy::DEFAULT,
        AttachmentPolicy {
            allow: Finding::ALL.iter().copied().collect(),
            ..AttachmentPolicy::DEFAULT
        },
    ] {
        let judgement = judge(std::io::Cursor::new(bytes), &claim, &policy)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let head = bytes.get(..4096).unwrap_or(bytes);
        if refuse_head(head, &claim).is_some() {
            prop_assert!(!judgement.is_accepted());
        }
        prop_assert!(!judgement.sentence().is_empty());
        prop_assert_eq!(
            judgement.is_accepted(),
            judgement.verdict_code() == "accepted"
        );
        prop_assert!(judgement.kind.is_some() || !judgement.is_accepted());
    }
    Ok(())
}

/// A change to a file: overwrite, insert, remove, repeat.
pub(crate) fn change(bytes: &mut Vec<u8>, kind: u8, at: prop::sample::Index, with: &[u8]) {
    let at = at.index(bytes.len() + 1);
    match kind {
        0 => {
            for (place, byte) in bytes[at..].iter_mut().zip(with) {
                *place = *byte;
            }
        }
        1 => drop(bytes.splice(at..at, with.iter().copied())),
        2 => drop(bytes.drain(at..(at + with.len()).min(bytes.len()))),
        _ => {
            let piece = bytes[at..(at + 64).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_never_panic(
        kind in prop::sample::select(&Kind::ALL[..]),
        changes in prop::collection::vec(
            (0..4_u8, any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..8)),
            1..6,
        ),
    ) {
        let mut bytes = fixture::of(kind);
        for (how, at, with) in changes {
            change(&mut bytes, how, at, &with);
        }
        look(&bytes, &format!("a.{}", kind.canonical_extension()))?;
    }

    #[test]
    fn changed_words_never_panic(
        kind in prop::sample::select(&Kind::ALL[..]),
        places in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        word in prop::sample::select(&[0_u32, 1, 2, 0x7fff_ffff, 0xffff_fffa, 0xffff_fffe, 0xffff_ffff][..]),
    ) {
        let mut bytes = fixture::of(kind);
        for place in places {
            let at = place.index(bytes.len() / 2) * 2;
            for (place, byte) in bytes[at..].iter_mut().zip(word.to_le_bytes()) {
                *place = byte;
            }
        }
        look(&bytes, &format!("a.{}", kind.canonical_extension()))?;
    }

    #[test]
    fn joined_files_are_never_accepted_as_the_second(
        first in prop::sample::select(&Kind::ALL[..14]),
        second in prop::sample::select(&Kind::ALL[..14]),
    ) {
        let bytes = [fixture::of(first), fixture::of(second)].concat();
        let name = format!("a.{}", second.canonical_extension());
        let judgement = judge(std::io::Cursor::new(&bytes), &Claim::named(&name), &AttachmentPolicy::DEFAULT)?;
        prop_assert!(first == second || !judgement.is_accepted());
    }

    #[test]
    fn any_bytes_under_any_name_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        name in any::<String>(),
        media_type in any::<Option<String>>(),
    ) {
        let claim = Claim { name: &name, media_type: media_type.as_deref() };
        let judgement = judge(std::io::Cursor::new(&bytes), &claim, &AttachmentPolicy::DEFAULT)?;
        prop_assert!(!judgement.is_accepted());
    }
}
