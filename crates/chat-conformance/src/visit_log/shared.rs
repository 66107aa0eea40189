//! Several handles on one storage, as several nodes have them.

use super::{holds, read_all, shared, store};
use crate::{
    fixture::{VisitScript, fresh_clinic},
    law::{Law, laws},
};
use chat_domain::{Event, Seq, replay};
use chat_ports::{PortError, VisitLog};
use futures::future::BoxFuture;
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

/// All laws of a storage that several handles use at a time.
pub const LAWS: &[Law<Shared>] = laws!(Shared:
    shared:
        handles_append_alternately_to_one_log,
        stale_handle_gets_a_conflict_and_then_appends,
        handle_that_opens_while_another_writes_has_the_whole_log;
);

/// A storage, and the means to open it again while it is open.
pub struct Shared {
    open: Box<dyn Fn() -> BoxFuture<'static, Arc<dyn VisitLog>> + Send + Sync>,
}

impl Shared {
    /// `open` returns another handle on the same storage, as another node would have it.
    pub fn new<F>(open: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Arc<dyn VisitLog>> + Send + 'static,
    {
        Self {
            open: Box::new(move || Box::pin(open())),
        }
    }

    async fn open(&self) -> Arc<dyn VisitLog> {
        (self.open)().await
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

/// Each handle appends after what the others appended, and all of them read one log.
pub async fn handles_append_alternately_to_one_log(shared: &Arc<Shared>) {
    let handles = [
        shared.open().await,
        shared.open().await,
        shared.open().await,
    ];
    let mut visit = VisitScript::new();
    store(&*handles[0], visit.schedule()).await;
    for turn in 0..18 {
        // Each handle misses one append, then several.
        let handle = &handles[[0, 1, 0, 1, 1, 2][turn % 6]];
        store(&**handle, visit.announce(&format!("turn {turn}"))).await;
    }
    for handle in &handles {
        holds(&**handle, visit.key, &visit.entries).await;
        let read = handle.read(visit.key, Seq::ZERO, usize::MAX).await.unwrap();
        assert_eq!(read.head, Some(visit.head));
    }
}

/// An append after a head that another handle has replaced is a conflict with the right version; after it, the same handle
/// appends to the new head.
pub async fn stale_handle_gets_a_conflict_and_then_appends(shared: &Arc<Shared>) {
    let (one, other) = (shared.open().await, shared.open().await);
    let mut visit = VisitScript::new();
    store(&*one, visit.schedule()).await;
    for round in 0..8 {
        let mut stale = visit.clone();
        let expected = visit.state.version;
        store(&*other, visit.announce(&format!("other {round}"))).await;
        store(&*other, visit.announce(&format!("again {round}"))).await;
        for _ in 0..2 {
            match one.append(stale.clone().announce("stale")).await {
                Err(PortError::Conflict {
                    expected: wanted,
                    actual,
                }) => assert_eq!((wanted, actual), (expected, visit.state.version)),
                answer => panic!("expected a conflict, got {answer:?}"),
            }
        }
        // Ahead of its own version, but after entries that are not in the log.
        stale.announce("never stored");
        stale.announce("never stored either");
        let refused = one.append(stale.announce("after them")).await;
        assert!(
            matches!(refused, Err(PortError::Conflict { .. })),
            "{refused:?}"
        );
        store(&*one, visit.announce(&format!("one {round}"))).await;
    }
    for handle in [one, other] {
        holds(&*handle, visit.key, &visit.entries).await;
    }
}

/// A handle that is opened while another one writes reads everything that was acknowledged before, and loses none of what the other
/// acknowledges afterwards.
pub async fn handle_that_opens_while_another_writes_has_the_whole_log(shared: &Arc<Shared>) {
    let writer = shared.open().await;
    let clinic = fresh_clinic();
    let mut visit = VisitScript::in_clinic(clinic);
    store(&*writer, visit.schedule()).await;
    let ends = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn({
        let (writer, ends, mut visit) = (Arc::clone(&writer), Arc::clone(&ends), visit.clone());
        async move {
            let mut number = 0;
            while !ends.load(SeqCst) {
                store(&*writer, visit.announce(&format!("number {number}"))).await;
                number += 1;
                tokio::task::yield_now().await;
            }
            visit
        }
    });
    let mut own = Vec::new();
    for _ in 0..4 {
        let before = read_all(&*writer, visit.key).await;
        let opened = shared.open().await;
        let read = read_all(&*opened, visit.key).await;
        assert_eq!(
            read[..before.len()],
            before,
            "what was acknowledged is read"
        );
        let mut script = VisitScript::in_clinic(clinic);
        store(&*opened, script.schedule()).await;
        own.push(script);
    }
    ends.store(true, SeqCst);
    let grown = writing.await.expect("no append fails");
    let last = shared.open().await;
    holds(&*last, grown.key, &grown.entries).await;
    for script in own {
        holds(&*last, script.key, &script.entries).await;
    }
}

/// A log whose connection to its storage can be cut at any moment. An append is answered as unavailable only once no part of it
/// can still be in progress: what is read after that answer stays true until something else is appended.
///
/// `cut` cuts the connection; the log connects again by itself.
pub async fn unavailable_append_is_not_in_progress<F>(log: Arc<dyn VisitLog>, cut: impl Fn() -> F)
where
    F: Future<Output = ()>,
{
    const ROUNDS: u64 = 30;
    let mut visit = VisitScript::new();
    store(&*log, visit.schedule()).await;
    let mut unavailable = 0;
    for round in 0..ROUNDS {
        let mut next = visit.clone();
        let append = next.announce(&format!("round {round}"));
        let running = tokio::spawn({
            let log = Arc::clone(&log);
            async move { log.append(append).await }
        });
        tokio::time::sleep(std::time::Duration::from_micros(150 * round)).await;
        cut().await;
        let answer = running.await.unwrap();
        let read = loop {
            // Reads may fail for a moment, too.
            match log.read(visit.key, Seq::ZERO, usize::MAX).await {
                Ok(read) => break read,
                Err(PortError::Unavailable(_)) => {}
                Err(error) => panic!("{error}"),
            }
        };
        let stored = read.head == Some(next.head);
        match answer {
            Ok(_) => assert!(stored, "an acknowledged append is stored"),
            Err(PortError::Unavailable(_)) => {
                unavailable += 1;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                let later = read_all(&*log, visit.key).await;
                assert_eq!(later, read.entries, "the append was still in progress");
            }
            Err(error) => panic!("{error}"),
        }
        if stored {
            visit = next;
        }
    }
    assert!(unavailable > 0, "no cut was in the way of an append");
    replay(&visit.entries).expect("every entry is permitted by the ones before it");
    holds(&*log, visit.key, &visit.entries).await;
    let sent = |e: &&chat_domain::Entry| matches!(e.event, Event::MessageSent { .. });
    assert!(visit.entries.iter().filter(sent).count() as u64 <= ROUNDS);
}
