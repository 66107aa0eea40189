//! Invitation links: making, listing and exchanging them.

use crate::{
    clinic::{ADA, Clinic, OUTSIDER, PIA, QUIN, id},
    http::{Answer, request},
};
use axum::http::{Method, header};
use chat_app::Rate;
use chat_domain::{ClinicId, InvitationId, PersonId, VisitId};
use chat_http::{HttpOptions, Peer};
use chat_ports::{Invitation, Invitations as _, SecretDigest, VisitKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{net::Ipv4Addr, time::Duration};
use time::OffsetDateTime;
use uuid::Uuid;

const BORN: &str = "1984-03-12";

impl Clinic {
    /// Makes a link for a person of the visit.
    pub(crate) async fn invite(&self, person: u128, with: Value) -> Value {
        let answer = self.try_invite(person, with).await;
        answer.expect(201).json()
    }

    async fn try_invite(&self, person: u128, mut with: Value) -> Answer {
        with["person"] = json!(id(person));
        let path = self.path("/invitations");
        self.post(&path, &self.host(), &with).await
    }

    /// Exchanges the secret of a link.
    pub(crate) async fn exchange(&self, invited: &Value, mut with: Value) -> Answer {
        with["secret"] = invited["secret"].clone();
        self.post("/v1/invitations/exchange", "", &with).await
    }

    /// The token of a new session for a person of the visit, and the link.
    pub(crate) async fn join(&self, person: u128) -> (String, Value) {
        let invited = self.invite(person, json!({})).await;
        (self.session(&invited).await, invited)
    }

    /// The token of a new session of a link.
    pub(crate) async fn session(&self, invited: &Value) -> String {
        let joined = self.exchange(invited, json!({})).await.expect(200).json();
        joined["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn revoke(&self, invited: &Value) -> Answer {
        let link = invited["invitation"].as_str().unwrap();
        let path = self.path(&format!("/invitations/{link}"));
        self.call(Method::DELETE, &path, &self.host()).await
    }

    async fn links(&self) -> Vec<Value> {
        let listed = self.get(&self.path("/invitations"), &self.host()).await;
        listed.expect(200).json()["invitations"]
            .as_array()
            .unwrap()
            .clone()
    }
}

#[tokio::test]
async fn secret_comes_once_and_the_list_has_none() {
    let clinic = Clinic::with(
        HttpOptions::default().with_join_page(Some("https://chat.clinic.example/join".to_owned())),
    )
    .await;
    let invited = clinic.invite(PIA, json!({ "birth_date": BORN })).await;
    let secret = invited["secret"].as_str().unwrap();
    assert_eq!(
        invited["url"],
        format!("https://chat.clinic.example/join#{secret}")
    );
    let path = clinic.path("/invitations");
    let listed = clinic.get(&path, &clinic.host()).await.expect(200);
    let text = String::from_utf8_lossy(&listed.body);
    assert!(!text.contains(secret) && !text.contains(BORN), "{text}");
    let link = &listed.json()["invitations"][0];
    assert_eq!(link["invitation"], invited["invitation"]);
    assert_eq!(link["person"], json!(id(PIA)));
    assert_eq!(link["expires_at"], invited["expires_at"]);
    assert_eq!(link["standing"], "works");
    assert_eq!(
        (&link["asks_birth_date"], &link["tries_left"]),
        (&json!(true), &json!(5))
    );
    let without = Clinic::new().await.invite(PIA, json!({})).await;
    assert_eq!(without["url"], Value::Null);
}

#[tokio::test]
async fn links_are_made_for_attendees_of_open_visits_by_the_host_only() {
    let clinic = Clinic::new().await;
    let path = clinic.path("/invitations");
    let body = json!({ "person": id(PIA) });
    for person in [ADA, PIA, OUTSIDER] {
        let answer = clinic.post(&path, &clinic.token(person), &body).await;
        answer.refuses(404, "visit_unknown");
    }
    let refused = [
        (ADA, json!({}), 422, "attendees_only"),
        (OUTSIDER, json!({}), 404, "person_unknown"),
        (
            PIA,
            json!({ "expires_at": "2020-01-01T00:00:00Z" }),
            422,
            "invalid_expiry",
        ),
        (
            PIA,
            json!({ "expires_at": "2999-01-01T00:00:00Z" }),
            422,
            "invalid_expiry",
        ),
        (PIA, json!({ "expires_at": "soon" }), 400, "invalid_time"),
        (
            PIA,
            json!({ "birth_date": "12.3.1984" }),
            400,
            "invalid_birth_date",
        ),
        (
            PIA,
            json!({ "birth_date": "1984-02-30" }),
            400,
            "invalid_birth_date",
        ),
    ];
    for (person, with, status, code) in refused {
        let answer = clinic.try_invite(person, with).await;
        answer.refuses(status, code);
    }
    clinic.cancel().await;
    let closed = clinic.try_invite(PIA, json!({})).await;
    closed.refuses(409, "visit_closed");
    assert!(clinic.links().await.is_empty());
}

/// The answer to a link that does not work. It is the same, to the byte, whatever the reason.
#[tokio::test]
async fn every_link_that_does_not_work_gets_one_answer() {
    let clinic = Clinic::new().await;
    let asks = clinic.invite(PIA, json!({ "birth_date": BORN })).await;
    let unknown = json!({ "secret": "A".repeat(32) });
    let short = json!({ "secret": "x" });
    let revoked = clinic.invite(PIA, json!({})).await;
    clinic.revoke(&revoked).await.expect(204);
    let expired = clinic.expired_link().await;
    let blocked = clinic.invite(QUIN, json!({ "birth_date": BORN })).await;
    for _ in 0..5 {
        let wrong = json!({ "birth_date": "1984-03-13" });
        let answer = clinic.exchange(&blocked, wrong).await;
        answer.refuses(403, "invitation_refused");
    }
    let right = json!({ "birth_date": BORN });
    let wrong = json!({ "birth_date": "1970-01-01" });
    let mut answers = vec![
        clinic.exchange(&unknown, json!({})).await,
        clinic.exchange(&unknown, right.clone()).await,
        clinic.exchange(&short, json!({})).await,
        clinic.exchange(&revoked, json!({})).await,
        clinic.exchange(&revoked, right.clone()).await,
        clinic.exchange(&expired, json!({})).await,
        clinic.exchange(&blocked, json!({})).await,
        clinic.exchange(&blocked, right.clone()).await,
        clinic.exchange(&asks, wrong).await,
    ];
    let gone = clinic.invite(QUIN, json!({})).await;
    let removal = clinic.path(&format!("/participants/{}/removal", id(QUIN)));
    let because = json!({ "reason": "the wrong person" });
    let removed = clinic.post(&removal, &clinic.host(), &because).await;
    removed.expect(204);
    answers.push(clinic.exchange(&gone, json!({})).await);
    clinic.cancel().await;
    answers.push(clinic.exchange(&asks, right).await);
    answers.push(clinic.exchange(&asks, json!({})).await);
    let first = answers.swap_remove(0);
    for answer in &answers {
        assert_eq!(*answer, first);
    }
    first.refuses(403, "invitation_refused");
}

#[tokio::test]
async fn birth_date_is_asked_for_and_wrong_ones_block_the_link() {
    let clinic = Clinic::new().await;
    let invited = clinic.invite(PIA, json!({ "birth_date": BORN })).await;
    let try_one = async |date: &str| {
        let given = json!({ "birth_date": date });
        clinic.exchange(&invited, given).await
    };
    let none = clinic.exchange(&invited, json!({})).await;
    none.refuses(403, "birth_date_required");
    for _ in 0..4 {
        let wrong = try_one("1984-12-03").await;
        wrong.refuses(403, "invitation_refused");
    }
    // Right answers use up no try, and return none of those that wrong ones took.
    for _ in 0..3 {
        try_one(BORN).await.expect(200);
    }
    assert_eq!(clinic.links().await[0]["tries_left"], 1);
    let wrong = try_one("1984-12-03").await;
    wrong.refuses(403, "invitation_refused");
    try_one(BORN).await.refuses(403, "invitation_refused");
    let link = &clinic.links().await[0];
    assert_eq!(link["standing"], "blocked");
    assert_eq!(link["tries_left"], 0);
}

#[tokio::test]
async fn link_can_be_exchanged_again_for_the_same_person() {
    let clinic = Clinic::new().await;
    let (first, invited) = clinic.join(PIA).await;
    let second = clinic.session(&invited).await;
    assert_ne!(first, second);
    for token in [&first, &second] {
        let me = clinic.get("/v1/me", token).await.expect(200).json();
        assert_eq!(me["person"], json!(id(PIA)));
        assert_eq!(
            (&me["host"], &me["may_oversee"]),
            (&json!(false), &json!(false))
        );
        let visit = clinic.get(&clinic.path(""), token).await;
        visit.expect(200);
    }
}

#[tokio::test]
async fn exchanges_of_a_network_are_limited() {
    let clinic = Clinic::with(HttpOptions::default().with_exchange_tries(Rate {
        burst: 2,
        every: Duration::from_secs(3_600),
    }))
    .await;
    let invited = clinic.invite(PIA, json!({})).await;
    let ask = async |peer: Option<Peer>, secret: &Value| {
        let mut request = request(Method::POST, "/v1/invitations/exchange", "")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(peer) = peer {
            request = request.extension(peer);
        }
        let body = json!({ "secret": secret }).to_string();
        clinic.send(request.body(body.into()).unwrap()).await
    };
    let address = |last: u8| Ipv4Addr::new(192, 0, 2, last).into();
    let from = async |last: u8, secret: &Value| ask(Some(Peer::new(address(last))), secret).await;
    from(1, &json!("x"))
        .await
        .refuses(403, "invitation_refused");
    from(1, &invited["secret"]).await.expect(200);
    from(1, &invited["secret"])
        .await
        .refuses(429, "rate_limited");
    from(2, &invited["secret"]).await.expect(200);
    // Requests without an address share one limit: without the listener's peer, and of a proxy that names no client.
    ask(None, &invited["secret"]).await.expect(200);
    let proxied = async || ask(Some(Peer::proxy(address(9))), &invited["secret"]).await;
    proxied().await.expect(200);
    proxied().await.refuses(429, "rate_limited");
    ask(None, &invited["secret"])
        .await
        .refuses(429, "rate_limited");
}

impl Clinic {
    pub(crate) async fn cancel(&self) {
        let body = json!({ "action": "cancel_visit" });
        let path = self.path("/actions");
        let answer = self.post(&path, &self.host(), &body).await;
        answer.expect(204);
    }

    /// A link that has expired.
    async fn expired_link(&self) -> Value {
        let secret = "B".repeat(32);
        let visit = VisitKey::new(ClinicId::new(self.clinic), VisitId::new(self.visit));
        let now = OffsetDateTime::now_utc();
        let link = Invitation {
            id: InvitationId::new(Uuid::now_v7()),
            secret: SecretDigest(Sha256::digest(&secret).into()),
            visit,
            person: PersonId::new(id(PIA)),
            created: now - time::Duration::DAY,
            expires: now - time::Duration::SECOND,
            answer: None,
            tries_left: 5,
            is_revoked: false,
        };
        self.invitations.invite(link).await.unwrap();
        json!({ "secret": secret })
    }
}
