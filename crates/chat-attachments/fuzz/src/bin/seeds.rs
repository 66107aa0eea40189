//! Writes the seeds of every target to `fuzzer/corpus/<target>`, next to the fuzzer's own finds.

use std::path::Path;
use std::{fs, io};

use chat_attachments_fuzz::{seed, target};

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzzer/corpus");
    for (name, _) in target::ALL {
        let folder = corpus.join(name);
        fs::create_dir_all(&folder)?;
        let seeds = seed::of(name);
        for (seed, bytes) in &seeds {
            fs::write(folder.join(format!("seed-{seed}")), bytes)?;
        }
        println!("{:>4} seeds for {name}", seeds.len());
    }
    Ok(())
}
