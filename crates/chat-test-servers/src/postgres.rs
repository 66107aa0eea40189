//! PostgreSQL.

mod programs;

use crate::{child::Child, wait};
use programs::{as_owner, give, owned, run};
use rustix::process::Signal;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
};
use tempfile::TempDir;

/// The port of servers that only have a socket.
const PORT: u16 = 5432;

/// The name under which a standby confirms what it has stored.
const STANDBY: &str = "standby";

/// A PostgreSQL server at a Unix socket. It is killed when dropped.
#[derive(Debug)]
pub struct Postgres {
    /// Ended before the folder is removed.
    child: Child,
    folder: TempDir,
    port: u16,
    settings: Vec<String>,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server with a new, empty cluster of databases.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more settings, such as `fsync=off`.
    #[must_use]
    pub fn start_with(settings: &[&str]) -> Self {
        Self::start_prepared(PORT, settings, |_| {})
    }

    /// The same at a port, which is part of the socket's name, after `prepare` has put files into the data folder.
    #[must_use]
    pub fn start_prepared(port: u16, settings: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = owned();
        let arguments = [
            "--no-sync",
            "--auth=trust",
            "--username=chat",
            "-E",
            "UTF8",
            "--locale=C",
            "-D",
        ];
        let data = folder.path().join("data");
        run(as_owner("initdb").args(arguments).arg(&data));
        prepare(&data);
        give(&data);
        let settings = settings.iter().map(|setting| (*setting).to_owned());
        Self::start_in(folder, port, settings.collect())
    }

    /// Starts a standby of this server, and from then on acknowledges a commit only when the standby has stored it.
    #[must_use]
    pub fn synchronous_standby(&self) -> Self {
        let primary = format!("{} application_name={STANDBY}", self.connection("postgres"));
        let folder = base_backup(&primary, &["--write-recovery-conf"]);
        let standby = Self::start_in(folder, self.port, self.settings.clone());
        self.sql(&format!(
            "ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'"
        ));
        self.sql("SELECT pg_reload_conf()");
        wait::until("the standby confirms what it stores", || {
            let state = self.sql("SELECT sync_state FROM pg_stat_replication");
            (state == "sync").then_some(())
        });
        standby
    }

    /// Takes a base backup while the server runs, with the write-ahead log until its end, and starts another server on it.
    #[must_use]
    pub fn restored_from_a_backup(&self) -> Self {
        let folder = base_backup(&self.connection("postgres"), &["--wal-method=stream"]);
        Self::start_in(folder, self.port, self.settings.clone())
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        self.sql("SELECT pg_promote()");
    }

    /// The connection string of a new, empty database.
    #[must_use]
    pub fn new_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name}"));
        self.connection(&name)
    }

    /// The connection string of a database.
    #[must_use]
    pub fn connection(&self, database: &str) -> String {
        format!(
            "host={} port={} user=chat dbname={database}",
            self.folder().display(),
            self.port
        )
    }

    /// The folder with the socket and the file `log`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder().join(format!(".s.PGSQL.{}", self.port))
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What the server wrote to its log.
    ///
    /// # Panics
    /// If the log can't be read.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder().join("log")).unwrap()
    }

    /// Kills it, as a crash of the machine would.
    pub fn kill(&mut self) {
        self.child.end(Signal::KILL);
    }

    /// Starts it again on the same data.
    pub fn restart(&mut self) {
        self.kill();
        self.child = child(&self.folder, self.port, &self.settings);
        self.wait();
    }

    /// The answer to a statement, as text.
    ///
    /// # Panics
    /// If the server reports an error.
    pub fn sql(&self, statement: &str) -> String {
        Self::sql_in(&self.connection("postgres"), statement)
    }

    /// The same in the database of a connection string.
    ///
    /// # Panics
    /// If the server reports an error.
    pub fn sql_in(connection: &str, statement: &str) -> String {
        let mut psql = as_owner("psql");
        psql.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", connection]);
        run(psql.args(["-c", statement]))
    }

    fn start_in(folder: TempDir, port: u16, settings: Vec<String>) -> Self {
        let server = Self {
            child: child(&folder, port, &settings),
            folder,
            port,
            settings,
            databases: AtomicU32::new(0),
        };
        server.wait();
        server
    }

    fn wait(&self) {
        wait::until("the server is ready", || {
            assert!(!self.child.has_ended(), "{}", self.log());
            let mut ready = as_owner("pg_isready");
            ready.arg("-h").arg(self.folder()).stdout(Stdio::null());
            ready.args(["-p", &self.port.to_string()]);
            ready.status().unwrap().success().then_some(())
        });
    }
}

/// A copy of a server's data, in a new folder.
fn base_backup(connection: &str, arguments: &[&str]) -> TempDir {
    let folder = owned();
    let mut copy = as_owner("pg_basebackup");
    copy.args(["--no-sync", "--checkpoint=fast", "-d", connection]);
    run(copy
        .args(arguments)
        .arg("-D")
        .arg(folder.path().join("data")));
    folder
}

fn child(folder: &TempDir, port: u16, settings: &[String]) -> Child {
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.path().join("log"));
    let mut server = as_owner("postgres");
    server
        .arg("-D")
        .arg(folder.path().join("data"))
        .arg("-k")
        .arg(folder.path())
        .args(["-p", &port.to_string()]);
    server.args(["-c", "listen_addresses=", "-c", "max_connections=200"]);
    for setting in settings {
        server.args(["-c", setting]);
    }
    server.stdout(Stdio::null()).stderr(log.unwrap());
    Child::start(server)
}
