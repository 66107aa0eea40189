//! From one node to another, beside NATS alone.

use super::{nodes::conversations, rate};
use crate::{
    Result,
    figures::{Figures, Latency},
    jetstream::{self, Word},
    meter::Meter,
    nodes::Nodes,
    server::Program,
};
use std::{
    cell::RefCell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{time::interval, try_join};

const CONVERSATIONS: usize = 32;
/// Pause between two messages to NATS alone.
const EVERY: Duration = Duration::from_millis(5);
const SUBJECT: &str = "hop";
/// As long as a hint.
const PAYLOAD: &str = "0123456789abcdef";

/// 200 messages a second between people on two nodes. At the same time, as many through NATS alone, from publishing to
/// receipt.
pub(super) async fn run(program: &Program, span: Duration) -> Result<Figures> {
    let nodes = Nodes::start(program, 2)?;
    let meter = Rc::new(Meter::default());
    let mut pairs = conversations(&nodes, CONVERSATIONS).await?;
    for (from, to) in &mut pairs {
        // A chat's first messages come in a page, which counts as one delivery.
        from.send(0).await?;
        try_join!(from.receipt(), to.delivery())?;
    }
    let mut crew = rate::steadily(&meter, pairs);
    let hops = Rc::new(RefCell::new(Latency::default()));
    crew.spawn_local(hop(Rc::clone(&meter), nodes.nats()?, Rc::clone(&hops)));
    let measured = meter.measure(&nodes, span, &mut crew).await?;
    let figures = Figures::default()
        .each("message", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("deliver", measured.deliveries)
        .latency("nats", hops.take());
    let over = |quantile: &str| {
        let of = |what: &str| figures.get(&format!("{what}_{quantile}_ms"));
        let (deliver, nats) = (of("deliver"), of("nats"));
        deliver
            .zip(nats)
            .map_or(0.0, |(deliver, nats)| deliver / nats)
    };
    let (p50, p99) = (over("p50"), over("p99"));
    Ok(figures
        .with("deliver_over_nats_p50", p50)
        .with("deliver_over_nats_p99", p99))
}

/// Publishes on one connection, and receives on another.
async fn hop(meter: Rc<Meter>, nats: SocketAddr, hops: Rc<RefCell<Latency>>) -> Result<()> {
    let (mut reader, mut pongs) = jetstream::subscribe(nats, SUBJECT).await?;
    let (_, mut writer) = jetstream::subscribe(nats, "nothing").await?;
    // By the same connection, so that the subscription has begun once it is received.
    pongs.publish_plain(SUBJECT, PAYLOAD).await?;
    received(&mut reader, &mut pongs).await?;
    let mut ticks = interval(EVERY);
    while meter.is_running() {
        ticks.tick().await;
        let start = Instant::now();
        writer.publish_plain(SUBJECT, PAYLOAD).await?;
        received(&mut reader, &mut pongs).await?;
        if meter.is_counting() {
            hops.borrow_mut().add(start.elapsed());
        }
    }
    Ok(())
}

/// Returns once a message is received.
async fn received(reader: &mut jetstream::Reader, pongs: &mut jetstream::Writer) -> Result<()> {
    loop {
        match reader.next().await? {
            Word::Plain => return Ok(()),
            Word::Ping => pongs.pong().await?,
            Word::Delivery(_) | Word::Answer(_) | Word::Other => {}
        }
    }
}
