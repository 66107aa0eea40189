//! The measured span: after the warm-up, and before the load ends.

use crate::{
    Result,
    figures::Latency,
    usage::{Running, Used},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{task::JoinSet, time::sleep};

/// Duration of the warm-up.
const WARM_UP: Duration = Duration::from_millis(400);

/// Timeout for requests in progress at the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// State shared by the load generators.
#[derive(Default)]
pub(crate) struct Meter {
    counting: Cell<bool>,
    stopped: Cell<bool>,
    count: Cell<usize>,
    receipts: RefCell<Latency>,
    deliveries: RefCell<Latency>,
}

/// The measurement.
pub(crate) struct Measured {
    pub(crate) count: usize,
    pub(crate) within: Duration,
    pub(crate) used: Used,
    pub(crate) receipts: Latency,
    pub(crate) deliveries: Latency,
}

/// The load generators. Each ends soon after the meter has stopped.
pub(crate) type Crew = JoinSet<Result<()>>;

impl Meter {
    /// Whether to continue.
    pub(crate) fn is_running(&self) -> bool {
        !self.stopped.get()
    }

    /// Whether the measured span has begun and not ended.
    pub(crate) fn is_counting(&self) -> bool {
        self.counting.get()
    }

    /// Counts completed operations.
    pub(crate) fn done(&self, count: usize) {
        if self.counting.get() {
            self.count.set(self.count.get() + count);
        }
    }

    /// Records the latency of a receipt.
    pub(crate) fn receipt(&self, time: Duration) {
        if self.counting.get() {
            self.receipts.borrow_mut().add(time);
        }
    }

    /// Records the latency of a delivery.
    pub(crate) fn delivery(&self, time: Duration) {
        if self.counting.get() {
            self.deliveries.borrow_mut().add(time);
        }
    }

    /// Runs the load generators and returns what was done within the span.
    pub(crate) async fn measure(
        self: Rc<Self>,
        server: &impl Running,
        span: Duration,
        crew: &mut Crew,
    ) -> Result<Measured> {
        let measured = tokio::select! {
            measured = self.watch(server, span) => measured?,
            ended = crew.join_next() => {
                return Err(match ended {
                    Some(Ok(Err(error))) => error,
                    _ => "a load generator ended early".into(),
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

    async fn watch(&self, server: &impl Running, span: Duration) -> Result<Measured> {
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
