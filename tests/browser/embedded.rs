//! The elements in a page of another host.

use crate::setting::{Setting, chat, composer};
use axum::{Router, response::Html, routing::get};
use tokio::net::TcpListener;

/// The host's page as `docs/embedding.md` prints it, at this server, with a line for an event.
fn page(server: &str) -> String {
    let document = include_str!("../../docs/embedding.md");
    let (_, printed) = document.split_once("```html\n").unwrap();
    let (printed, _) = printed.split_once("```").unwrap();
    let printed = printed.replace("https://chat.clinic.example", server);
    format!(
        r##"<!doctype html>
<title>Portal</title>
<link rel="icon" href="data:,">
{printed}
<p id="count"></p>
<script type="module">
  addEventListener("news", (event) => (document.querySelector("#count").textContent = event.detail.count));
</script>"##
    )
}

/// The host: its page, and the route at which the page asks for a token.
fn host(server: &str, token: &str) -> Router {
    let (html, token) = (page(server), token.to_owned());
    Router::new()
        .route("/", get(async || Html(html)))
        .route("/chat-token", get(async || token))
}

#[tokio::test]
async fn page_of_another_host_shows_the_dashboard_and_its_chats() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let portal = format!("http://{}", listener.local_addr().unwrap());
    let mut setting = Setting::with(&[("VISIT_CHAT_LIMITS_ALLOWED_ORIGINS", &portal)]);
    let opened = setting.one_to_one().await;
    let host = host(setting.server.url(), &setting.provider.token);
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
    let host = host(setting.server.url(), &setting.provider.token);
    tokio::spawn(async { axum::serve(listener, host).await });

    let provider = setting.browser.open(&portal).await;
    provider
        .sees("//waiting-room", "The connection failed.")
        .await;
    assert!(!provider.source().await.contains("Carla"));
}
