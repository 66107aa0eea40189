//! Qualifiers: what tells apart people whose names look alike to a viewer (P7).
//!
//! Roles first; within a role, for the care team, second identifiers; a number or letter only if
//! nothing else differs. A number is always a patient's rank (P1), so it agrees with the order of
//! arrival, and is for the care team only. A letter stands for no order. While no one is edited, a
//! qualifier never passes from one person to another.

use crate::{
    access::known_since,
    id::PersonId,
    text::SecondIdentifier,
    visit::{Participant, Role},
};
use std::{collections::HashMap, hash::Hash};

/// The qualifiers of those whose names are not unique among those that the viewer sees. `seen` is in
/// the order of addition.
pub(super) fn qualifiers(me: &Participant, seen: &[&Participant]) -> HashMap<PersonId, String> {
    let mut qualifiers = HashMap::new();
    let alike = groups(seen, |p| &p.looks).into_iter();
    for alike in alike.filter(|alike| alike.len() > 1) {
        for peers in groups(&alike, |p| p.role) {
            match *peers {
                [only] => _ = qualifiers.insert(only.person, only.role.word().to_owned()),
                _ => qualifiers.extend(among_peers(me, &peers)),
            }
        }
    }
    qualifiers
}

/// The qualifiers of people whose names look alike and whose roles are the same.
fn among_peers(me: &Participant, peers: &[&Participant]) -> Vec<(PersonId, String)> {
    let shown = |p: &Participant| {
        let identifier = p.second_identifier.clone();
        identifier.filter(|_| me.role.is_care_team()) // M7
    };
    let differ = groups(peers, shown).len() > 1;
    let looks = |p| shown(p).as_ref().map(SecondIdentifier::looks);
    let mut qualifiers = Vec::with_capacity(peers.len());
    for mut same in groups(peers, looks) {
        let alone = same.len() == 1;
        same.sort_by_key(|p| known_since(me, p));
        for (place, p) in same.into_iter().enumerate() {
            let identifier = shown(p).filter(|_| differ);
            let numbered = || numbered(me, p, place);
            let qualifier = match identifier.as_ref().map(SecondIdentifier::as_str) {
                Some(identifier) if alone => identifier.to_owned(),
                Some(identifier) => format!("{identifier}, {}", numbered()),
                None if alone => p.role.word().to_owned(),
                None => numbered(),
            };
            qualifiers.push((p.person, qualifier));
        }
    }
    qualifiers
}

/// The role with the rank, if the viewer is shown it, or else with a letter: "patient 2", "guest B".
fn numbered(me: &Participant, p: &Participant, place: usize) -> String {
    let ranked = me.role.is_care_team() && p.role == Role::Patient;
    let number = p.rank.filter(|_| ranked).map(|rank| rank.to_string());
    let number = number.unwrap_or_else(|| letters(place));
    format!("{} {number}", p.role.word())
}

/// A, B, …, Z, AA, AB, …
fn letters(place: usize) -> String {
    let before = (place / 26).checked_sub(1).map(letters);
    let last = ('A'..='Z').nth(place % 26);
    before.unwrap_or_default().chars().chain(last).collect()
}

/// Sorts people into groups with equal keys, each in the given order.
fn groups<'a, K: Eq + Hash>(
    people: &[&'a Participant],
    key: impl Fn(&'a Participant) -> K,
) -> Vec<Vec<&'a Participant>> {
    let mut groups: HashMap<K, Vec<&Participant>> = HashMap::with_capacity(people.len());
    for person in people {
        groups.entry(key(person)).or_default().push(person);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_unique_beyond_the_alphabet() {
        let words = [0, 1, 25, 26, 27, 701, 702].map(letters);
        assert_eq!(words, ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
