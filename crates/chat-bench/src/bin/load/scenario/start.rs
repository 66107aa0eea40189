//! From the start of the process to its first answer.

use crate::{
    Result,
    clinic::Clinic,
    figures::{Figures, median, ms},
    http::Http,
    server::{Program, Server},
};
use std::time::Instant;

/// Number of starts.
const TIMES: usize = 10;
/// Visits stored before the restart.
const VISITS: usize = 1_000;

pub(super) async fn run(program: &Program) -> Result<Figures> {
    let (mut fresh, mut again) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let start = Instant::now();
        let server = Server::start(program)?;
        answer(&server).await?;
        fresh.push(ms(start.elapsed()));
    }
    let mut server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    clinic.one_to_ones(VISITS).await?;
    for _ in 0..TIMES {
        server.stop()?;
        let start = Instant::now();
        server.start_again()?;
        answer(&server).await?;
        again.push(ms(start.elapsed()));
    }
    let usage = server.usage()?;
    Ok(Figures::default()
        .with("start_ms", median(fresh))
        .with("start_again_ms", median(again))
        .memory("rss", usage.resident))
}

async fn answer(server: &Server) -> Result<()> {
    let mut http = Http::connect(server.address()).await?;
    http.expect("GET", "/healthz", "", "").await?;
    Ok(())
}
