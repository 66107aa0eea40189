//! `kill -9`.

use super::{Bench, a_while};
use crate::{Outcome, report::Report, round::Round};

/// How many kills one data folder sees.
const PER_ROUND: u32 = 20;

/// Kills the server so many times.
///
/// # Errors
/// If the server can't be started.
pub(crate) async fn kills(bench: &Bench, report: &mut Report, count: u32) -> Outcome {
    let mut left = count;
    while left > 0 && bench.has_time() {
        let folder = bench.part("kills")?;
        let ledger = bench.folder.join("kills.ledger");
        let mut round = Round::begin(&bench.launch, &folder.join("data"), &ledger).await?;
        for _ in 0..left.min(PER_ROUND) {
            if !bench.has_time() {
                break;
            }
            a_while(20..400).await;
            round.crash(report, || Ok(())).await?;
            report.kills += 1;
        }
        left = left.saturating_sub(PER_ROUND);
        round.end(report).await;
        if report.is_sound() {
            bench.clear("kills");
        }
    }
    Ok(())
}
