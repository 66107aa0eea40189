//! Merkle trees with SHA-256 (RFC 9162, section 2.1).

use sha2::{Digest as _, Sha256};

/// The hash of a leaf or a node.
pub type Hash = [u8; 32];

/// The hash of a leaf's input: `SHA-256(0x00 || input)`.
#[must_use]
pub fn leaf(input: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(input);
    hasher.finalize().into()
}

/// The root of a tree (`MTH` in section 2.1.1). Without leaves, the hash of the empty string.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The hashes from the leaf at `index` (starting at 0) to the root, nearest first (`PATH` in
/// section 2.1.3.1). `None` if there is no such leaf.
#[must_use]
pub fn inclusion_path(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut path, other) = if index < middle {
        (inclusion_path(left, index)?, root(right))
    } else {
        (inclusion_path(right, index - middle)?, root(left))
    };
    path.push(other);
    Some(path)
}

/// Whether the path leads from the leaf at `index` to the root `wanted` of a tree with `size`
/// leaves (section 2.1.3.2).
#[must_use]
pub fn is_included(leaf: &Hash, index: u64, size: u64, path: &[Hash], wanted: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            if at & 1 == 0 {
                let skipped = at.trailing_zeros();
                at = at.checked_shr(skipped).unwrap_or(0);
                last = last.checked_shr(skipped).unwrap_or(0);
            }
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *wanted
}

/// `SHA-256(0x01 || left || right)`.
fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x01]);
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

/// The largest power of two less than `count`, which must be at least 2.
const fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

#[cfg(test)]
mod tests;
