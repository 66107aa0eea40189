//! Adapters that fail, and what the service makes of it.

use crate::clinic::{PATIENT, PROVIDER, direct, group_visit, ports, send};
use async_trait::async_trait;
use chat_app::{AppError, ChatService, Ports, Settings};
use chat_domain::{ChatKey, Entry, Seq, log::replay};
use chat_ports::{
    Append, ChatPage, Fanout, Hint, HintStream, PageRequest, PortError, Topic, VisitKey, VisitLog,
    VisitPage, VisitQuery,
};
use futures::StreamExt as _;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// Announces nothing, says nothing.
pub(crate) struct DeadFanout;

#[async_trait]
impl Fanout for DeadFanout {
    async fn announce(&self, _: Hint) -> Result<(), PortError> {
        Err(PortError::unavailable("the bus is dead"))
    }

    async fn subscribe(&self, _: Topic) -> Result<HintStream, PortError> {
        Ok(futures::stream::pending().boxed())
    }
}

/// A log whose every third append fails: by turns before and after having stored it.
struct Shaky {
    inner: Arc<dyn VisitLog>,
    appends: AtomicU32,
}

#[async_trait]
impl VisitLog for Shaky {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        match self.appends.fetch_add(1, Ordering::Relaxed) % 6 {
            2 => Err(PortError::unavailable("lost before storing")),
            5 => {
                self.inner.append(append).await?;
                Err(PortError::unavailable("lost after storing"))
            }
            _ => self.inner.append(append).await,
        }
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<Vec<Entry>, PortError> {
        self.inner.read(v, after, n).await
    }

    async fn read_chat(
        &self,
        v: VisitKey,
        chat: ChatKey,
        page: PageRequest,
    ) -> Result<ChatPage, PortError> {
        self.inner.read_chat(v, chat, page).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.inner.list_visits(query).await
    }
}

#[tokio::test]
async fn g3_retrying_over_a_shaky_log_stores_everything_exactly_once() {
    let sound = ports();
    let shaky = Shaky {
        inner: Arc::clone(&sound.log),
        appends: AtomicU32::new(0),
    };
    let ports = Ports {
        log: Arc::new(shaky),
        ..sound.clone()
    };
    let service = ChatService::new(ports, Settings::default());
    let visit = group_visit(&service).await;
    let chat = direct(PROVIDER, PATIENT);
    let mut failures = 0;
    for id in 1..=100_u128 {
        let from = if id % 2 == 1 { PROVIDER } else { PATIENT };
        loop {
            match send(&service, visit, from, chat, id).await {
                Ok(receipt) => {
                    assert_eq!(u128::from(receipt.number.0), id);
                    break;
                }
                Err(AppError::Unavailable(_)) => failures += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert!(failures >= 30, "the log was shaky: {failures}");
    let entries = sound.log.read(visit, Seq::ZERO, 10_000).await.unwrap();
    assert_eq!(replay(&entries).unwrap().messages.len(), 100);
}
