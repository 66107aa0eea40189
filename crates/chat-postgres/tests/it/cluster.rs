//! A private PostgreSQL server for the tests of this process, with a database for each.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{UnixListener, UnixStream},
    task::AbortHandle,
};
use tokio_postgres::NoTls;

/// The name of the server's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    // Each line of the log begins with the database's name.
    Cluster::start(5432, &["listen_addresses=", "log_line_prefix=%d "], |_| {})
});
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Ends with the process.
pub(crate) struct Cluster {
    pub(crate) folder: TempDir,
    /// Part of the socket's name; TCP is off unless the settings say otherwise.
    pub(crate) port: u16,
}

/// A connection string of a new, empty database.
pub(crate) async fn database() -> String {
    let cluster = LazyLock::force(&CLUSTER);
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let maintenance = cluster.connection("postgres");
    let client = client(&maintenance).await;
    let create = format!("CREATE DATABASE {name}");
    client.batch_execute(&create).await.unwrap();
    cluster.connection(&name)
}

/// What the server wrote to its log.
pub(crate) fn log() -> String {
    fs::read_to_string(CLUSTER.folder.path().join("log")).unwrap()
}

/// A connection that bypasses the log.
pub(crate) async fn client(connection: &str) -> tokio_postgres::Client {
    let (client, task) = tokio_postgres::connect(connection, NoTls).await.unwrap();
    tokio::spawn(task);
    client
}

impl Cluster {
    /// Starts a server with these settings, after `prepare` had its data folder.
    pub(crate) fn start(port: u16, settings: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        give(folder.path());
        let initdb = [
            "--no-sync",
            "--auth=trust",
            "--username=chat",
            "--encoding=UTF8",
            "--locale=C",
            "-D",
        ];
        run(as_postgres("initdb").args(initdb).arg(&data));
        prepare(&data);
        give(&data);
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut server = as_postgres("postgres");
        server
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "max_connections=200"])
            .args(["-p", &port.to_string()])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdout(Stdio::null())
            .stderr(log);
        // The server ends with the thread that started it.
        let (started, waiting) = mpsc::channel();
        thread::spawn(move || {
            let mut server = server.spawn().expect("the server starts");
            started.send(()).unwrap();
            drop(server.wait());
        });
        waiting.recv().unwrap();
        let cluster = Self { folder, port };
        cluster.wait();
        cluster
    }

    pub(crate) fn connection(&self, database: &str) -> String {
        let folder = self.folder.path().display();
        format!(
            "host={folder} port={} user=chat dbname={database}",
            self.port
        )
    }

    fn wait(&self) {
        let patience = Instant::now();
        let mut ready = Command::new(program("pg_isready"));
        ready
            .arg("-h")
            .arg(self.folder.path())
            .args(["-p", &self.port.to_string()])
            .stdout(Stdio::null());
        while !ready.status().unwrap().success() {
            let log = || fs::read_to_string(self.folder.path().join("log"));
            assert!(patience.elapsed() < Duration::from_secs(60), "{:?}", log());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Makes the server's user the owner of a folder, if the server has another user.
fn give(folder: &Path) {
    if rustix::process::getuid().is_root() {
        run(Command::new("chown").arg("-R").arg("postgres:").arg(folder));
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// A program of the server, which refuses to run as root.
fn as_postgres(name: &str) -> Command {
    let mut command = Command::new("setpriv");
    if rustix::process::getuid().is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command
        .arg("--pdeathsig=QUIT")
        .arg(program(name))
        .current_dir("/");
    command
}

fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let folders = versions.map(|version| version.unwrap().path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut all: Vec<_> = folders.chain(std::env::split_paths(&path)).collect();
    all.sort_by_key(|folder| !folder.starts_with(Path::new("/usr/lib/postgresql")));
    let found = all
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("there is no {name}: run `cargo xtask install`"))
}

/// A proxy in front of the server that can be cut off: the server then still runs what it was asked for.
pub(crate) struct Proxy {
    folder: TempDir,
    connections: Arc<Mutex<Vec<AbortHandle>>>,
}

impl Proxy {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = CLUSTER.folder.path().join(SOCKET);
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
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
        let direct = CLUSTER.folder.path().display().to_string();
        database.replace(&direct, &self.folder.path().display().to_string())
    }

    /// Ends all connections. New ones can be opened.
    pub(crate) fn cut(&self) {
        for connection in self.connections.lock().unwrap().drain(..) {
            connection.abort();
        }
    }
}
