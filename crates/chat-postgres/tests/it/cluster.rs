//! A private PostgreSQL server for the tests of this process, with a database for each.

use chat_test_servers::Postgres;
use std::sync::{Arc, LazyLock, Mutex};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{UnixListener, UnixStream},
    task::AbortHandle,
};
use tokio_postgres::NoTls;

// Each line of the log begins with the database's name.
static SERVER: LazyLock<Postgres> =
    LazyLock::new(|| Postgres::start_with(&["log_line_prefix=%d "]));

/// A connection string of a new, empty database.
pub(crate) fn database() -> String {
    SERVER.new_database()
}

/// What the server wrote to its log.
pub(crate) fn log() -> String {
    SERVER.log()
}

/// A connection that bypasses the log.
pub(crate) async fn client(connection: &str) -> tokio_postgres::Client {
    let (client, task) = tokio_postgres::connect(connection, NoTls).await.unwrap();
    tokio::spawn(task);
    client
}

/// A proxy in front of the server that can be cut off: the server then still runs what it was asked for.
pub(crate) struct Proxy {
    folder: TempDir,
    connections: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = SERVER.socket();
        let socket = folder.path().join(server.file_name().unwrap());
        let listener = UnixListener::bind(socket).unwrap();
        let connections = Arc::<Mutex<Vec<AbortHandle>>>::default();
        let opened = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut server = UnixStream::connect(&server).await.unwrap();
                let copy = tokio::spawn(async move {
                    drop(copy_bidirectional(&mut client, &mut server).await);
                });
                opened.lock().unwrap().push(copy.abort_handle());
            }
        });
        Self {
            folder,
            connections,
        }
    }

    /// The connection string of a database through the proxy.
    pub(crate) fn to(&self, database: &str) -> String {
        let direct = SERVER.folder().display().to_string();
        database.replace(&direct, &self.folder.path().display().to_string())
    }

    /// Ends all connections. New ones can be opened.
    pub(crate) fn cut(&self) {
        for connection in self.connections.lock().unwrap().drain(..) {
            connection.abort();
        }
    }
}
