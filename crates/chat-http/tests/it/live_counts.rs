//! Limits on the live connections of a person and a network.

use crate::{
    clinic::{ADA, BEN, Clinic},
    socket::Socket,
};
use axum::Extension;
use chat_http::{HttpOptions, LiveCounts, Peer};
use std::{net::Ipv4Addr, time::Duration};
use tokio_tungstenite::tungstenite::Error;

async fn clinic(live_counts: LiveCounts) -> Clinic {
    Clinic::with(HttpOptions::default().with_live_counts(live_counts)).await
}

/// The problem with which a connection is refused.
async fn refusal(address: std::net::SocketAddr, token: &str) -> String {
    let error = Socket::open(address, token).await.map(drop).unwrap_err();
    let Error::Http(response) = *error else {
        panic!("{error}");
    };
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "10");
    String::from_utf8(response.body().clone().unwrap_or_default()).unwrap()
}

#[tokio::test]
async fn person_limit_frees_up_when_a_connection_ends() {
    let clinic = clinic(LiveCounts::new(2, 100)).await;
    let address = clinic.serve().await;
    let token = clinic.token(ADA);
    let _first = clinic.connect(address, ADA).await;
    let second = clinic.connect(address, ADA).await;
    let response = refusal(address, &token).await;
    assert!(response.contains("\"too_many_connections\""), "{response}");
    // Others can connect, and so can she once one of hers has ended.
    let _other = clinic.connect(address, BEN).await;
    drop(second);
    while Socket::open(address, &token).await.is_err() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn network_limit_counts_all_people() {
    let mut clinic = clinic(LiveCounts::new(100, 1)).await;
    let peer = Peer::new(Ipv4Addr::new(192, 0, 2, 7).into());
    let routes = clinic.router.clone();
    clinic.router = routes.clone().layer(Extension(peer));
    let address = clinic.serve().await;
    let _first = clinic.connect(address, ADA).await;
    refusal(address, &clinic.token(BEN)).await;
    // A proxy that names no client does not count as a network.
    let proxy = Peer::proxy(Ipv4Addr::LOCALHOST.into());
    clinic.router = routes.layer(Extension(proxy));
    let address = clinic.serve().await;
    let _second = clinic.connect(address, BEN).await;
}
