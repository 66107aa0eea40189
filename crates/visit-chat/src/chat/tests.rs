//! How long the upkeep lives.

use super::*;
use crate::error::BuildError;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Sets the flag when it is dropped.
struct Ends(Arc<AtomicBool>);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

struct NoLogin;

#[async_trait::async_trait]
impl Authenticator for NoLogin {
    async fn authenticate(&self, _: &Parts) -> Result<Identity, AuthenticationError> {
        Err(AuthenticationError::Missing)
    }
}

async fn with_a_task() -> Result<(VisitChat, Arc<AtomicBool>), BuildError> {
    let ended = Arc::new(AtomicBool::new(false));
    let ends = Ends(Arc::clone(&ended));
    let chat = VisitChat::builder().in_memory().build().await?;
    let chat = chat.running(async move {
        let _ends = ends;
        std::future::pending().await
    });
    Ok((chat, ended))
}

async fn ends(ended: &AtomicBool) {
    while !ended.load(SeqCst) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn upkeep_lives_as_long_as_a_router() {
    let (chat, ended) = with_a_task().await.unwrap();
    let router = chat.router(Arc::new(NoLogin));
    drop(chat);
    tokio::task::yield_now().await;
    assert!(!ended.load(SeqCst));
    drop(router);
    ends(&ended).await;
}

#[tokio::test]
async fn shutdown_ends_the_upkeep() {
    let (chat, ended) = with_a_task().await.unwrap();
    chat.shut_down(Duration::from_secs(1)).await;
    ends(&ended).await;
}
