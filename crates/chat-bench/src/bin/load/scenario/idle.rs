//! The cost of idle connections.

use crate::{
    Result,
    clinic::Clinic,
    figures::{Figures, as_f64, kib},
    meter::Crew,
    server::{Program, Server},
    socket::Socket,
};
use futures::future::try_join_all;
use std::{fs, time::Duration};
use tokio::time::sleep;

/// Number of connections, if the limit of open files allows.
const CONNECTIONS: usize = 5_000;
/// Number opened concurrently.
const AT_A_TIME: usize = 50;
/// Time for memory to settle.
const SETTLE: Duration = Duration::from_secs(2);
/// Time over which CPU time is measured; long enough to include periodic work.
const QUIET: Duration = Duration::from_secs(10);

/// The subscription of an idle connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Doing {
    /// Nothing.
    Nothing,
    /// It follows its own visit.
    FollowVisit,
    /// It follows the dashboard of a person with one visit.
    FollowDashboard,
}

impl Doing {
    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "idle",
            Self::FollowVisit => "following a visit",
            Self::FollowDashboard => "following a dashboard",
        }
    }
}

/// Each connection belongs to a different person. Memory is reported in excess of that of the visits.
pub(super) async fn run(program: &Program, doing: Doing) -> Result<Figures> {
    let count = CONNECTIONS.min(files()?.saturating_sub(500));
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let visits = clinic.one_to_ones(count).await?;
    sleep(SETTLE).await;
    let before = server.usage()?;
    let mut idle = Crew::new();
    for some in visits.chunks(AT_A_TIME) {
        let sockets = some.iter().map(|visit| async {
            let patient = visit.people.get(1).ok_or("a visit without patient")?;
            match doing {
                Doing::Nothing => clinic.connect(patient).await,
                Doing::FollowVisit => clinic.follow(patient, visit.id).await,
                Doing::FollowDashboard => {
                    let mut socket = clinic.connect(patient).await?;
                    socket.send(r#"{"type":"follow_dashboard"}"#).await?;
                    socket.next_of("dashboard_row").await?;
                    Ok::<Socket, Box<dyn std::error::Error>>(socket)
                }
            }
        });
        for socket in try_join_all(sockets).await? {
            idle.spawn_local(async {
                socket.idle().await;
                Ok(())
            });
        }
    }
    sleep(SETTLE).await;
    let full = server.usage()?;
    sleep(QUIET).await;
    let quiet = server.usage()?.since(&full);
    if !idle.is_empty() && idle.try_join_next().is_some() {
        return Err("the server closed an idle connection".into());
    }
    idle.shutdown().await;
    sleep(SETTLE).await;
    let gone = server.usage()?;
    let more = full.resident.saturating_sub(before.resident);
    Ok(Figures::default()
        .with("connections", as_f64(count))
        .with("rss_kib_per_connection", kib(more) / as_f64(count))
        .with(
            "cpu_percent",
            quiet.cpu.as_secs_f64() / QUIET.as_secs_f64() * 100.0,
        )
        .memory("rss_before", before.resident)
        .memory("rss", full.resident)
        .memory("rss_after_all_are_gone", gone.resident))
}

/// The limit of open files of this process and its server.
pub(super) fn files() -> Result<usize> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let mut lines = limits.lines();
    let soft = lines.find_map(|line| line.strip_prefix("Max open files"));
    let soft = soft.and_then(|line| line.split_whitespace().next());
    Ok(soft.and_then(|soft| soft.parse().ok()).unwrap_or(1_024))
}
