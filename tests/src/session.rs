//! A session of a browser's driver, for what the WebDriver client does not offer.

use serde_json::{Value, json};

/// A session at its address, such as `http://127.0.0.1:40123/session/5e1f`. It can be used from any runtime.
#[derive(Clone)]
pub(crate) struct Session {
    url: String,
}

impl Session {
    pub(crate) fn new(driver: &str, id: &str) -> Self {
        Self {
            url: format!("{driver}/session/{id}"),
        }
    }

    /// Sends a command and returns its value.
    ///
    /// # Errors
    /// If the driver can't be reached, or refuses.
    pub(crate) async fn post(&self, command: &str, body: &Value) -> Result<Value, String> {
        let request = reqwest::Client::new().post(format!("{}/{command}", self.url));
        let answer = request.json(body).send().await;
        let answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status();
        let mut answer: Value = answer.json().await.map_err(|error| error.to_string())?;
        if status.is_success() {
            Ok(answer["value"].take())
        } else {
            Err(answer["value"]["message"].to_string())
        }
    }

    /// The entries of the page's console since the last call. Only Chromium's driver has them.
    ///
    /// # Errors
    /// If the driver can't be reached, or has none.
    pub(crate) async fn console(&self) -> Result<Vec<Value>, String> {
        let entries = self.post("se/log", &json!({ "type": "browser" })).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }
}
