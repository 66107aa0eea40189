//! A steady rate, whatever comes back.

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
/// How often it is looked whether all has come back.
const LOOK: Duration = Duration::from_millis(100);

/// When the messages under way were sent, in their order.
type Sent = Rc<RefCell<VecDeque<Instant>>>;

/// Who writes, and what is under way to each end.
struct Sender {
    writes: Outgoing,
    sent: Sent,
    under_way: Sent,
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
        let (sent, under_way) = (Sent::default(), Sent::default());
        let (of_receipts, of_deliveries) = (Rc::clone(&sent), Rc::clone(&under_way));
        crew.spawn_local(receipts(Rc::clone(meter), from.hears, of_receipts));
        crew.spawn_local(deliveries(Rc::clone(meter), to, of_deliveries));
        senders.push(Sender {
            writes: from.writes,
            sent,
            under_way,
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
            // Looked at for each message: who waits for answers ends once all have come.
            if !meter.goes_on() {
                break 'load;
            }
            request += 1;
            let now = Instant::now();
            sender.sent.borrow_mut().push_back(now);
            sender.under_way.borrow_mut().push_back(now);
            sender.writes.send(request).await?;
        }
    }
    // The connections end with this task: not before everything has come back.
    for Sender {
        sent, under_way, ..
    } in &senders
    {
        while !(sent.borrow().is_empty() && under_way.borrow().is_empty()) {
            sleep(LOOK).await;
        }
    }
    Ok(())
}

/// Notes when the receipts come, until all have.
async fn receipts(meter: Rc<Meter>, mut from: Incoming, sent: Sent) -> Result<()> {
    while meter.goes_on() || !sent.borrow().is_empty() {
        let Ok(news) = timeout(LOOK, from.next()).await else {
            continue;
        };
        // The connection ends with who sends, once all receipts have come.
        if news.is_err() && !meter.goes_on() && sent.borrow().is_empty() {
            break;
        }
        if let News::Receipt(_) = news? {
            meter.receipt(since_first(&sent)?);
        }
    }
    Ok(())
}

/// Notes when the deliveries come, until all have.
async fn deliveries(meter: Rc<Meter>, mut to: Member, sent: Sent) -> Result<()> {
    while meter.goes_on() || !sent.borrow().is_empty() {
        let Ok(delivery) = timeout(LOOK, to.delivery()).await else {
            continue;
        };
        delivery?;
        meter.delivery(since_first(&sent)?);
        meter.done(1);
    }
    Ok(())
}

/// How long the oldest message under way has been.
fn since_first(sent: &Sent) -> Result<Duration> {
    let start = sent.borrow_mut().pop_front();
    Ok(start.ok_or("an answer to what was not sent")?.elapsed())
}
