//! Test vectors of the RFC 6962 reference implementation.

use super::*;
use chat_domain::hex;

const INPUTS: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves(count: usize) -> Vec<Hash> {
    let input = |text: &str| -> Vec<u8> {
        let digits: Vec<char> = text.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&String::from_iter(pair), 16).unwrap();
        digits.chunks(2).map(byte).collect()
    };
    INPUTS[..count]
        .iter()
        .map(|text| leaf(&input(text)))
        .collect()
}

#[test]
fn roots_match_the_reference() {
    for (count, wanted) in ROOTS.iter().enumerate() {
        assert_eq!(hex::encode(&root(&leaves(count))), *wanted, "{count}");
    }
}

#[test]
fn paths_match_the_reference() {
    // The paths of the first and the sixth leaf in the tree of eight.
    let path = |index| -> Vec<String> {
        let path = inclusion_path(&leaves(8), index).unwrap();
        path.iter().map(|hash| hex::encode(hash)).collect()
    };
    assert_eq!(
        path(0),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        path(5),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn every_leaf_is_included_at_its_own_index_only() {
    for size in 1..=8 {
        let leaves = leaves(size);
        let wanted = root(&leaves);
        let size = size as u64;
        for (index, leaf) in leaves.iter().enumerate() {
            let path = inclusion_path(&leaves, index).unwrap();
            let index = index as u64;
            assert!(is_included(leaf, index, size, &path, &wanted));
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!is_included(leaf, other, size, &path, &wanted));
            }
            let mut longer = path.clone();
            longer.push([0; 32]);
            assert!(!is_included(leaf, index, size, &longer, &wanted));
            if let Some((_, shorter)) = path.split_last() {
                assert!(!is_included(leaf, index, size, shorter, &wanted));
                let mut other = path.clone();
                other[0][0] ^= 1;
                assert!(!is_included(leaf, index, size, &other, &wanted));
            }
            assert!(!is_included(&[0; 32], index, size, &path, &wanted));
        }
        assert_eq!(inclusion_path(&leaves, leaves.len()), None);
    }
}

#[test]
fn leaves_and_nodes_hash_differently() {
    let [left, right] = [leaf(b"a"), leaf(b"b")];
    let posing = [left, right].concat();
    assert_ne!(leaf(&posing), root(&[left, right]));
}
