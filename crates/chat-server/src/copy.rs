//! `chat-server copy`: moves a clinic to another log and another store of files.

mod accesses;
mod copied;
mod feed;
mod file;
mod uploads;
mod visit;
mod webhooks;

use crate::{
    adapters::{Adapters, stored},
    bar::Bar,
    cli::CopyArgs,
    counted::counted,
    data_folder::DataFolder,
    error::StartError,
    serve::runtime,
    settings::Settings,
    stored::Stored,
    verdict::Verdict,
    verify::print::{Form, finding},
};
use chat_app::Ports;
use chat_audit::{Scope, VerifyError};
use chat_domain::ClinicId;
use chat_ports::LogAudit;
use copied::{Copied, PAGE, text};
use std::{collections::BTreeSet, path::Path};

/// Copies all logs, files and uploads in progress, and checks both sides. A run that ended early is repeated: it goes on
/// where it ended.
pub(crate) fn run(args: &CopyArgs) -> Result<Verdict, StartError> {
    let (from, to) = (settings(&args.from)?, settings(&args.to)?);
    let mut bar = Bar::new("opening the logs");
    let copied = runtime()?.block_on(copy(&from, &to, &mut bar));
    bar.clear();
    let copied = copied?;
    println!("Copied {}.", text(&copied));
    for (what, side) in [("The source", &from), ("The copy", &to)] {
        let stored = Stored::of(side, true)?;
        let mut print = |found: &_| finding(Form::Text, found);
        let report = stored.verify(Scope::All, None, &mut print, &mut drop)?;
        if !report.is_sound() {
            println!("{what} has {}.", counted(report.findings, "finding"));
            return Ok(Verdict::Findings);
        }
    }
    println!("Both sides are sound.");
    Ok(Verdict::Sound)
}

async fn copy(from: &Settings, to: &Settings, bar: &mut Bar) -> Result<Copied, StartError> {
    // Nothing is created in a source that does not exist.
    drop(stored::log(from).await?);
    let (source, target) = (open(from).await?, open(to).await?);
    let snapshot = stored::log(from).await?;
    let mut copied = Copied::default();
    let clinics = each_visit(&*snapshot, &source, &target, &mut copied, bar).await?;
    for clinic in clinics {
        feed::copy(clinic, &source, &target).await?;
    }
    webhooks::copy(&source, &target).await?;
    accesses::copy(&source, &target).await?;
    uploads::copy(&source, &target, &mut copied).await?;
    Ok(copied)
}

/// Copies the visits, and returns their clinics.
async fn each_visit(
    snapshot: &dyn LogAudit,
    source: &Ports,
    target: &Ports,
    copied: &mut Copied,
    bar: &mut Bar,
) -> Result<BTreeSet<ClinicId>, StartError> {
    let mut clinics = BTreeSet::new();
    let mut after = None;
    loop {
        let visits = snapshot
            .visits(after, PAGE)
            .await
            .map_err(VerifyError::from)?;
        let Some(last) = visits.last() else {
            return Ok(clinics);
        };
        after = Some(last.visit);
        clinics.extend(visits.iter().map(|listed| listed.visit.clinic));
        for listed in &visits {
            visit::copy(snapshot, (source, target), listed.visit, copied).await?;
            copied.visits += 1;
            bar.show(copied.entries, || text(copied));
        }
    }
}

/// Opens one side, and keeps other processes from an SQLite log.
async fn open(settings: &Settings) -> Result<Ports, StartError> {
    let folder = DataFolder::open(&settings.data)?;
    let adapters = Adapters::open(settings, &folder).await?;
    Ok(adapters.opened.into_ports())
}

/// The settings in a file, or the defaults with a data folder. The environment has no effect: it would be that of both sides.
fn settings(path: &Path) -> Result<Settings, StartError> {
    match path.is_dir() {
        true => Settings::of(path),
        false => Settings::of_file(path),
    }
}
