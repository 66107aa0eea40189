//! Two people on two nodes over one log, in the same moment.

use crate::{
    clinic::{
        PATIENT, PROVIDER, direct, enter, group_visit, ports, refusal, remove, send, settings,
    },
    stale::{newest, text_of},
};
use chat_app::{AppError, ChatService, Nodes, Ports, Receipt, Seen, Update};
use chat_domain::{
    Actor, ChatKey, Command, MessageId, Reason, Refusal, Seq, VisitState, log::replay,
};
use chat_ports::VisitKey;
use futures::StreamExt as _;
use std::{pin::pin, time::Duration};
use tokio::time::timeout;

const ROUNDS: u128 = 1_000;

struct Nodes2 {
    ports: Ports,
    a: ChatService,
    b: ChatService,
}

fn nodes() -> Nodes2 {
    let ports = ports();
    let several = settings().with_nodes(Nodes::Several);
    Nodes2 {
        a: ChatService::new(ports.clone(), several.clone()),
        b: ChatService::new(ports.clone(), several),
        ports,
    }
}

impl Nodes2 {
    /// A visit in the memory of both nodes, in whose direct chat both have written.
    async fn visit(&self) -> (VisitKey, ChatKey, Receipt) {
        let visit = group_visit(&self.a).await;
        let chat = direct(PROVIDER, PATIENT);
        enter(&self.b, visit, PATIENT).await;
        let first = send(&self.a, visit, PROVIDER, chat, 1).await.unwrap();
        send(&self.b, visit, PATIENT, chat, 2).await.unwrap();
        (visit, chat, first)
    }

    /// The state of the log, whose every entry was permitted at its time.
    async fn replayed(&self, visit: VisitKey) -> VisitState {
        let part = self.ports.log.read(visit, Seq::ZERO, 10_000).await;
        replay(&part.unwrap().entries).unwrap()
    }

    /// The patient sends on one node while the provider acts on the other. Whether the message was stored.
    async fn race(&self, visit: VisitKey, chat: ChatKey, act: Command, refused: Refusal) -> bool {
        // Both nodes have the newest state, and either may be first.
        self.a.view(visit, PROVIDER).await.unwrap();
        let (a, b) = (self.a.clone(), self.b.clone());
        let acted = tokio::spawn(async move {
            let by = Actor::Person(PROVIDER);
            a.execute(visit, by, act).await
        });
        let sent = tokio::spawn(async move {
            moment(SENT_WITHIN).await;
            send(&b, visit, PATIENT, chat, 3).await
        });
        acted.await.unwrap().unwrap();
        // Acknowledged: from now on the other node refuses.
        let later = send(&self.b, visit, PATIENT, chat, 4).await;
        assert_eq!(refusal(later), refused);
        let sent = sent.await.unwrap();
        let state = self.replayed(visit).await;
        let stored = |id| {
            let id = crate::clinic::client_id(id);
            state.receipts.contains_key(&(PATIENT, id))
        };
        assert_eq!(stored(3), sent.is_ok(), "stored as acknowledged");
        assert!(!stored(4));
        match sent {
            Ok(_) => true,
            error => {
                assert_eq!(refusal(error), refused);
                false
            }
        }
    }
}

/// About as long as a command takes, in microseconds.
const SENT_WITHIN: u64 = 300;

/// Long enough that a retraction comes first at times, in microseconds.
const READ_WITHIN: u64 = 3_000;

/// A moment of random length, at most this many microseconds.
async fn moment(longest: u64) {
    let until = std::time::Instant::now() + Duration::from_micros(fastrand::u64(0..longest));
    while std::time::Instant::now() < until {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w9_removal_on_one_node_and_message_on_another() {
    let nodes = nodes();
    let mut won = 0;
    for _ in 0..ROUNDS {
        let (visit, chat, _) = nodes.visit().await;
        let removal = crate::clinic::removal(PATIENT);
        won += u128::from(nodes.race(visit, chat, removal, Refusal::Removed).await);
        let b = &nodes.b;
        assert_eq!(refusal(b.view(visit, PATIENT).await), Refusal::Removed);
        let live = b.subscribe(visit, PATIENT, Seen::new()).await;
        assert_eq!(refusal(live.map(drop)), Refusal::Removed);
    }
    eprintln!(
        "{won} messages before the removal, {} refused",
        ROUNDS - won
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w6_lock_on_one_node_and_message_on_another() {
    let nodes = nodes();
    let mut won = 0;
    for _ in 0..ROUNDS {
        let (visit, chat, _) = nodes.visit().await;
        let lock = Command::LockChat { chat };
        won += u128::from(nodes.race(visit, chat, lock, Refusal::Locked).await);
    }
    assert!(won > 0 && won < ROUNDS, "both were first: {won}");
}

/// Whether the text of a message is shown.
async fn shown(
    node: ChatService,
    (visit, chat): (VisitKey, ChatKey),
    message: MessageId,
) -> Result<bool, AppError> {
    let page = chat_app::PageRequest::Backward {
        before: None,
        limit: 50,
    };
    let page = node.history(visit, PATIENT, chat, page).await?;
    Ok(text_of(&page.messages, message).flatten().is_some())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f8_retraction_on_one_node_and_reading_on_another() {
    let nodes = nodes();
    let mut won = 0_u128;
    for _ in 0..ROUNDS {
        let (visit, chat, first) = nodes.visit().await;
        let (a, message) = (nodes.a.clone(), first.message);
        let b = nodes.b.clone();
        let read = tokio::spawn(async move {
            moment(READ_WITHIN).await;
            shown(b, (visit, chat), message).await
        });
        let retracted = tokio::spawn(async move {
            moment(SENT_WITHIN).await;
            let why = Reason::new("wrong patient").unwrap();
            a.retract(visit, PROVIDER, message, why).await
        });
        retracted.await.unwrap().unwrap();
        let later = shown(nodes.b.clone(), (visit, chat), message).await;
        assert!(!later.unwrap(), "shown after the acknowledgement");
        won += u128::from(read.await.unwrap().unwrap());
        let live = nodes.b.subscribe(visit, PATIENT, Seen::new()).await;
        let mut live = pin!(live.unwrap());
        let page = loop {
            match live.next().await.unwrap().unwrap() {
                Update::Chat(page) if page.chat == chat => break page,
                _ => {}
            }
        };
        assert_eq!(text_of(&page.messages, message), Some(None));
    }
    assert!(won > 0 && won < ROUNDS, "both were first: {won}");
}

/// A reader of one node who was removed on another gets nothing that was sent afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w9_follower_gets_no_message_sent_after_a_removal_on_another_node() {
    let nodes = nodes();
    for _ in 0..100 {
        let (visit, chat, _) = nodes.visit().await;
        let live = nodes.b.subscribe(visit, PATIENT, Seen::new()).await;
        let mut live = pin!(live.unwrap());
        let read = async {
            let (mut ended, mut seen) = (false, Vec::new());
            while let Some(update) = live.next().await {
                match update.unwrap() {
                    Update::Message(delivery) => seen.push(delivery.message.message),
                    Update::Ended(Refusal::Removed) => ended = true,
                    _ => {}
                }
            }
            (ended, seen)
        };
        let write = async {
            remove(&nodes.a, visit, PATIENT).await;
            let everyone = ChatKey::Visit;
            send(&nodes.a, visit, PROVIDER, everyone, 5).await.unwrap()
        };
        let both = async { tokio::join!(read, write) };
        let ((ended, seen), sent) = timeout(Duration::from_secs(20), both).await.unwrap();
        assert!(ended);
        assert!(!seen.contains(&sent.message), "{chat}");
        assert!(
            newest(
                &nodes.b,
                &crate::stale::Story {
                    visit,
                    chat,
                    last: sent
                },
                PATIENT
            )
            .await
            .is_err()
        );
    }
}
