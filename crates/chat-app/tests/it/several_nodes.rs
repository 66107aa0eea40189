//! Two services over one log.

use crate::clinic::{PATIENT, PROVIDER, direct, group_visit, ports, refusal, remove, send};
use chat_app::{ChatService, Nodes, Settings};
use chat_domain::{Refusal, Seq, log::replay};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_write_one_order() {
    let ports = ports();
    let settings = Settings {
        nodes: Nodes::Several,
        ..Settings::default()
    };
    let a = ChatService::new(ports.clone(), settings.clone());
    let b = ChatService::new(ports.clone(), settings);
    let visit = group_visit(&a).await;
    let chat = direct(PROVIDER, PATIENT);
    send(&a, visit, PROVIDER, chat, 1).await.unwrap();
    // What one node committed opens the gate on the other at once.
    send(&b, visit, PATIENT, chat, 2).await.unwrap();
    let on = |service: ChatService, from, ids: std::ops::Range<u128>| {
        tokio::spawn(async move {
            for id in ids {
                send(&service, visit, from, chat, id).await.unwrap();
            }
        })
    };
    let (one, two) = (
        on(a.clone(), PROVIDER, 10..210),
        on(b.clone(), PATIENT, 300..500),
    );
    one.await.unwrap();
    two.await.unwrap();
    let entries = ports.log.read(visit, Seq::ZERO, 10_000).await.unwrap();
    assert_eq!(replay(&entries).unwrap().messages.len(), 402);

    // What one node removed the other does not serve.
    remove(&a, visit, PATIENT).await;
    assert_eq!(refusal(b.view(visit, PATIENT).await), Refusal::Removed);
    assert_eq!(
        refusal(send(&b, visit, PATIENT, chat, 999).await),
        Refusal::Removed
    );
}
