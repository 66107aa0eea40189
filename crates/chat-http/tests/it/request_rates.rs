//! Rate limits of requests per address, person and clinic.

use crate::{
    clinic::{ADA, BEN, CY, Clinic, EVE, PIA},
    http::{Answer, request},
};
use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use chat_app::Rate;
use chat_http::{HttpOptions, KindRates, Peer, RequestRates};
use serde_json::json;
use std::{net::IpAddr, time::Duration};

const LIMITED: StatusCode = StatusCode::TOO_MANY_REQUESTS;

/// Two at a time, and then nothing for an hour.
const TWO: Option<Rate> = Some(Rate {
    burst: 2,
    every: Duration::from_secs(3_600),
});

/// One kind of request, which is limited to two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Requests,
    Uploads,
    Live,
    Oversight,
}
use Kind::{Live, Oversight, Requests, Uploads};

impl Kind {
    fn of(self, rates: &mut KindRates) -> &mut Option<Rate> {
        match self {
            Requests => &mut rates.requests,
            Uploads => &mut rates.uploads,
            Live => &mut rates.live,
            Oversight => &mut rates.oversight,
        }
    }
}

async fn clinic(limit: impl FnOnce(&mut RequestRates)) -> Clinic {
    let mut rates = RequestRates::unlimited();
    limit(&mut rates);
    Clinic::with(HttpOptions::default().with_rates(rates)).await
}

/// A request of a kind. Whether it succeeds is of no interest: what is refused later counts too.
async fn ask(clinic: &Clinic, kind: Kind, token: &str, peer: Option<Peer>) -> Answer {
    let chat = clinic.path("/chats/visit");
    let (method, path) = match kind {
        Requests => (Method::GET, "/v1/me".to_owned()),
        Uploads => (Method::POST, format!("{chat}/files")),
        Live => (Method::GET, "/v1/live".to_owned()),
        Oversight => (Method::POST, format!("{chat}/oversight")),
    };
    let mut request = request(method, &path, token).body(Body::empty()).unwrap();
    if let Some(peer) = peer {
        request.extensions_mut().insert(peer);
    }
    clinic.send(request).await
}

fn from(address: &str) -> Option<Peer> {
    Some(Peer::new(address.parse::<IpAddr>().unwrap()))
}

fn limited(answer: &Answer) -> bool {
    if answer.status != LIMITED {
        return false;
    }
    let problem = answer.refuses(429, "rate_limited");
    let seconds = problem["retry_after"].as_u64().unwrap();
    assert!((3_500..=3_600).contains(&seconds), "{problem}");
    assert_eq!(answer.headers["retry-after"], seconds.to_string());
    true
}

#[tokio::test]
async fn each_kind_is_limited_per_address_before_the_token_is_read() {
    for kind in [Requests, Uploads, Live, Oversight] {
        let clinic = clinic(|rates| *kind.of(&mut rates.address) = TWO).await;
        for token in ["", "garbage"] {
            assert!(!limited(
                &ask(&clinic, kind, token, from("192.0.2.1")).await
            ));
        }
        assert!(limited(
            &ask(&clinic, kind, &clinic.token(ADA), from("192.0.2.1")).await
        ));
        // Others are not: another address, and a proxy that names no client.
        assert!(!limited(&ask(&clinic, kind, "", from("192.0.2.2")).await));
        let proxy = Peer::proxy("192.0.2.1".parse().unwrap());
        assert!(!limited(&ask(&clinic, kind, "", Some(proxy)).await));
        // Requests of other kinds are not, unless all are.
        if kind != Requests {
            assert!(!limited(
                &ask(&clinic, Requests, "", from("192.0.2.1")).await
            ));
        }
    }
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_are_one() {
    let clinic = clinic(|rates| rates.address.requests = TWO).await;
    for (address, wanted) in [
        ("2001:db8::1", false),
        ("2001:db8::2", false),
        ("2001:db8::ffff:3", true),
        ("2001:db8:0:1::1", false),
    ] {
        let answer = ask(&clinic, Requests, "", from(address)).await;
        assert_eq!(limited(&answer), wanted, "{address}");
    }
}

#[tokio::test]
async fn person_is_limited_without_others_of_the_clinic() {
    for kind in [Requests, Uploads, Live, Oversight] {
        let clinic = clinic(|rates| {
            *kind.of(&mut rates.person) = TWO;
            *kind.of(&mut rates.clinic) = Some(Rate {
                burst: 5,
                ..TWO.unwrap()
            });
        })
        .await;
        let asked = async |person| limited(&ask(&clinic, kind, &clinic.token(person), None).await);
        assert!(!asked(ADA).await && !asked(ADA).await);
        // A flood of one person leaves the clinic what it has.
        for _ in 0..20 {
            assert!(asked(ADA).await);
        }
        assert!(!asked(BEN).await && !asked(BEN).await);
        assert!(!asked(CY).await);
        assert!(asked(CY).await, "the clinic's five are used up");
    }
}

#[tokio::test]
async fn session_is_limited_like_its_person() {
    let clinic = clinic(|rates| rates.person.requests = TWO).await;
    let (session, _) = clinic.join(PIA).await;
    let asked = async |token: &str| limited(&ask(&clinic, Requests, token, None).await);
    assert!(!asked(&session).await && !asked(&session).await);
    assert!(asked(&session).await);
    assert!(asked(&clinic.token(PIA)).await, "the same person");
    assert!(!asked(&clinic.token(ADA)).await);
}

#[tokio::test]
async fn sessions_count_for_their_clinic() {
    let clinic = clinic(|rates| rates.clinic.requests = TWO).await;
    let (session, _) = clinic.join(PIA).await;
    let asked = async |token: &str| limited(&ask(&clinic, Requests, token, None).await);
    assert!(!asked(&session).await && !asked(&session).await);
    assert!(asked(&session).await && asked(&clinic.token(ADA)).await);
}

/// A flood of one kind that is refused to the person does not count for the clinic as any kind.
#[tokio::test]
async fn refused_request_of_a_person_does_not_count_for_the_clinic() {
    let clinic = clinic(|rates| {
        rates.person.uploads = TWO;
        rates.clinic.requests = Some(Rate {
            burst: 5,
            ..TWO.unwrap()
        });
    })
    .await;
    let flooded = async || limited(&ask(&clinic, Uploads, &clinic.token(ADA), None).await);
    assert!(!flooded().await && !flooded().await);
    for _ in 0..20 {
        assert!(flooded().await);
    }
    for _ in 0..3 {
        assert!(!limited(
            &ask(&clinic, Requests, &clinic.token(BEN), None).await
        ));
    }
}

#[test]
fn default_of_a_person_is_at_most_a_twentieth_of_the_clinic() {
    let RequestRates { person, clinic, .. } = RequestRates::default();
    for (own, all) in [
        (person.requests, clinic.requests),
        (person.uploads, clinic.uploads),
        (person.live, clinic.live),
        (person.oversight, clinic.oversight),
    ] {
        assert!(own.unwrap().burst * 20 <= all.unwrap().burst);
    }
}

#[tokio::test]
async fn each_kind_is_limited_per_clinic_and_the_host_is_not() {
    for kind in [Requests, Uploads, Live, Oversight] {
        let clinic = clinic(|rates| *kind.of(&mut rates.clinic) = TWO).await;
        let asked = async |token: &str| limited(&ask(&clinic, kind, token, None).await);
        assert!(!asked(&clinic.token(ADA)).await && !asked(&clinic.token(BEN)).await);
        assert!(asked(&clinic.token(CY)).await);
        let elsewhere = clinic.token_in(uuid::Uuid::now_v7(), EVE);
        assert!(!asked(&elsewhere).await);
        for _ in 0..5 {
            assert!(!asked(&clinic.host()).await);
        }
    }
}

#[tokio::test]
async fn refusals_of_person_and_clinic_look_the_same() {
    let mut documents = Vec::new();
    for whose in [
        (|rates| &mut rates.person.requests) as fn(&mut RequestRates) -> &mut Option<Rate>,
        |rates| &mut rates.clinic.requests,
    ] {
        let clinic = clinic(|rates| {
            let none = Rate {
                burst: 0,
                ..TWO.unwrap()
            };
            *whose(rates) = Some(none);
        })
        .await;
        let answer = ask(&clinic, Requests, &clinic.token(ADA), None).await;
        let mut problem = answer.refuses(429, "rate_limited");
        problem["retry_after"] = json!(0);
        documents.push(problem);
    }
    assert_eq!(documents[0], documents[1]);
}
