//! A browser, driven through its driver (W3C WebDriver).

use crate::{chromium::Chromium, engine::Engine, report, session::Session, window::Window};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use std::{
    process::{Child, Command},
    thread,
};
use tempfile::TempDir;

/// Opens windows. Dropping it closes them, after it has printed what they show if their test failed.
pub struct Browser {
    engine: Engine,
    folder: TempDir,
    drivers: Vec<Child>,
    sessions: Vec<Session>,
    chromiums: Vec<Chromium>,
}

impl Browser {
    /// The browser of the environment variable `VISIT_CHAT_BROWSER`, by default Chromium.
    ///
    /// # Panics
    /// If there is no such browser.
    #[must_use]
    pub fn start() -> Self {
        Self {
            engine: Engine::chosen(),
            folder: tempfile::tempdir().unwrap(),
            drivers: Vec::new(),
            sessions: Vec::new(),
            chromiums: Vec::new(),
        }
    }

    /// Opens a window in a separate browser, which shares nothing with the others.
    ///
    /// # Panics
    /// If the browser or its driver is not installed: a browser test that can't run must fail.
    pub async fn open(&mut self, url: &str) -> Window {
        let engine = self.engine;
        let chromium = match engine {
            Engine::Chromium => {
                Some(Chromium::take().unwrap_or_else(|| panic!("{}", engine.needs())))
            }
            Engine::Firefox | Engine::WebKit => None,
        };
        // Its free port may be taken by the time it listens; it then exits.
        let started = (0..5).find_map(|_| engine.start_driver(self.folder.path()));
        let (driver, port) = started.unwrap_or_else(|| panic!("{}", engine.needs()));
        self.drivers.push(driver);
        let driver = format!("http://127.0.0.1:{port}");
        let capabilities = engine.capabilities(chromium.as_ref());
        self.chromiums.extend(chromium);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&driver)
            .await
            .unwrap_or_else(|error| panic!("{error}: {}", engine.needs()));
        let id = client.session_id().await.unwrap().unwrap();
        let session = Session::new(&driver, &id);
        self.sessions.push(session.clone());
        // The window of before may have had another size.
        if engine != Engine::Firefox {
            client.set_window_size(1400, 900).await.unwrap();
        }
        let window = Window::new(client, engine, session);
        if engine == Engine::Chromium {
            // The focus may otherwise be in the address bar.
            let focus = json!({ "enabled": true });
            window
                .devtools("Emulation.setFocusEmulationEnabled", focus)
                .await;
            // A server of an earlier test may have had the same port.
            let stored = json!({ "origin": "*", "storageTypes": "all" });
            window.devtools("Storage.clearDataForOrigin", stored).await;
        }
        window.goto(url).await;
        window
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            report::print(&self.sessions);
        }
        for driver in &mut self.drivers {
            // A driver that exits leaves its browser running.
            let id = driver.id().to_string();
            let _ = Command::new("pkill").args(["-KILL", "-P", &id]).status();
            let _ = driver.kill();
            let _ = driver.wait();
        }
        // One whose test failed is not used again.
        if !thread::panicking() {
            self.chromiums.drain(..).for_each(Chromium::give_back);
        }
    }
}
