//! The control: a server whose syncs are no-ops. The power cuts must detect lost data here, or
//! their silence about the real server means nothing.

use super::{bench::Bench, cuts::one_disk};
use crate::{
    command,
    disk::{Cache, FileSystem},
    finding::Kind,
    outcome::Outcome,
    report::Report,
};
use std::{ffi::OsStr, fs};

/// Source of the preload library that disables syncs.
const NO_SYNC: &str = include_str!("../no_sync.c");

/// How often the power is cut again if nothing was lost.
const MAX_TRIES: u32 = 4;

/// Cuts the power of both kinds of disks, `count` times in all. Returns the number of acknowledged
/// items found lost.
///
/// # Errors
/// If nothing is found lost, or the test can't be run.
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
        let mut found = 0;
        let mut end = String::new();
        // A kernel that wrote everything back in time is not the usual case.
        for _ in 0..MAX_TRIES {
            // Its findings are expected and say nothing about the product.
            let mut report = Report::quiet();
            // A server whose files are damaged may not start any more.
            let disk = (FileSystem::Xfs, cache);
            let ended = one_disk(&bench, &mut report, disk, count.div_ceil(2)).await;
            found = report.count(Kind::Lost) + report.count(Kind::Down);
            bench.clear("cuts");
            if found > 0 {
                break;
            }
            end = format!("{cache:?}: {ended:?}");
        }
        lost += found;
        if found == 0 {
            problem = Some(end);
        }
    }
    match problem {
        None => Ok(lost),
        Some(problem) => Err(format!(
            "without syncs nothing was lost ({problem}): the power cuts detect nothing"
        )),
    }
}
