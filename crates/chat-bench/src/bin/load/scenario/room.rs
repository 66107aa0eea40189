//! A group visit in which everyone follows.

use crate::{
    Result,
    figures::Figures,
    member::Member,
    meter::{Crew, Meter},
    server::{Program, Server},
    stage,
};
use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// Delivery counts.
struct Received {
    followers: usize,
    /// For each number, how many followers have it.
    counts: RefCell<Vec<usize>>,
    whole: Notify,
}

/// Each sender writes its next message once all followers have the last one. Senders send and follow on separate
/// connections.
pub(super) async fn run(
    program: &Program,
    span: Duration,
    followers: usize,
    senders: usize,
) -> Result<Figures> {
    let server = Server::start(program)?;
    let room = stage::room(&server, followers, senders).await?;
    let received = Rc::new(Received {
        followers,
        counts: RefCell::default(),
        whole: Notify::new(),
    });
    let meter = Rc::new(Meter::default());
    let mut listeners = Crew::new();
    for follower in room.followers {
        listeners.spawn_local(listen(Rc::clone(&received), Rc::clone(&meter), follower));
    }
    let mut crew = Crew::new();
    for sender in room.senders {
        crew.spawn_local(write(Rc::clone(&meter), Rc::clone(&received), sender));
    }
    let measured = tokio::select! {
        measured = Rc::clone(&meter).measure(&server, span, &mut crew) => measured?,
        Some(ended) = listeners.join_next() => {
            ended??;
            return Err("a follower ended early".into());
        }
    };
    Ok(Figures::default()
        .each("delivery", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("all_have_it", measured.deliveries)
        .memory("rss", server.usage()?.resident))
}

async fn listen(received: Rc<Received>, meter: Rc<Meter>, mut follower: Member) -> Result<()> {
    loop {
        if let Some(number) = follower.delivery().await? {
            meter.done(1);
            received.record(number);
        }
    }
}

async fn write(meter: Rc<Meter>, received: Rc<Received>, mut sender: Member) -> Result<()> {
    let mut request = 0;
    while meter.is_running() {
        request += 1;
        let start = Instant::now();
        sender.send(request).await?;
        let number = sender.receipt().await?;
        meter.receipt(start.elapsed());
        received.by_all(number).await;
        meter.delivery(start.elapsed());
    }
    Ok(())
}

impl Received {
    fn record(&self, number: usize) {
        let mut counts = self.counts.borrow_mut();
        if counts.len() <= number {
            counts.resize(number + 1, 0);
        }
        if let Some(count) = counts.get_mut(number) {
            *count += 1;
            if *count == self.followers {
                self.whole.notify_waiters();
            }
        }
    }

    async fn by_all(&self, number: usize) {
        loop {
            let next = self.whole.notified();
            if self.counts.borrow().get(number) == Some(&self.followers) {
                return;
            }
            next.await;
        }
    }
}
