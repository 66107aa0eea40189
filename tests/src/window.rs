//! A browser window, driven by visible names like a person would.

use crate::{engine::Engine, patience::eventually, session::Session};
use fantoccini::{
    Client,
    actions::{InputSource as _, KeyAction, KeyActions, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    error::CmdError,
};
use serde_json::{Value, json};
use std::path::Path;

/// Lookups across shadow roots, for [`Window::run`]: `byXPath`, `bySelector`, `focused` and `closest`.
const FLAT: &str = include_str!("flat.js");

/// The key of an element in the WebDriver protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser window. All lookups wait for their element, and find it in any shadow root.
pub struct Window {
    client: Client,
    engine: Engine,
    session: Session,
}

impl Window {
    pub(crate) fn new(client: Client, engine: Engine, session: Session) -> Self {
        Self {
            client,
            engine,
            session,
        }
    }

    /// Goes to an address.
    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Changes the window's size, in pixels. Returns once the page has its new layout.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        self.is_laid_out("true").await;
    }

    /// Shows the page as on a phone, 390 by 844 pixels, which is narrower than a window can be.
    pub async fn phone(&self) {
        let metrics =
            json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        self.is_laid_out("screen.width === 390").await;
    }

    /// Shows the page as a window of 1280 by 1024 pixels does at a zoom of 400 %.
    pub async fn enlarge(&self) {
        let metrics =
            json!({ "width": 320, "height": 256, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        self.is_laid_out("innerWidth === 320").await;
    }

    /// Waits until the page has a size, and has been drawn since: its own `resize` listeners have run.
    async fn is_laid_out(&self, size: &str) {
        self.becomes(&format!("return {size}"), true).await;
        let drawn = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        assert_eq!(self.run(drawn).await, true);
    }

    /// Goes back in the browser's history.
    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// The element of an XPath, once it exists.
    pub async fn element(&self, xpath: &str) -> Element {
        eventually(&format!("an element at {xpath}"), || async {
            self.elements(xpath).await.into_iter().next()
        })
        .await
    }

    /// The current elements of an XPath. None while the page is being left.
    pub(crate) async fn elements(&self, xpath: &str) -> Vec<Element> {
        let script = format!("{FLAT} return byXPath({xpath:?})");
        let found = self.client.execute(&script, Vec::new()).await;
        let found = found.unwrap_or_default();
        let ids = found.as_array().into_iter().flatten();
        ids.filter_map(|one| Some(ElementRef::from(one[ELEMENT].as_str()?.to_owned())))
            .map(|id| Element::from_element_id(self.client.clone(), id))
            .collect()
    }

    /// The current number of elements of an XPath.
    pub async fn count(&self, xpath: &str) -> usize {
        self.elements(xpath).await.len()
    }

    /// Clicks an element.
    pub async fn click(&self, xpath: &str) {
        // The element may be moving or covered for a moment: retry.
        eventually(&format!("a click on {xpath}"), || async {
            self.element(xpath).await.click().await.ok()
        })
        .await;
    }

    /// Clicks an element of a list whose rows may move: they stay under a pointer that rests on one.
    pub async fn click_row(&self, xpath: &str) {
        self.has(xpath).await;
        let show = "scrollIntoView({ block: 'nearest', behavior: 'instant' })";
        self.run(&format!("byXPath({xpath:?})[0]?.{show}")).await;
        self.point_at(xpath).await;
        self.click(xpath).await;
    }

    /// Lets the pointer rest on the middle of an element, or on the window's edge if it is scrolled out above.
    pub async fn point_at(&self, xpath: &str) {
        let place = format!(
            "const box = byXPath({xpath:?})[0].getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2]"
        );
        self.has(xpath).await;
        let place = self.run(&place).await;
        let moved = PointerAction::MoveTo {
            duration: None,
            x: place[0].as_f64().unwrap().round(),
            y: place[1].as_f64().unwrap().round().max(0.0),
        };
        let mouse = MouseActions::new("mouse".to_owned()).then(moved);
        self.client.perform_actions(mouse).await.unwrap();
    }

    /// Clicks a button by its label, once it isn't greyed out.
    pub async fn press(&self, label: &str) {
        let ready = format!("{}[not(@aria-disabled='true')]", button(label));
        self.click(&ready).await;
    }

    /// Clicks a greyed-out button by its label.
    pub async fn press_greyed(&self, label: &str) {
        let greyed = format!("{}[@aria-disabled='true']", button(label));
        self.click(&greyed).await;
    }

    /// Types into an element, once it isn't greyed out. A line feed is the Enter key.
    pub async fn type_into(&self, xpath: &str, text: &str) {
        let ready = format!("({xpath})[not(@aria-disabled='true')]");
        let keys = text.replace('\n', "\u{E007}");
        // The element may be drawn again, covered or hidden for a moment: retry.
        eventually(&format!("{xpath} to take text"), || async {
            self.element(&ready).await.send_keys(&keys).await.ok()
        })
        .await;
    }

    /// Selects a file in a file input.
    pub async fn choose_file(&self, xpath: &str, file: &Path) {
        self.element(xpath)
            .await
            .send_keys(file.to_str().unwrap())
            .await
            .unwrap();
    }

    /// The page's visible text.
    pub async fn text(&self) -> String {
        let text = self
            .run("return bySelector('body > *, body > * *').filter((one) => one.getRootNode() !== document && one.parentNode === one.getRootNode()).map((one) => one.innerText).join('\\n') + document.body.innerText")
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The page's source, visible or not.
    pub async fn source(&self) -> String {
        let source = self
            .run("return flatten().flat.documentElement.outerHTML")
            .await;
        source.as_str().unwrap_or_default().to_owned()
    }

    /// A field's value.
    pub async fn value(&self, xpath: &str) -> String {
        self.element(xpath)
            .await
            .prop("value")
            .await
            .unwrap()
            .unwrap_or_default()
    }

    /// Runs a script with the functions of `flat.js` and returns its result, or that of its promise.
    pub async fn run(&self, script: &str) -> Value {
        self.try_run(script).await.unwrap()
    }

    /// The same. Fails while the page is being left.
    pub(crate) async fn try_run(&self, script: &str) -> Result<Value, CmdError> {
        let script = format!("{FLAT} {script}");
        self.client.execute(&script, Vec::new()).await
    }

    /// The current address.
    pub async fn url(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// A picture of the window, as PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// The browser's complaints since the last call: script errors, violations of the content security
    /// policy, failed requests. Only Chromium's driver tells them.
    pub async fn complaints(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let entries = self.session.console().await.unwrap();
        let complaints = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        complaints
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// Types on whatever has the focus, which the keys may move, like a person without a mouse. WebDriver's codes stand for
    /// keys that have no character, such as `\u{E004}` for Tab and `\u{E00C}` for Escape.
    pub async fn keys(&self, keys: &str) {
        let mut pressed = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            pressed = pressed.then(KeyAction::Down { value });
            pressed = pressed.then(KeyAction::Up { value });
        }
        self.client.perform_actions(pressed).await.unwrap();
    }

    /// Runs a script at the start of every page from now on, before the page's own.
    pub async fn run_first(&self, script: &str) {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
    }

    /// Limits what the page sends, in bytes per second.
    pub async fn slow_down(&self, bytes: u32) {
        self.devtools("Network.enable", json!({})).await;
        let limits = json!({
            "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes,
        });
        self.devtools("Network.emulateNetworkConditions", limits)
            .await;
    }

    /// A command of the Chrome DevTools Protocol.
    ///
    /// # Panics
    /// In a browser other than Chromium.
    pub async fn devtools(&self, command: &str, parameters: Value) {
        assert!(
            self.engine == Engine::Chromium,
            "{command}: only in Chromium"
        );
        let body = json!({ "cmd": command, "params": parameters });
        let done = self.session.post("goog/cdp/execute", &body).await;
        done.unwrap_or_else(|error| panic!("{command}: {error}"));
    }

    /// Closes the page, and ends its session. The browser goes on.
    pub async fn close(self) {
        self.goto("about:blank").await;
        self.client.close().await.unwrap();
    }
}

/// The XPath of a button by its text or accessible name.
fn button(label: &str) -> String {
    let called =
        format!("normalize-space()=\"{label}\" or @aria-label=\"{label}\" or @title=\"{label}\"");
    format!("//button[not(@hidden)][{called}]")
}
