//! How pages are loaded: at addresses with a digest, compressed, and without moving what is on the screen.

use crate::{
    presence::is_dropped,
    setting::{OneToOne, Setting, choose_action},
};
use serde_json::{Value, json};
use visit_chat_tests::Window;

/// Address and sizes of each script and style that the page loaded.
const LOADED: &str = "return performance.getEntriesByType('resource')
    .filter(({ name }) => /\\.(js|css)$/.test(name))
    .map(({ name, encodedBodySize, decodedBodySize, transferSize }) =>
        ({ name, encodedBodySize, decodedBodySize, transferSize }));";

/// Most bytes of scripts and styles of a page, compressed.
const MOST: u64 = 60 * 1024;

#[tokio::test]
async fn scripts_are_compressed_and_kept() {
    let mut setting = Setting::new();
    let visit = setting.one_to_one().await;
    let page = setting.attend(&visit.carla, visit.visit).await;
    are_compressed_and_kept(&page, "//my-visit").await;
    let page = setting.dashboard().await;
    are_compressed_and_kept(&page, "//waiting-room").await;
}

async fn are_compressed_and_kept(page: &Window, element: &str) {
    let url = page.url().await;
    let first = page.run(LOADED).await;
    let first = first.as_array().unwrap();
    assert_eq!(first.len(), 2, "{first:?}");
    let mut total = 0;
    for one in first {
        let name = one["name"].as_str().unwrap();
        assert!(name.contains("/assets/"), "{name}");
        let size = |key| one[key].as_u64().unwrap();
        let (encoded, decoded) = (size("encodedBodySize"), size("decodedBodySize"));
        assert!(encoded < decoded || decoded < 100, "{name} {decoded}");
        total += encoded;
    }
    assert!(total < MOST, "{total}");

    page.goto("about:blank").await;
    page.goto(&url).await;
    page.has(element).await;
    let again = page.run(LOADED).await;
    let again = again.as_array().unwrap();
    assert_eq!(again.len(), first.len());
    let sent = |one: &Value| one["transferSize"].as_u64() != Some(0);
    let sent: Vec<_> = again.iter().filter(|one| sent(one)).collect();
    assert!(sent.is_empty(), "asked for again: {sent:?}");
}

/// What is needed only after a click.
#[tokio::test]
async fn script_that_was_not_loaded_is_loaded_at_the_next_click() {
    let mut setting = Setting::new();
    let visit = setting.one_to_one().await.visit;
    let page = setting.dashboard().await;
    let block = async |addresses: &[&str]| {
        page.devtools("Network.setBlockedURLs", json!({ "urls": addresses }))
            .await;
    };
    page.devtools("Network.enable", json!({})).await;
    block(&["*/participants.js"]).await;
    choose_action(&page, visit, "Participants…").await;
    page.sees("//p[@role='status']", "This can’t be opened now.")
        .await;
    assert_eq!(page.count("//dialog").await, 0);
    block(&[]).await;
    choose_action(&page, visit, "Participants…").await;
    page.sees("//dialog//li", "Carla Mendes").await;
    let loaded = page.run(LOADED).await;
    let loaded = loaded.as_array().unwrap().last().unwrap();
    let name = loaded["name"].as_str().unwrap();
    assert!(name.contains("/assets/"), "{name}");
    let size = |key| loaded[key].as_u64().unwrap();
    assert!(size("encodedBodySize") < size("decodedBodySize"));
}

/// Two clicks while a script is on its way. It arrives after both.
#[tokio::test]
async fn slow_script_opens_one_dialog() {
    let mut setting = Setting::new();
    setting.one_to_one().await;
    let page = setting.dashboard().await;
    page.click("//input[@class='visit-select']").await;
    page.devtools("Network.enable", json!({})).await;
    let delay = async |latency: u32| {
        let network = json!({
            "offline": false, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        page.devtools("Network.emulateNetworkConditions", network)
            .await;
    };
    delay(600_000).await;
    page.press("Message selected visits (1)").await;
    page.press("Message selected visits (1)").await;
    assert_eq!(page.count("//dialog").await, 0);
    delay(0).await;
    page.has("//dialog").await;
    page.sees("//dialog//li", "Carla Mendes").await;
    assert_eq!(page.count("//dialog").await, 1);
}

/// How much of the page moved while it was loaded, as browsers score it.
const MOVED: &str = "return new Promise((done) => {
    let moved = 0;
    const add = (list) => list.getEntries().forEach(({ value }) => (moved += value));
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(moved), 500);
});";

#[tokio::test]
async fn nothing_moves_while_a_page_is_loaded() {
    let mut setting = Setting::new();
    let visit = setting.one_to_one().await;
    let clinic = &setting.clinic;
    for (page, link, text) in [
        (
            "visit",
            clinic.link("visit", &visit.carla, Some(visit.visit)),
            "You are in the waiting room",
        ),
        (
            "dashboard",
            clinic.link("dashboard", &setting.provider, None),
            "Carla Mendes",
        ),
        (
            "call",
            clinic.link("call", &setting.provider, Some(visit.visit)),
            "Carla Mendes",
        ),
    ] {
        for is_phone in [false, true] {
            let window = setting.browser.open("about:blank").await;
            if is_phone {
                window.phone().await;
            }
            window.goto(&link).await;
            window.sees("//main", text).await;
            let moved = window.run(MOVED).await.as_f64().unwrap();
            assert!(moved < 0.01, "{page}, phone {is_phone}: {moved}");
            window.close().await;
        }
    }
}

/// A person who was dropped is back before the page is shown.
#[tokio::test]
async fn nothing_moves_while_a_page_that_was_cut_off_is_loaded() {
    let mut setting = Setting::with_a_short_lease();
    let OneToOne { carla, visit, .. } = setting.one_to_one().await;
    for (page, is_phone) in [("visit", false), ("visit", true), ("call", false)] {
        let window = setting.attend(&carla, visit).await;
        if is_phone {
            window.phone().await;
        }
        let link = setting.clinic.link(page, &carla, Some(visit));
        let shown = if page == "call" {
            setting
                .clinic
                .act(&setting.provider, visit, "join_call")
                .await;
            setting.clinic.act(&carla, visit, "join_call").await;
            "Toggle Maximize View"
        } else {
            "You are in the waiting room"
        };
        window.goto("about:blank").await;
        is_dropped(&setting, visit, &carla).await;
        window.goto(&link).await;
        window.sees("//main", shown).await;
        let moved = window.run(MOVED).await.as_f64().unwrap();
        assert!(moved < 0.01, "{page}, phone {is_phone}: {moved}");
        window.close().await;
    }
}
