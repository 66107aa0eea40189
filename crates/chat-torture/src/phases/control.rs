//! The control: a server whose syncs do nothing. The power cuts must find that it loses what it
//! acknowledged; else they would find nothing with the real one, either.

use super::{Bench, cuts::one_disk};
use crate::{
    Outcome, command,
    disk::{Cache, FileSystem},
    finding::Kind,
    report::Report,
};
use std::{ffi::OsStr, fs};

/// The library that takes the syncs away.
const NO_SYNC: &str = include_str!("../no_sync.c");

/// Cuts the power of both kinds of disk, so many times in all. Answers with how many acknowledged things were
/// found lost.
///
/// # Errors
/// If nothing is found lost, or it can't be tried.
pub(crate) async fn control(bench: &Bench, count: u32) -> Outcome<u64> {
    let source = bench.folder.join("no_sync.c");
    let library = bench.folder.join("no_sync.so");
    fs::write(&source, NO_SYNC).map_err(|error| format!("{}: {error}", source.display()))?;
    let files = [library.as_os_str(), source.as_os_str()];
    let words = ["-shared", "-fPIC", "-o"].map(OsStr::new);
    command::run("cc", &[words.as_slice(), &files].concat())?;
    let mut launch = bench.launch.clone();
    launch.preload = Some(library);
    let bench = Bench {
        launch,
        folder: bench.part("control")?,
        until: None,
    };
    let mut lost = 0;
    let mut problem = None;
    for cache in [Cache::None, Cache::Volatile] {
        // Its findings are what is hoped for, and no findings about the product.
        let mut report = Report::quiet();
        // A server that finds its files cut to pieces may not start any more.
        let end = one_disk(
            &bench,
            &mut report,
            (FileSystem::Xfs, cache),
            count.div_ceil(2),
        )
        .await;
        lost += report.count(Kind::Lost) + report.count(Kind::Down);
        if report.count(Kind::Lost) + report.count(Kind::Down) == 0 {
            problem = Some(format!("{cache:?}: {end:?}"));
        }
        bench.clear("cuts");
    }
    match problem {
        None => Ok(lost),
        Some(problem) => Err(format!(
            "a server whose syncs do nothing loses nothing ({problem}): the cuts find nothing"
        )),
    }
}
