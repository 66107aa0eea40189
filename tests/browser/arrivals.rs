//! Since when attendees are in the waiting room, on the dashboard.

use crate::setting::Setting;
use visit_chat_tests::{Person, Visit, Window};

/// The clock of this device is ten minutes slow, and can be moved on.
const CLOCK: &str = "const real = Date.now.bind(Date);
    window.shift = -600_000;
    Date.now = () => real() + window.shift;";

async fn lists(window: &Window, visits: [Visit; 3]) {
    let ids = "return bySelector('.visit-id').map((b) => b.dataset.visit)";
    let expected = visits.map(|visit| visit.id.to_string());
    window.becomes(ids, expected.to_vec()).await;
}

fn row(person: &Person) -> String {
    format!("//li[@data-person='{}']", person.id)
}

#[tokio::test]
async fn longest_in_the_waiting_room_comes_first_with_the_time_by_the_servers_clock() {
    let mut setting = Setting::new();
    let mut all = Vec::new();
    for name in ["Ana Silva", "Ben Okafor", "Carla Mendes"] {
        let patient = setting.clinic.person("patient", name);
        let people = [&setting.provider, &patient];
        let visit = setting.clinic.schedule("one_to_one", &people).await;
        all.push((patient, visit));
    }
    let [(ana, one), (ben, two), (carla, three)] = &all[..] else {
        panic!("three visits");
    };
    let provider = setting.dashboard().await;
    provider.run_first(CLOCK).await;
    let link = setting.clinic.link("dashboard", &setting.provider, None);
    provider.goto("about:blank").await;
    provider.goto(&link).await;
    lists(&provider, [*one, *two, *three]).await;
    setting
        .clinic
        .act(carla, *three, "enter_waiting_room")
        .await;
    lists(&provider, [*three, *one, *two]).await;
    setting.clinic.act(ben, *two, "enter_waiting_room").await;
    lists(&provider, [*three, *two, *one]).await;
    for person in [ben, carla] {
        let waits = "Waiting less than a minute";
        provider.sees(&row(person), waits).await;
    }
    provider.sees(&row(ana), "Not here yet").await;
    let here = "2 visits in the waiting room, longest less than a minute";
    provider.sees("//p[@class='here-count']", here).await;
    provider.run("window.shift += 12 * 60_000 + 1_000").await;
    setting
        .say(&setting.provider, *three, "visit", "We are coming.")
        .await;
    provider.sees(&row(carla), "Waiting 12 min").await;
    setting.clinic.act(carla, *three, "leave").await;
    lists(&provider, [*two, *one, *three]).await;
    provider.sees(&row(carla), "Away since").await;
}
