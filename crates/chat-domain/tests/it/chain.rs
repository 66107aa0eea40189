//! G4: the hash chain.

use chat_domain::{ClinicId, VisitId, log::ChainHash};
use std::collections::BTreeSet;
use uuid::{Uuid, uuid};

const A_CLINIC: ClinicId = ClinicId::new(uuid!("0190a6c8-0000-7000-8000-00000000c11c"));
const A_VISIT: VisitId = VisitId::new(uuid!("0190a6c8-0000-7000-8000-0000000001d1"));

const CLINIC: ClinicId = ClinicId::new(Uuid::from_u128(0xC1));
const VISIT: VisitId = VisitId::new(Uuid::from_u128(0xF1));

/// A log's stored entries: the golden lines.
fn bodies() -> Vec<Vec<u8>> {
    let lines = include_str!("../golden/v1.jsonl").lines();
    lines.map(|line| line.as_bytes().to_vec()).collect()
}

fn end<'a>(bodies: impl IntoIterator<Item = &'a Vec<u8>>) -> ChainHash {
    let start = ChainHash::start(CLINIC, VISIT);
    bodies.into_iter().fold(start, |hash, body| hash.then(body))
}

/// The expected digits come from an independent implementation of the documented input:
///
/// ```text
/// start = SHA-256("visit-chat log v1" 00 clinic visit)
/// next  = SHA-256("visit-chat entry v1" 00 previous stored)
/// ```
#[test]
fn g4_hashes_cover_the_documented_bytes() {
    let start = ChainHash::start(A_CLINIC, A_VISIT);
    assert_eq!(
        start.to_string(),
        "176368c9c707d330a8f277447605b15a2ff2d6c1ebd2d51ac4b1e40b89940c5f"
    );
    let first = start.then(br#"{"v":1,"seq":1,"note":"the first"}"#);
    assert_eq!(
        first.to_string(),
        "883dd77acb6f193f9cafa358520dd175fa02c898e31ad37e2a2626485db25031"
    );
    let second = first.then(r#"{"v":1,"seq":2,"note":"Zoë"}"#.as_bytes());
    assert_eq!(
        second.to_string(),
        "6bd0313a75749f4a9ea7f6e1360c877d31832b898eb12e133a82904ed42a7883"
    );
}

#[test]
fn g4_hash_is_displayed_as_64_digits() {
    let hash = ChainHash(std::array::from_fn(|i| i as u8));
    let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    assert_eq!(hash.to_string(), digits);
    assert_eq!(format!("{hash:?}"), digits);
}

#[test]
fn g4_start_hash_differs_per_visit_and_clinic() {
    // Including when the clinic and visit ids are swapped.
    let (swapped_clinic, swapped_visit) = (A_VISIT.uuid(), A_CLINIC.uuid());
    let starts = BTreeSet::from([
        ChainHash::start(A_CLINIC, A_VISIT),
        ChainHash::start(A_CLINIC, VISIT),
        ChainHash::start(CLINIC, A_VISIT),
        ChainHash::start(ClinicId::new(swapped_clinic), VisitId::new(swapped_visit)),
    ]);
    assert_eq!(starts.len(), 4);
}

#[test]
fn g4_changed_bit_changes_every_later_hash() {
    let original = bodies();
    let at = original.len() - 3;
    let before = end(&original[..at]);
    let hashes = |bodies: &[Vec<u8>]| -> Vec<_> {
        let next = |hash: &mut ChainHash, body: &Vec<u8>| {
            *hash = hash.then(body);
            Some(*hash)
        };
        bodies.iter().scan(before, next).collect()
    };
    let unchanged = hashes(&original[at..]);
    assert_eq!(unchanged.last(), Some(&end(&original)));
    let mut changed = original[at..].to_vec();
    for bit in 0..original[at].len() * 8 {
        changed[0][bit / 8] ^= 1 << (bit % 8);
        let hashes = hashes(&changed);
        assert_eq!(hashes.len(), 3);
        let same = hashes.iter().zip(&unchanged).any(|(hash, was)| hash == was);
        assert!(!same, "{bit}");
        changed[0][bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn g4_dropped_repeated_or_swapped_entry_changes_the_last_hash() {
    let original = bodies();
    let mut ends = BTreeSet::from([end(&original)]);
    let mut count = 1;
    let mut differs = |changed: &[Vec<u8>]| {
        ends.insert(end(changed));
        count += 1;
    };
    for at in 0..original.len() {
        let mut dropped = original.clone();
        let body = dropped.remove(at);
        differs(&dropped);
        let mut repeated = original.clone();
        repeated.insert(at, body);
        differs(&repeated);
        for other in at + 1..original.len() {
            let mut swapped = original.clone();
            swapped.swap(at, other);
            differs(&swapped);
        }
    }
    assert_eq!(ends.len(), count, "each has a different last hash");
}

#[test]
fn g4_bytes_moved_between_entries_change_the_last_hash() {
    let mut moved = bodies();
    let original = end(&moved);
    let last = moved[1].pop().unwrap();
    moved[2].insert(0, last);
    assert_ne!(end(&moved), original);
}
