//! Microseconds per file by kind. The tools alternate, so that load on the machine affects all of them.

use crate::files::File;
use crate::unpacked::unpack;
use crate::{format, gate, signature};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

/// Runs per file; the fastest counts.
const RUNS: usize = 25;

/// Sums of the fastest times, in microseconds.
#[derive(Default)]
struct Sums {
    files: f64,
    gate: f64,
    format: f64,
    signature: f64,
    unpacking: f64,
    reading: f64,
}

pub(crate) fn print(files: &[File]) {
    if files.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut all = Sums::default();
    for file in files {
        let mut best = [f64::INFINITY; 5];
        let [a, b, c, d, e] = &mut best;
        for _ in 0..RUNS {
            keep(a, gate, file);
            keep(b, format, file);
            keep(c, signature, file);
            keep(d, unpack, file);
            keep(e, read, file);
        }
        kinds.entry(&file.kind).or_default().add(best);
        all.add(best);
    }
    println!(
        "\nµs a file     files     gate  file-format    infer  gate/file-format  unpacking alone  gate/unpacking  reading alone"
    );
    for (kind, sums) in kinds.iter().chain([(&"all", &all)]) {
        let per = |sum: f64| sum / sums.files;
        println!(
            "{kind:<12}{:>7}{:>9.1}{:>13.2}{:>9.2}{:>18.2}{:>17.1}{:>16.2}{:>15.2}",
            sums.files,
            per(sums.gate),
            per(sums.format),
            per(sums.signature),
            sums.gate / sums.format,
            per(sums.unpacking),
            match sums.unpacking > 1.0 {
                true => sums.gate / sums.unpacking,
                false => f64::NAN,
            },
            per(sums.reading),
        );
    }
}

/// Lower bound on the cost of a walk through a whole file: looking at each byte once, as fast as possible.
fn read(file: &File) -> usize {
    memchr::memchr_iter(0, &file.bytes).count()
}

pub(crate) fn keep<T>(best: &mut f64, look: fn(&File) -> T, file: &File) {
    let start = Instant::now();
    let result = black_box(look(file));
    *best = best.min(start.elapsed().as_secs_f64() * 1e6);
    drop(result);
}

impl Sums {
    fn add(&mut self, [gate, format, signature, unpacking, reading]: [f64; 5]) {
        self.files += 1.0;
        self.gate += gate;
        self.format += format;
        self.signature += signature;
        self.unpacking += unpacking;
        self.reading += reading;
    }
}
