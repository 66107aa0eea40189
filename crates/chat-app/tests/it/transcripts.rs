//! Transcripts are made a few at a time.

use crate::clinic::{
    OUTSIDER, PATIENT, PROVIDER, direct, enter, group_visit, refusal, send, service,
};
use chat_app::{
    MAX_TRANSCRIPTS, TranscriptRequest, Viewer,
    transcript::{Scope, Transcript, Zone},
};
use chat_domain::Refusal;
use futures::{FutureExt as _, future::join_all};
use std::sync::mpsc;
use tokio::sync::Semaphore;

const WHOLE: TranscriptRequest = TranscriptRequest {
    scope: Scope::Visit,
    zone: Zone::UTC,
};

#[tokio::test]
async fn transcripts_beyond_the_limit_wait_for_their_turn() {
    let service = service();
    let visit = group_visit(&service).await;
    let rendering = std::sync::Arc::new(Semaphore::new(0));
    let (ends, held): (Vec<_>, Vec<_>) =
        (0..MAX_TRANSCRIPTS).map(|_| mpsc::channel::<()>()).unzip();
    let made = held.into_iter().map(|end| {
        let begun = std::sync::Arc::clone(&rendering);
        let render = move |_| {
            begun.add_permits(1);
            end.recv().unwrap();
        };
        let service = service.clone();
        tokio::spawn(async move { service.transcript(visit, PROVIDER, WHOLE, render).await })
    });
    let made: Vec<_> = made.collect();
    let all = u32::try_from(MAX_TRANSCRIPTS).unwrap();
    rendering.acquire_many(all).await.unwrap().forget();
    let mut next = Box::pin(service.transcript(visit, PROVIDER, WHOLE, drop));
    for _ in 0..100 {
        assert!(next.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    for end in ends {
        end.send(()).unwrap();
    }
    next.await.unwrap();
    for made in join_all(made).await {
        made.unwrap().unwrap();
    }
}

#[tokio::test]
async fn transcript_has_what_was_sent_before_it() {
    let service = service();
    let visit = group_visit(&service).await;
    enter(&service, visit, PATIENT).await;
    let chat = direct(PROVIDER, PATIENT);
    for id in 1..=600 {
        send(&service, visit, PROVIDER, chat, id).await.unwrap();
    }
    let text = service
        .transcript(visit, PATIENT, WHOLE, |made: Transcript| made.text())
        .await
        .unwrap();
    for id in 1..=600 {
        assert!(
            text.contains(&format!("\u{2068}message {id}\u{2069}\n")),
            "{id}"
        );
    }
}

#[tokio::test]
async fn m7_transcript_of_a_visit_is_only_for_its_people() {
    let service = service();
    let visit = group_visit(&service).await;
    // An overseer too, before they break the glass (M5).
    let overseer = Viewer::Overseer(OUTSIDER);
    for viewer in [Viewer::Participant(OUTSIDER), Viewer::Host, overseer] {
        let refused = service.transcript(visit, viewer, WHOLE, drop).await;
        assert_eq!(refusal(refused), Refusal::VisitUnknown);
    }
}
