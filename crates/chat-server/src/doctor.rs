//! `chat-server doctor`: one line for each check, and what to do. It changes nothing but its own probes, and works beside a
//! running server.

mod disk;
mod files;
mod finding;
mod limits;
mod scanner;
mod settings;
mod sign_in;
mod storage;

use crate::{cli::DoctorArgs, report::report, serve::runtime, settings::Settings};
use finding::{Findings, Status};
use std::{
    io::{self, Write as _},
    process::ExitCode,
};

/// Runs all checks. Exit code 1 if one failed, 2 if the result can't be written.
pub(crate) fn run(args: &DoctorArgs) -> ExitCode {
    // Before the runtime, which raises the limit of open files.
    let mut findings = Findings::default();
    limits::check(&mut findings);
    let settings = settings::check(args.config.as_deref(), &mut findings);
    if let Some(settings) = &settings {
        match runtime() {
            Ok(runtime) => runtime.block_on(check(settings, &mut findings)),
            Err(error) => {
                report(&error);
                return ExitCode::from(2);
            }
        }
    }
    let mut out = io::stdout().lock();
    let printed = findings.print(args.json, &mut out);
    match printed.and_then(|()| out.flush()) {
        Err(_) => ExitCode::from(2),
        Ok(()) if findings.worst() == Status::Failed => ExitCode::FAILURE,
        Ok(()) => ExitCode::SUCCESS,
    }
}

/// The checks that need the settings.
async fn check(settings: &Settings, findings: &mut Findings) {
    disk::check(settings, findings);
    storage::check(settings, findings).await;
    files::check(settings, findings).await;
    scanner::check(settings, findings).await;
    bus(settings, findings).await;
    sign_in::check(settings, findings).await;
}

/// The NATS servers, if hints go over them.
#[cfg(feature = "cluster")]
async fn bus(settings: &Settings, findings: &mut Findings) {
    use crate::{adapters::cluster, settings::FanoutKind};
    use finding::within;
    if settings.fanout != FanoutKind::Nats {
        return;
    }
    let connected = match within(cluster::fanout(&settings.nats)).await {
        // It connects in the background.
        Ok(fanout) => finding::soon(|| fanout.check()).await,
        Err(error) => Err(error),
    };
    let advice = "start NATS, or correct nats.servers; until then, changes of other processes come seconds later";
    match connected {
        Ok(()) => findings.ok("bus", "NATS responds"),
        Err(error) => findings.failed("bus", &error, advice),
    }
}

/// Without the feature `cluster` there is no bus; the settings were refused.
#[cfg(not(feature = "cluster"))]
async fn bus(_: &Settings, _: &mut Findings) {}
