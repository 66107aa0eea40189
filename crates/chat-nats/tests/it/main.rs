//! Hints over a NATS server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use chat_conformance::fanout_laws;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_nats::{ConnectError, NatsFanout, NatsOptions};
use chat_ports::{Fanout, Hint, PortError, Topic, VisitKey};
use chat_test_servers::Nats;
use futures::StreamExt as _;
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

async fn connect(server: &Nats) -> NatsFanout {
    NatsFanout::connect(&server.address(), NatsOptions::default())
        .await
        .unwrap()
}

/// The same once it has a connection.
async fn connected(fanout: NatsFanout) -> NatsFanout {
    let patience = timeout(Duration::from_secs(20), async {
        while fanout.check().is_err() {
            sleep(Duration::from_millis(5)).await;
        }
    });
    patience.await.unwrap();
    fanout
}

fn hint(version: u64) -> Hint {
    let id = Uuid::from_u128(7);
    Hint {
        visit: VisitKey::new(ClinicId::new(id), VisitId::new(id)),
        version: Seq(version),
        views_changed: Seq(0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passes_the_conformance_laws() {
    let server = Nats::start();
    fanout_laws(Arc::new(connected(connect(&server).await).await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hint_of_one_node_reaches_another_but_not_another_prefix() {
    let server = Nats::start();
    let here = connected(connect(&server).await).await;
    let there = connected(connect(&server).await).await;
    let options = NatsOptions::default().with_prefix("another.group".to_owned());
    let elsewhere = NatsFanout::connect(&server.address(), options).await;
    let elsewhere = connected(elsewhere.unwrap()).await;
    let mut received = there.subscribe(Topic::Visit(hint(0).visit)).await.unwrap();
    let mut others = elsewhere
        .subscribe(Topic::Visit(hint(0).visit))
        .await
        .unwrap();
    here.announce(hint(5)).await.unwrap();
    assert_eq!(received.next().await, Some(hint(5)));
    elsewhere.announce(hint(6)).await.unwrap();
    assert_eq!(others.next().await, Some(hint(6)));
}

/// A lost server is reported immediately, and the subscription continues after it returns.
#[tokio::test(flavor = "multi_thread")]
async fn server_that_dies_is_reported_and_found_again() {
    let mut server = Nats::start();
    let fanout = connected(connect(&server).await).await;
    let mut hints = fanout.subscribe(Topic::Visit(hint(0).visit)).await.unwrap();
    server.kill();
    let patience = Duration::from_secs(20);
    let reported = async {
        while fanout.check().is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(patience, reported).await.unwrap();
    let lost = timeout(Duration::from_secs(1), fanout.announce(hint(1))).await;
    assert!(
        matches!(lost, Ok(Err(PortError::Unavailable(_)))),
        "{lost:?}"
    );
    let refused = fanout.subscribe(Topic::Visit(hint(0).visit)).await;
    assert!(matches!(refused, Err(PortError::Unavailable(_))));
    server.restart();
    let found = async {
        let mut version = 2;
        loop {
            // Lost while there is no connection.
            drop(fanout.announce(hint(version)).await);
            if let Ok(found) = timeout(Duration::from_millis(200), hints.next()).await {
                return found;
            }
            version += 1;
        }
    };
    let found = timeout(patience, found).await.unwrap();
    assert!(
        found.unwrap().version >= Seq(2),
        "the hint of before is gone"
    );
}

#[tokio::test]
async fn settings_that_are_not_valid_are_an_error() {
    for prefix in ["", "a..b", "a b", ">", "a.*"] {
        let options = NatsOptions::default().with_prefix(prefix.to_owned());
        let refused = NatsFanout::connect("nats://127.0.0.1:1", options).await;
        assert!(matches!(refused, Err(ConnectError::Prefix(_))), "{prefix}");
    }
    for address in ["not an address", "http://127.0.0.1:1"] {
        let refused = NatsFanout::connect(address, NatsOptions::default()).await;
        assert!(
            matches!(refused, Err(ConnectError::Settings(_))),
            "{address}"
        );
    }
}

/// A node starts although NATS is down, and says so.
#[tokio::test(flavor = "multi_thread")]
async fn server_that_is_down_at_the_start_is_found_later() {
    let mut server = Nats::start();
    server.kill();
    let fanout = connect(&server).await;
    assert!(matches!(fanout.check(), Err(PortError::Unavailable(_))));
    server.restart();
    let found = async {
        while fanout.check().is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), found).await.unwrap();
}

/// An account may be limited to the prefix, and others may listen to everything.
#[tokio::test(flavor = "multi_thread")]
async fn account_that_is_limited_to_the_prefix_suffices() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nats.conf");
    let limits = r#"authorization { users = [
        { user: node, password: secret, permissions: { publish: "visit-chat.>", subscribe: "visit-chat.>" } }
        { user: other, password: secret }
    ] }"#;
    std::fs::write(&file, limits).unwrap();
    let server = Nats::start_with(&["-c", file.to_str().unwrap()]);
    let connect = async |user: &str| {
        let address = server
            .address()
            .replace("nats://", &format!("nats://{user}:secret@"));
        let options = NatsOptions::default();
        connected(NatsFanout::connect(&address, options).await.unwrap()).await
    };
    let (node, other) = (connect("node").await, connect("other").await);
    let topic = Topic::Clinic(hint(0).visit.clinic);
    let _everything = other.subscribe(topic).await.unwrap();
    let mut hints = node.subscribe(topic).await.unwrap();
    node.announce(hint(3)).await.unwrap();
    assert_eq!(hints.next().await, Some(hint(3)));
}

#[tokio::test]
async fn server_that_wants_a_password_gets_it_from_the_address() {
    let server = Nats::start_with(&["--user", "clinic", "--pass", "confidential"]);
    let address = server.address();
    let address = address.replace("nats://", "nats://clinic:confidential@");
    let fanout = NatsFanout::connect(&address, NatsOptions::default()).await;
    let fanout = connected(fanout.unwrap()).await;
    assert!(!format!("{fanout:?}").contains("confidential"));
    let stranger = NatsFanout::connect(&server.address(), NatsOptions::default()).await;
    assert!(stranger.unwrap().check().is_err());
}
