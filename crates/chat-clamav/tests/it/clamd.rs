//! A real clamd process with test settings and signatures.

use chat_clamav::{ClamdAddress, ClamdOptions, ClamdScanner};
use std::{
    fmt::Write as _,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Content that the test signature matches.
pub(crate) const WORM: &[u8] = b"visit-chat test worm: 61d1e5c1";
pub(crate) const WORM_NAME: &str = "VisitChat.Test.Worm.UNOFFICIAL";

/// The EICAR test file, in two halves so that scanners don't flag this source file.
pub(crate) fn eicar() -> Vec<u8> {
    let halves = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EIC",
        "AR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    halves.concat().into_bytes()
}

/// A temporary folder and the clamd process.
pub(crate) struct Clamd {
    folder: TempDir,
    process: Option<Child>,
    port: u16,
}

impl Clamd {
    /// Starts clamd and waits until it answers.
    pub(crate) async fn start(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signature = |name: &str, bytes: &[u8]| {
            let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            format!("{name}:0:*:{hex}\n") // any file type, any offset
        };
        let signatures = signature("VisitChat.Test.Worm", WORM) + &signature("Eicar", &eicar());
        fs::create_dir(folder.path().join("signatures")).unwrap();
        fs::write(folder.path().join("signatures/own.ndb"), signatures).unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let mut clamd = Self {
            folder,
            process: None,
            port: 0,
        };
        // Retry if another process takes the port before clamd binds it.
        for _ in 0..5 {
            clamd.port = free_port();
            if clamd.run(settings).await {
                return clamd;
            }
        }
        panic!("clamd does not start");
    }

    /// Starts clamd at its address. Returns whether it is running.
    async fn run(&mut self, settings: &str) -> bool {
        let folder = self.folder.path();
        let (at, port) = (folder.display(), self.port);
        let settings = format!(
            "Foreground yes\nDatabaseDirectory {at}/signatures\nTemporaryDirectory {at}/tmp\n\
             LocalSocket {at}/clamd.sock\nTCPAddr 127.0.0.1\nTCPSocket {port}\n{settings}"
        );
        let file = folder.join("clamd.conf");
        fs::write(&file, settings).unwrap();
        let log = fs::File::create(folder.join("clamd.log")).unwrap();
        let process = Command::new(program())
            .arg("--config-file")
            .arg(&file)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .expect("clamd can be started");
        let process = self.process.insert(process);
        let begun = Instant::now();
        let scanner = ClamdScanner::new(
            ClamdAddress::Tcp(format!("127.0.0.1:{port}")),
            ClamdOptions::default(),
        );
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(ended) = process.try_wait().unwrap() {
                let log = fs::read_to_string(folder.join("clamd.log")).unwrap();
                eprintln!("clamd ended with {ended}:\n{log}");
                return false;
            }
            if scanner.ping().await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Kills clamd; it can be restarted at the same address.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    pub(crate) async fn start_again(&mut self) {
        assert!(self.run("").await, "clamd does not start again");
    }

    pub(crate) fn tcp(&self) -> ClamdAddress {
        ClamdAddress::Tcp(format!("127.0.0.1:{}", self.port))
    }

    pub(crate) fn unix(&self) -> ClamdAddress {
        ClamdAddress::Unix(self.folder.path().join("clamd.sock"))
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.stop();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Debian installs it in a folder that is only on root's `PATH`.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join("clamd"))
        .find(|program| Path::is_file(program))
        .expect("clamd is installed (Debian: clamav-daemon; `cargo xtask ci` installs it)")
}
