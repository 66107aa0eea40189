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

/// A log that counts, and of which every third append fails if it is shaky: by turns before and
/// after having stored it.
struct Counting {
    inner: Arc<dyn VisitLog>,
    shaky: bool,
    appends: AtomicU32,
    reads: AtomicU32,
}

impl Counting {
    fn over(inner: &Arc<dyn VisitLog>, shaky: bool) -> Arc<Self> {
        let (appends, reads) = (AtomicU32::new(0), AtomicU32::new(0));
        Arc::new(Self {
            inner: Arc::clone(inner),
            shaky,
            appends,
            reads,
        })
    }
}

#[async_trait]
impl VisitLog for Counting {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        match self.appends.fetch_add(1, Ordering::Relaxed) % 6 {
            _ if !self.shaky => self.inner.append(append).await,
            2 => Err(PortError::unavailable("lost before storing")),
            5 => {
                self.inner.append(append).await?;
                Err(PortError::unavailable("lost after storing"))
            }
            _ => self.inner.append(append).await,
        }
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<Vec<Entry>, PortError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
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
    let ports = Ports {
        log: Counting::over(&sound.log, true),
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

#[tokio::test]
async fn a_visit_in_use_is_read_from_the_log_once() {
    let mut ports = ports();
    let log = Counting::over(&ports.log, false);
    ports.log = Arc::clone(&log) as Arc<dyn VisitLog>;
    let visit = group_visit(&ChatService::new(ports.clone(), Settings::default())).await;
    let service = ChatService::new(ports, Settings::default());
    let before = log.reads.load(Ordering::Relaxed);
    for id in 1..=50 {
        send(&service, visit, PROVIDER, direct(PROVIDER, PATIENT), id)
            .await
            .unwrap();
        service.view(visit, PATIENT).await.unwrap();
    }
    assert_eq!(log.reads.load(Ordering::Relaxed) - before, 1);
}
