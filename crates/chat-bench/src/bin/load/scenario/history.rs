//! A visit of 50,000 messages.

use crate::{
    Result,
    clinic::{Chat, Clinic, Person, Visit},
    figures::{Figures, ms},
    http::Http,
    server::{Program, Server},
    socket::Socket,
};
use futures::future::try_join_all;
use std::time::{Duration, Instant};

const MESSAGES: usize = 50_000;
/// Senders, enough to keep each below the limit per person.
const SENDERS: usize = 25;
/// Messages in flight per sender.
const WINDOW: usize = 16;
/// Number of page reads and joins.
const TIMES: usize = 50;

pub(super) async fn run(program: &Program) -> Result<Figures> {
    let mut server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let people = clinic.people(SENDERS)?;
    let visits = clinic.schedule("group", vec![people]).await?;
    let visit = visits.first().ok_or("a visit")?;
    clinic.enter(visit).await?;
    write(&clinic, visit).await?;
    server.stop()?;
    server.start_again()?;

    let reader = visit.people.first().ok_or("a visit without provider")?;
    let path = visit.common().path();
    let before = server.usage()?;
    let mut http = Http::connect(server.address()).await?;
    let start = Instant::now();
    page(&mut http, &path, reader).await?;
    let first = start.elapsed();
    let loaded = server.usage()?;
    let middle = format!("{path}?before={}", MESSAGES / 2);
    let (newest_cpu, newest) = pages(&server, &mut http, &path, reader).await?;
    let (middle_cpu, middle) = pages(&server, &mut http, &middle, reader).await?;

    let clinic = clinic.moved_to(server.address());
    let (before_joins, start) = (server.usage()?, Instant::now());
    for _ in 0..TIMES {
        clinic.join(reader, visit.id).await?;
    }
    let joins = start.elapsed();
    let join_cpu = server.usage()?.since(&before_joins).cpu;
    let times = u32::try_from(TIMES)?;
    Ok(Figures::default()
        .with("first_request_ms", ms(first))
        .with("first_request_cpu_ms", ms(loaded.since(&before).cpu))
        .with("newest_page_ms", ms(newest))
        .with("cpu_us_per_newest_page", ms(newest_cpu) * 1e3)
        .with("middle_page_ms", ms(middle))
        .with("cpu_us_per_middle_page", ms(middle_cpu) * 1e3)
        .with("join_ms", ms(joins / times))
        .with("cpu_us_per_join", ms(join_cpu / times) * 1e3)
        .memory("rss_loaded", loaded.resident))
}

async fn write(clinic: &Clinic, visit: &Visit) -> Result<()> {
    let chat = visit.common();
    let mut sockets = try_join_all(visit.people.iter().map(|one| clinic.connect(one))).await?;
    // The provider first, to start the chat.
    if let Some(provider) = sockets.first_mut() {
        send(provider, &chat, 1).await?;
    }
    let rest = MESSAGES - 1;
    let share = |n: usize| rest / SENDERS + usize::from(n < rest % SENDERS);
    let writers = sockets.iter_mut().enumerate();
    try_join_all(writers.map(|(n, socket)| send(socket, &chat, share(n)))).await?;
    Ok(())
}

async fn send(socket: &mut Socket, chat: &Chat, count: usize) -> Result<()> {
    let mut answered = 0;
    for request in 0..count {
        if request - answered == WINDOW {
            socket.next_of("receipt").await?;
            answered += 1;
        }
        socket.send(&chat.frame(request)).await?;
    }
    for _ in answered..count {
        socket.next_of("receipt").await?;
    }
    Ok(())
}

async fn page(http: &mut Http, path: &str, reader: &Person) -> Result<()> {
    http.expect("GET", path, &reader.token, "").await?;
    Ok(())
}

/// The server's cost and the latency of a page.
async fn pages(
    server: &Server,
    http: &mut Http,
    path: &str,
    reader: &Person,
) -> Result<(Duration, Duration)> {
    let (before, start) = (server.usage()?, Instant::now());
    for _ in 0..TIMES {
        page(http, path, reader).await?;
    }
    let (took, times) = (start.elapsed(), u32::try_from(TIMES)?);
    let used = server.usage()?.since(&before);
    Ok((used.cpu / times, took / times))
}
