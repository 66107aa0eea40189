//! The browsers that can be driven (W3C WebDriver).

use crate::{chromium::Chromium, process::find};
use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

/// A browser's engine. The tests are written for Chromium; most run in the others too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// The one in `VISIT_CHAT_BROWSER`, by default Chromium.
    pub(crate) fn chosen() -> Self {
        match env::var("VISIT_CHAT_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("VISIT_CHAT_BROWSER is {other}, not chromium, firefox or webkit"),
        }
    }

    /// What must be installed.
    pub(crate) fn needs(self) -> &'static str {
        match self {
            Self::Chromium => "apt-get install chromium chromium-driver",
            Self::Firefox => "apt-get install firefox-esr; cargo install geckodriver",
            Self::WebKit => "apt-get install webkit2gtk-driver xvfb xauth",
        }
    }

    /// Starts its driver, which keeps its files in a folder. Returns it with its port, unless it exits first.
    pub(crate) fn start_driver(self, folder: &Path) -> Option<(Child, String)> {
        match self {
            Self::Chromium => start_chromedriver(folder),
            Self::Firefox => start_on_free_port(&mut command("geckodriver", folder)),
            // Each window on its own screen: it has the focus there.
            Self::WebKit => start_on_free_port(command("xvfb-run", folder).args([
                "--auto-servernum",
                "--server-args=-screen 0 1600x1000x24",
                "WebKitWebDriver",
            ])),
        }
    }

    /// What a session asks of the driver. Chromium runs already.
    pub(crate) fn capabilities(self, chromium: Option<&Chromium>) -> Value {
        let mut capabilities = match self {
            Self::Chromium => json!({
                "goog:chromeOptions": { "debuggerAddress": chromium.map(Chromium::address) },
                "goog:loggingPrefs": { "browser": "ALL" },
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": find("firefox").or_else(|| find("firefox-esr")),
                    "args": ["-headless", "-width", "1400", "-height", "900"],
                },
            }),
            Self::WebKit => json!({}),
        };
        // For scripts that wait for the page, on a busy machine.
        capabilities["timeouts"] = json!({ "script": 120_000 });
        capabilities
    }
}

/// Chromium's driver chooses a port and says which.
fn start_chromedriver(folder: &Path) -> Option<(Child, String)> {
    let mut driver = command("chromedriver", folder)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
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

fn start_on_free_port(driver: &mut Command) -> Option<(Child, String)> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let port = address.port().to_string();
    let mut driver = driver
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    while TcpStream::connect(address).is_err() {
        if driver.try_wait().unwrap().is_some() {
            return None;
        }
        sleep(Duration::from_millis(20));
    }
    Some((driver, port))
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("TMPDIR", folder).stderr(Stdio::null());
    command
}
