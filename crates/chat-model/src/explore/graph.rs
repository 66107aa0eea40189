//! The states found and how they were reached.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher, Hasher},
};

/// A state's index among all states, in the order they were found.
pub(super) type Place = usize;

/// 128 bits of a state's key. Among ten million states, the chance of a collision is about 10⁻²⁵.
pub(super) type Fingerprint = u128;

/// The fingerprint of a key.
pub(super) fn fingerprint(key: &[u8]) -> Fingerprint {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(key);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}

/// A hasher that returns fingerprints unchanged, since they are already random.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "one half is random enough for a hash table"
    )]
    fn write_u128(&mut self, fingerprint: u128) {
        self.0 = fingerprint as u64;
    }
}

pub(super) type ByFingerprint<T> = HashMap<Fingerprint, T, BuildHasherDefault<AsItIs>>;

/// How a state was first reached: on a shortest path.
struct Origin<S> {
    parent: Place,
    step: S,
}

/// The states found so far.
pub(super) struct Graph<S> {
    places: ByFingerprint<Place>,
    /// The origins of all states except the start, which has index 0.
    origins: Vec<Origin<S>>,
}

impl<S: Copy> Graph<S> {
    pub(super) fn new(start: Fingerprint) -> Self {
        Self {
            places: std::iter::once((start, 0)).collect(),
            origins: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.origins.len() + 1
    }

    pub(super) fn place(&self, of: Fingerprint) -> Option<Place> {
        self.places.get(&of).copied()
    }

    /// Adds a state unless it is known. Returns whether it was new.
    pub(super) fn add(&mut self, state: Fingerprint, parent: Place, step: S) -> bool {
        let place = self.len();
        let kept = *self.places.entry(state).or_insert(place);
        if kept == place {
            self.origins.push(Origin { parent, step });
        }
        kept == place
    }

    /// The steps from the start to a state.
    pub(super) fn path(&self, to: Place) -> Vec<S> {
        let mut steps = Vec::new();
        let mut place = to;
        while let Some(origin) = place.checked_sub(1).and_then(|i| self.origins.get(i)) {
            steps.push(origin.step);
            place = origin.parent;
        }
        steps.reverse();
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_path_to_a_state_is_kept() {
        let mut graph = Graph::new(7);
        assert!(graph.add(8, 0, 'a'));
        assert!(graph.add(9, 1, 'b'));
        assert!(!graph.add(9, 0, 'c'));
        assert!(!graph.add(7, 0, 'd'));
        assert_eq!(graph.len(), 3);
        assert_eq!(graph.path(2), ['a', 'b']);
        assert!(graph.path(0).is_empty());
        assert_eq!((graph.place(9), graph.place(10)), (Some(2), None));
    }

    #[test]
    fn different_keys_have_different_fingerprints() {
        assert_ne!(fingerprint(&[1, 2]), fingerprint(&[2, 1]));
        assert_ne!(fingerprint(&[]), fingerprint(&[0]));
        assert_eq!(fingerprint(&[3]), fingerprint(&[3]));
    }
}
