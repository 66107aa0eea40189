//! 1,000 followers join.

use crate::{
    Result,
    clinic::Clinic,
    figures::{Figures, Latency, as_f64, ms},
    server::{Program, Server},
};
use futures::future::try_join_all;
use std::time::Instant;

const FOLLOWERS: usize = 1_000;
/// Number of concurrent joins.
const AT_A_TIME: usize = 20;
/// The people of the one visit: each has ten connections.
const PEOPLE: usize = 100;
/// Messages in a follower's first page.
const MESSAGES: usize = 50;

/// Connecting and following, up to the page of the chat with its newest messages.
pub(super) async fn run(program: &Program, visits: usize) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let people = if visits == 1 { PEOPLE } else { 2 };
    let groups = (0..visits).map(|_| clinic.people(people));
    let kind = if visits == 1 { "group" } else { "one_to_one" };
    let visits = clinic
        .schedule(kind, groups.collect::<Result<_>>()?)
        .await?;
    let prepared = visits.iter().map(|visit| async {
        let provider = visit.people.first().ok_or("a visit without provider")?;
        clinic.enter(visit).await?;
        let mut socket = clinic.connect(provider).await?;
        for request in 0..MESSAGES {
            socket.send(&visit.common().frame(request)).await?;
            socket.next_of("receipt").await?;
        }
        Ok::<_, Box<dyn std::error::Error>>(())
    });
    let mut prepared: Vec<_> = prepared.collect();
    while !prepared.is_empty() {
        try_join_all(prepared.drain(..AT_A_TIME.min(prepared.len()))).await?;
    }
    let mut places = visits.iter().cycle().enumerate().map(|(n, visit)| {
        // Patients in turn; the patient of a one-to-one visit joins only their own.
        let person = 1 + n % (people - 1);
        (visit, visit.people.get(person))
    });
    let mut latency = Latency::default();
    let mut sockets = Vec::with_capacity(FOLLOWERS);
    let (before, start) = (server.usage()?, Instant::now());
    while sockets.len() < FOLLOWERS {
        let joins = places.by_ref().take(AT_A_TIME).map(|(visit, person)| {
            let clinic = &clinic;
            async move {
                let person = person.ok_or("a visit without patient")?;
                let start = Instant::now();
                let socket = clinic.join(person, visit.id).await?;
                Ok::<_, Box<dyn std::error::Error>>((socket, start.elapsed()))
            }
        });
        for (socket, took) in try_join_all(joins).await? {
            latency.add(took);
            sockets.push(socket);
        }
    }
    let (after, took) = (server.usage()?, start.elapsed());
    let used = after.since(&before);
    Ok(Figures::default()
        .each("join", sockets.len(), took, used)
        .latency("join", latency)
        .with("all_joined_ms", ms(took))
        .with(
            "rss_kib_per_follower",
            crate::figures::kib(after.resident.saturating_sub(before.resident))
                / as_f64(sockets.len()),
        ))
}
