//! Kills with `kill -9`.

use super::bench::{Bench, run_for};
use crate::{outcome::Outcome, report::Report, round::Round};

/// Number of kills per data folder, used in turn. With few kills, visits stay small and checks
/// fast; with many, logs grow beyond one read batch.
const PER_ROUND: [u32; 3] = [7, 7, 25];

/// Kills the server `count` times.
///
/// # Errors
/// If the server can't be started.
pub(crate) async fn kills(bench: &Bench, report: &mut Report, count: u32) -> Outcome {
    let mut left = count;
    for per_round in PER_ROUND.into_iter().cycle() {
        if left == 0 || !bench.has_time() {
            break;
        }
        let folder = bench.part("kills")?;
        let ledger = bench.folder.join("kills.ledger");
        let mut round = Round::begin(&bench.launch, &folder.join("data"), &ledger).await?;
        for _ in 0..left.min(per_round) {
            if !bench.has_time() {
                break;
            }
            run_for(20..400).await;
            round.crash(report, || Ok(())).await?;
            report.kills += 1;
        }
        left = left.saturating_sub(per_round);
        round.end(report).await;
        if report.is_sound() {
            bench.clear("kills");
        }
    }
    Ok(())
}
