//! Conversations of two.

use crate::{
    Result,
    clinic::{Clinic, Visit},
    figures::Figures,
    http::Http,
    member::Member,
    meter::{Crew, Meter},
    server::{Program, Server},
    stage,
};
use std::{rc::Rc, time::Duration, time::Instant};
use tokio::try_join;

pub(super) async fn run(
    program: &Program,
    span: Duration,
    conversations: usize,
    http: bool,
) -> Result<Figures> {
    let server = Server::start(program)?;
    let meter = Rc::new(Meter::default());
    let mut crew = if http {
        converse_by_http(&server, conversations, &meter).await?
    } else {
        converse(
            stage::conversations(&server, conversations).await?,
            &meter,
            false,
        )
    };
    let measured = meter.measure(&server, span, &mut crew).await?;
    let figures = Figures::default()
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("deliver", measured.deliveries);
    Ok(figures.memory("rss", server.usage()?.resident))
}

/// The first of each pair writes to the second, who marks each message as read if `marks`.
pub(super) fn converse(pairs: Vec<(Member, Member)>, meter: &Rc<Meter>, marks: bool) -> Crew {
    let mut crew = Crew::new();
    for (provider, patient) in pairs {
        crew.spawn_local(by_socket(Rc::clone(meter), provider, patient, marks));
    }
    crew
}

async fn converse_by_http(server: &Server, count: usize, meter: &Rc<Meter>) -> Result<Crew> {
    let clinic = Clinic::new(server.address())?;
    let visits = clinic.one_to_ones(count).await?;
    let mut crew = Crew::new();
    for (visit, (provider, patient)) in visits.iter().zip(stage::pairs(&clinic, &visits).await?) {
        let http = Http::connect(server.address()).await?;
        crew.spawn_local(by_http(
            Rc::clone(meter),
            visit.clone(),
            provider,
            patient,
            http,
        ));
    }
    Ok(crew)
}

async fn by_socket(
    meter: Rc<Meter>,
    mut provider: Member,
    mut patient: Member,
    marks: bool,
) -> Result<()> {
    let mut request = 0;
    while meter.is_running() {
        request += 1;
        let start = Instant::now();
        provider.send(request).await?;
        let receipt = async {
            provider.receipt().await?;
            meter.receipt(start.elapsed());
            Ok(())
        };
        let (_, number) = try_join!(receipt, delivery(&meter, start, &mut patient))?;
        if let Some(number) = number.filter(|_| marks) {
            patient.mark_read(request, number).await?;
        }
        meter.done(1);
    }
    Ok(())
}

async fn by_http(
    meter: Rc<Meter>,
    visit: Visit,
    mut provider: Member,
    mut patient: Member,
    mut http: Http,
) -> Result<()> {
    let chat = visit.direct(1)?;
    let sender = visit.people.first().ok_or("a visit without provider")?;
    let path = chat.path();
    // The provider gets their own messages, too.
    let provider =
        tokio::task::spawn_local(async move { while provider.delivery().await.is_ok() {} });
    while meter.is_running() {
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

/// Waits for the delivery. Returns the message's number, if it came alone.
async fn delivery(meter: &Meter, start: Instant, patient: &mut Member) -> Result<Option<usize>> {
    let number = patient.delivery().await?;
    meter.delivery(start.elapsed());
    Ok(number)
}
