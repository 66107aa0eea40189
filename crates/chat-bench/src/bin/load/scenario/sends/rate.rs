//! Senders, and what they achieve together.

use crate::{all_cores::Failed, usage::Usage};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Duration of the warm-up.
const WARM_UP: Duration = Duration::from_millis(400);

/// Sends one message, and returns once it is durable.
pub(super) trait Durable: Send + 'static {
    fn send(&mut self) -> impl Future<Output = Result<(), Failed>> + Send;
}

/// What senders achieved together.
pub(super) struct Rate {
    pub(super) per_second: f64,
    /// CPU time of this process for each message, in microseconds.
    pub(super) cpu: f64,
}

impl Rate {
    pub(super) async fn of<S: Durable>(span: Duration, senders: Vec<S>) -> Result<Self, Failed> {
        let begin = Instant::now() + WARM_UP;
        let end = begin + span;
        let mut sending = JoinSet::new();
        for mut sender in senders {
            sending.spawn(async move {
                let mut sent = 0_u32;
                loop {
                    sender.send().await?;
                    match Instant::now() {
                        now if now >= end => return Ok::<_, Failed>(sent),
                        now if now >= begin => sent += 1,
                        _ => {}
                    }
                }
            });
        }
        tokio::time::sleep_until(begin.into()).await;
        let before = usage()?;
        tokio::time::sleep_until(end.into()).await;
        let used = usage()?.since(&before);
        let mut sent = 0_u32;
        while let Some(one) = sending.join_next().await {
            sent += one??;
        }
        let sent = f64::from(sent.max(1));
        Ok(Self {
            per_second: sent / span.as_secs_f64(),
            cpu: used.cpu.as_secs_f64() * 1e6 / sent,
        })
    }
}

fn usage() -> Result<Usage, Failed> {
    Usage::of(std::process::id()).map_err(|error| error.to_string().into())
}
