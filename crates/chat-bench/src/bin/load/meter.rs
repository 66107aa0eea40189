//! When load is counted: not before everything is warm, and not while it ends.

use crate::{Result, figures::Latency, server::Server, usage::Used};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// How long there is load before it is counted.
const WARM_UP: Duration = Duration::from_millis(400);

/// The longest that what is under way may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What those who make load share.
#[derive(Default)]
pub(crate) struct Meter {
    counting: Cell<bool>,
    stopped: Cell<bool>,
    count: Cell<usize>,
    receipts: RefCell<Latency>,
    deliveries: RefCell<Latency>,
}

/// What was measured.
pub(crate) struct Measured {
    pub(crate) count: usize,
    pub(crate) within: Duration,
    pub(crate) used: Used,
    pub(crate) receipts: Latency,
    pub(crate) deliveries: Latency,
}

/// Those who make load. Each ends by itself soon after the meter has stopped.
pub(crate) type Crew = JoinSet<Result<()>>;

impl Meter {
    /// Whether to go on.
    pub(crate) fn goes_on(&self) -> bool {
        !self.stopped.get()
    }

    /// Counts what has been done.
    pub(crate) fn done(&self, count: usize) {
        if self.counting.get() {
            self.count.set(self.count.get() + count);
        }
    }

    /// Notes how long a receipt took.
    pub(crate) fn receipt(&self, time: Duration) {
        if self.counting.get() {
            self.receipts.borrow_mut().add(time);
        }
    }

    /// Notes how long a delivery took.
    pub(crate) fn delivery(&self, time: Duration) {
        if self.counting.get() {
            self.deliveries.borrow_mut().add(time);
        }
    }

    /// Lets a crew work, and tells what was done within the span.
    pub(crate) async fn measure(
        self: Rc<Self>,
        server: &Server,
        span: Duration,
        crew: &mut Crew,
    ) -> Result<Measured> {
        let measured = tokio::select! {
            measured = self.watch(server, span) => measured?,
            ended = crew.join_next() => {
                return Err(match ended {
                    Some(Ok(Err(error))) => error,
                    _ => "those who make load ended early".into(),
                });
            }
        };
        self.stopped.set(true);
        let ended = async {
            while let Some(one) = crew.join_next().await {
                one??;
            }
            Ok::<_, Box<dyn std::error::Error>>(())
        };
        tokio::time::timeout(PATIENCE, ended)
            .await
            .map_err(|_| "an answer or a delivery never came")??;
        Ok(measured)
    }

    async fn watch(&self, server: &Server, span: Duration) -> Result<Measured> {
        sleep(WARM_UP).await;
        let (before, start) = (server.usage()?, Instant::now());
        self.counting.set(true);
        sleep(span).await;
        self.counting.set(false);
        let (after, within) = (server.usage()?, start.elapsed());
        Ok(Measured {
            count: self.count.take(),
            within,
            used: after.since(&before),
            receipts: self.receipts.take(),
            deliveries: self.deliveries.take(),
        })
    }
}
