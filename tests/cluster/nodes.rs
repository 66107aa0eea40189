//! Several nodes, and the servers that they share.

use chat_client::{Client, Token};
use chat_domain::VisitId;
use chat_test_servers::{Nats, Postgres};
use std::{path::PathBuf, sync::LazyLock};
use tempfile::TempDir;
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit};

/// One database server for the tests that don't kill it. Each cluster has its own database.
static POSTGRES: LazyLock<Postgres> = LazyLock::new(Postgres::start);

/// Nodes with one database and their NATS servers.
pub(crate) struct Cluster {
    pub(crate) nodes: Vec<ServerProcess>,
    pub(crate) nats: Vec<Nats>,
    connection: String,
    files: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Cluster {
    /// Starts this many nodes on a new, empty database.
    pub(crate) fn start(count: usize) -> Self {
        Self::on(&POSTGRES, count)
    }

    /// The same with these settings for the files.
    pub(crate) fn start_with(count: usize, files: Vec<(&'static str, String)>) -> Self {
        Self::of(POSTGRES.new_database(), vec![Nats::start()], files).with_nodes(count)
    }

    /// The same on a database server of the caller.
    pub(crate) fn on(postgres: &Postgres, count: usize) -> Self {
        Self::with_connection(postgres.new_database(), count)
    }

    /// The same with a connection string.
    pub(crate) fn with_connection(connection: String, count: usize) -> Self {
        Self::of(connection, vec![Nats::start()], Vec::new()).with_nodes(count)
    }

    /// The same with several NATS servers.
    pub(crate) fn with_nats(nats: Vec<Nats>, count: usize) -> Self {
        Self::of(POSTGRES.new_database(), nats, Vec::new()).with_nodes(count)
    }

    fn of(connection: String, nats: Vec<Nats>, files: Vec<(&'static str, String)>) -> Self {
        Self {
            nodes: Vec::new(),
            nats,
            connection,
            files,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn with_nodes(mut self, count: usize) -> Self {
        for number in 0..count {
            let node = self.start_node(number);
            self.nodes.push(node);
        }
        self
    }

    /// Kills a node and starts it again.
    pub(crate) fn restart(&mut self, number: usize) {
        self.nodes.remove(number).kill_9();
        let node = self.start_node(number);
        self.nodes.insert(number, node);
    }

    /// The nodes' addresses.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().map(ServerProcess::url)
    }

    /// Starts a process of a node, which must not run.
    pub(crate) fn start_node(&self, number: usize) -> ServerProcess {
        let data = self.folder.path().join(format!("node-{number}"));
        let variables = self.variables();
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        ServerProcess::serve_with(&data, &variables)
    }

    /// The settings that all nodes share.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        let nats: Vec<_> = self.nats.iter().map(Nats::address).collect();
        let mut variables = vec![
            ("VISIT_CHAT_STORAGE", "postgres".to_owned()),
            ("VISIT_CHAT_POSTGRES_CONNECTION", self.connection.clone()),
            ("VISIT_CHAT_FANOUT", "nats".to_owned()),
            ("VISIT_CHAT_NATS_SERVERS", nats.join(",")),
        ];
        variables.extend(self.files.iter().cloned());
        variables
    }

    /// The answer of the database to a statement.
    pub(crate) fn sql(&self, statement: &str) -> String {
        Postgres::sql_in(&self.connection, statement)
    }

    /// The folder of a node, and a place for files of the test.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new clinic that talks to the first node.
    pub(crate) fn clinic(&self) -> Clinic {
        Clinic::new(self.nodes[0].url())
    }

    /// The same clinic, talking to another node.
    pub(crate) fn at(&self, node: usize, clinic: &Clinic) -> Clinic {
        let mut clinic = clinic.clone();
        self.nodes[node].url().clone_into(&mut clinic.url);
        clinic
    }
}

/// A client of a person at a clinic's node.
pub(crate) fn client(clinic: &Clinic, person: &Person) -> Client {
    Client::new(
        &format!("{}/chat", clinic.url),
        Token::new(person.token.clone()),
    )
    .unwrap()
}

pub(crate) fn id(visit: Visit) -> VisitId {
    VisitId::new(visit.id)
}

/// How often a test does something: rarely in an ordinary run, often in the long one (`cargo xtask cluster --long`).
pub(crate) fn rounds(ordinary: usize, long: usize) -> usize {
    match std::env::var_os("VISIT_CHAT_TESTS_LONG") {
        Some(_) => long,
        None => ordinary,
    }
}
