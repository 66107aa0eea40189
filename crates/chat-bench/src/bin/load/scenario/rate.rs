//! A steady rate, whatever comes back.

use crate::{
    Result,
    clinic::Clinic,
    figures::Figures,
    frame,
    meter::{Crew, Meter},
    server::{Program, Server},
    socket::Reader,
};
use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

const CONVERSATIONS: usize = 32;
const PER_SECOND: u32 = 200;
/// How often it is looked whether all has come back.
const LOOK: Duration = Duration::from_millis(100);

/// When the messages under way were sent, in their order.
type Sent = Rc<RefCell<VecDeque<Instant>>>;

pub(super) async fn run(program: &Program, span: Duration) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let meter = Rc::new(Meter::default());
    let mut crew = Crew::new();
    let mut senders = Vec::new();
    for visit in clinic.one_to_ones(CONVERSATIONS).await? {
        let [provider, patient] = visit.people.as_slice() else {
            return Err("a conversation is of two".into());
        };
        let (receipts, writer) = clinic.follow(provider, visit.id).await?.split();
        let (deliveries, silent) = clinic.follow(patient, visit.id).await?.split();
        let (sent, under_way) = (Sent::default(), Sent::default());
        crew.spawn_local(answers(Rc::clone(&meter), receipts, Rc::clone(&sent), true));
        crew.spawn_local(answers(
            Rc::clone(&meter),
            deliveries,
            Rc::clone(&under_way),
            false,
        ));
        senders.push((visit.direct(1)?, writer, silent, sent, under_way));
    }
    let load = Rc::clone(&meter);
    crew.spawn_local(async move {
        let mut ticks = interval(Duration::from_secs(1) / PER_SECOND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut request = 0;
        while load.goes_on() {
            for (chat, writer, _, sent, under_way) in &mut senders {
                ticks.tick().await;
                request += 1;
                let frame = chat.frame(request);
                let now = Instant::now();
                sent.borrow_mut().push_back(now);
                under_way.borrow_mut().push_back(now);
                writer.send(&frame).await?;
            }
        }
        // The connections end with this task: not before everything has come back.
        for (_, _, _, sent, under_way) in &senders {
            while !(sent.borrow().is_empty() && under_way.borrow().is_empty()) {
                sleep(LOOK).await;
            }
        }
        Ok(())
    });
    let measured = meter.measure(&server, span, &mut crew).await?;
    let figures = Figures::default()
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("deliver", measured.deliveries);
    Ok(figures.memory("rss", server.usage()?.resident))
}

/// Notes when the answers come, or the deliveries, until all have.
async fn answers(meter: Rc<Meter>, mut from: Reader, sent: Sent, receipts: bool) -> Result<()> {
    while meter.goes_on() || !sent.borrow().is_empty() {
        let Ok(text) = timeout(LOOK, from.next()).await else {
            continue;
        };
        let text = text?;
        frame::complain(text)?;
        let wanted = if receipts {
            frame::kind(text) == b"receipt"
        } else {
            frame::is_delivery(text)
        };
        if !wanted {
            continue;
        }
        let start = sent.borrow_mut().pop_front();
        let start = start.ok_or("an answer to what was not sent")?;
        if receipts {
            meter.receipt(start.elapsed());
        } else {
            meter.delivery(start.elapsed());
            meter.done(1);
        }
    }
    Ok(())
}
