//! A steady rate, whatever comes back.

use crate::{
    Result,
    figures::Figures,
    member::{Incoming, News},
    meter::{Crew, Meter},
    server::{Program, Server},
    stage,
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
    let meter = Rc::new(Meter::default());
    let mut crew = Crew::new();
    let mut senders = Vec::new();
    for (provider, patient) in stage::conversations(&server, CONVERSATIONS).await? {
        let (sent, under_way) = (Sent::default(), Sent::default());
        let receipts = answers(Rc::clone(&meter), provider.hears, Rc::clone(&sent), true);
        crew.spawn_local(receipts);
        let way = Rc::clone(&under_way);
        crew.spawn_local(answers(Rc::clone(&meter), patient.hears, way, false));
        senders.push((provider.writes, patient.writes, sent, under_way));
    }
    let load = Rc::clone(&meter);
    crew.spawn_local(async move {
        let mut ticks = interval(Duration::from_secs(1) / PER_SECOND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut request = 0;
        while load.goes_on() {
            for (writer, _, sent, under_way) in &mut senders {
                ticks.tick().await;
                request += 1;
                let now = Instant::now();
                sent.borrow_mut().push_back(now);
                under_way.borrow_mut().push_back(now);
                writer.send(request).await?;
            }
        }
        // The connections end with this task: not before everything has come back.
        for (_, _, sent, under_way) in &senders {
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
async fn answers(meter: Rc<Meter>, mut from: Incoming, sent: Sent, receipts: bool) -> Result<()> {
    while meter.goes_on() || !sent.borrow().is_empty() {
        let Ok(news) = timeout(LOOK, from.next()).await else {
            continue;
        };
        let wanted = match news? {
            News::Receipt(_) => receipts,
            News::Delivery(_) => !receipts,
            News::Ping | News::Other => false,
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
