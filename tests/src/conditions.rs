//! What a page is to show. Each waits until it holds, and otherwise fails with what the page shows instead.

use crate::{patience::PATIENCE, window::Window};
use serde_json::{Value, json};
use std::{
    fmt::Debug,
    time::{Duration, Instant},
};

impl Window {
    /// Waits until an XPath has an element.
    pub async fn has(&self, xpath: &str) {
        self.element(xpath).await;
    }

    /// Waits until an XPath has this number of elements.
    pub async fn counts(&self, xpath: &str, expected: usize) {
        let read = async || self.count(xpath).await;
        let holds = |found: &usize| *found == expected;
        await_for(&format!("{expected} elements at {xpath}"), read, holds).await;
    }

    /// Waits until the text of an element contains something.
    pub async fn sees(&self, xpath: &str, text: &str) {
        let read = async || {
            let mut texts = Vec::new();
            for element in self.elements(xpath).await {
                texts.extend(element.text().await.ok());
            }
            texts
        };
        let holds = |found: &Vec<String>| found.iter().any(|one| one.contains(text));
        await_for(&format!("{text:?} in {xpath}"), read, holds).await;
    }

    /// Waits until a script returns a value.
    pub async fn becomes(&self, script: &str, expected: impl Into<Value>) {
        let expected = expected.into();
        // A page that is being left runs no script.
        let read = async || {
            let result = self.try_run(script).await;
            result.unwrap_or_else(|error| json!(error.to_string()))
        };
        let holds = |found: &Value| *found == expected;
        await_for(&format!("{expected} of {script}"), read, holds).await;
    }

    /// Waits until a field has a value.
    pub async fn holds(&self, xpath: &str, expected: &str) {
        let read = async || self.element(xpath).await.prop("value").await.ok().flatten();
        let holds = |found: &Option<String>| found.as_deref() == Some(expected);
        await_for(
            &format!("{expected:?} as the value of {xpath}"),
            read,
            holds,
        )
        .await;
    }
}

/// Reads until what was read is as expected.
async fn await_for<T: Debug>(
    expected: &str,
    mut read: impl AsyncFnMut() -> T,
    holds: impl Fn(&T) -> bool,
) {
    let started = Instant::now();
    loop {
        let found = read().await;
        if holds(&found) {
            return;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "expected {expected}\n   found {found:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
