//! Conversations of two.

use crate::{
    Result,
    clinic::{Clinic, Visit},
    figures::Figures,
    frame,
    http::Http,
    meter::{Crew, Meter},
    server::{Program, Server},
    socket::Socket,
};
use futures::future::try_join_all;
use std::{rc::Rc, time::Duration, time::Instant};
use tokio::try_join;

pub(super) async fn run(
    program: &Program,
    span: Duration,
    conversations: usize,
    http: bool,
) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let meter = Rc::new(Meter::default());
    let visits = clinic.one_to_ones(conversations).await?;
    let mut crew = converse(&server, &clinic, &visits, &meter, http).await?;
    let measured = meter.measure(&server, span, &mut crew).await?;
    let figures = Figures::default()
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("deliver", measured.deliveries);
    Ok(figures.memory("rss", server.usage()?.resident))
}

/// Lets the provider of each visit write to its patient, with both connected and following.
pub(super) async fn converse(
    server: &Server,
    clinic: &Clinic,
    visits: &[Visit],
    meter: &Rc<Meter>,
    http: bool,
) -> Result<Crew> {
    let mut crew = Crew::new();
    let connected = try_join_all(visits.iter().map(|visit| pair(clinic, visit))).await?;
    for (visit, (provider, patient)) in visits.iter().zip(connected) {
        let meter = Rc::clone(meter);
        if http {
            let http = Http::connect(server.address()).await?;
            crew.spawn_local(by_http(meter, visit.clone(), provider, patient, http));
        } else {
            crew.spawn_local(by_socket(meter, visit.clone(), provider, patient));
        }
    }
    Ok(crew)
}

async fn pair(clinic: &Clinic, visit: &Visit) -> Result<(Socket, Socket)> {
    let [provider, patient] = visit.people.as_slice() else {
        return Err("a conversation is of two".into());
    };
    let provider = clinic.follow(provider, visit.id).await?;
    Ok((provider, clinic.follow(patient, visit.id).await?))
}

async fn by_socket(
    meter: Rc<Meter>,
    visit: Visit,
    mut provider: Socket,
    mut patient: Socket,
) -> Result<()> {
    let chat = visit.direct(1)?;
    let mut request = 0;
    while meter.goes_on() {
        request += 1;
        let frame = chat.frame(request);
        let start = Instant::now();
        provider.send(&frame).await?;
        let receipt = async {
            provider.next_of("receipt").await?;
            meter.receipt(start.elapsed());
            Ok(())
        };
        try_join!(receipt, delivery(&meter, start, &mut patient))?;
        meter.done(1);
    }
    Ok(())
}

async fn by_http(
    meter: Rc<Meter>,
    visit: Visit,
    provider: Socket,
    mut patient: Socket,
    mut http: Http,
) -> Result<()> {
    let chat = visit.direct(1)?;
    let sender = visit.people.first().ok_or("a visit without provider")?;
    let path = chat.path();
    let provider = tokio::task::spawn_local(provider.idle());
    while meter.goes_on() {
        let body = chat.body();
        let start = Instant::now();
        let receipt = async {
            http.expect("POST", &path, &sender.token, &body).await?;
            meter.receipt(start.elapsed());
            Ok(())
        };
        try_join!(receipt, delivery(&meter, start, &mut patient))?;
        meter.done(1);
    }
    provider.abort();
    Ok(())
}

/// Waits for the message at the other side. The first of a chat comes as the chat's page.
async fn delivery(meter: &Meter, start: Instant, patient: &mut Socket) -> Result<()> {
    loop {
        let text = patient.next().await?;
        frame::complain(text)?;
        if frame::is_delivery(text) {
            meter.delivery(start.elapsed());
            return Ok(());
        }
    }
}
