//! Chromium, driven through chromedriver (W3C WebDriver).

use crate::window::Window;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

const HINT: &str = "browser tests need Chromium: apt-get install chromium chromium-driver";

/// A chromedriver. Dropping it closes its windows.
pub struct Browser {
    driver: Child,
    url: String,
    chromium: PathBuf,
    profiles: TempDir,
    windows: u32,
}

impl Browser {
    /// Starts chromedriver on any free port.
    ///
    /// # Panics
    /// If chromedriver or Chromium is not installed: a browser test that can't run must fail.
    #[must_use]
    pub fn start() -> Self {
        let chromium = find("chromium").unwrap_or_else(|| panic!("{HINT}"));
        let driver = find("chromedriver").unwrap_or_else(|| panic!("{HINT}"));
        // Its free port may be taken by the time it listens; it then exits.
        let started = (0..5).find_map(|_| start_driver(&driver));
        let (driver, port) = started.expect("chromedriver starts");
        let url = format!("http://127.0.0.1:{port}");
        Self {
            driver,
            url,
            chromium,
            profiles: tempfile::tempdir().unwrap(),
            windows: 0,
        }
    }

    /// Opens a window in a separate browser, which shares nothing with the others.
    pub async fn open(&mut self, url: &str) -> Window {
        self.windows += 1;
        let profile = self.profiles.path().join(self.windows.to_string());
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--window-size=1400,900".to_owned(),
            format!("--user-data-dir={}", profile.display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "binary": self.chromium, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&self.url)
            .await
            .expect("Chromium starts");
        client.goto(url).await.unwrap();
        Window::new(client, self.url.clone())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromedriver leaves its browsers running when it exits.
        for window in 1..=self.windows {
            if let Some(browser) = self.browser_process(window) {
                let _ = Command::new("kill").args(["-KILL", &browser]).status();
            }
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// The process id of a window's browser: Chromium's lock on its profile is a link to
    /// `<host>-<process id>`. `None` once it has exited.
    fn browser_process(&self, window: u32) -> Option<String> {
        let lock = self
            .profiles
            .path()
            .join(window.to_string())
            .join("SingletonLock");
        let holder = std::fs::read_link(lock).ok()?;
        let (_, process) = holder.to_str()?.rsplit_once('-')?;
        process.parse::<u32>().ok().map(|id| id.to_string())
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// Starts chromedriver. Returns it with its port, unless it exits first.
fn start_driver(program: &Path) -> Option<(Child, String)> {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect(HINT);
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        let port = line.split_once("successfully on port ")?.1;
        Some(port.trim_end_matches('.').to_owned())
    });
    if port.is_none() {
        driver.wait().unwrap();
    }
    Some((driver, port?))
}
