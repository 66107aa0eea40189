//! Many visits.

use crate::{
    Result,
    clinic::{Clinic, Visit},
    figures::Figures,
    meter::{Crew, Meter},
    server::{Program, Server},
    socket::Socket,
};
use std::{rc::Rc, time::Duration, time::Instant};

/// Providers, each with an equal share of the visits.
const PROVIDERS: usize = 100;

/// Each provider writes to their patients in turn, the next message after the receipt.
pub(super) async fn run(program: &Program, span: Duration, count: usize) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let empty = server.usage()?;
    let start = Instant::now();
    let mut groups = Vec::with_capacity(count);
    for provider in clinic.people(PROVIDERS)? {
        for _ in 0..count / PROVIDERS {
            groups.push(vec![provider.clone(), clinic.person()?]);
        }
    }
    let visits = clinic.schedule("one_to_one", groups).await?;
    let scheduled = server.usage()?;
    let scheduling = start.elapsed();
    let meter = Rc::new(Meter::default());
    let mut crew = Crew::new();
    for own in visits.chunks(count / PROVIDERS) {
        let provider = own.first().and_then(|visit| visit.people.first());
        let socket = clinic
            .connect(provider.ok_or("a visit without provider")?)
            .await?;
        crew.spawn_local(write(Rc::clone(&meter), own.to_vec(), socket));
    }
    let measured = meter.measure(&server, span, &mut crew).await?;
    Ok(Figures::default()
        .each("visit", visits.len(), scheduling, scheduled.since(&empty))
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .memory("rss_empty", empty.resident)
        .memory("rss_scheduled", scheduled.resident)
        .memory("rss", server.usage()?.resident))
}

async fn write(meter: Rc<Meter>, visits: Vec<Visit>, mut socket: Socket) -> Result<()> {
    let chats = visits.iter().map(|visit| visit.direct(1));
    let chats: Vec<_> = chats.collect::<Result<_>>()?;
    for (request, chat) in chats.iter().cycle().enumerate() {
        if !meter.is_running() {
            break;
        }
        let start = Instant::now();
        socket.send(&chat.frame(request)).await?;
        socket.next_of("receipt").await?;
        meter.receipt(start.elapsed());
        meter.done(1);
    }
    Ok(())
}
