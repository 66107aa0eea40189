//! A server with a clinic, and a browser.

use tempfile::TempDir;
use uuid::Uuid;
use visit_chat_tests::{Browser, Clinic, Person, ServerProcess, Visit, Window};

/// People whom a test lets act without a page have no connection, and are to stay.
const LONG_LEASE: (&str, &str) = ("VISIT_CHAT_PRESENCE_LEASE", "3600");

/// The starting point of every test here.
pub(crate) struct Setting {
    pub(crate) browser: Browser,
    pub(crate) clinic: Clinic,
    pub(crate) provider: Person,
    pub(crate) server: ServerProcess,
    pub(crate) folder: TempDir,
}

/// A visit of the provider and one patient.
pub(crate) struct OneToOne {
    pub(crate) carla: Person,
    pub(crate) visit: Visit,
    /// The key of their direct chat.
    pub(crate) direct: String,
}

/// The same, with both at their windows.
pub(crate) struct Opened {
    pub(crate) visit: Visit,
    pub(crate) direct: String,
    /// On the visit's page, in the waiting room.
    pub(crate) patient: Window,
    /// On the dashboard, with the direct chat open.
    pub(crate) provider: Window,
}

impl Setting {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// With visits under version 1 of the rules.
    pub(crate) fn under_version_1() -> Self {
        Self::with(&[("VISIT_CHAT_RULES_VERSION", "1")])
    }

    /// With leases of presence that end after two seconds.
    pub(crate) fn with_a_short_lease() -> Self {
        Self::with(&[("VISIT_CHAT_PRESENCE_LEASE", "2")])
    }

    /// With settings of the server, as environment variables.
    pub(crate) fn with(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut all = vec![LONG_LEASE];
        all.extend(variables);
        let server = ServerProcess::serve_with(&folder.path().join("data"), &all);
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

    /// Schedules a visit with Carla Mendes alone.
    pub(crate) async fn one_to_one(&self) -> OneToOne {
        let carla = self.clinic.person("patient", "Carla Mendes");
        let people = [&self.provider, &carla];
        let visit = self.clinic.schedule("one_to_one", &people).await;
        let direct = carla.direct(&self.provider);
        OneToOne {
            carla,
            visit,
            direct,
        }
    }

    /// Schedules a visit with Carla Mendes alone, and opens it on both sides.
    pub(crate) async fn opened(&mut self) -> Opened {
        let OneToOne {
            carla,
            visit,
            direct,
        } = self.one_to_one().await;
        let patient = self.attend(&carla, visit).await;
        let provider = self.dashboard().await;
        direct_message(&provider, &carla).await;
        Opened {
            visit,
            direct,
            patient,
            provider,
        }
    }

    /// Sends a text directly through the API.
    pub(crate) async fn say(&self, person: &Person, visit: Visit, chat: &str, text: &str) {
        let id = Uuid::now_v7();
        let sent = self.clinic.send(person, visit, chat, id, text).await;
        assert!(sent.unwrap()["number"].is_number(), "{text}");
    }

    pub(crate) async fn dashboard(&mut self) -> Window {
        let link = self.clinic.link("dashboard", &self.provider, None);
        let window = self.browser.open(&link).await;
        window
            .has("//button[starts-with(normalize-space(), 'Visit ')]")
            .await;
        window
    }

    /// Opens the page of an attendee. Returns once they are in the waiting room.
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
    format!("//visit-chat[@data-chat='{key}']")
}

/// The composer of a chat.
pub(crate) fn composer(key: &str) -> String {
    format!("{}//textarea", chat(key))
}

/// The same, greyed out.
pub(crate) fn greyed(key: &str) -> String {
    format!(
        "{}//form[contains(@class,'greyed')]//textarea[@readonly and @aria-disabled='true']",
        chat(key)
    )
}

/// The same, open.
pub(crate) fn open(key: &str) -> String {
    format!(
        "{}//form[not(contains(@class,'greyed'))]//textarea[@aria-disabled='false']",
        chat(key)
    )
}

/// Shows a chat on the page of an attendee, by its tab.
pub(crate) async fn show(window: &Window, key: &str) {
    window
        .click(&format!(
            "//div[@class='visit-tabs']//button[@data-key='{key}']"
        ))
        .await;
}

/// Opens a visit chat on the dashboard through the visit's id.
pub(crate) async fn visit_chat(window: &Window, visit: Visit) {
    window
        .click_row(&format!("//article//button[@data-visit='{}']", visit.id))
        .await;
    window.press("Visit chat").await;
}

/// Chooses an action from a visit's menu on the dashboard.
pub(crate) async fn choose_action(window: &Window, visit: Visit, label: &str) {
    window
        .click_row(&format!(
            "//article[.//button[@data-visit='{}']]//button[text()='More']",
            visit.id
        ))
        .await;
    window.press(label).await;
}

/// Opens a direct chat on the dashboard through the patient's name.
pub(crate) async fn direct_message(window: &Window, person: &Person) {
    window
        .click_row(&format!("//li[@data-person='{}']//button", person.id))
        .await;
    window.press("Direct Message").await;
}
