//! The end of sessions of invitation links, on every node.

use crate::{
    clinic::{CLINIC, PATIENT, group_visit, ports, refusal, settings},
    invitations::{invited, is_open, joined, link},
};
use chat_app::{AppError, ChatService, Joined, Nodes, SignOutWatch};
use chat_domain::{InvitationId, Refusal, SessionId, VisitId};
use chat_memory::MemoryInvitations;
use chat_ports::{MAX_SESSIONS, VisitKey};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// Two nodes, and a visit.
async fn nodes() -> ([ChatService; 2], VisitKey) {
    let ports = ports().with_invitations(MemoryInvitations::new());
    let several = settings()
        .with_nodes(Nodes::Several)
        .with_poll_every(Duration::from_millis(20));
    let nodes = [(); 2].map(|()| ChatService::new(ports.clone(), several.clone()));
    let visit = group_visit(&nodes[0]).await;
    (nodes, visit)
}

async fn session_of(node: &ChatService, joined: &Joined) -> SessionId {
    let holder = node.session(&joined.token).await.unwrap();
    holder.unwrap().session
}

/// Repeats a call until the watch ends. The nodes begin to listen when their tasks run; until then a sign-out can be lost, as
/// with any fan-out.
async fn ends(watch: &SignOutWatch, call: impl AsyncFn()) {
    let repeated = async {
        loop {
            call().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = repeated => {}
        ended = timeout(Duration::from_secs(10), watch.signed_out()) => ended.unwrap(),
    }
}

/// Ends once what one node signs out reaches the other.
async fn listening(nodes: &[ChatService; 2]) {
    let person = chat_domain::PersonId::new(Uuid::now_v7());
    let watch = nodes[1].watch_sign_out(CLINIC, person);
    let sign_out = async || nodes[0].sign_out(CLINIC, person).await.unwrap();
    ends(&watch, sign_out).await;
}

#[tokio::test]
async fn revoked_link_ends_what_its_sessions_have_open_on_every_node() {
    let (nodes, visit) = nodes().await;
    let made = nodes[0].invite(link(visit, PATIENT)).await.unwrap();
    let other = joined(&nodes[0], &invited(&nodes[0], visit).await).await;
    let session = joined(&nodes[1], &made.secret).await;
    let watch =
        async |joined: &Joined| nodes[1].watch_session(CLINIC, session_of(&nodes[1], joined).await);
    let (watched, stays) = (watch(&session).await, watch(&other).await);
    let revoke = async || {
        let revoke = nodes[0].revoke_invitation(visit, made.invitation);
        revoke.await.unwrap();
    };
    ends(&watched, revoke).await;
    assert!(!stays.has_ended());
    assert!(!is_open(&nodes[1], &session).await);
    assert!(is_open(&nodes[1], &other).await);
    let elsewhere = VisitKey::new(visit.clinic, VisitId::new(Uuid::now_v7()));
    let unknown = nodes[0].revoke_invitation(elsewhere, made.invitation).await;
    assert_eq!(refusal(unknown), Refusal::VisitUnknown);
}

#[tokio::test]
async fn evicted_session_ends_what_it_has_open_on_every_node() {
    let (nodes, visit) = nodes().await;
    listening(&nodes).await;
    let secret = invited(&nodes[0], visit).await;
    let mut sessions = Vec::new();
    for _ in 0..MAX_SESSIONS {
        sessions.push(joined(&nodes[0], &secret).await);
    }
    let mut watches = Vec::new();
    for session in &sessions {
        let session = session_of(&nodes[0], session).await;
        watches.push(nodes.each_ref().map(|it| it.watch_session(CLINIC, session)));
    }
    joined(&nodes[0], &secret).await;
    let mut evicted = 0;
    for (session, watches) in sessions.iter().zip(&watches) {
        if is_open(&nodes[0], session).await {
            assert!(!watches.iter().any(SignOutWatch::has_ended));
            continue;
        }
        evicted += 1;
        for watch in watches {
            let ended = timeout(Duration::from_secs(10), watch.signed_out()).await;
            ended.unwrap();
        }
    }
    assert_eq!(evicted, 1);
}

#[tokio::test]
async fn host_revokes_one_session_and_the_others_stay() {
    let (nodes, visit) = nodes().await;
    let made = nodes[0].invite(link(visit, PATIENT)).await.unwrap();
    let lost = joined(&nodes[0], &made.secret).await;
    let kept = joined(&nodes[1], &made.secret).await;
    let ids = [
        session_of(&nodes[0], &lost).await,
        session_of(&nodes[0], &kept).await,
    ];
    let listed = async || {
        let sessions = nodes[0].invitation_sessions(visit, made.invitation).await;
        let mut ids: Vec<_> = sessions.unwrap().iter().map(|it| it.session).collect();
        ids.sort();
        ids
    };
    let mut all = ids.to_vec();
    all.sort();
    assert_eq!(listed().await, all);
    let watches = ids.map(|session| nodes[1].watch_session(CLINIC, session));
    let revoke = async || {
        let revoke = nodes[0].revoke_session(visit, made.invitation, ids[0]);
        revoke.await.unwrap();
    };
    ends(&watches[0], revoke).await;
    assert!(!watches[1].has_ended());
    assert!(!is_open(&nodes[1], &lost).await);
    assert!(is_open(&nodes[1], &kept).await);
    assert_eq!(listed().await, [ids[1]]);
    joined(&nodes[0], &made.secret).await;
    // Only through its own link and visit.
    let other = InvitationId::new(Uuid::now_v7());
    let unknown = nodes[0].revoke_session(visit, other, ids[1]).await;
    assert!(matches!(unknown, Err(AppError::UnknownInvitation)));
    let sibling = nodes[0].invite(link(visit, PATIENT)).await.unwrap();
    let through = nodes[0].revoke_session(visit, sibling.invitation, ids[1]);
    through.await.unwrap();
    assert!(is_open(&nodes[1], &kept).await);
    let elsewhere = VisitKey::new(CLINIC, VisitId::new(Uuid::now_v7()));
    let unknown = nodes[0].invitation_sessions(elsewhere, made.invitation);
    assert_eq!(refusal(unknown.await), Refusal::VisitUnknown);
}
