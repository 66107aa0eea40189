//! Failing system calls.

use super::{
    bench::{Bench, run_for},
    cuts::Taken,
};
use crate::{
    disk::{Cache, Disk, FileSystem},
    fault::{FAULTS, Fault},
    finding::{Finding, Kind},
    outcome::Outcome,
    report::Report,
    round::Round,
};

/// Maximum number of faults per data folder.
const PER_ROUND: usize = 6;

/// Runs `count` fault windows. With `disks`, data acknowledged during a fault must also survive a
/// power cut right afterwards.
///
/// # Errors
/// If the server can't be started, a disk can't be made, or `strace` can't attach.
pub(crate) async fn faults(
    bench: &Bench,
    report: &mut Report,
    count: usize,
    disks: bool,
) -> Outcome {
    let all: Vec<&Fault> = FAULTS.iter().cycle().take(count).collect();
    for some in all.chunks(PER_ROUND) {
        if !bench.has_time() {
            break;
        }
        let folder = bench.part("faults")?;
        let make = || Disk::make(&folder, FileSystem::Ext4, Cache::None);
        let disk = disks.then(make).transpose()?;
        let data = disk
            .as_ref()
            .map_or_else(|| folder.join("data"), Disk::data);
        let ledger = bench.folder.join("faults.ledger");
        let mut round = Round::begin(&bench.launch, &data, &ledger).await?;
        for fault in some {
            if bench.has_time() {
                one(bench, report, &mut round, disk.as_ref(), fault).await?;
            }
        }
        if let Some(disk) = &disk {
            full(report, &mut round, disk).await?;
        }
        round.end(report).await;
        drop(disk);
        if report.is_sound() {
            bench.clear("faults");
        }
    }
    Ok(())
}

/// Runs one fault window under load. Afterwards the server must recover without a restart, and what
/// it acknowledged must be there, on the disk, and after a crash.
async fn one(
    bench: &Bench,
    report: &mut Report,
    round: &mut Round,
    disk: Option<&Disk>,
    fault: &Fault,
) -> Outcome {
    let Some(pid) = round.pid() else {
        return Ok(());
    };
    let active = fault.begin(pid, &bench.folder.join("strace"))?;
    run_for(400..1_200).await;
    let taken = disk.map(|disk| Taken::take(disk, round)).transpose()?;
    run_for(0..300).await;
    report.fault(fault, active.end()?);
    if let Some((taken, disk)) = taken.zip(disk) {
        taken.check(disk, round, report).await?;
    }
    let what = format!("{} failed with {}", fault.calls, fault.error);
    afterwards(report, round, &what).await
}

/// Runs a window with a full disk.
async fn full(report: &mut Report, round: &mut Round, disk: &Disk) -> Outcome {
    let filler = disk.fill()?;
    run_for(800..1_500).await;
    let taken = Taken::take(disk, round)?;
    drop(filler);
    taken.check(disk, round, report).await?;
    report.full_disks += 1;
    afterwards(report, round, "the disk was full").await
}

/// Checks that the server recovers without a restart, and that all data is there, now and after a
/// crash.
async fn afterwards(report: &mut Report, round: &mut Round, what: &str) -> Outcome {
    if round.has_ended() {
        let what = format!("the server exited when {what}");
        report.found(Finding::new(Kind::Down, what));
        return round.crash(report, || Ok(())).await;
    }
    if let Err(problem) = round.recover().await {
        let what = format!("after {what}: {problem}");
        report.found(Finding::new(Kind::Down, what));
    }
    {
        let _silence = round.silence().await;
        round.check(report).await;
    }
    run_for(0..100).await;
    round.crash(report, || Ok(())).await
}
