//! Hints over a NATS server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod server;

use chat_conformance::fanout_laws;
use chat_domain::{ClinicId, Seq, VisitId};
use chat_nats::{ConnectError, NatsFanout, NatsOptions};
use chat_ports::{Fanout, Hint, PortError, Topic, VisitKey};
use futures::StreamExt as _;
use server::Server;
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

async fn connect(server: &Server) -> NatsFanout {
    NatsFanout::connect(&server.address(), NatsOptions::default())
        .await
        .unwrap()
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
    let server = Server::start();
    fanout_laws(Arc::new(connect(&server).await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hint_of_one_node_reaches_another_but_not_another_prefix() {
    let server = Server::start();
    let (here, there) = (connect(&server).await, connect(&server).await);
    let options = NatsOptions {
        prefix: "another.group".to_owned(),
        ..NatsOptions::default()
    };
    let elsewhere = NatsFanout::connect(&server.address(), options)
        .await
        .unwrap();
    let mut received = there.subscribe(Topic::Visit(hint(0).visit)).await.unwrap();
    let mut refused = elsewhere
        .subscribe(Topic::Visit(hint(0).visit))
        .await
        .unwrap();
    here.announce(hint(5)).await.unwrap();
    assert_eq!(received.next().await, Some(hint(5)));
    elsewhere.announce(hint(6)).await.unwrap();
    assert_eq!(refused.next().await, Some(hint(6)));
}

/// A server that is away is told at once, and the subscription goes on when it is back.
#[tokio::test(flavor = "multi_thread")]
async fn server_that_dies_is_reported_and_found_again() {
    let mut server = Server::start();
    let fanout = connect(&server).await;
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
async fn wrong_prefix_or_address_is_an_error() {
    for prefix in ["", "a..b", "a b", ">", "a.*"] {
        let options = NatsOptions {
            prefix: prefix.to_owned(),
            ..NatsOptions::default()
        };
        let refused = NatsFanout::connect("nats://127.0.0.1:1", options).await;
        assert!(matches!(refused, Err(ConnectError::Prefix(_))), "{prefix}");
    }
    for address in ["nats://127.0.0.1:1", "not an address", ""] {
        let refused = NatsFanout::connect(address, NatsOptions::default()).await;
        assert!(matches!(refused, Err(ConnectError::Nats(_))), "{address}");
    }
}

#[tokio::test]
async fn server_that_wants_a_password_gets_it_from_the_address() {
    let server = Server::start_with(&["--user", "clinic", "--pass", "confidential"]);
    let refused = NatsFanout::connect(&server.address(), NatsOptions::default()).await;
    assert!(matches!(refused, Err(ConnectError::Nats(_))));
    let address = server
        .address()
        .replace("nats://", "nats://clinic:confidential@");
    let fanout = NatsFanout::connect(&address, NatsOptions::default())
        .await
        .unwrap();
    fanout.check().unwrap();
    assert!(!format!("{fanout:?}").contains("confidential"));
}
