//! Power cuts.

use super::bench::{Bench, run_for};
use crate::{
    disk::{Cache, Copy, Disk, FileSystem},
    ledger::Book,
    outcome::Outcome,
    report::Report,
    round::Round,
};

/// Maximum number of cuts per disk.
const PER_ROUND: u32 = 10;

/// The disk configurations, used in turn.
const DISKS: [(FileSystem, Cache); 4] = [
    (FileSystem::Ext4, Cache::None),
    (FileSystem::Xfs, Cache::Volatile),
    (FileSystem::Xfs, Cache::None),
    (FileSystem::Ext4, Cache::Volatile),
];

/// Cuts the power `count` times.
///
/// # Errors
/// If the server can't be started, or a disk can't be made.
pub(crate) async fn cuts(bench: &Bench, report: &mut Report, count: u32) -> Outcome {
    // A few cuts use two disks; many cycle through all of them.
    let per_round = count.div_ceil(2).clamp(1, PER_ROUND);
    let mut left = count;
    for kind in DISKS.into_iter().cycle() {
        if left == 0 || !bench.has_time() {
            break;
        }
        let wanted = left.min(per_round);
        one_disk(bench, report, kind, wanted).await?;
        left = left.saturating_sub(wanted);
        if report.is_sound() {
            bench.clear("cuts");
        }
    }
    Ok(())
}

/// Cuts the power of one new disk `count` times.
///
/// # Errors
/// As [`cuts`].
pub(super) async fn one_disk(
    bench: &Bench,
    report: &mut Report,
    (system, cache): (FileSystem, Cache),
    count: u32,
) -> Outcome {
    let folder = bench.part("cuts")?;
    let mut disk = Disk::make(&folder, system, cache)?;
    let ledger = bench.folder.join("cuts.ledger");
    let mut round = Round::begin(&bench.launch, &disk.data(), &ledger).await?;
    for _ in 0..count {
        if !bench.has_time() {
            break;
        }
        run_for(50..800).await;
        match cache {
            Cache::None => {
                Taken::take(&disk, &round)?
                    .check(&disk, &round, report)
                    .await?
            }
            Cache::Volatile => {
                // A power cut stops programs too. Freezing also prevents the server from trusting a
                // sync that xfs falsely reports as done while it shuts down.
                round.freeze()?;
                disk.cut()?;
                round.crash(report, || disk.come_back()).await?;
            }
        }
        report.cut(cache);
    }
    round.end(report).await;
    Ok(())
}

/// A disk's content at an instant, with the clients' knowledge just before and after it.
pub(super) struct Taken {
    copy: Copy,
    before: Book,
    after: Book,
}

impl Taken {
    /// Clones the disk while the server keeps running.
    ///
    /// # Errors
    /// If the clone fails.
    pub(super) fn take(disk: &Disk, round: &Round) -> Outcome<Self> {
        let before = round.snapshot();
        let copy = disk.copy()?;
        let after = round.snapshot();
        Ok(Self {
            copy,
            before,
            after,
        })
    }

    /// Starts a server on the clone and checks everything, without concurrent writes.
    ///
    /// # Errors
    /// If the clone can't be mounted.
    pub(super) async fn check(
        mut self,
        disk: &Disk,
        round: &Round,
        report: &mut Report,
    ) -> Outcome {
        let _silence = round.silence().await;
        let data = self.copy.mount(disk)?;
        let moment = (&self.before, &self.after);
        round.check_copy(report, &data, moment).await;
        Ok(())
    }
}
