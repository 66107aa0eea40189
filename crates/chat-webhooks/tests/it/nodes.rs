//! Several nodes.

use crate::{
    clinic::{RuntimeClock, endpoint, ids, ports, say, settings, visit},
    delivering::sending,
    receiver::Receiver,
};
use chat_app::{ChatService, Nodes, Ports};
use chat_memory::{MemoryNodeLeases, MemoryWebhookStore};
use std::{sync::Arc, time::Duration};

fn node(ports: &Ports) -> ChatService {
    let settings = settings().with_nodes(Nodes::Several);
    ChatService::new(ports.clone(), settings)
}

#[tokio::test(start_paused = true)]
async fn next_node_goes_on_where_the_one_before_left_or_died() {
    let leases = MemoryNodeLeases::with_clock(RuntimeClock::new());
    let ports = Ports {
        leases: Some(Arc::new(leases)),
        ..ports(MemoryWebhookStore::new())
    };
    let receiver = Receiver::willing();
    let first = node(&ports);
    let visit = visit(&first).await;
    endpoint(&first, "https://host.example/").await;
    let of_first = sending(&first, &receiver);
    receiver.wait_for(2).await;
    let second = node(&ports);
    let _of_second = sending(&second, &receiver);
    for number in 0..20 {
        say(&second, visit, &format!("message {number}")).await;
        if number == 5 {
            first.leave().await.unwrap();
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    drop(of_first);
    let all = ids(&second).await;
    receiver.wait_for_handled(all.len()).await;
    assert_eq!(receiver.ids(), all, "by one of the two, each once");
    // Without leaving: its lease runs out.
    let third = node(&ports);
    let _of_third = sending(&third, &receiver);
    drop((_of_second, second));
    say(&third, visit, "after").await;
    let all = ids(&third).await;
    receiver.wait_for_handled(all.len()).await;
    assert_eq!(receiver.handled(), all);
}
