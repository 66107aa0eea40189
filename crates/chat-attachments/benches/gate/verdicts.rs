//! Microseconds per file by expected verdict: most refused uploads are cheap. Measured in memory and with files
//! opened from the disk.

use crate::files::{self, File};
use crate::table::keep;
use crate::{format, gate};
use chat_attachments::{AttachmentPolicy, Claim, Judgement, judge};
use file_format::FileFormat;

/// Runs per file; the fastest counts.
const RUNS: usize = 15;

/// Subfolders of a labelled folder.
const VERDICTS: [&str; 4] = ["allow", "reject", "policy", "ambiguous"];

fn gate_opened(file: &File) -> Judgement {
    let opened = std::fs::File::open(&file.path).unwrap();
    let claim = Claim::named(&file.name);
    judge(opened, &claim, &AttachmentPolicy::DEFAULT).unwrap()
}

fn format_opened(file: &File) -> FileFormat {
    FileFormat::from_file(&file.path).unwrap()
}

pub(crate) fn print() {
    let mut all = (0, [0.0; 4]);
    for verdict in VERDICTS {
        let files = files::labelled(verdict);
        if files.is_empty() {
            continue;
        }
        if all.0 == 0 {
            println!(
                "\nµs a file     files     gate  file-format    ratio   opened: gate  file-format    ratio"
            );
        }
        let sums = sums(&files);
        all.0 += files.len();
        for (all, sum) in all.1.iter_mut().zip(sums) {
            *all += sum;
        }
        row(verdict, files.len(), sums);
    }
    if all.0 > 0 {
        row("all", all.0, all.1);
    }
}

fn sums(files: &[File]) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for file in files {
        let mut best = [f64::INFINITY; 4];
        let [a, b, c, d] = &mut best;
        for _ in 0..RUNS {
            keep(a, gate, file);
            keep(b, format, file);
            keep(c, gate_opened, file);
            keep(d, format_opened, file);
        }
        for (sum, best) in sums.iter_mut().zip(best) {
            *sum += best;
        }
    }
    sums
}

fn row(name: &str, files: usize, sums: [f64; 4]) {
    let [gate, format, gate_opened, format_opened] = sums.map(|sum| sum / files as f64);
    println!(
        "{name:<12}{files:>7}{gate:>9.1}{format:>13.2}{:>9.2}{gate_opened:>15.1}{format_opened:>13.2}{:>9.2}",
        gate / format,
        gate_opened / format_opened,
    );
}
