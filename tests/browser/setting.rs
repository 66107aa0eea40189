//! A server with a clinic, and a browser.

use tempfile::TempDir;
use visit_chat_tests::{Browser, Clinic, Person, ServerProcess, Visit, Window};

/// What every test here begins with.
pub(crate) struct Setting {
    pub(crate) browser: Browser,
    pub(crate) clinic: Clinic,
    pub(crate) provider: Person,
    pub(crate) server: ServerProcess,
    pub(crate) folder: TempDir,
}

impl Setting {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = ServerProcess::serve(&folder.path().join("data"));
        let clinic = Clinic::new(server.url());
        let provider = clinic.person("provider", "Dr. Ruth Adeyemi");
        Self {
            browser: Browser::start(),
            clinic,
            provider,
            server,
            folder,
        }
    }

    pub(crate) async fn dashboard(&mut self) -> Window {
        let link = self.clinic.link("dashboard", &self.provider, None);
        let window = self.browser.open(&link).await;
        window
            .has("//button[starts-with(normalize-space(), 'Visit ')]")
            .await;
        window
    }

    /// The page of an attendee, who is in the waiting room when this returns.
    pub(crate) async fn attend(&mut self, person: &Person, visit: Visit) -> Window {
        let window = self
            .browser
            .open(&self.clinic.link("visit", person, Some(visit)))
            .await;
        window.sees("//main", "You are in the waiting room").await;
        window
    }
}

/// A chat by its key, on any page.
pub(crate) fn chat(key: &str) -> String {
    format!("//chat-window[@data-chat='{key}']")
}

/// The place to write in a chat.
pub(crate) fn composer(key: &str) -> String {
    format!("{}//textarea", chat(key))
}

/// The same, greyed out.
pub(crate) fn greyed(key: &str) -> String {
    format!(
        "{}//form[contains(@class,'greyed')]//textarea[@disabled]",
        chat(key)
    )
}

/// The same, open.
pub(crate) fn open(key: &str) -> String {
    format!(
        "{}//form[not(contains(@class,'greyed'))]//textarea[not(@disabled)]",
        chat(key)
    )
}

/// Opens a direct chat on the dashboard, by way of the patient's name.
pub(crate) async fn direct_message(window: &Window, person: &Person) {
    window
        .click(&format!("//li[@data-person='{}']//button", person.id))
        .await;
    window.press("Direct Message").await;
}
