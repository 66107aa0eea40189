//! Running Chromiums, used by one window after another: most of a short test would otherwise be the browser's start.

use crate::{blocking::block_on, process::find};
use reqwest::{Client, Method};
use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

/// Upper bound for the start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Without what no page needs: extensions, updates, the screen.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--remote-debugging-port=0",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-popup-blocking",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1400,900",
    "about:blank",
];

/// Ends Chromium, and deletes its folder, once this process has ended, in whatever way: its end of the pipe closes then. Parts of
/// Chromium that are about to end may still write.
const WATCH: &str = r#""$@" </dev/null >/dev/null 2>&1 &
    cat >/dev/null; kill -KILL $!; wait
    for _ in 1 2 3 4 5 6 7 8 9; do rm -rf "$0" 2>/dev/null && break; sleep 0.2; done"#;

/// The most that stay while no window uses them.
const MOST_IDLE: usize = 6;

/// Those that no window uses.
static IDLE: Mutex<Vec<Chromium>> = Mutex::new(Vec::new());

/// A Chromium with one tab, apart from those that a page opens. It ends when it is dropped.
pub(crate) struct Chromium {
    watch: Child,
    address: String,
}

impl Chromium {
    /// One that nothing else uses, with a blank tab. `None` if it can't be started.
    pub(crate) fn take() -> Option<Self> {
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.or_else(Self::start)
    }

    /// Leaves it to the next window, with a new tab: what was set for the old one is gone with it.
    pub(crate) fn give_back(self) {
        if block_on(self.replace_tabs()) == Some(Ok(())) {
            let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MOST_IDLE {
                idle.push(self);
            }
        }
    }

    /// Where it is driven, such as `127.0.0.1:40123`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap().keep();
        let profile = format!("--user-data-dir={}", folder.display());
        let port: PathBuf = folder.join("DevToolsActivePort");
        let mut watch = Command::new("sh")
            .args(["-c", WATCH])
            .arg(&folder)
            .arg(find("chromium")?)
            .args(ARGUMENTS.iter().copied().chain([profile.as_str()]))
            .env("TMPDIR", &folder)
            .stdin(Stdio::piped())
            .spawn()
            .ok()?;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && watch.try_wait().unwrap().is_none() {
            let written = fs::read_to_string(&port).unwrap_or_default();
            if let Some((port, _)) = written.split_once('\n') {
                let address = format!("127.0.0.1:{port}");
                return Some(Self { watch, address });
            }
            sleep(Duration::from_millis(20));
        }
        None
    }

    async fn replace_tabs(&self) -> Result<(), String> {
        let tabs = self.ask(Method::GET, "list").await?;
        self.ask(Method::PUT, "new?about:blank").await?;
        for tab in tabs.as_array().into_iter().flatten() {
            let id = tab["id"].as_str().unwrap_or_default();
            if tab["type"] == "page" {
                self.ask(Method::GET, &format!("close/{id}")).await?;
            }
        }
        Ok(())
    }

    /// A request to Chromium's own interface.
    async fn ask(&self, method: Method, what: &str) -> Result<Value, String> {
        let url = format!("http://{}/json/{what}", self.address);
        let answer = Client::new().request(method, url).send().await;
        let text = answer.map_err(|error| error.to_string())?.text().await;
        Ok(serde_json::from_str(&text.map_err(|error| error.to_string())?).unwrap_or_default())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}
