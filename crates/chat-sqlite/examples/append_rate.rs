//! Measures the rate of durable appends on this machine's disk.
//!
//! `cargo run --release -p chat-sqlite --example append_rate -- FOLDER`

use chat_conformance::fixture::VisitScript;
use chat_ports::{PortError, VisitLog};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use std::{error::Error, path::PathBuf, time::Instant};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    for (visits, messages) in [(1, 2_000), (64, 600), (1_024, 60)] {
        let file = PathBuf::from(&folder).join(format!("append-rate-{visits}.db"));
        measure(file, visits, messages).await?;
    }
    Ok(())
}

/// Appends messages of 200 bytes sequentially in each visit, with all visits in parallel.
async fn measure(file: PathBuf, visits: usize, messages: usize) -> Result<(), Box<dyn Error>> {
    let log = SqliteVisitLog::open(file, SqliteOptions::default())?;
    let words = "m".repeat(200);
    let mut scripts = Vec::new();
    for _ in 0..visits {
        let mut visit = VisitScript::new();
        log.append(visit.schedule()).await?;
        // Prepared in advance, so that only the log is measured.
        let appends: Vec<_> = (0..messages).map(|_| visit.announce(&words)).collect();
        scripts.push(appends);
    }
    let (begun, commits) = (Instant::now(), log.commits());
    let writers: Vec<_> = scripts
        .into_iter()
        .map(|appends| {
            let log = log.clone();
            tokio::spawn(async move {
                for append in appends {
                    log.append(append).await?;
                }
                Ok::<_, PortError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let appends = visits * messages;
    let commits = log.commits() - commits;
    let rate = appends as f64 / seconds;
    println!("{visits:>5} waiting: {rate:>6.0} appends/s, {commits} commits for {appends}");
    Ok(())
}
