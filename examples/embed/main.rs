//! A host service with the chat embedded: `cargo run --example embed`.
//!
//! The host has its own pages and its own login. The chat is nested under `/chat` and asks the host
//! who is logged in. With `--self-check` the example starts itself on a free port, acts as two
//! users over HTTP, and fails if anything is not as expected.

mod portal;
mod self_check;
mod sessions;

use axum::{
    Router,
    routing::{get, post},
};
use portal::Portal;
use sessions::Sessions;
use std::sync::Arc;
use tokio::net::TcpListener;
use visit_chat::VisitChat;
use visit_chat_examples::Outcome;

/// The host: its own routes, with the chat nested as one of them.
async fn host() -> Outcome<Router> {
    // To keep visits: `.sqlite(…)` and `.files(…)`.
    let chat = VisitChat::builder().in_memory().build().await?;
    let service = chat.service().clone();
    let sessions = Arc::new(Sessions::default());
    let routes = chat.router(sessions.clone());

    let visit = portal::schedule(&service).await?;
    let portal = Portal {
        service,
        sessions,
        visit,
    };
    Ok(Router::new()
        .route("/", get(portal::front_page))
        .route("/login", post(portal::log_in))
        .route("/video/joined", post(portal::joined_the_call))
        .with_state(portal)
        .nest("/chat", routes))
}

#[tokio::main]
async fn main() -> Outcome {
    let host = host().await?;
    match std::env::args().nth(1).as_deref() {
        None => {
            let listener = TcpListener::bind("127.0.0.1:8081").await?;
            println!(
                "the clinic's portal is at http://{}/",
                listener.local_addr()?
            );
            Ok(axum::serve(listener, host).await?)
        }
        Some("--self-check") => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let base = format!("http://{}", listener.local_addr()?);
            let server = tokio::spawn(axum::serve(listener, host).into_future());
            let outcome = self_check::run(&base).await;
            server.abort();
            outcome
        }
        Some(other) => Err(format!("`{other}` is not `--self-check`").into()),
    }
}
