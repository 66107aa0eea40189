//! What one node stores, the others deliver.

use crate::nodes::{Cluster, client, id};
use chat_client::{Event, Events};
use tokio::time::timeout;
use uuid::Uuid;
use visit_chat_tests::{Clinic, PATIENCE, Person, Visit};

/// The text of the next message that is delivered.
pub(crate) async fn next_text(events: &mut Events) -> String {
    loop {
        let event = timeout(PATIENCE, events.next()).await;
        if let Event::Message { message, .. } = event.expect("a message in time").unwrap() {
            return message.text.unwrap().as_str().to_owned();
        }
    }
}

async fn say(clinic: &Clinic, person: &Person, visit: Visit, chat: &str, text: &str) {
    let receipt = clinic
        .send(person, visit, chat, Uuid::now_v7(), text)
        .await
        .unwrap();
    assert!(receipt["message"].is_string(), "{receipt}");
}

#[tokio::test]
async fn provider_and_patient_talk_over_different_nodes() {
    let cluster = Cluster::start(2);
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let (provider, patient) = (
        here.person("provider", "Dr. Ruth Adeyemi"),
        here.person("patient", "Carla Mendes"),
    );
    let visit = here.schedule("one_to_one", &[&provider, &patient]).await;
    let chat = patient.direct(&provider);
    let (live_here, mut events_here) = client(&here, &provider).live();
    let (live_there, mut events_there) = client(&there, &patient).live();
    live_here.follow(id(visit)).await;
    live_there.follow(id(visit)).await;
    there.act(&patient, visit, "enter_waiting_room").await;
    for round in 0..20 {
        say(
            &here,
            &provider,
            visit,
            &chat,
            &format!("How are you? {round}"),
        )
        .await;
        assert_eq!(
            next_text(&mut events_there).await,
            format!("How are you? {round}")
        );
        assert_eq!(
            next_text(&mut events_here).await,
            format!("How are you? {round}")
        );
        say(&there, &patient, visit, &chat, &format!("Better. {round}")).await;
        assert_eq!(
            next_text(&mut events_here).await,
            format!("Better. {round}")
        );
        assert_eq!(
            next_text(&mut events_there).await,
            format!("Better. {round}")
        );
    }
    // Each node has the whole chat, in the same order.
    let page = here.messages(&provider, visit, &chat, "limit=100").await;
    assert_eq!(page["messages"].as_array().unwrap().len(), 40);
    assert_eq!(
        page["messages"],
        there.messages(&provider, visit, &chat, "limit=100").await["messages"]
    );
}

#[tokio::test]
async fn messages_are_delivered_while_nats_is_down() {
    let mut cluster = Cluster::start(2);
    let here = cluster.clinic();
    let there = cluster.at(1, &here);
    let (provider, patient) = (
        here.person("provider", "Dr. Ruth Adeyemi"),
        here.person("patient", "Carla Mendes"),
    );
    let visit = here.schedule("one_to_one", &[&provider, &patient]).await;
    let chat = patient.direct(&provider);
    let (live, mut events) = client(&there, &patient).live();
    live.follow(id(visit)).await;
    say(&here, &provider, visit, &chat, "with hints").await;
    assert_eq!(next_text(&mut events).await, "with hints");
    cluster.nats.kill();
    for round in 0..3 {
        say(
            &here,
            &provider,
            visit,
            &chat,
            &format!("without hints {round}"),
        )
        .await;
        assert_eq!(
            next_text(&mut events).await,
            format!("without hints {round}")
        );
    }
    cluster.nats.restart();
    say(&here, &provider, visit, &chat, "and with hints").await;
    assert_eq!(next_text(&mut events).await, "and with hints");
}
