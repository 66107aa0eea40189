//! The host of `docs/tutorial.md`: `cargo run --example tutorial`.

mod host;

use std::{error::Error, fs, path::Path, time::Duration};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use uuid::Uuid;
use visit_chat::domain::PersonId;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("visit-chat-data/tutorial");
    fs::create_dir_all(folder)?;
    // Keep yours where your other secrets are: tokens of the last run are then valid after a restart.
    let secret = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()].map(|id| id.to_string());
    let secret = secret.concat();

    let chat = host::open(folder).await?;
    let (provider, patient) = (PersonId::new(Uuid::now_v7()), PersonId::new(Uuid::now_v7()));
    let soon = OffsetDateTime::now_utc() + Duration::from_secs(600);
    let visit = host::book(&chat, Uuid::now_v7(), soon, provider, patient).await?;
    println!("visit     {}", visit.visit);
    for (role, person) in [("provider", provider), ("patient", patient)] {
        println!(
            "{role:<9} {person} {}",
            host::token(secret.as_bytes(), person)?
        );
    }

    let (following, cursor) = (chat.clone(), folder.join("cursor"));
    tokio::spawn(async move {
        if let Err(error) = host::follow(following, &cursor, host::notify).await {
            eprintln!("the events ended: {error}"); // your service starts it again
        }
    });

    let app = host::routes(&chat, secret.as_bytes())?;
    let listener = TcpListener::bind("127.0.0.1:8082").await?;
    println!("http://{}/chat; stop with Ctrl+C", listener.local_addr()?);
    let stopping = chat.clone();
    let stop = async move {
        tokio::signal::ctrl_c().await.ok();
        stopping.close_connections(); // the server would wait for them
    };
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;
    chat.shut_down(Duration::from_secs(10)).await;
    Ok(())
}
