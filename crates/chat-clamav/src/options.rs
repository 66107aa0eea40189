//! Settings.

use std::time::Duration;

/// How a [`ClamdScanner`](crate::ClamdScanner) works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClamdOptions {
    /// How long connecting may take.
    pub connect: Duration,
    /// How long a step may take: the next bytes of the file, clamd taking them, the answer to a ping.
    pub idle: Duration,
    /// How long a scan may take in all, waiting for a free connection included.
    pub total: Duration,
    /// How many connections there are at the same time; at least 1. clamd itself works on ten by
    /// default (`MaxThreads`).
    pub connections: usize,
}

impl Default for ClamdOptions {
    /// Connecting 5 seconds, a step 30 seconds, a scan 3 minutes (clamd gives up after 2), 8 connections.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(30),
            total: Duration::from_secs(180),
            connections: 8,
        }
    }
}
