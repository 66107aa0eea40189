//! Every target on all its seeds, on the stable toolchain and without the fuzzer.
//!
//! A binary of its own, with one test: everything that the process allocates is counted.

use chat_attachments_fuzz::{seed, target};

#[test]
fn every_target_holds_on_its_seeds() {
    for (name, run) in target::ALL {
        let seeds = seed::of(name);
        assert!(seeds.len() > 4, "{name} has seeds");
        for (seed, bytes) in &seeds {
            println!("{name} {seed}");
            run(bytes);
            // Cut anywhere, as a fuzzer does at once.
            for eighth in 1..8 {
                run(bytes.get(..bytes.len() * eighth / 8).unwrap_or_default());
            }
        }
    }
}
