//! A clinic as FHIR Bulk Data: one file of lines for each type of resource, and a manifest.
//!
//! One visit is in memory at a time. The manifest comes last: a folder without it is unfinished, and the same command goes on
//! there. It goes back to what was durable, and exports each visit as of the time at which the export began, so the result has
//! the same bytes as an export in one go.

mod durable;
mod files;
mod folder;
mod manifest;
mod output;
mod problem;
mod progress;
mod source;
#[cfg(test)]
mod tests;
mod visit;

use super::log::PART;
use crate::{
    adapters::stored, bar::Bar, cli::ExportArgs, error::StartError, serve::runtime,
    verdict::Verdict,
};
use chat_domain::{ClinicId, VisitId};
use chat_fhir::FhirVersion;
use chat_ports::{LogAudit, VisitKey};
use folder::{Claimed, Folder};
use progress::{Progress, Request};
use source::{Source, failed};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// How much work a kill may cost.
const CHECKPOINT: Duration = Duration::from_secs(1);

/// Exports a clinic to a new folder, or goes on in an unfinished one.
pub(super) fn run(
    args: &ExportArgs,
    clinic: ClinicId,
    version: FhirVersion,
) -> Result<Verdict, StartError> {
    let settings = args.folder.settings()?;
    let request = Request::new(clinic, version, args.since, !args.no_files);
    // Before the snapshot, which therefore has everything until then.
    let now = OffsetDateTime::now_utc();
    let mut bar = Bar::new("opening the logs");
    let done = runtime()?.block_on(async {
        let log = stored::log(&settings).await?;
        let files = (!args.no_files)
            .then(|| stored::store(&settings))
            .transpose()?;
        let source = Source {
            log: &*log,
            files: files.as_deref(),
        };
        export(
            &source,
            &args.out,
            Progress::begin(request, now),
            CHECKPOINT,
            &mut bar,
        )
        .await
    });
    bar.clear();
    let done = done?;
    println!("Exported {}.", done.text());
    Ok(match done.problems() {
        0 => Verdict::Sound,
        _ => {
            println!(
                "Not everything could be exported: see {}.",
                progress::PROBLEMS
            );
            Verdict::Findings
        }
    })
}

/// Exports what a fresh progress asks for, or goes on with the one of the folder. Returns the progress at the end.
async fn export(
    source: &Source<'_>,
    path: &Path,
    fresh: Progress,
    every: Duration,
    bar: &mut Bar,
) -> Result<Progress, StartError> {
    let clinic = fresh.request.clinic;
    let before_all = VisitKey {
        clinic,
        visit: VisitId::new(Uuid::nil()),
    };
    if page(source.log, before_all).await?.is_empty() {
        return Err(StartError::NoVisits(clinic));
    }
    let mut folder = match Folder::claim(path, fresh)? {
        Claimed::Complete(done) => return Ok(done),
        Claimed::Open(folder) => folder,
    };
    let mut durable = Instant::now();
    loop {
        let after = folder.progress.after.unwrap_or(before_all);
        let visits = page(source.log, after).await?;
        if visits.is_empty() {
            return folder.finish();
        }
        for visit in visits {
            visit::add(source, visit, &mut folder).await?;
            folder.progress.after = Some(visit);
            if durable.elapsed() >= every {
                folder.checkpoint()?;
                durable = Instant::now();
            }
            bar.show(folder.progress.visits, || folder.progress.text());
        }
    }
}

/// The next visits of the clinic.
async fn page(log: &dyn LogAudit, after: VisitKey) -> Result<Vec<VisitKey>, StartError> {
    let visits = log.visits(Some(after), PART).await;
    let visits = visits.map_err(|error| failed(after, &error.into()))?;
    let keys = visits.into_iter().map(|stored| stored.visit);
    Ok(keys.take_while(|key| key.clinic == after.clinic).collect())
}
