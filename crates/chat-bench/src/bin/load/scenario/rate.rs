//! A steady rate, independent of answers (open loop).

use crate::{
    Result,
    figures::Figures,
    member::{Incoming, Member, News, Outgoing},
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
/// Interval of checks whether all answers have arrived.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Send times of the messages in flight, in order.
type Sent = Rc<RefCell<VecDeque<Instant>>>;

/// A writer, and the messages in flight in both directions.
struct Sender {
    writes: Outgoing,
    sent: Sent,
    in_flight: Sent,
}

pub(super) async fn run(program: &Program, span: Duration) -> Result<Figures> {
    let server = Server::start(program)?;
    let meter = Rc::new(Meter::default());
    let mut crew = steadily(&meter, stage::conversations(&server, CONVERSATIONS).await?);
    let measured = meter.measure(&server, span, &mut crew).await?;
    let figures = Figures::default()
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("deliver", measured.deliveries);
    Ok(figures.memory("rss", server.usage()?.resident))
}

/// Sends 200 messages a second over some pairs, each from the first to the second.
pub(super) fn steadily(meter: &Rc<Meter>, pairs: Vec<(Member, Member)>) -> Crew {
    let mut crew = Crew::new();
    let mut senders = Vec::new();
    for (from, to) in pairs {
        let (sent, in_flight) = (Sent::default(), Sent::default());
        let (of_receipts, of_deliveries) = (Rc::clone(&sent), Rc::clone(&in_flight));
        crew.spawn_local(receipts(Rc::clone(meter), from.incoming, of_receipts));
        crew.spawn_local(deliveries(Rc::clone(meter), to, of_deliveries));
        senders.push(Sender {
            writes: from.writes,
            sent,
            in_flight,
        });
    }
    crew.spawn_local(send(Rc::clone(meter), senders));
    crew
}

async fn send(meter: Rc<Meter>, mut senders: Vec<Sender>) -> Result<()> {
    let mut ticks = interval(Duration::from_secs(1) / PER_SECOND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut request = 0;
    'load: loop {
        for sender in &mut senders {
            ticks.tick().await;
            // Checked for each message; the receivers end once all answers have arrived.
            if !meter.is_running() {
                break 'load;
            }
            request += 1;
            let now = Instant::now();
            sender.sent.borrow_mut().push_back(now);
            sender.in_flight.borrow_mut().push_back(now);
            sender.writes.send(request).await?;
        }
    }
    // The connections close with this task, so wait until all answers have arrived.
    for Sender {
        sent, in_flight, ..
    } in &senders
    {
        while !(sent.borrow().is_empty() && in_flight.borrow().is_empty()) {
            sleep(POLL_INTERVAL).await;
        }
    }
    Ok(())
}

/// Records the receipts' latencies until all have arrived.
async fn receipts(meter: Rc<Meter>, mut from: Incoming, sent: Sent) -> Result<()> {
    while meter.is_running() || !sent.borrow().is_empty() {
        let Ok(news) = timeout(POLL_INTERVAL, from.next()).await else {
            continue;
        };
        // The sender closes the connection once all receipts have arrived.
        if news.is_err() && !meter.is_running() && sent.borrow().is_empty() {
            break;
        }
        if let News::Receipt(_) = news? {
            meter.receipt(since_first(&sent)?);
        }
    }
    Ok(())
}

/// Records the deliveries' latencies until all have arrived.
async fn deliveries(meter: Rc<Meter>, mut to: Member, sent: Sent) -> Result<()> {
    while meter.is_running() || !sent.borrow().is_empty() {
        let Ok(delivery) = timeout(POLL_INTERVAL, to.delivery()).await else {
            continue;
        };
        delivery?;
        meter.delivery(since_first(&sent)?);
        meter.done(1);
    }
    Ok(())
}

/// The age of the oldest message in flight.
fn since_first(sent: &Sent) -> Result<Duration> {
    let start = sent.borrow_mut().pop_front();
    Ok(start.ok_or("an answer to what was not sent")?.elapsed())
}
