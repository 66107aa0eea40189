//! Several nodes, and the servers that they share: PostgreSQL and NATS, with their defaults.

use crate::{
    Result,
    server::{Program, Server},
    usage::{Running, Usage},
};
use chat_test_servers::{Nats, Postgres};
use std::net::SocketAddr;

/// The servers.
pub(crate) struct Shared {
    postgres: Postgres,
    nats: Nats,
}

impl Shared {
    /// Starts them. Their data is in a temporary folder, and commits are synced.
    pub(crate) fn start() -> Self {
        Self {
            postgres: Postgres::start(),
            nats: Nats::start(),
        }
    }

    /// The connection string of a new database.
    pub(crate) fn database(&self) -> String {
        self.postgres.new_database()
    }

    /// The address of NATS, such as `nats://127.0.0.1:34567`.
    pub(crate) fn nats(&self) -> String {
        self.nats.address()
    }
}

/// Nodes of a `chat-server` with the feature `cluster`.
pub(crate) struct Nodes {
    nodes: Vec<Server>,
    /// Ended after the nodes.
    shared: Shared,
}

impl Nodes {
    /// Starts this many nodes on a new database.
    pub(crate) fn start(program: &Program, count: usize) -> Result<Self> {
        let shared = Shared::start();
        let program = program
            .with("VISIT_CHAT_STORAGE", "postgres")
            .with("VISIT_CHAT_POSTGRES_CONNECTION", &shared.database())
            .with("VISIT_CHAT_FANOUT", "nats")
            .with("VISIT_CHAT_NATS_SERVERS", &shared.nats());
        let nodes = (0..count).map(|_| Server::start(&program));
        Ok(Self {
            nodes: nodes.collect::<Result<_>>()?,
            shared,
        })
    }

    /// The address of a node; beyond the last, of the first again.
    pub(crate) fn address(&self, number: usize) -> Result<SocketAddr> {
        let node = self.nodes.iter().cycle().nth(number);
        Ok(node.ok_or("no nodes")?.address())
    }

    /// The address of NATS.
    pub(crate) fn nats(&self) -> Result<SocketAddr> {
        let address = self.shared.nats();
        Ok(address.trim_start_matches("nats://").parse()?)
    }
}

impl Running for Nodes {
    /// Of the nodes, without the servers that they share.
    fn usage(&self) -> Result<Usage> {
        let mut all: Option<Usage> = None;
        for node in &self.nodes {
            let usage = node.usage()?;
            all = Some(match all {
                Some(others) => others.and(usage),
                None => usage,
            });
        }
        all.ok_or_else(|| "no nodes".into())
    }
}
