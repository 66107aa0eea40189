//! The whole run, from the working folder to the report.

use crate::{
    args::{Args, Plan},
    command,
    disk::{Cache, Disk, FileSystem},
    outcome::Outcome,
    phases::{self, Bench},
    report::Report,
    server::Launch,
};
use std::{
    fs,
    time::{Duration, Instant},
};
use tokio::signal::unix::{SignalKind, signal};

/// Runs the planned tests. Returns whether there were no findings.
///
/// # Errors
/// If a test can't be run.
pub(crate) fn run(args: &Args) -> Outcome<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;
    let parent = args.folder.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new()
        .prefix("chat-torture-")
        .tempdir_in(&parent)
        .map_err(|error| format!("{}: {error}", parent.display()))?;
    let server = match &args.server {
        Some(server) => server.clone(),
        None => std::env::current_exe()
            .map_err(|error| format!("where am I? {error}"))?
            .with_file_name("chat-server"),
    };
    let bench = Bench {
        launch: Launch {
            binary: server,
            log: folder.path().join("server.log"),
            preload: None,
        },
        folder: folder.path().to_owned(),
        until: args
            .seconds
            .map(|s| Instant::now() + Duration::from_secs(s)),
    };
    let mut report = Report::new();
    // Dropping the future on a signal cleans up processes, mounts and devices.
    let done = runtime.block_on(async {
        tokio::select! {
            done = all(&bench, &mut report, args.plan()) => done,
            interrupted = interrupted() => interrupted,
        }
    });
    println!("{report}");
    let sound = report.is_sound() && done.is_ok();
    if !sound {
        let kept = folder.keep();
        println!(
            "The ledgers, the server's log and the data are in {}",
            kept.display()
        );
    }
    done.map(|()| sound)
}

async fn all(bench: &Bench, report: &mut Report, plan: Plan) -> Outcome {
    phases::kills(bench, report, plan.kills).await?;
    let disks = if plan.cuts + plan.control > 0 || plan.faults > 0 {
        try_disk(bench)
    } else {
        Ok(())
    };
    match &disks {
        Ok(()) => {
            phases::cuts(bench, report, plan.cuts).await?;
            if plan.control > 0 && bench.has_time() {
                report.control = Some(phases::control(bench, plan.control).await?);
            }
        }
        Err(why) if plan.lenient => report.not_done.push(format!("power cuts ({why})")),
        Err(why) if plan.cuts + plan.control > 0 => return Err(why.clone()),
        Err(why) => report
            .not_done
            .push(format!("power cuts after faults ({why})")),
    }
    if plan.faults == 0 {
        return Ok(());
    }
    match command::run(
        "strace",
        &["-f", "-e", "trace=none", "-o", "/dev/null", "true"],
    ) {
        Ok(_) => phases::faults(bench, report, plan.faults, disks.is_ok()).await,
        Err(why) if plan.lenient => {
            report.not_done.push(format!("faults ({why})"));
            Ok(())
        }
        Err(why) => Err(why),
    }
}

/// Whether this machine supports disks whose power can be cut, on both file systems.
fn try_disk(bench: &Bench) -> Outcome {
    if command::run("id", &["-u"])? != "0" {
        return Err("only root can mount disks".to_owned());
    }
    let folder = bench.folder.join("trial");
    for system in [FileSystem::Ext4, FileSystem::Xfs] {
        let made = fs::create_dir_all(&folder);
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
        let disk = Disk::make(&folder, system, Cache::None)?;
        let mut copy = disk.copy()?;
        copy.mount(&disk)?;
        drop(copy);
        drop(disk);
        // Anything left is deleted with the working folder.
        let _ = fs::remove_dir_all(&folder);
    }
    Ok(())
}

/// Completes on SIGINT or SIGTERM.
async fn interrupted() -> Outcome {
    let signal = |kind| signal(kind).map_err(|error| format!("no signals: {error}"));
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    Err("interrupted".to_owned())
}
