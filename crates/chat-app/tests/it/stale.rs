//! The first reads after a restart or an eviction reflect the whole log, however long it is.

use crate::{
    clinic::{
        PATIENT, PROVIDER, client_id, direct, enter, every_day, group_visit, message, ports,
        refusal, remove, send, settings,
    },
    live::{drain, follow},
};
use chat_app::{AppError, ChatService, Nodes, PageRequest, Ports, Receipt, Seen, Update};
use chat_domain::{
    Actor, ChatKey, Command, MessageId, PersonId, Policy, Reason, Refusal, view::MessageView,
};
use chat_ports::VisitKey;
use futures::{StreamExt as _, future::join_all};
use std::sync::Arc;

/// Lengths of a log: within one read, a few reads, and many reads.
const SIZES: [u128; 3] = [900, 3_000, 20_000];

/// The number of concurrent readers.
const READERS: usize = 24;

/// The end of the log.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Removal,
    Retraction,
    Lock,
    LateProvider,
}

/// The cache before the reads: empty after a restart, too small to keep the visit after an eviction, or
/// holding only the log's beginning on a node without hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Memory {
    Restarted,
    Evicted,
    Behind,
}

pub(crate) struct Story {
    pub(crate) visit: VisitKey,
    pub(crate) chat: ChatKey,
    /// The newest message before the end, and its receipt.
    pub(crate) last: Receipt,
}

/// A node without quotas, since these visits are longer than people may make them (V8).
pub(crate) fn writer(ports: &Ports) -> ChatService {
    let policy = Policy {
        max_entries_per_person: None,
        max_acts_per_person: None,
        ..Policy::DEFAULT
    };
    let settings = settings().with_policy(policy);
    ChatService::new(ports.clone(), settings)
}

/// A visit with this number of messages.
pub(crate) async fn write(service: &ChatService, messages: u128) -> Story {
    let visit = group_visit(service).await;
    let chat = direct(PROVIDER, PATIENT);
    enter(service, visit, PATIENT).await;
    let mut last = None;
    for first in (1..=messages).step_by(256) {
        let batch = first..=messages.min(first + 255);
        let sent = batch.map(|id| send(service, visit, PROVIDER, chat, id));
        last = join_all(sent).await.pop();
    }
    // The patient's message, retried later.
    send(service, visit, PATIENT, chat, messages + 1)
        .await
        .unwrap();
    let last = last.unwrap().unwrap();
    Story { visit, chat, last }
}

pub(crate) async fn end(service: &ChatService, story: &Story, end: End) {
    let (visit, chat) = (story.visit, story.chat);
    match end {
        End::Removal => remove(service, visit, PATIENT).await,
        End::Retraction => {
            let why = Reason::new("wrong patient").unwrap();
            let message = story.last.message;
            service
                .retract(visit, PROVIDER, message, why)
                .await
                .unwrap();
        }
        End::Lock => {
            let lock = Command::LockChat { chat };
            let by = Actor::Person(PROVIDER);
            service.execute(visit, by, lock).await.unwrap();
        }
        End::LateProvider => {
            let join = Command::JoinCall { person: PROVIDER };
            service.execute(visit, Actor::Host, join).await.unwrap();
        }
    }
}

/// A node that must read the visit again.
async fn node(ports: &Ports, memory: Memory, story: &Story) -> ChatService {
    let settings = settings()
        .with_idle_visit_bytes(if memory == Memory::Evicted {
            0
        } else {
            u64::MAX
        })
        .with_nodes(match memory {
            Memory::Behind => Nodes::Several,
            Memory::Restarted | Memory::Evicted => Nodes::Single,
        });
    let service = ChatService::new(ports.clone(), settings);
    if memory != Memory::Restarted {
        service.view(story.visit, PROVIDER).await.unwrap();
    }
    service
}

pub(crate) async fn newest(
    service: &ChatService,
    story: &Story,
    reader: PersonId,
) -> Result<Vec<MessageView>, AppError> {
    let page = PageRequest::Backward {
        before: None,
        limit: 50,
    };
    let page = service
        .history(story.visit, reader, story.chat, page)
        .await?;
    Ok(page.messages)
}

pub(crate) fn text_of(messages: &[MessageView], of: MessageId) -> Option<Option<&str>> {
    let found = messages.iter().find(|message| message.message == of)?;
    Some(found.text.as_ref().map(|text| text.as_str()))
}

/// One of the concurrent readers. Panics if its answer is stale.
async fn ask(service: ChatService, story: Arc<Story>, end: End, messages: u128, turn: usize) {
    let (visit, chat) = (story.visit, story.chat);
    let page = newest(&service, &story, PATIENT).await;
    let view = service.view(visit, PATIENT).await;
    // A stored message is acknowledged again, whatever came after it (F7).
    let again = message(
        PATIENT,
        chat,
        messages + 1,
        &format!("message {}", messages + 1),
    );
    let repeated = service.send(visit, PATIENT, again).await;
    let mut live = match service.subscribe(visit, PATIENT, Seen::new()).await {
        Ok(live) => Some(Box::pin(live)),
        Err(error) => {
            assert_eq!(refusal::<()>(Err(error)), Refusal::Removed, "turn {turn}");
            None
        }
    };
    let followed = match &mut live {
        Some(live) => live.next().await,
        None => None,
    };
    let members = newest(&service, &story, PROVIDER).await.unwrap();
    let newest = members.last().map(|message| u128::from(message.number.0));
    assert!(newest >= Some(messages + 1), "turn {turn}: an older page");
    match end {
        End::Removal => {
            assert_eq!(refusal(page), Refusal::Removed);
            assert_eq!(refusal(view), Refusal::Removed);
            assert_eq!(refusal(repeated), Refusal::Removed);
            assert!(followed.is_none(), "turn {turn}");
        }
        End::Retraction => {
            let page = page.unwrap();
            assert_eq!(text_of(&page, story.last.message), Some(None), "F8");
            assert_eq!(text_of(&members, story.last.message), Some(None), "F8");
        }
        End::Lock => {
            assert_eq!(repeated.unwrap().client_id, client_id(messages + 1), "F7");
            let new = send(&service, visit, PATIENT, chat, 1_000_000 + turn as u128).await;
            assert!(matches!(refusal(new), Refusal::Locked), "W6");
        }
        End::LateProvider => {
            let view = view.unwrap();
            assert!(view.call_underway, "turn {turn}");
            assert!(matches!(followed, Some(Ok(Update::View(now))) if now.call_underway));
        }
    }
}

async fn nothing_is_stale(messages: u128) {
    for end_with in [End::Removal, End::Retraction, End::Lock, End::LateProvider] {
        for memory in [Memory::Restarted, Memory::Evicted, Memory::Behind] {
            let ports = ports();
            let writer = writer(&ports);
            let story = Arc::new(write(&writer, messages).await);
            let service = match memory {
                Memory::Behind => Some(node(&ports, memory, &story).await),
                _ => None,
            };
            end(&writer, &story, end_with).await;
            let service = match service {
                Some(behind) => behind,
                None => node(&ports, memory, &story).await,
            };
            let asking = (0..READERS).map(|turn| {
                let asked = ask(
                    service.clone(),
                    Arc::clone(&story),
                    end_with,
                    messages,
                    turn,
                );
                tokio::spawn(asked)
            });
            for asked in join_all(asking).await {
                asked.unwrap_or_else(|stale| panic!("{end_with:?} {memory:?}: {stale}"));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_of_900_entries_is_never_stale() {
    nothing_is_stale(SIZES[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_of_3_000_entries_is_never_stale() {
    nothing_is_stale(SIZES[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visit_of_20_000_entries_is_never_stale() {
    nothing_is_stale(SIZES[2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_readers_of_a_visit_share_one_read_of_the_log() {
    let ports = ports();
    let writer = writer(&ports);
    let story = write(&writer, 3_000).await;
    let log = crate::adapters::FaultyLog::over(&ports.log);
    let ports = Ports {
        log: Arc::clone(&log) as _,
        ..ports
    };
    let service = ChatService::new(ports, settings());
    let asking = (0..READERS).map(|_| {
        let service = service.clone();
        tokio::spawn(async move { service.view(story.visit, PROVIDER).await })
    });
    for view in join_all(asking).await {
        view.unwrap().unwrap();
    }
    let reads = log.reads.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(reads, 4, "3,000 entries and what came before, once");
}

#[tokio::test]
async fn w9_dashboard_after_a_restart_omits_a_visit_its_reader_was_removed_from() {
    let ports = ports();
    let writer = writer(&ports);
    let story = write(&writer, 3_000).await;
    remove(&writer, story.visit, PATIENT).await;
    let service = ChatService::new(ports, settings());
    let list = service.follow_dashboard(crate::clinic::CLINIC, PATIENT, every_day());
    let mut list = Box::pin(list);
    assert_eq!(
        list.next().await.unwrap().unwrap(),
        chat_app::DashboardUpdate::Waiting(0)
    );
    let shown = tokio::time::timeout(std::time::Duration::from_millis(300), list.next()).await;
    assert!(shown.is_err(), "{shown:?}");
    let mut live = follow(&service, story.visit, PROVIDER, Seen::new()).await;
    assert!(!drain(&mut live).await.is_empty());
}
