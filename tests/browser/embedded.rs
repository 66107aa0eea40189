//! The elements in a page of another host.

use crate::setting::{Setting, chat, composer};
use axum::{Router, response::Html, routing::get};
use tokio::net::TcpListener;

/// A host's page with two elements, one token and a line for an event.
fn page(server: &str, token: &str) -> String {
    format!(
        r##"<!doctype html>
<title>Portal</title>
<link rel="icon" href="data:,">
<script type="module" src="{server}/web/index.js"></script>
<waiting-room base-url="{server}/chat/v1"></waiting-room>
<visit-chat-dock base-url="{server}/chat/v1"></visit-chat-dock>
<p id="count"></p>
<script type="module">
  const token = async () => "{token}";
  for (const element of document.querySelectorAll("waiting-room, visit-chat-dock")) element.token = token;
  addEventListener("news", (event) => (document.querySelector("#count").textContent = event.detail.count));
</script>"##
    )
}

#[tokio::test]
async fn page_of_another_host_shows_the_dashboard_and_its_chats() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = format!("http://{}", listener.local_addr().unwrap());
    let mut setting = Setting::with(&[("VISIT_CHAT_LIMITS_ALLOWED_ORIGINS", &portal)]);
    let opened = setting.one_to_one().await;
    let html = page(setting.server.url(), &setting.provider.token);
    let host = Router::new().route("/", get(async || Html(html)));
    tokio::spawn(async { axum::serve(listener, host).await });

    let provider = setting.browser.open(&portal).await;
    provider
        .click(&format!("//li[@data-person='{}']//button", opened.carla.id))
        .await;
    provider.press("Direct Message").await;
    provider
        .type_into(&composer(&opened.direct), "How are you?\n")
        .await;
    provider.sees(&chat(&opened.direct), "Sent").await;
    let patient = setting.attend(&opened.carla, opened.visit).await;
    patient.sees(&chat(&opened.direct), "How are you?").await;
    patient
        .type_into(&composer(&opened.direct), "My chest hurts.\n")
        .await;
    provider
        .sees(&chat(&opened.direct), "My chest hurts.")
        .await;
    provider.sees("//p[@id='count']", "1").await;
    assert_eq!(provider.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn page_of_a_host_that_is_not_allowed_shows_nothing_of_a_visit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = format!("http://{}", listener.local_addr().unwrap());
    let mut setting = Setting::new();
    setting.one_to_one().await;
    let html = page(setting.server.url(), &setting.provider.token);
    let host = Router::new().route("/", get(async || Html(html)));
    tokio::spawn(async { axum::serve(listener, host).await });

    let provider = setting.browser.open(&portal).await;
    provider
        .sees("//waiting-room", "The connection failed.")
        .await;
    assert!(!provider.source().await.contains("Carla"));
}
