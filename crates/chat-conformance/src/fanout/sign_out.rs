//! Sign-outs.

use super::{ATTEMPTS, PATIENCE, arrives, fresh_visit, hint};
use crate::fixture::fresh_clinic;
use chat_domain::PersonId;
use chat_ports::{Fanout, SignOut, SignOutStream, Topic};
use futures::{FutureExt as _, StreamExt};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::time::timeout;
use uuid::Uuid;

fn someone() -> SignOut {
    SignOut {
        clinic: fresh_clinic(),
        person: PersonId::new(Uuid::now_v7()),
    }
}

/// Signs the person out until it arrives. Returns all who were signed out until then.
async fn comes(
    fanout: &Arc<dyn Fanout>,
    stream: &mut SignOutStream,
    person: SignOut,
) -> BTreeSet<SignOut> {
    let mut received = BTreeSet::new();
    for _ in 0..ATTEMPTS {
        fanout.sign_out(person).await.unwrap();
        let until_it_comes = async {
            while !received.contains(&person) {
                received.insert(stream.next().await.expect("the stream is open"));
            }
        };
        if timeout(PATIENCE, until_it_comes).await.is_ok() {
            return received;
        }
    }
    panic!("{person:?} did not arrive in {ATTEMPTS} attempts");
}

/// Every subscriber gets the sign-outs of all clinics as they were sent. Others that use the same fan-out may be among them.
pub async fn sign_out_arrives_unchanged_at_every_subscriber(fanout: &Arc<dyn Fanout>) {
    let mut first = fanout.subscribe_sign_outs().await.unwrap();
    let gone = fanout.subscribe_sign_outs().await.unwrap();
    let mut last = fanout.subscribe_sign_outs().await.unwrap();
    drop(gone);
    let person = someone();
    // The same person in another clinic, and another person of the clinic, are others.
    let elsewhere = SignOut {
        person: person.person,
        ..someone()
    };
    let colleague = SignOut {
        clinic: person.clinic,
        ..someone()
    };
    for signed_out in [person, elsewhere, colleague] {
        comes(fanout, &mut first, signed_out).await;
        comes(fanout, &mut last, signed_out).await;
    }
}

/// A subscription to sign-outs brings nothing else, and no other subscription brings a sign-out.
pub async fn sign_outs_and_other_signals_are_apart(fanout: &Arc<dyn Fanout>) {
    let person = someone();
    let visit = fresh_visit(person.clinic);
    let mut sign_outs = fanout.subscribe_sign_outs().await.unwrap();
    let mut typing = fanout.subscribe_typing(visit).await.unwrap();
    let mut of_clinic = fanout.subscribe(Topic::Clinic(visit.clinic)).await.unwrap();
    comes(fanout, &mut sign_outs, person).await;
    assert_eq!(typing.next().now_or_never(), None, "no one types");
    let found = of_clinic.next().now_or_never();
    assert_eq!(found, None, "a sign-out is no hint");
    arrives(fanout, &mut of_clinic, &hint(visit, 3)).await;
    let received = comes(fanout, &mut sign_outs, person).await;
    let of_clinic = received.iter().filter(|it| it.clinic == person.clinic);
    assert!(of_clinic.eq([&person]), "a hint is no sign-out");
}

/// A subscriber that does not read loses sign-outs, delays neither those who send nor others, and gets new ones later.
pub async fn sign_out_subscriber_that_does_not_read_blocks_no_one(fanout: &Arc<dyn Fanout>) {
    let mut slow = fanout.subscribe_sign_outs().await.unwrap();
    let mut quick = fanout.subscribe_sign_outs().await.unwrap();
    let person = someone();
    let many = async {
        for _ in 0..20_000 {
            fanout.sign_out(person).await.unwrap();
        }
    };
    timeout(Duration::from_secs(60), many)
        .await
        .expect("signing out does not wait for subscribers");
    let later = someone();
    comes(fanout, &mut quick, later).await;
    comes(fanout, &mut slow, later).await;
}
