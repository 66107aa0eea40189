//! A node's first read after another node appended a removal, a retraction, a lock or a late provider is
//! never stale.
//!
//! Each read is the first by a node that already knows the visit, over in-memory storage, with and without
//! hints. Deliberately faulty nodes break this law and are detected.

use crate::{
    adapters::DeadFanout,
    clinic::{PATIENT, PROVIDER, ports, send, settings},
    stale::{End, Story, end, newest, text_of, write, writer},
};
use async_trait::async_trait;
use chat_app::{AppError, ChatService, Nodes, Ports, Seen, Update};
use chat_domain::{
    ClinicId, Entry, PersonId, Refusal, Seq, VisitSummary,
    view::{MessageView, VisitView},
};
use chat_ports::{
    Append, DueVisit, LogPart, PortError, VisitEntries, VisitKey, VisitLog, VisitPage, VisitQuery,
};
use futures::StreamExt as _;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};
use time::OffsetDateTime;

const ENDS: [End; 4] = [End::Removal, End::Retraction, End::Lock, End::LateProvider];

/// The patient's first read.
#[derive(Clone, Copy, Debug)]
enum Read {
    View,
    History,
    Send,
    Follow,
}

const READS: [Read; 4] = [Read::View, Read::History, Read::Send, Read::Follow];

/// Messages of the visit.
const MESSAGES: u128 = 20;

/// Starts a node on this storage.
type Node = fn(Ports) -> ChatService;

fn one_of_several(ports: Ports) -> ChatService {
    let settings = settings().with_nodes(Nodes::Several);
    ChatService::new(ports, settings)
}

/// The stale part of the first answer, if any.
async fn stale(node: &ChatService, story: &Story, end: End, read: Read) -> Option<String> {
    let outcome = match read {
        Read::View => node.view(story.visit, PATIENT).await.map(Shown::View),
        Read::History => newest(node, story, PATIENT).await.map(Shown::Messages),
        Read::Send => send(node, story.visit, PATIENT, story.chat, MESSAGES + 9)
            .await
            .map(|_| Shown::Taken),
        Read::Follow => followed(node, story).await,
    };
    let holds = match (end, &outcome) {
        (End::Removal, outcome) => refused(outcome) == Some(Refusal::Removed),
        (End::Lock, Ok(Shown::Taken)) => false,
        (End::Lock, outcome) if refused(outcome).is_some() => {
            refused(outcome) == Some(Refusal::Locked)
        }
        (_, Err(_)) => false,
        (_, Ok(outcome)) => outcome.shows(end, story),
    };
    (!holds).then(|| format!("{end:?}, {read:?}: {outcome:?}"))
}

fn refused(outcome: &Result<Shown, AppError>) -> Option<Refusal> {
    match outcome {
        Err(AppError::Refused(refusal)) => Some(*refusal),
        _ => None,
    }
}

/// The content of the first answer.
#[derive(Debug)]
enum Shown {
    View(VisitView),
    Messages(Vec<MessageView>),
    Both(VisitView, Vec<MessageView>),
    Taken,
}

impl Shown {
    /// Whether it reflects the end of the log, as far as this kind of read can.
    fn shows(&self, end: End, story: &Story) -> bool {
        let (view, messages) = match self {
            Self::View(view) => (Some(view), None),
            Self::Messages(messages) => (None, Some(messages)),
            Self::Both(view, messages) => (Some(view), Some(messages)),
            Self::Taken => (None, None),
        };
        match end {
            End::Removal => false,
            End::Retraction => {
                messages.is_none_or(|messages| text_of(messages, story.last.message) == Some(None))
            }
            End::Lock => view.is_none_or(|view| {
                let mut chats = view.chats.iter();
                let chat = chats.find(|chat| chat.chat == story.chat).unwrap();
                chat.access.write == Err(Refusal::Locked)
            }),
            End::LateProvider => view.is_none_or(|view| view.call_underway),
        }
    }
}

/// The first view and the first page of the chat that a follower gets.
async fn followed(node: &ChatService, story: &Story) -> Result<Shown, AppError> {
    let live = node.subscribe(story.visit, PATIENT, Seen::new()).await?;
    let mut live = Box::pin(live);
    let (mut view, mut messages) = (None, None);
    while view.is_none() || messages.is_none() {
        match live.next().await.unwrap()? {
            Update::View(newer) => view = view.or(Some(*newer)),
            Update::Chat(page) if page.chat == story.chat => {
                messages = messages.or(Some(page.messages));
            }
            Update::Ended(refusal) => return Err(refusal.into()),
            _ => {}
        }
    }
    Ok(Shown::Both(view.unwrap(), messages.unwrap()))
}

/// Everything stale in the first answers of such nodes.
async fn broken_by(node: Node, ends: &[End]) -> Vec<String> {
    let mut found = Vec::new();
    for end_with in ends {
        for read in READS {
            for hints in [true, false] {
                let mut ports = ports();
                if !hints {
                    ports.fanout = Arc::new(DeadFanout);
                }
                let writer = writer(&ports);
                let story = write(&writer, MESSAGES).await;
                let node = node(ports);
                node.view(story.visit, PROVIDER).await.unwrap();
                newest(&node, &story, PATIENT).await.unwrap();
                end(&writer, &story, *end_with).await;
                let stale = stale(&node, &story, *end_with, read).await;
                found.extend(stale.map(|what| format!("hints {hints}, {what}")));
            }
        }
    }
    found
}

#[tokio::test]
async fn first_reads_after_another_node_appended_are_never_stale() {
    assert_eq!(broken_by(one_of_several, &ENDS).await, [""; 0]);
}

/// Faulty nodes, which break the law with every end.
const SABOTEURS: [(&str, Node); 2] = [
    ("believes that it is the only node", |ports| {
        ChatService::new(ports, settings())
    }),
    ("reads a lagging replica of the log", |ports| {
        let log = Arc::new(Lagging {
            inner: Arc::clone(&ports.log),
            first: AtomicU64::new(0),
        });
        one_of_several(Ports { log, ..ports })
    }),
];

#[tokio::test]
async fn every_faulty_node_is_detected_with_each_end() {
    for (wrong, node) in SABOTEURS {
        for end in ENDS {
            let found = broken_by(node, &[end]).await;
            assert!(!found.is_empty(), "{wrong} is not found by {end:?}");
        }
    }
}

/// A log that never returns entries newer than its first read.
struct Lagging {
    inner: Arc<dyn VisitLog>,
    first: AtomicU64,
}

impl Lagging {
    /// How many of these entries were there at the first read, if not all.
    fn known(&self, part: &LogPart, after: Seq) -> Option<usize> {
        if let Some(last) = part.entries.last() {
            let _ = self.first.compare_exchange(0, last.seq.0, SeqCst, SeqCst);
        }
        let known = self.first.load(SeqCst).saturating_sub(after.0);
        let known = usize::try_from(known).unwrap();
        (known < part.entries.len()).then_some(known)
    }
}

#[async_trait]
impl VisitLog for Lagging {
    async fn append(&self, append: Append) -> Result<Seq, PortError> {
        self.inner.append(append).await
    }

    async fn read(&self, v: VisitKey, after: Seq, n: usize) -> Result<LogPart, PortError> {
        let part = self.inner.read(v, after, n).await?;
        match self.known(&part, after) {
            Some(known) => self.inner.read(v, after, known).await,
            None => Ok(part),
        }
    }

    async fn read_many(
        &self,
        visits: &[(VisitKey, Seq)],
        limit: usize,
    ) -> Result<Vec<VisitEntries>, PortError> {
        let mut answers = self.inner.read_many(visits, limit).await?;
        for (answer, &(visit, after)) in answers.iter_mut().zip(visits) {
            if let Ok(part) = answer
                && let Some(known) = self.known(part, after)
            {
                *answer = self.inner.read(visit, after, known).await;
            }
        }
        Ok(answers)
    }

    async fn read_at(&self, v: VisitKey, at: BTreeSet<Seq>) -> Result<Vec<Entry>, PortError> {
        self.inner.read_at(v, at).await
    }

    async fn takes_part(&self, v: VisitKey, person: PersonId) -> Result<bool, PortError> {
        self.inner.takes_part(v, person).await
    }

    async fn list_visits(&self, query: VisitQuery) -> Result<VisitPage, PortError> {
        self.inner.list_visits(query).await
    }

    async fn count_waiting(&self, clinic: ClinicId, person: PersonId) -> Result<usize, PortError> {
        self.inner.count_waiting(clinic, person).await
    }

    async fn visits_with_leases(
        &self,
        after: Option<VisitKey>,
        limit: usize,
    ) -> Result<Vec<VisitSummary>, PortError> {
        self.inner.visits_with_leases(after, limit).await
    }

    async fn visits_due(
        &self,
        by: OffsetDateTime,
        after: Option<DueVisit>,
        limit: usize,
    ) -> Result<Vec<DueVisit>, PortError> {
        self.inner.visits_due(by, after, limit).await
    }

    async fn check(&self) -> Result<(), PortError> {
        self.inner.check().await
    }
}
