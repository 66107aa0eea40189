//! Cost of a verdict compared with `infer` and `file-format`, on the same files in the same run.
//!
//! `cargo bench -p chat-attachments --bench gate`; with `CORPUS=<folder>` also on real files. Only the gate
//! reads whole files. The other two look at signatures, and `file-format` also at a few parts.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark"
)]

mod files;
mod kinds;
mod large;
mod table;
mod unpacked;
mod verdicts;

use chat_attachments::{AttachmentPolicy, Claim, Judgement, fixture, judge_bytes, refuse_head};
use criterion::{Criterion, criterion_group};
use file_format::FileFormat;
use files::File;
use std::hint::black_box;
use std::io::Cursor;

fn gate(file: &File) -> Judgement {
    let claim = Claim::named(&file.name);
    judge_bytes(&file.bytes, &claim, &AttachmentPolicy::DEFAULT)
}

fn format(file: &File) -> FileFormat {
    FileFormat::from_reader(Cursor::new(&file.bytes)).unwrap()
}

fn signature(file: &File) -> Option<infer::Type> {
    infer::get(&file.bytes)
}

fn each<T>(files: &[File], look: fn(&File) -> T) {
    for file in files {
        black_box(look(file));
    }
}

/// Judges all files in sequence. Divide by their number for the time per file.
fn verdicts(criterion: &mut Criterion) {
    for (of, files) in [
        ("generated", files::generated()),
        ("labelled", files::labelled("allow")),
    ] {
        if files.is_empty() {
            continue;
        }
        let mut group = criterion.benchmark_group(format!("{} {of} files", files.len()));
        group.sample_size(20);
        group.bench_function("gate", |b| b.iter(|| each(&files, gate)));
        group.bench_function("file-format", |b| b.iter(|| each(&files, format)));
        group.bench_function("infer", |b| b.iter(|| each(&files, signature)));
        group.finish();
    }
}

/// Cost of an upload that is refused by its first bytes.
fn heads(criterion: &mut Criterion) {
    let video = fixture::mp4();
    let head = video.get(..4096).unwrap_or(&video);
    let claim = Claim::named("visit.mp4");
    assert!(refuse_head(head, &claim).is_some());
    criterion.bench_function("refusal of an MP4 by its head", |b| {
        b.iter(|| refuse_head(black_box(head), black_box(&claim)));
    });
}

criterion_group!(benches, verdicts, heads);

fn main() {
    benches();
    for files in [files::generated(), files::labelled("allow")] {
        table::print(&files);
    }
    large::print();
    verdicts::print();
    kinds::print(&files::labelled("allow"), &files::labelled("reject"));
    Criterion::default().configure_from_args().final_summary();
}
