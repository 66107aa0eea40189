//! Runs every target on all its seeds, whole, truncated and mutated, on the stable toolchain.
//!
//! A separate binary with a single test, because all allocations of the process are counted.

use chat_attachments_fuzz::{seed, target};

/// Mutations per seed.
const CHANGED: u32 = 24;

/// Deterministic pseudorandom numbers.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below.max(1)
    }
}

/// Changes, removes or duplicates a few bytes, and sometimes appends the end of another seed.
fn changed(seed: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.next(4) {
        let at = numbers.next(bytes.len());
        match numbers.next(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, [0xff; 3])),
            2 => drop(bytes.drain(at..(at + 4).min(bytes.len()))),
            3 => {
                bytes.extend_from_slice(other.get(numbers.next(other.len())..).unwrap_or_default())
            }
            bits => {
                let bit = numbers.next(8);
                for byte in bytes.iter_mut().skip(at).take(bits - 3) {
                    *byte ^= 1 << bit;
                }
            }
        }
    }
    bytes
}

#[test]
fn every_target_holds_on_its_seeds() {
    let mut numbers = Numbers(1);
    for (name, run) in target::ALL {
        let seeds = seed::of(name);
        assert!(seeds.len() > 4, "{name} has seeds");
        for (seed, bytes) in &seeds {
            println!("{name} {seed}");
            run(bytes);
            for eighth in 1..8 {
                run(bytes.get(..bytes.len() * eighth / 8).unwrap_or_default());
            }
            for _ in 0..CHANGED {
                let other = seeds
                    .get(numbers.next(seeds.len()))
                    .map_or(&[][..], |(_, other)| other);
                run(&changed(bytes, other, &mut numbers));
            }
        }
    }
}
