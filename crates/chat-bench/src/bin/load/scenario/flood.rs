//! A steady rate next to a crowd of idle and stalled connections.

use super::{idle::files as own_files, rate::steadily};
use crate::{
    Result,
    clinic::{Clinic, Person, Visit},
    figures::{Figures, Latency, as_f64},
    http::Http,
    member::Member,
    meter::{Measured, Meter},
    server::{Program, Server},
    socket::Socket,
    stage,
    usage::Used,
};
use futures::future::{try_join, try_join_all};
use serde_json::json;
use std::{rc::Rc, time::Duration};
use tokio::{task::JoinSet, time::sleep};

/// Visits with messages at a steady rate.
const VISITS: usize = 25;
/// Connections per visit that follow it and never read.
const STUCK: usize = 20;
/// Connections that do nothing.
const IDLE: usize = 2_000;
/// Number of concurrent arrivals: fewer than a server refuses concurrently.
const AT_A_TIME: usize = 20;
/// Files that this process has open besides the connections.
const OTHER_FILES: usize = 200;
/// Number of measurements with and without the crowd.
const ROUNDS: usize = 2;
/// Number of long messages per visit. Its first page exceeds a socket's buffer, so a connection that never
/// reads stalls immediately, and is closed after the write timeout of ten seconds.
const HISTORY: usize = 30;
/// Characters of each.
const LONG: usize = 8_000;
/// Interval of checks whether there is capacity again.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Pause after the crowd has left.
const SETTLE: Duration = Duration::from_secs(1);

/// A measurement with or without the crowd.
#[derive(Default)]
struct Half {
    count: usize,
    cpu: Duration,
    receipts: Latency,
    deliveries: Latency,
}

/// Idle and stalled connections, and the outcome of all attempts.
#[derive(Default)]
struct Crowd {
    idle: JoinSet<()>,
    stuck: Vec<Socket>,
    live: usize,
    /// Answered with 503.
    refused: usize,
    /// Closed without an answer.
    unanswered: usize,
}

/// The writers connect first. The server has this limit of open files.
pub(super) async fn run(program: &Program, span: Duration, files: usize) -> Result<Figures> {
    let wanted = IDLE + VISITS * (STUCK + 2) + OTHER_FILES;
    if own_files()? < wanted {
        return Err(format!("this process needs {wanted} files (ulimit -n)").into());
    }
    let server = Server::start(&program.with_files(files))?;
    let clinic = Clinic::new(server.address())?;
    let groups = (0..VISITS).map(|_| clinic.people(2 + STUCK));
    let visits = clinic
        .schedule("group", groups.collect::<Result<_>>()?)
        .await?;
    try_join_all(visits.iter().map(|visit| fill(&server, &clinic, visit))).await?;
    let idle = clinic.people(IDLE)?;
    let (mut without, mut with) = (Half::default(), Half::default());
    let mut last = Crowd::default();
    for _ in 0..ROUNDS {
        let chats = connect(&clinic, &visits).await?;
        let meter = Rc::new(Meter::default());
        let mut crew = steadily(&meter, chats);
        without.add(meter.measure(&server, span, &mut crew).await?);
        // The writers are active before the crowd arrives.
        let chats = connect(&clinic, &visits).await?;
        let meter = Rc::new(Meter::default());
        let mut crew = steadily(&meter, chats);
        last = Crowd::connect(&clinic, &idle, &visits).await?;
        with.add(meter.measure(&server, span, &mut crew).await?);
        last.leave(&clinic).await?;
    }
    let cost = with.cost() / without.cost();
    let figures = Figures::default()
        .latency("deliver_without", without.deliveries)
        .latency("deliver_with", with.deliveries)
        .latency("receipt_without", without.receipts)
        .latency("receipt_with", with.receipts)
        .with("live", as_f64(last.live))
        .with("answered_503", as_f64(last.refused))
        .with("closed_without_an_answer", as_f64(last.unanswered))
        .memory("rss", server.usage()?.resident);
    let p99 = |name| figures.get(name).unwrap_or(f64::NAN);
    let ratio = p99("deliver_with_p99_ms") / p99("deliver_without_p99_ms");
    Ok(figures
        .with("deliver_p99_with_to_without", ratio)
        .with("cpu_with_to_without", cost))
}

/// Makes everyone enter the visit chat, and writes its history.
async fn fill(server: &Server, clinic: &Clinic, visit: &Visit) -> Result<()> {
    clinic.enter(visit).await?;
    let provider = visit.people.first().ok_or("a visit without provider")?;
    let (chat, text) = (visit.common(), "x".repeat(LONG));
    let mut http = Http::connect(server.address()).await?;
    for _ in 0..HISTORY {
        let body = chat.body_of(&text);
        http.expect("POST", &chat.path(), &provider.token, &body)
            .await?;
    }
    Ok(())
}

/// The provider, who writes, and the first patient of each visit.
async fn connect(clinic: &Clinic, visits: &[Visit]) -> Result<Vec<(Member, Member)>> {
    let chats = visits.iter().map(|visit| async {
        let [provider, patient, ..] = visit.people.as_slice() else {
            return Err("a visit without patient".into());
        };
        let (from, to) = try_join(
            clinic.join(provider, visit.id),
            clinic.join(patient, visit.id),
        )
        .await?;
        Ok::<_, Box<dyn std::error::Error>>((
            stage::member(from, visit.common()),
            stage::member(to, visit.common()),
        ))
    });
    try_join_all(chats).await
}

impl Half {
    fn add(&mut self, measured: Measured) {
        let Used { cpu, .. } = measured.used;
        self.count += measured.count;
        self.cpu += cpu;
        self.receipts.join(measured.receipts);
        self.deliveries.join(measured.deliveries);
    }

    /// CPU time per message, in seconds.
    fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() / as_f64(self.count.max(1))
    }
}

impl Crowd {
    /// Connects the crowd, each connection as a different person.
    async fn connect(clinic: &Clinic, idle: &[Person], visits: &[Visit]) -> Result<Self> {
        let mut crowd = Self::default();
        let mut stuck = visits.iter().flat_map(|visit| {
            let people = visit.people.iter().skip(2);
            people.map(move |person| (person, Some(visit)))
        });
        // Mixed, so that a server that accepts only some of them gets both kinds.
        let mixed = idle.chunks(IDLE / (VISITS * STUCK)).flat_map(|some| {
            let some = some.iter().map(|person| (person, None));
            some.chain(stuck.next())
        });
        let all: Vec<_> = mixed.collect();
        for some in all.chunks(AT_A_TIME) {
            let opened = some.iter().map(|(person, _)| clinic.try_connect(person));
            let opened = futures::future::join_all(opened).await;
            for (opened, (_, visit)) in opened.into_iter().zip(some) {
                crowd.take(opened, *visit).await?;
            }
        }
        Ok(crowd)
    }

    async fn take(
        &mut self,
        opened: Result<std::result::Result<Socket, u16>>,
        visit: Option<&Visit>,
    ) -> Result<()> {
        match (opened, visit) {
            (Ok(Ok(mut socket)), Some(visit)) => {
                let follow = json!({ "type": "follow", "visit": visit.id });
                socket.send(&follow.to_string()).await?;
                self.stuck.push(socket);
                self.live += 1;
            }
            (Ok(Ok(socket)), None) => {
                self.idle.spawn_local(socket.idle());
                self.live += 1;
            }
            (Ok(Err(503)), _) => self.refused += 1,
            (Ok(Err(status)), _) => return Err(format!("a newcomer was told {status}").into()),
            (Err(_), _) => self.unanswered += 1,
        }
        Ok(())
    }

    /// Disconnects the crowd, keeping its counts. Returns when the server has capacity again.
    async fn leave(&mut self, clinic: &Clinic) -> Result<()> {
        self.stuck.clear();
        self.idle.shutdown().await;
        let other = clinic.person()?;
        while !matches!(clinic.try_connect(&other).await, Ok(Ok(_))) {
            sleep(POLL_INTERVAL).await;
        }
        sleep(SETTLE).await;
        Ok(())
    }
}
